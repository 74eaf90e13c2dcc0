"""Links on the office pages of a space and of an organisation to rooms that know more about them.

A room on the right registers its own in `AppConfig.ready()`:

    links.register_for_space(find)
"""

from collections.abc import Callable
from dataclasses import dataclass

from opstap.accounts.models import User
from opstap.spaces.models import Organisation, Space


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str
    icon: str


FindForSpace = Callable[[User, Space], list[Link]]
FindForOrganisation = Callable[[User, Organisation], list[Link]]

_OF_SPACES: list[FindForSpace] = []
_OF_ORGANISATIONS: list[FindForOrganisation] = []


def register_for_space(find: FindForSpace) -> None:
    if find not in _OF_SPACES:
        _OF_SPACES.append(find)


def register_for_organisation(find: FindForOrganisation) -> None:
    if find not in _OF_ORGANISATIONS:
        _OF_ORGANISATIONS.append(find)


def links_of_space(user: User, space: Space) -> list[Link]:
    return [link for find in _OF_SPACES for link in find(user, space)]


def links_of_organisation(user: User, organisation: Organisation) -> list[Link]:
    return [link for find in _OF_ORGANISATIONS for link in find(user, organisation)]

"""Who answers in law for a paper that is handed out, as the sheet itself says."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from opstap.finder.papers.addresses import REGIONAL
from opstap.spaces.models import NetworkMembership, Space
from opstap.territory.models import Network


def publisher_lines(networks: Iterable[Network], languages: Sequence[str]) -> list[str]:
    """ "Éditeur responsable / Verantwoordelijke uitgever: name, address", of each network that named one.

    In the languages of the region among those of the paper, else in both.
    """
    titles = [_title(code) for code in REGIONAL if code in languages] or [_title(code) for code in REGIONAL]
    colon = "\u00a0:" if titles == [_title("fr")] else ":"
    return [
        f"{' / '.join(titles)}{colon} {network.publisher_name}, {network.publisher_address}"
        for network in networks
        if network.publisher_name
    ]


def _title(language: str) -> str:
    with translation.override(language):
        return _("Responsible publisher")


def networks_of_space(space: Space, day: date) -> list[Network]:
    """Those it takes part in that day, itself or through its organisation."""
    member = Q(space=space)
    if space.organisation_id is not None:
        member |= Q(organisation=space.organisation_id)
    taking_part = NetworkMembership.objects.filter(member, valid_from__lte=day)
    taking_part = taking_part.exclude(valid_until__lt=day)
    return list(Network.objects.filter(pk__in=taking_part.values("network")))

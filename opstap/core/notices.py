"""What stands on every page of the people it concerns, until it is mended. Rooms register it at start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from opstap.accounts.models import User


@dataclass(frozen=True)
class Notice:
    """A sentence of what is wrong, and the page where it is mended."""

    text: "StrPromise | str"
    url_name: str
    link: "StrPromise | str"

    @property
    def href(self) -> str:
        return reverse(self.url_name)


Find = Callable[["User"], Notice | None]

_REGISTER: list[Find] = []


def register(find: Find) -> None:
    """`find` is asked on every page of signed-in people: it must be cheap. None when all is well."""
    if find not in _REGISTER:
        _REGISTER.append(find)


def notices_for(user: "User") -> list[Notice]:
    return [notice for find in _REGISTER if (notice := find(user)) is not None]

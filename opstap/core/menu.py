"""The menu of signed-in people. Each room registers its own entries in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from opstap.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """One entry: where it leads, who sees it, and the words of its tile on the home page."""

    url_name: str
    label: "StrPromise"
    hint: "StrPromise"
    icon: str
    visible: Callable[["User"], bool]

    @property
    def href(self) -> str:
        return reverse(self.url_name)


_REGISTER: list[tuple[int, Entry]] = []


def register(entry: Entry, *, order: int) -> None:
    """Add an entry; lower `order` stands first. Registering the same address again replaces it."""
    _REGISTER[:] = [known for known in _REGISTER if known[1].url_name != entry.url_name]
    _REGISTER.append((order, entry))
    _REGISTER.sort(key=lambda known: known[0])


def current_of(entries: list[Entry], path: str) -> Entry | None:
    """The entry whose room the page at `path` stands in: the longest address that begins the path."""
    around = [entry for entry in entries if path.startswith(entry.href)]
    return max(around, key=lambda entry: len(entry.href), default=None)


def entries_for(user: "User") -> list[Entry]:
    return [entry for _order, entry in _REGISTER if entry.visible(user)]

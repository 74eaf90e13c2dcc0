"""How long a record may be corrected, and why no longer.

What closes a day belongs to rooms on the right (a month declared complete): they register it at start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.spaces.models import Space

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CORRECTABLE = timedelta(days=45)
"""From the day of the record; on the day after it stays as it is."""

Correctable = HelpRecord | Visit | SentAway


@dataclass(frozen=True)
class Closed:
    """Why nothing changes any more, and the address where a coordinator opens it again; '' = nowhere."""

    says: "StrPromise | str"
    href: str = ""


Find = Callable[[Space, date], Closed | None]

_REGISTER: list[Find] = []


def register(find: Find) -> None:
    """`find` says of a day that is over at a space why it is closed, or None."""
    if find not in _REGISTER:
        _REGISTER.append(find)


def closed_day(space: Space, day: date, today: date) -> Closed | None:
    """Why what was noted on `day` can no longer be corrected; None while it can."""
    if today - day > CORRECTABLE:
        return Closed(
            _(
                "This was noted more than 45 days ago: it stays as it is. "
                "Tell the coordinator if a figure is wrong because of it."
            )
        )
    if day >= today:
        return None
    return next((closed for find in _REGISTER if (closed := find(space, day))), None)


def closed_entry(entry: Correctable, today: date) -> Closed | None:
    """As `closed_day` for one record, which may be closed for a reason of its own."""
    if hasattr(entry, "voiding"):
        return Closed(_("This was undone and no longer counts, so there is nothing to correct."))
    if isinstance(entry, HelpRecord) and entry.answers_erased:
        return Closed(erased_words())
    return closed_day(entry.space, entry.local_date, today)


def erased_words() -> str:
    return _(
        "What the person said about herself was erased, because its time was over, and is kept as a number "
        "only. So this note can no longer be corrected or undone."
    )

"""A change to the network, and how a link writes it. Pure texts and numbers, no Django.

    close~the-help                                   the space closes
    hours~the-help~6~0900-1300                       somebody also helps there, on these ISO weekdays
    posts~the-help~-0.5                              full-time equivalents more or less
    new~municipality.21001~1~12345~0900-1700~Hall    a space opens there, with posts and hours; a name or none

Where a space opens: an area (kind.code), a postcode, or "latitude,longitude".
"""

import re
from dataclasses import dataclass
from decimal import Decimal

MOST_CHANGES = 60
MOST_POSTS = Decimal(50)
LONGEST_NAME = 60
BETWEEN = "~"
MINUTES_A_DAY = 24 * 60
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


class ChangeError(ValueError):
    """A change that cannot be made: `code` unreadable, no-space, closed, below, no-place; `name` of what."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code} {name}")
        self.code, self.name = code, name


@dataclass(frozen=True)
class Hours:
    """Every week on these ISO weekdays, from `begins` until `ends`, in minutes after midnight."""

    weekdays: tuple[int, ...]
    begins: int
    ends: int

    @property
    def expression(self) -> str:
        """As opening hours are written."""
        days = ",".join(DAYS[day - 1] for day in self.weekdays)
        return f"{days} {_clock(self.begins, ':')}-{_clock(self.ends, ':')}"


@dataclass(frozen=True)
class Close:
    space: str


@dataclass(frozen=True)
class Longer:
    """Somebody helps at more hours; the space is open then too."""

    space: str
    hours: Hours


@dataclass(frozen=True)
class Posts:
    """`fte`: professional full-time equivalents more, or less (below 0)."""

    space: str
    fte: Decimal


@dataclass(frozen=True)
class New:
    """A space that is not there yet. `name`: "" is named after the place."""

    place: str
    fte: Decimal
    hours: Hours
    name: str = ""


Change = Close | Longer | Posts | New


def written(change: Change) -> str:
    """As a link carries it; `read` is the inverse."""
    match change:
        case Close(space):
            parts = ["close", space]
        case Longer(space, hours):
            parts = ["hours", space, *_hours_parts(hours)]
        case Posts(space, fte):
            parts = ["posts", space, _amount(fte)]
        case New(place, fte, hours, name):
            parts = ["new", place, _amount(fte), *_hours_parts(hours), *filter(None, [name])]
    return BETWEEN.join(parts)


def _hours_parts(hours: Hours) -> list[str]:
    days = "".join(map(str, hours.weekdays))
    return [days, f"{_clock(hours.begins)}-{_clock(hours.ends)}"]


def _clock(minutes: int, between: str = "") -> str:
    return f"{minutes // 60:02}{between}{minutes % 60:02}"


def _amount(fte: Decimal) -> str:
    return f"{fte.normalize():f}"


def read(text: str) -> Change:
    """The change that a link carries. Raises ChangeError(unreadable)."""
    match text.split(BETWEEN, 5):
        case ["close", space] if space:
            return Close(space)
        case ["hours", space, days, span] if space:
            return Longer(space, _hours(days, span))
        case ["posts", space, amount] if space and _posts(amount):
            return Posts(space, _posts(amount))
        case ["new", place, amount, days, span, *name] if _posts(amount) >= 0 and _PLACE.fullmatch(place):
            return New(place, _posts(amount), _hours(days, span), "".join(name)[:LONGEST_NAME].strip())
        case _:
            raise ChangeError("unreadable")


_DEGREES = r"-?\d{1,3}(?:\.\d{1,15})?"
_PLACE = re.compile(rf"[a-z]+\.[^~\x00-\x1f]{{1,20}}|[\w -]{{1,12}}|{_DEGREES},{_DEGREES}", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,2}(?:\.\d{1,2})?", re.ASCII)
_DAYS = re.compile(r"1?2?3?4?5?6?7?")
_SPAN = re.compile(r"([01]\d|2[0-3])([0-5]\d)-(?:([01]\d|2[0-3])([0-5]\d)|2400)", re.ASCII)


def _posts(amount: str) -> Decimal:
    found = Decimal(amount) if _AMOUNT.fullmatch(amount) else None
    if found is None or abs(found) > MOST_POSTS:
        raise ChangeError("unreadable")
    return found


def _hours(days: str, span: str) -> Hours:
    found = _SPAN.fullmatch(span)
    if not days or not _DAYS.fullmatch(days) or not found:
        raise ChangeError("unreadable")
    begins = 60 * int(found[1]) + int(found[2])
    ends = 60 * int(found[3]) + int(found[4]) if found[3] else MINUTES_A_DAY
    if begins >= ends:
        raise ChangeError("unreadable")
    return Hours(tuple(map(int, days)), begins, ends)

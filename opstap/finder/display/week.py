"""The week of a space: a table in words, and a drawing beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from opstap.core import moments
from opstap.core.texts import say
from opstap.spaces.hours.codes import HoursError
from opstap.spaces.hours.kinds import DayRows, HourKind, HourRow, day_rows
from opstap.spaces.interruptions import closed_on
from opstap.spaces.models import Space
from opstap.spaces.reserved import reserved_between
from opstap.spaces.said.whom import reserved_words

FROM_HOUR, TO_HOUR = 8, 20  # drawn at least


@dataclass(frozen=True, slots=True)
class Line:
    """One interval of a day: in words, and from where to where on the drawing (“8.33%”)."""

    kind: HourKind
    hours: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week. `closed`: why there are no lines, "" when the space says nothing about it."""

    name: str
    date: date
    is_today: bool
    lines: tuple[Line, ...]
    closed: str
    reserved: tuple[tuple[str, str], ...]  # when it is for some people only, and for whom
    now: str  # where the present moment stands on the drawing, "" = not on it


Narrowed = dict[date, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    place: str
    anchor: str  # class of the sheet: "", "mid", "end"


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[Day, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[str, ...]  # fine lines of the drawing
    kinds: frozenset[HourKind]  # that occur: the legend explains these


def week_of(space: Space, now: datetime) -> Week | None:
    """The present week with its holidays and exceptions; None when the space has not reported any hours.

    Expressions nobody can read count as not reported.
    """
    local = now.astimezone(space.zone)
    if not any((space.open_hours, space.staffed_hours, space.training_hours)):
        return None
    try:
        days = day_rows(
            open_hours=space.open_hours,
            staffed_hours=space.staffed_hours,
            training_hours=space.training_hours,
            country=space.holiday_country,
            timezone=space.timezone,
            day=local.date(),
        )
    except HoursError:
        return None
    return _drawn(tuple(_with_closure(space, one) for one in days), local, _reserved(space, days))


def _reserved(space: Space, days: Sequence[DayRows]) -> Narrowed:
    """(“14:00 to 16:00”, “Only for: women.”) by day."""
    start = datetime.combine(days[0].day, time(), space.zone)
    found: Narrowed = {}
    for one in reserved_between(space, start, start + timedelta(days=len(days))):
        first, last = (moment.astimezone(space.zone) for moment in (one.interval.start, one.interval.end))
        line = (moments.from_to(first, last), reserved_words(one.row))
        found[first.date()] = (*found.get(first.date(), ()), line)
    return found


def _with_closure(space: Space, day: DayRows) -> DayRows:
    """Nothing opens on a day on which the space is closed for a time."""
    closure = closed_on(space, day.day)
    return day if closure is None else replace(day, rows=(), reason=say(closure.reasons))


def _drawn(days: tuple[DayRows, ...], now: datetime, reserved: Narrowed) -> Week:
    rows = [row for day in days for row in day.rows]
    scale = _Scale(
        min([FROM_HOUR, *(row.start_minute // 60 for row in rows)]),
        min(30, max([TO_HOUR, *(-(-row.end_minute // 60) for row in rows)])),
    )
    shown = tuple(_day(day, scale, now, reserved.get(day.day, ()) if day.rows else ()) for day in days)
    return Week(shown, scale.ticks(), scale.marks(), frozenset(row.kind for row in rows))


@dataclass(frozen=True, slots=True)
class _Scale:
    """The drawing reaches from one hour to another; everything is placed in per cent of its width."""

    first: int
    last: int

    def place(self, minute: float) -> str:
        return f"{max(0.0, min(100.0, (minute / 60 - self.first) / (self.last - self.first) * 100)):.2f}%"

    def width(self, start: float, end: float) -> str:
        shown = min(end, self.last * 60) - max(start, self.first * 60)
        return f"{shown / 60 / (self.last - self.first) * 100:.2f}%"

    def marks(self) -> tuple[str, ...]:
        return tuple(self.place(hour * 60) for hour in range(self.first, self.last + 1, 2))

    def ticks(self) -> tuple[Tick, ...]:
        step = 4 if self.last - self.first <= 14 else 6
        hours = [self.first, *range(self.first + step, self.last, step)]
        hours = [hour for hour in hours if self.last - hour >= 3] + [self.last]
        return tuple(self._tick(hour) for hour in hours)

    def _tick(self, hour: int) -> Tick:
        anchor = "" if hour == self.first else "end" if hour == self.last else "mid"
        return Tick(moments.clock(time(hour % 24), unit=False), self.place(hour * 60), anchor)


def _day(day: DayRows, scale: _Scale, now: datetime, reserved: tuple[tuple[str, str], ...]) -> Day:
    is_today = day.day == now.date()
    minute = now.hour * 60 + now.minute
    on_drawing = is_today and scale.first * 60 <= minute <= scale.last * 60
    closed = day.reason or (_("public holiday") if day.is_public_holiday else "")
    return Day(
        moments.day_name(day.day),
        day.day,
        is_today,
        tuple(_line(row, scale) for row in day.rows),
        "" if day.rows else closed,
        reserved,
        scale.place(minute) if on_drawing else "",
    )


def _line(row: HourRow, scale: _Scale) -> Line:
    whole_day = (row.start_minute, row.end_minute) == (0, 24 * 60)
    hours = _("day and night") if whole_day else moments.from_to(row.start, row.end)
    width = scale.width(row.start_minute, row.end_minute)
    return Line(row.kind, hours, scale.place(row.start_minute), width)

"""Parts of the week that a space keeps for some people: when they are, and how they stand beside its hours.

The rules (decisions/0042-reserved-hours.md):

- A reserved time lies within the opening hours and overlaps no other; what does not is refused when it is
  written. Hours that change later by an import or by stops leave of it what lies within them.
- Reserved for a public, the place is open then, and says for whom; asked for another public, it is not.
- Reserved for a closed circle (members, an activity, a partner's people) it is open for nobody who walks in.
- What is measured for "open to everybody" (facts of the label, coverage) leaves all reserved times out; the
  figures of the year do not.

Asks the database nothing where `reserved_times` is prefetched, or was asked for before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opstap.core.moments import from_to, weekday_name
from opstap.spaces.hours.codes import LONGEST_EXPRESSION, HoursError
from opstap.spaces.hours.expression import Interval, check, intervals
from opstap.spaces.hours.kinds import implied_open_hours, without
from opstap.spaces.hours.ordinary import announced_left_out
from opstap.spaces.hours.week import days_of
from opstap.spaces.models import ReservedTime, Space

WEEKS = 4
"""A time that lies within the hours in one of so many weeks may be reserved: hours may differ by the week."""


def reserved_times_of(space: Space) -> list[ReservedTime]:
    kept = getattr(space, "_prefetched_objects_cache", {}).get("reserved_times")
    if kept is None:
        kept = list(space.reserved_times.all()) if space.pk else []
        space.__dict__.setdefault("_prefetched_objects_cache", {})["reserved_times"] = kept
    return list(kept)


@dataclass(frozen=True, slots=True)
class Reserved:
    """An interval of a reserved time, within the hours of the space."""

    row: ReservedTime
    interval: Interval


def reserved_between(space: Space, start: datetime, end: datetime) -> list[Reserved]:
    """What is reserved between two instants, in order; closures for a time are not looked at."""
    rows = reserved_times_of(space)
    opened = _intervals(space, whole_hours(space), start, end) if rows else []
    found = [
        Reserved(row, one)
        for row in rows
        for one in _within(_intervals(space, row.hours, start, end), opened)
    ]
    return sorted(found, key=lambda one: (one.interval.start, one.row.pk or 0))


def reserved_at(space: Space, moment: datetime) -> Reserved | None:
    """What is reserved at an instant."""
    around = timedelta(days=1)
    found = reserved_between(space, moment - around, moment + around)
    return next((one for one in found if one.interval.start <= moment < one.interval.end), None)


def whole_hours(space: Space) -> str:
    """When one may be there at all: open, or somebody helps."""
    return implied_open_hours(space.open_hours, space.staffed_hours)


def _intervals(space: Space, hours: str, start: datetime, end: datetime) -> list[Interval]:
    try:
        return list(
            intervals(hours, country=space.holiday_country, timezone=space.timezone, start=start, end=end)
        )
    except HoursError:
        return []


def _within(found: Iterable[Interval], bounds: Iterable[Interval]) -> list[Interval]:
    """What of the intervals lies inside of the others."""
    found = list(found)
    return without(found, without(found, bounds))


# --- expressions ------------------------------------------------------------------------------------


def for_everybody(space: Space, expression: str) -> str:
    """The hours without all that is reserved: `Mo-Fr 09:00-17:00; Tu 14:00-16:00 off`."""
    return _taken_out(expression, reserved_times_of(space))


def without_circles(space: Space, expression: str) -> str:
    """The hours without what nobody who walks in may use."""
    return _taken_out(expression, [row for row in reserved_times_of(space) if row.is_circle])


def _taken_out(expression: str, rows: Iterable[ReservedTime]) -> str:
    if expression.strip() in {"", "off"}:
        return expression
    whole = "; ".join([expression, *(f"{row.hours} off" for row in rows)])
    return whole if len(whole) <= LONGEST_EXPRESSION else expression


def with_remarks(space: Space, expression: str, said: dict[int, str]) -> str:
    """For who reads the hours elsewhere: closed circles taken out, and a remark of OpenStreetMap on what is
    reserved for publics. `said`: key of the reserved time → for whom, in words.

    `Mo-Fr 09:00-17:00; PH off` → `Mo-Fr 09:00-17:00, Tu 14:00-16:00 open "only for: women"; PH off`. A remark
    opens nothing: it is left out where the hours do not cover it.
    """
    if expression.strip() in {"", "off"}:
        return expression
    for row in reserved_times_of(space):
        if not row.is_circle and not uncovered(row.hours, expression, date(2026, 1, 5)):
            remark = said[row.pk].replace('"', "'")
            rule = f'{row.hours} open "{remark}"'
            expression = _remarked(expression, rule, space.holiday_country)
    return without_circles(space, expression)


def _remarked(expression: str, rule: str, country: str) -> str:
    """With the rule behind those of the week, before those that close days, if there is room."""
    week = announced_left_out(expression)
    if not expression.startswith(week) or len(expression) + len(rule) + 2 > LONGEST_EXPRESSION:
        return expression
    whole = f"{week}, {rule}{expression[len(week) :]}"
    try:
        check(whole, country)
    except HoursError:
        return expression
    return whole


# --- what contradicts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a day of the week, by the clock on the wall."""

    weekday: int
    start: datetime
    end: datetime

    def __str__(self) -> str:
        """“Tuesday, from 14:00 to 16:00”, in the language that is active."""
        return f"{weekday_name(self.weekday)}, {from_to(self.start.time(), self.end.time())}"


def uncovered(hours: str, expression: str, monday: date) -> list[Piece]:
    """The parts of a rule of the week that the expression covers in none of four weeks, announced closures
    left out. Raises HoursError for what cannot be read."""
    usual = announced_left_out(expression)
    pieces: list[Piece] = []
    wanted, opened = _days(hours, monday), _days(usual, monday)
    for weekday in range(1, 8):
        missing = [
            without(wanted.get(day, []), opened.get(day, []))
            for day in (monday + timedelta(days=7 * week + weekday - 1) for week in range(WEEKS))
        ]
        if all(missing):
            pieces += [Piece(weekday, one.start, one.end) for one in missing[0]]
    return pieces


def overlapping(
    hours: str, others: Iterable[ReservedTime], monday: date
) -> Iterator[tuple[Piece, ReservedTime]]:
    """Where a rule of the week meets other reserved times."""
    wanted = _days(hours, monday)
    for row in others:
        taken = _days(row.hours, monday)
        for step in range(7):
            day = monday + timedelta(days=step)
            for one in _within(wanted.get(day, []), taken.get(day, [])):
                yield Piece(step + 1, one.start, one.end), row


def _days(expression: str, monday: date) -> dict[date, list[Interval]]:
    """By the clock on the wall, without holidays."""
    if not expression.strip():
        return {}
    return days_of(expression, country="", timezone="UTC", start_date=monday, days=7 * WEEKS)


def left_outside(space: Space, expression: str, monday: date) -> list[tuple[Piece, ReservedTime]]:
    """The reserved times that would lie outside of these hours."""
    try:
        return [
            (piece, row)
            for row in reserved_times_of(space)
            for piece in uncovered(row.hours, expression, monday)
        ]
    except HoursError:
        return []

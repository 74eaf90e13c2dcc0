"""Three kinds of hours, kept apart: open, staffed (somebody helps), training (a course)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from opstap.spaces.hours.codes import WarningCode
from opstap.spaces.hours.expression import Interval, closing_reason
from opstap.spaces.hours.holidays import is_public_holiday
from opstap.spaces.hours.osm import MINUTES_A_DAY
from opstap.spaces.hours.week import days_of


class HourKind(StrEnum):
    OPEN = "open"
    STAFFED = "staffed"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class HourRow:
    """One line of a day; both ends aware, in the zone of the space.

    STAFFED: help on the spot. OPEN: free access, nobody helps. TRAINING: a course.
    """

    start: datetime
    end: datetime
    kind: HourKind

    @property
    def start_minute(self) -> int:
        """Minutes after midnight on the clock of the day the row begins on."""
        return self.start.hour * 60 + self.start.minute

    @property
    def end_minute(self) -> int:
        """As `start_minute`; beyond 1440 when the row ends on the next day."""
        days = (self.end.date() - self.start.date()).days
        return days * MINUTES_A_DAY + self.end.hour * 60 + self.end.minute


@dataclass(frozen=True, slots=True)
class DayRows:
    """One day of a week as the public page shows it; no rows = closed, or not reported."""

    day: date
    rows: tuple[HourRow, ...]
    is_public_holiday: bool
    reason: str
    """Why the space is closed that day, as it wrote it itself; often empty."""

    @property
    def weekday(self) -> int:
        """ISO, 1..7."""
        return self.day.isoweekday()


def implied_open_hours(open_hours: str, staffed_hours: str) -> str:
    """Where open hours are not reported, the staffed ones say when the place is open at least."""
    return open_hours if open_hours.strip() else staffed_hours


def without(found: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of the intervals outside of the taken ones."""
    left = list(found)
    for hole in taken:
        left = [rest for interval in left for rest in _around(interval, hole)]
    return left


def _around(interval: Interval, hole: Interval) -> Iterator[Interval]:
    if hole.end <= interval.start or interval.end <= hole.start:
        yield interval
        return
    if interval.start < hole.start:
        yield Interval(interval.start, hole.start, interval.comment)
    if hole.end < interval.end:
        yield Interval(hole.end, interval.end, interval.comment)


def day_rows(
    *, open_hours: str, staffed_hours: str, training_hours: str, country: str, timezone: str, day: date
) -> tuple[DayRows, ...]:
    """The seven days of the ISO week of `day`, Monday first, with their rows in order of time.

    Staffed and training hours are shown whole, also where they overlap (a course in the next room); free
    access is what is left of the open hours. Raises HoursError for an expression that `check` refuses.
    """
    monday = day - timedelta(days=day.weekday())
    filed = {
        kind: days_of(expression, country=country, timezone=timezone, start_date=monday, days=7)
        for kind, expression in (
            (HourKind.OPEN, open_hours),
            (HourKind.STAFFED, staffed_hours),
            (HourKind.TRAINING, training_hours),
        )
    }
    shown = implied_open_hours(open_hours, staffed_hours)
    week = [monday + timedelta(days=step) for step in range(7)]
    return tuple(
        DayRows(
            found,
            _rows({kind: days.get(found, []) for kind, days in filed.items()}, ZoneInfo(timezone)),
            is_public_holiday(found, country),
            closing_reason(shown, country=country, day=found),
        )
        for found in week
    )


def _rows(found: dict[HourKind, list[Interval]], zone: ZoneInfo) -> tuple[HourRow, ...]:
    staffed, training = found[HourKind.STAFFED], found[HourKind.TRAINING]
    shown = {**found, HourKind.OPEN: without(found[HourKind.OPEN], [*staffed, *training])}
    rows = [
        HourRow(interval.start.astimezone(zone), interval.end.astimezone(zone), kind)
        for kind, intervals in shown.items()
        for interval in intervals
    ]
    return tuple(sorted(rows, key=lambda row: (row.start, row.end, row.kind)))


@dataclass(frozen=True, slots=True)
class KindWarning:
    """Hours of one kind that do not fit another; `start`, `end` in minutes after midnight of `weekday`."""

    code: WarningCode
    weekday: int
    start: int
    end: int


def warnings(
    *, open_hours: str, staffed_hours: str, country: str, timezone: str, start_date: date, weeks: int = 13
) -> list[KindWarning]:
    """Staffed hours outside of the open hours, when both are reported; each once, the most frequent first.

    They are accepted: somebody may work behind a closed door. Training may lie anywhere.
    """
    if not (open_hours.strip() and staffed_hours.strip()):
        return []
    zone = ZoneInfo(timezone)
    opened, staffed = (
        days_of(text, country=country, timezone=timezone, start_date=start_date, days=7 * weeks)
        for text in (open_hours, staffed_hours)
    )
    # The small hours of a day are filed under the evening before.
    seen: Counter[KindWarning] = Counter()
    for day, found in staffed.items():
        near = [interval for step in (-1, 0, 1) for interval in opened.get(day + timedelta(days=step), [])]
        seen.update(_outside(interval, zone) for interval in without(found, near))
    return [warning for warning, _times in seen.most_common()]


def _outside(interval: Interval, zone: ZoneInfo) -> KindWarning:
    row = HourRow(interval.start.astimezone(zone), interval.end.astimezone(zone), HourKind.STAFFED)
    weekday = row.start.isoweekday()
    return KindWarning(WarningCode.STAFFED_OUTSIDE_OPEN, weekday, row.start_minute, row.end_minute)

"""A typical week of an expression: how much, on which days, in the evening, at the weekend."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opstap.spaces.hours.expression import Interval, instant, intervals
from opstap.spaces.hours.plan import NIGHT_ENDS

DAY = timedelta(days=1)
EVENING = time(18)
SHORTEST_EVENING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """`minutes`: average a week. The rest: true in at least half of the weeks looked at."""

    minutes: float
    weekdays: frozenset[int]
    """ISO weekdays 1..7 with an interval; the small hours until 5:00 belong to the evening before."""
    evening: bool
    """From Monday to Friday at least half an hour after 18:00, on one and the same weekday."""
    weekend: bool


def by_day(found: Iterable[Interval], timezone: str) -> dict[date, list[Interval]]:
    """Intervals cut at local midnight and filed by local day; a night until 5:00 stays with its evening."""
    zone = ZoneInfo(timezone)
    filed: dict[date, list[Interval]] = {}
    for interval in found:
        for day, piece in _pieces(interval, zone):
            filed.setdefault(day, []).append(piece)
    return filed


def _pieces(interval: Interval, zone: ZoneInfo) -> Iterator[tuple[date, Interval]]:
    rest = interval
    last = rest.end.astimezone(zone).date()
    while rest.start < rest.end:
        day = rest.start.astimezone(zone).date()
        if day == last:
            yield day, rest
            return
        midnight = instant(datetime.combine(day + DAY, time()), zone)
        cut = rest.end if rest.end <= midnight + timedelta(minutes=NIGHT_ENDS) else midnight
        yield day, Interval(rest.start, cut, rest.comment)
        rest = Interval(cut, rest.end, rest.comment)


def days_of(
    expression: str, *, country: str, timezone: str, start_date: date, days: int
) -> dict[date, list[Interval]]:
    """The intervals of each of `days` local days from `start_date` on; a day without any is missing."""
    zone = ZoneInfo(timezone)
    first, last = start_date - DAY, start_date + (days + 1) * DAY
    start, end = (instant(datetime.combine(day, time()), zone) for day in (first, last))
    filed = by_day(intervals(expression, country=country, timezone=timezone, start=start, end=end), timezone)
    return {day: found for day, found in filed.items() if first < day < last - DAY}


@lru_cache(maxsize=8192)
def week_summary(
    expression: str, *, country: str, timezone: str, start_date: date, weeks: int = 26
) -> WeekSummary:
    """What an average week looks like, over whole weeks from `start_date` on."""
    zone = ZoneInfo(timezone)
    filed = days_of(expression, country=country, timezone=timezone, start_date=start_date, days=7 * weeks)
    opened, evenings = [0] * 8, [0] * 8
    minutes = 0.0
    for day, found in filed.items():
        minutes += sum(interval.minutes for interval in found)
        opened[day.isoweekday()] += 1
        if day.isoweekday() < 6:
            evenings[day.isoweekday()] += _in_the_evening(found, day, zone) >= SHORTEST_EVENING
    weekdays = frozenset(day for day in range(1, 8) if opened[day] * 2 >= weeks)
    evening = any(times * 2 >= weeks for times in evenings)
    return WeekSummary(minutes / weeks, weekdays, evening, bool(weekdays & {6, 7}))


def _in_the_evening(found: Iterable[Interval], day: date, zone: ZoneInfo) -> timedelta:
    evening = instant(datetime.combine(day, EVENING), zone)
    late = (interval.end - max(interval.start, evening) for interval in found if interval.end > evening)
    return sum(late, timedelta())


def weekly_minutes(
    expression: str, *, country: str, timezone: str, start_date: date, weeks: int = 26
) -> float:
    """Average minutes a week over whole weeks; holidays and exceptions in them count as they fall."""
    return week_summary(
        expression, country=country, timezone=timezone, start_date=start_date, weeks=weeks
    ).minutes


def weekdays(
    expression: str, *, country: str, timezone: str, start_date: date, weeks: int = 26
) -> frozenset[int]:
    """ISO weekdays 1..7 that are open in at least half of the weeks."""
    return week_summary(
        expression, country=country, timezone=timezone, start_date=start_date, weeks=weeks
    ).weekdays


def opens_evening(expression: str, *, country: str, timezone: str, start_date: date, weeks: int = 26) -> bool:
    """At least half an hour after 18:00 on one weekday, Monday to Friday, in at least half of the weeks."""
    return week_summary(
        expression, country=country, timezone=timezone, start_date=start_date, weeks=weeks
    ).evening


def opens_weekend(expression: str, *, country: str, timezone: str, start_date: date, weeks: int = 26) -> bool:
    """Saturday or Sunday is open in at least half of the weeks."""
    return week_summary(
        expression, country=country, timezone=timezone, start_date=start_date, weeks=weeks
    ).weekend

"""How much a space offers on each weekday, and how much of it in the evening."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from opstap.spaces.hours import Interval
from opstap.spaces.hours.expression import check
from opstap.spaces.hours.ordinary import announced_left_out
from opstap.spaces.hours.week import EVENING, days_of

WEEKS = 26
WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True)
class Week:
    """The mean week. `minutes` and `evening` (after 18:00): one number for each ISO weekday 1..7.

    `weekdays`: those with an interval in at least half of the weeks.
    """

    minutes: tuple[float, ...] = (0.0,) * 7
    evening: tuple[float, ...] = (0.0,) * 7
    weekdays: frozenset[int] = frozenset()

    def sum(self, *, weekday: int = 0, evening: bool = False) -> float:
        """Minutes a week, of one weekday only where one is given."""
        amounts = self.evening if evening else self.minutes
        return amounts[weekday - 1] if weekday else sum(amounts)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=8192)
def week_of(expression: str, *others: str, country: str, start_date: date) -> Week:
    """The mean of 26 weeks from `start_date` on, announced closures left out (decisions/0022).

    Of several expressions: the hours of any of them, what they share counted once. By the clock on the wall.
    Raises HoursError for an expression that cannot be read.
    """
    days = _days(expression, country, start_date)
    for other in others:
        for day, found in _days(other, country, start_date).items():
            days[day] = _joined([*days.get(day, []), *found])
    minutes, evening, times = [0.0] * 7, [0.0] * 7, [0] * 7
    for day, found in days.items():
        place = day.weekday()
        minutes[place] += sum(interval.minutes for interval in found)
        evening[place] += sum(_late(interval, day) for interval in found)
        times[place] += 1
    weekdays = frozenset(place + 1 for place, number in enumerate(times) if 2 * number >= WEEKS)
    return Week(_mean(minutes), _mean(evening), weekdays)


def _days(expression: str, country: str, start_date: date) -> dict[date, list[Interval]]:
    check(expression, country)
    usual = announced_left_out(expression)
    # In UTC every wall time exists once: a summer-time change takes or adds nothing.
    return days_of(usual, country=country, timezone="UTC", start_date=start_date, days=7 * WEEKS)


def _joined(found: list[Interval]) -> list[Interval]:
    """The same time without overlaps."""
    joined: list[Interval] = []
    for interval in sorted(found, key=lambda one: one.start):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def _mean(amounts: list[float]) -> tuple[float, ...]:
    return tuple(amount / WEEKS for amount in amounts)


def _late(interval: Interval, day: date) -> float:
    begins = datetime.combine(day, EVENING, interval.start.tzinfo)
    return max(0.0, (interval.end - max(interval.start, begins)).total_seconds() / 60)

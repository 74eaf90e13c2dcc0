"""Deadlines of a procedure: working days, a clock that stops, days as the calendar on the wall counts them.

Pure: no Django. Everything is computed with days of one zone, never with hours: neither the zone of the
server nor the change to summer time can move a deadline. The day of an event itself is never counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from opstap.spaces.hours.holidays import is_public_holiday

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands from the day after `first` until `last` included. `last` None: it still stands."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first < day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term in working days that began on `started`. `stops` may overlap."""

    started: date
    working_days: int
    country: str = "BE"
    stops: Sequence[Stop] = ()

    @property
    def stands(self) -> bool:
        return any(stop.last is None for stop in self.stops)

    @property
    def due(self) -> date | None:
        """The last day of the term; None while the clock stands and the term was not over before."""
        if not self.working_days:
            return self.started
        left, day = self.working_days, self.started
        stood = min((stop.first for stop in self.stops if stop.last is None), default=date.max)
        while left:
            day += ONE_DAY
            if day > stood:
                return None
            left -= self._runs_on(day)
        return day

    def used(self, today: date) -> int:
        """Working days of the term that are gone by the end of `today`."""
        return sum(self._runs_on(day) for day in days_after(self.started, today))

    def left(self, today: date) -> int:
        """Working days that are left after `today`; negative when the term is over."""
        return self.working_days - self.used(today)

    def _runs_on(self, day: date) -> bool:
        return is_working_day(day, self.country) and not any(stop.covers(day) for stop in self.stops)


def is_working_day(day: date, country: str = "BE") -> bool:
    """Neither Saturday, nor Sunday, nor a public holiday of the country."""
    return day.weekday() < SATURDAY and not is_public_holiday(day, country)


def days_after(first: date, last: date) -> Iterable[date]:
    """The days after `first` until `last` included."""
    return (first + timedelta(days=step) for step in range(1, (last - first).days + 1))


def add_working_days(start: date, number: int, country: str = "BE") -> date:
    """The working day that comes `number` working days after `start`."""
    return Clock(start, number, country).due or start


def end_of_calendar_term(start: date, days: int, country: str = "BE") -> date:
    """`days` calendar days after `start`; when that is no working day, the next one that is."""
    day = start + timedelta(days=days)
    while not is_working_day(day, country):
        day += ONE_DAY
    return day


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day on the calendar of the zone. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone falls on no day")
    return moment.astimezone(zone).date()

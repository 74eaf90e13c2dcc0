"""Periods of days, both ends included: a year, a quarter, a month, or any two dates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST_YEARS = 10


class PeriodError(ValueError):
    """No period can be made of what was asked; the message is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Some spaces (primary keys) count for fewer days: from `since` to `until`."""

    since: date
    until: date
    spaces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`. `cuts`: spaces that belong to the question on some of these days only."""

    first: date
    last: date
    cuts: tuple[Cut, ...] = ()

    def days(self, day: str = "local_date", space: str = "space") -> Q:
        """Condition on rows that carry a local date and a space."""
        condition = Q(**{f"{day}__range": (self.first, self.last)})
        for cut in self.cuts:
            within = Q(**{f"{day}__range": (cut.since, cut.until)})
            condition &= within | ~Q(**{f"{space}__in": cut.spaces})
        return condition

    def months(self) -> list[date]:
        """The first days of the months it touches."""
        return list(months_between(self.first, self.last))

    def whole_months(self) -> "Period":
        """Only the months that lie in it from the first to the last day, of each space; may hold no day."""
        first, last = _whole_months(self.first, self.last)
        cuts = tuple(Cut(*_whole_months(cut.since, cut.until), cut.spaces) for cut in self.cuts)
        return Period(first, last, cuts)

    def until(self, day: date) -> "Period | None":
        """The part that ends on `day` at the latest; None when it begins later."""
        return None if self.first > day else replace(self, last=min(self.last, day))

    @property
    def whole_year(self) -> int | None:
        """The calendar year, when the period is exactly one."""
        year = self.first.year
        return year if (self.first, self.last) == (date(year, 1, 1), date(year, 12, 31)) else None


def _whole_months(first: date, last: date) -> tuple[date, date]:
    """First and last day of the whole months between two days; the first is later when there is none."""
    begin = first if first.day == 1 else next_month(first)
    return begin, (last + DAY).replace(day=1) - DAY


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of the months from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def end_of_month(day: date) -> date:
    return next_month(day) - DAY


def last_whole_month(today: date) -> date:
    """The first day of the last month that is over."""
    return (today.replace(day=1) - DAY).replace(day=1)


def year_of(year: int) -> Period:
    _check_year(year)
    return Period(date(year, 1, 1), date(year, 12, 31))


def quarter_of(year: int, quarter: int) -> Period:
    _check_year(year)
    if not 1 <= quarter <= 4:
        raise PeriodError(_("A quarter is 1, 2, 3 or 4."))
    return Period(date(year, 3 * quarter - 2, 1), end_of_month(date(year, 3 * quarter, 1)))


def month_of(year: int, month: int) -> Period:
    _check_year(year)
    if not 1 <= month <= 12:
        raise PeriodError(_("A month is a number from 1 to 12."))
    first = date(year, month, 1)
    return Period(first, end_of_month(first))


def between(first: date, last: date) -> Period:
    """Any dates. Raises PeriodError when the first is after the last, or the period too long or too far."""
    if first > last:
        raise PeriodError(_("The first day is after the last day."))
    _check_year(first.year)
    _check_year(last.year)
    if (last.year - first.year, last.month, last.day) >= (LONGEST_YEARS, first.month, first.day):
        raise PeriodError(_("A period has at most %(years)s years.") % {"years": LONGEST_YEARS})
    return Period(first, last)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("Choose a year from %(first)s to %(last)s.")
        raise PeriodError(message % {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)})

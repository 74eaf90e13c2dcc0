from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.core import periods
from opstap.core.periods import Period, PeriodError


def test_a_year_a_quarter_and_a_month_have_their_first_and_last_day() -> None:
    assert periods.year_of(2026) == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert periods.quarter_of(2026, 4) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert periods.month_of(2024, 2) == Period(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("year", [-1, 0, 1999, 2100, 9999])
def test_a_year_without_figures_is_refused_with_the_years_there_are(year: int) -> None:
    with pytest.raises(PeriodError, match=r"2000.*2099"):
        periods.year_of(year)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 1)),
        (date(1, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 1), date(9999, 12, 31)),
        (date(2015, 1, 1), date(2025, 1, 1)),
    ],
)
def test_dates_that_make_no_period_are_refused(first: date, last: date) -> None:
    with pytest.raises(PeriodError):
        periods.between(first, last)


def test_ten_years_are_the_longest_period() -> None:
    assert periods.between(date(2015, 1, 1), date(2024, 12, 31)).last == date(2024, 12, 31)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_its_month(day: date) -> None:
    month = periods.month_of(day.year, day.month)

    assert month.first <= day <= month.last
    assert periods.next_month(day) == month.last + periods.DAY
    assert month.months() == [month.first]
    assert periods.last_whole_month(day) < month.first


def test_the_months_of_any_dates_are_those_they_touch() -> None:
    months = Period(date(2025, 12, 31), date(2026, 2, 1)).months()

    assert months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_only_a_whole_calendar_year_is_one() -> None:
    assert periods.year_of(2025).whole_year == 2025
    assert Period(date(2025, 1, 1), date(2025, 12, 30)).whole_year is None
    assert Period(date(2024, 1, 1), date(2025, 12, 31)).whole_year is None


def test_a_period_ends_early_or_not_at_all() -> None:
    year = periods.year_of(2026)

    assert year.until(date(2026, 10, 31)) == Period(date(2026, 1, 1), date(2026, 10, 31))
    assert year.until(date(2027, 5, 1)) == year
    assert year.until(date(2025, 12, 31)) is None

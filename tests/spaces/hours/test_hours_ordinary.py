"""An ordinary week: announced closures are left out, whatever hours they fall on."""

from datetime import date
from fractions import Fraction

import pytest

from opstap.spaces.hours import ExpressionCode, HoursError, ordinary_week
from opstap.spaces.hours.ordinary import announced_left_out

# Four weeks without a Belgian public holiday, from a Monday on; the clocks change on the last day.
MARCH = date(2026, 3, 2), date(2026, 3, 29)
# Four weeks with Easter Monday (6 April) and 1 May.
EASTER = date(2026, 4, 6), date(2026, 5, 3)


def hours(expression: str, window: tuple[date, date] = MARCH) -> float | None:
    first, last = window
    week = ordinary_week(expression, country="BE", first=first, last=last)
    return None if week is None else float(week.minutes / 60)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Mo-Fr 09:00-12:30,13:30-17:00", 35.0),
        ("off", 0.0),
        ("24/7", 168.0),
        ("Sa 22:00-04:00", 6.0),
        ("Mo[1] 10:00-12:00", 0.5),
        # A dated closure, one of some days of the week, one with other hours, one every year.
        ('Mo-Fr 09:00-17:00; 2026 Mar 09-15 off "closed"', 40.0),
        ("Mo-Fr 09:00-17:00; 2026 Mar 02-22 We off", 40.0),
        ("Mo-Fr 09:00-17:00; 2026 Mar 10 09:00-13:00", 39.0),
        ("Mo-Fr 09:00-17:00; Mar 01-10 off", 40.0),
        # Which weekdays are closed is no announcement.
        ("Mo-Fr 09:00-17:00; We off", 32.0),
        ('Mo-Fr 09:00-17:00; We off "course"', 32.0),
        # Hours only on some dates: the others are empty, not left out.
        ("2026 Mar 02-08 Mo-Fr 09:00-17:00", 10.0),
    ],
)
def test_the_mean_of_four_weeks(expression: str, expected: float) -> None:
    assert hours(expression) == expected


@pytest.mark.parametrize("holidays", ["PH off", "PH closed", 'PH off "férié"', "Su,PH off"])
def test_public_holidays_neither_help_nor_harm(holidays: str) -> None:
    week = ordinary_week(f"Mo-Fr 09:00-17:00; {holidays}", country="BE", first=EASTER[0], last=EASTER[1])
    assert week is not None
    assert (week.minutes, week.left_out, week.weekdays) == (40 * 60, 2, {1, 2, 3, 4, 5})


def test_a_public_holiday_worked_counts_as_it_falls() -> None:
    assert hours("Mo-Fr 09:00-17:00; PH 10:00-12:00", EASTER) == 37.0
    assert hours("Mo-Fr 09:00-17:00", EASTER) == 40.0


def test_closed_all_the_time_leaves_no_week() -> None:
    assert hours("Mo-Fr 09:00-17:00; 2026 Mar 01-31 off") is None
    assert hours("Mo-Fr 09:00-17:00; 2026 Mar 01-28 Mo off") is None
    # One Friday is left of each: enough for an ordinary week.
    assert hours("Fr 09:00-17:00; 2026 Mar 01-20 off") == 8.0


def test_a_closure_on_a_closed_day_takes_nothing_away() -> None:
    week = ordinary_week("Mo-Fr 09:00-17:00; 2026 Mar 28-29 off", country="BE", first=MARCH[0], last=MARCH[1])
    assert week is not None
    assert (week.minutes, week.left_out) == (40 * 60, 0)


def test_thirds_stay_exact() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 22)
    week = ordinary_week("Mo[1] 10:00-11:00", country="BE", first=first, last=last)
    assert week is not None
    assert week.minutes == Fraction(60, 3)


@pytest.mark.parametrize(
    ("window", "looked_at"),
    [
        ((date(2026, 3, 1), date(2026, 3, 29)), MARCH),
        ((date(2026, 3, 29), date(2026, 3, 29)), (date(2026, 3, 23), date(2026, 3, 29))),
        ((date(2030, 1, 1), date(2030, 1, 10)), (date(2030, 1, 4), date(2030, 1, 10))),
    ],
)
def test_whole_weeks_are_counted_back_from_the_last_day(
    window: tuple[date, date], looked_at: tuple[date, date]
) -> None:
    week = ordinary_week("Mo-Fr 09:00-17:00", country="BE", first=window[0], last=window[1])
    assert week is not None
    assert (week.first, week.last, week.minutes) == (*looked_at, 40 * 60)


def test_a_day_that_is_open_on_half_of_its_days_is_a_weekday() -> None:
    week = ordinary_week("week 1-53/2 Mo 09:00-17:00", country="BE", first=MARCH[0], last=MARCH[1])
    rarely = ordinary_week("Mo[1] 09:00-17:00", country="BE", first=MARCH[0], last=MARCH[1])
    assert week is not None
    assert rarely is not None
    assert (week.weekdays, rarely.weekdays) == ({1}, frozenset())


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("Mo-Fr nine to five", ExpressionCode.SYNTAX),
        ("Mo-Fr 09:00-17:00; SH off", ExpressionCode.SCHOOL_HOLIDAYS),
        ("Mo-Fr 17:00-09:00", ExpressionCode.TIMES_REVERSED),
    ],
)
def test_what_cannot_be_read_is_said(expression: str, code: ExpressionCode) -> None:
    with pytest.raises(HoursError) as error:
        hours(expression)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("Mo-Fr 9:00-17:00; Su,PH off; 2026 Jul 21 off", "Mo-Fr 09:00-17:00; Su off"),
        ('24/7; 2026 Jul 21,2026 Jul 23 off "a; b"', "24/7"),
        ("Mo 10:00-12:00; easter +1 day closed", "Mo 10:00-12:00"),
        ('Mo 10:00-12:00 "ring; then wait"; We off', 'Mo 10:00-12:00 "ring; then wait"; We off'),
        ("Jul-Aug off; Mo 10:00-12:00", "Mo 10:00-12:00"),
        ("off", "off"),
        ("", ""),
    ],
)
def test_announced_closures_are_taken_out(expression: str, left: str) -> None:
    assert announced_left_out(expression) == left


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Mo 09:00-12:00", "Mo 13:00-15:00", 5.0),
        ("Mo 09:00-12:00", "Mo 11:00-15:00", 6.0),
        ("Mo 09:00-18:00", "Mo 11:00-15:00; Tu 10:00-11:30", 10.5),
        ("Mo 09:00-12:00", "off", 3.0),
        # A closure of one leaves the day what the other has.
        ("Mo 09:00-12:00; Mar 01-31 off", "Mo 11:00-15:00", 4.0),
    ],
)
def test_what_two_kinds_of_hours_share_is_counted_once(one: str, other: str, expected: float) -> None:
    first, last = MARCH
    for pair in ((one, other), (other, one)):
        week = ordinary_week(*pair, country="BE", first=first, last=last)
        assert week is not None
        assert float(week.minutes / 60) == expected

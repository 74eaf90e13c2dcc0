"""How much a space offers on each weekday, and in the evening."""

from datetime import date

import pytest

from opstap.coverage.reach.week import Week, monday_of, week_of
from opstap.spaces.hours import HoursError

MONDAY = date(2026, 11, 23)


def week(expression: str) -> Week:
    return week_of(expression, country="BE", start_date=MONDAY)


def test_minutes_of_each_weekday() -> None:
    found = week("Mo-We 09:00-12:00,13:00-17:00; Sa 10:00-12:00")

    assert found.minutes == (420, 420, 420, 0, 0, 120, 0)
    assert (found.sum(), found.sum(weekday=6), found.sum(weekday=7)) == (1380, 120, 0)
    assert found.weekdays == {1, 2, 3, 6}


def test_the_evening_begins_at_six() -> None:
    found = week("Mo 16:00-20:30; Tu 19:00-20:00; We 09:00-18:00")

    assert found.evening == (150, 60, 0, 0, 0, 0, 0)
    assert found.sum(weekday=1, evening=True) == 150


def test_announced_closures_neither_help_nor_harm() -> None:
    assert week("Mo-Fr 09:00-17:00; PH off; 2026 Dec 21-31 off") == week("Mo-Fr 09:00-17:00")


def test_every_second_week_is_half_and_still_a_day() -> None:
    found = week("week 1-53/2 We 10:00-12:00")

    assert 0 < found.sum() < 120
    assert found.weekdays in ({3}, set())


def test_off_is_none_and_nonsense_is_an_error() -> None:
    assert week("off") == Week()
    with pytest.raises(HoursError):
        week("now and then")


def test_more_hours_are_added_and_shared_time_counts_once() -> None:
    found = week_of(
        "Mo 09:00-17:00; PH off", "Mo 16:00-20:00", "Sa 09:00-12:00", country="BE", start_date=MONDAY
    )

    assert found.minutes == (660, 0, 0, 0, 0, 180, 0)
    assert found.evening == (120, 0, 0, 0, 0, 0, 0)
    assert found.weekdays == {1, 6}


def test_the_monday_of_a_day() -> None:
    assert [monday_of(date(2026, 11, day)) for day in (22, 23, 29)] == [date(2026, 11, 16), MONDAY, MONDAY]

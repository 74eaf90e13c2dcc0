"""A typical week: minutes, weekdays, evening, weekend."""

from datetime import date

import pytest

from opstap.spaces import hours
from opstap.spaces.hours import WeekSummary

MONDAY = date(2026, 9, 7)


def summary(expression: str, weeks: int = 4, start_date: date = MONDAY) -> WeekSummary:
    return hours.week_summary(
        expression, country="BE", timezone="Europe/Brussels", start_date=start_date, weeks=weeks
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", WeekSummary(0, frozenset(), False, False)),
        ("off", WeekSummary(0, frozenset(), False, False)),
        ("Mo-Fr 09:00-12:30,13:30-17:00", WeekSummary(2100, frozenset(range(1, 6)), False, False)),
        ("Tu 14:00-18:29; Sa 10:00-12:00", WeekSummary(389, frozenset({2, 6}), False, True)),
        ("Tu 14:00-18:30", WeekSummary(270, frozenset({2}), True, False)),
        ("Sa 18:00-22:00", WeekSummary(240, frozenset({6}), False, True)),
        ("Su 20:00-26:00", WeekSummary(360, frozenset({7}), False, True)),
        ("24/7", WeekSummary(7 * 1440, frozenset(range(1, 8)), True, True)),
    ],
)
def test_what_a_week_looks_like(expression: str, expected: WeekSummary) -> None:
    assert summary(expression) == expected


def test_half_of_the_weeks_are_enough_for_a_weekday() -> None:
    assert summary("week 01-53/2 Mo 10:00-12:00").weekdays == {1}
    assert summary("Mo[1] 10:00-12:00").weekdays == set()


def test_evenings_of_different_weekdays_are_not_added() -> None:
    expression = "2026 Sep 07,2026 Sep 15,2026 Sep 23 18:00-20:00"
    assert summary(expression).evening is False
    assert summary("2026 Sep 07,2026 Sep 14 18:00-20:00").evening is True


def test_holidays_and_exceptions_count_as_they_fall() -> None:
    expression = "Mo-Fr 09:00-17:00; PH off; 2026 May 04-2026 May 08 off"
    assert summary(expression, weeks=2, start_date=date(2026, 4, 27)).minutes == 4 * 480 / 2


def test_the_night_of_change_counts_its_real_minutes() -> None:
    assert summary("Sa 22:00-04:00", weeks=1, start_date=date(2026, 10, 19)).minutes == 7 * 60
    assert summary("Sa 22:00-04:00", weeks=1, start_date=date(2026, 3, 23)).minutes == 5 * 60


def test_each_part_can_be_asked_alone() -> None:
    def ask(question: object) -> object:
        assert callable(question)
        return question("Sa 10:00-12:00", country="", timezone="UTC", start_date=MONDAY, weeks=4)

    parts = (hours.weekly_minutes, hours.weekdays, hours.opens_evening, hours.opens_weekend)
    assert [ask(part) for part in parts] == [120, {6}, False, True]

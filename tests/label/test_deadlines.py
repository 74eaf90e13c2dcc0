"""Working days, stops, and that neither zone nor summer time moves a deadline."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.label.deadlines import (
    Clock,
    Stop,
    add_working_days,
    day_of,
    end_of_calendar_term,
    is_working_day,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
days = st.sampled_from(YEAR)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),
        # Over Easter Monday, 6 April 2026.
        (date(2026, 4, 1), 5, date(2026, 4, 9)),
        # Labour Day on a Friday, then Ascension Day on 14 May.
        (date(2026, 4, 30), 10, date(2026, 5, 18)),
        # From a Saturday: Monday is the first.
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 12, 24), 2, date(2026, 12, 29)),
    ],
)
def test_working_days_leave_out_weekends_and_belgian_holidays(start: date, number: int, end: date) -> None:
    assert add_working_days(start, number) == end


def test_the_belgian_holidays_of_2026_on_weekdays() -> None:
    off = [day for day in YEAR if day.weekday() < 5 and not is_working_day(day)]
    assert [f"{day:%d-%m}" for day in off] == [
        *("01-01", "06-04", "01-05", "14-05", "25-05", "21-07", "11-11", "25-12")
    ]


def test_the_clock_stops_between_question_and_answer() -> None:
    """Ten days from Monday 2 March would end on the 16th; four working days of standing still move it."""
    stops = [Stop(date(2026, 3, 5), date(2026, 3, 11))]
    clock = Clock(date(2026, 3, 2), 10, stops=stops)
    assert (clock.due, clock.used(date(2026, 3, 11)), clock.left(date(2026, 3, 11))) == (
        date(2026, 3, 20),
        3,
        7,
    )


def test_stops_that_overlap_count_once() -> None:
    one = Stop(date(2026, 3, 5), date(2026, 3, 11))
    two = Stop(date(2026, 3, 6), date(2026, 3, 10))
    assert Clock(date(2026, 3, 2), 10, stops=[one, two]).due == Clock(date(2026, 3, 2), 10, stops=[one]).due


def test_a_clock_that_stands_has_no_deadline() -> None:
    clock = Clock(date(2026, 3, 2), 10, stops=[Stop(date(2026, 3, 5), None)])
    assert (clock.stands, clock.due, clock.left(date(2026, 6, 1))) == (True, None, 7)


def test_a_term_that_was_over_before_the_question_stays_over() -> None:
    clock = Clock(date(2026, 3, 2), 2, stops=[Stop(date(2026, 3, 5), None)])
    assert clock.due == date(2026, 3, 4)


def test_a_calendar_term_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert end_of_calendar_term(date(2026, 3, 5), 30) == date(2026, 4, 7)  # 4 April: Saturday before Easter


def test_a_moment_without_a_zone_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        day_of(datetime(2026, 3, 1, 12), BRUSSELS)


@given(start=days, number=st.integers(1, 90))
def test_every_deadline_is_a_working_day_so_many_days_later(start: date, number: int) -> None:
    due = add_working_days(start, number)
    between = [start + timedelta(days=step) for step in range(1, (due - start).days + 1)]
    assert (is_working_day(due), sum(map(is_working_day, between))) == (True, number)


@given(start=days, number=st.integers(1, 60), first=st.integers(0, 40), length=st.integers(0, 40))
def test_a_stop_moves_the_deadline_by_its_working_days(
    start: date, number: int, first: int, length: int
) -> None:
    stop = Stop(start + timedelta(days=first), start + timedelta(days=first + length))
    due = Clock(start, number, stops=[stop]).due
    assert due is not None
    running = [
        day
        for step in range(1, (due - start).days + 1)
        if is_working_day(day := start + timedelta(days=step)) and not stop.covers(day)
    ]
    assert (len(running), running[-1]) == (number, due)


ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Brussels", "America/New_York", "Asia/Tokyo")]


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("hour", [time(0), time(0, 30), time(2, 30), time(12), time(23, 59, 59)], ids=str)
def test_neither_zone_nor_summer_time_moves_a_deadline(zone: ZoneInfo, hour: time) -> None:
    """Each day of a year, at hours around midnight and the changes of time, written in other zones."""
    for day in YEAR:
        moment = datetime.combine(day, hour, BRUSSELS)
        written = moment.astimezone(UTC).astimezone(zone)
        assert day_of(written, BRUSSELS) == day
        assert add_working_days(day_of(written, BRUSSELS), 20) == add_working_days(day, 20)


def test_deadlines_never_run_backwards_through_a_year() -> None:
    dues = [add_working_days(day, 20) for day in YEAR]
    assert all(first <= second for first, second in pairwise(dues))

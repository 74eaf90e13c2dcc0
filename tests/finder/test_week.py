from datetime import date
from typing import Any

import pytest
from django.utils import translation

from opstap.finder.display.changes import Change, changes_ahead
from opstap.finder.display.week import Week, week_of
from opstap.spaces.models import Space
from tests.finder.conftest import MONDAY


def week(**hours: str) -> Week:
    with translation.override("en"):
        found = week_of(Space(**hours), MONDAY)
    assert found is not None
    return found


def test_the_three_kinds_stand_apart_in_order_of_time() -> None:
    monday = week(
        open_hours="Mo 09:00-17:00", staffed_hours="Mo 09:00-12:30", training_hours="Mo 13:30-16:00"
    ).days[0]

    assert [(str(line.kind), line.hours) for line in monday.lines] == [
        ("staffed", "9:00 to 12:30"),
        ("open", "12:30 to 13:30"),
        ("training", "13:30 to 16:00"),
        ("open", "16:00 to 17:00"),
    ]


def test_the_drawing_reaches_from_eight_to_twenty() -> None:
    monday = week(open_hours="Mo 08:00-14:00").days[0]

    assert [(line.start, line.width) for line in monday.lines] == [("0.00%", "50.00%")]


def test_the_drawing_grows_with_early_and_late_hours() -> None:
    found = week(open_hours="Mo 06:00-12:00; Tu 20:00-22:00")

    assert [(tick.label, tick.place) for tick in found.ticks] == [
        ("6:00", "0.00%"),
        ("12:00", "37.50%"),
        ("18:00", "75.00%"),
        ("22:00", "100.00%"),
    ]


def test_a_night_is_drawn_to_the_edge() -> None:
    friday = week(open_hours="Fr 20:00-02:00").days[4]

    assert [(line.hours, line.start, line.width) for line in friday.lines] == [
        ("20:00 to 2:00", "66.67%", "33.33%")
    ]


def test_today_and_the_present_moment_are_marked() -> None:
    found = week(open_hours="Mo-Fr 09:00-17:00")

    assert [(day.is_today, day.now) for day in found.days[:2]] == [(True, "18.33%"), (False, "")]


def test_a_closed_day_says_why_when_the_space_did() -> None:
    found = week(open_hours='Mo-Fr 09:00-17:00; 2026 Nov 25 off "painting"')

    assert [(day.name, day.closed) for day in found.days if not day.lines] == [
        ("Wednesday", "painting"),
        ("Saturday", ""),
        ("Sunday", ""),
    ]


@pytest.mark.parametrize("hours", [{}, {"open_hours": "every day"}, {"open_hours": "Mo-Fr SH 09:00-12:00"}])
def test_without_readable_hours_there_is_no_week(hours: dict[str, str]) -> None:
    assert week_of(Space(**hours), MONDAY) is None


def ahead(expression: str, today: date = date(2026, 12, 14), **fields: Any) -> list[Change]:
    with translation.override("en"):
        return changes_ahead(Space(open_hours=expression, **fields), today)


def test_public_holidays_on_which_it_closes_are_told() -> None:
    assert ahead("Mo-Fr 09:00-17:00; PH off") == [
        Change(date(2026, 12, 25), date(2026, 12, 25), "", "public holiday"),
        Change(date(2027, 1, 1), date(2027, 1, 1), "", "public holiday"),
    ]


def test_a_closing_over_weekends_is_told_once() -> None:
    expression = 'Mo-Fr 09:00-17:00; 2026 Dec 21-2027 Jan 01 off "holidays"'

    assert ahead(expression) == [Change(date(2026, 12, 21), date(2027, 1, 1), "", "holidays")]


def test_other_hours_on_a_day_are_told() -> None:
    expression = 'Mo-Fr 09:00-17:00; 2026 Dec 24 09:00-12:00 open "Christmas Eve"'

    assert [(change.first, change.hours) for change in ahead(expression)] == [
        (date(2026, 12, 24), "9:00 to 12:00")
    ]


@pytest.mark.parametrize("expression", ["", "off", "24/7", "Mo-Fr 09:00-17:00", "every day"])
def test_nothing_is_told_where_nothing_differs(expression: str) -> None:
    assert ahead(expression) == []

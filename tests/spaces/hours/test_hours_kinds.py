"""Open, staffed and training hours side by side, as the page of a space shows them."""

from datetime import date

import pytest

from opstap.spaces import hours
from opstap.spaces.hours import KindWarning, WarningCode

BELGIUM = {"country": "BE", "timezone": "Europe/Brussels"}
TUESDAY = date(2026, 4, 28)


def shown(open_hours: str = "", staffed_hours: str = "", training_hours: str = "") -> dict[int, list[str]]:
    week = hours.day_rows(
        open_hours=open_hours, staffed_hours=staffed_hours, training_hours=training_hours,
        country="BE", timezone="Europe/Brussels", day=TUESDAY,
    )  # fmt: skip
    return {
        day.weekday: [
            f"{hours.clock(row.start_minute)}-{hours.clock(row.end_minute)} {row.kind}" for row in day.rows
        ]
        for day in week
        if day.rows
    }


def test_free_access_is_what_is_left_of_the_open_hours() -> None:
    assert shown("Tu 09:00-16:00", "Tu 09:00-12:30", "Tu 13:30-16:00") == {
        2: ["09:00-12:30 staffed", "12:30-13:30 open", "13:30-16:00 training"]
    }


def test_a_course_may_lie_outside_of_the_open_hours() -> None:
    assert shown("Th 09:00-17:00", "Th 09:00-12:30", "Th 17:30-19:30") == {
        4: ["09:00-12:30 staffed", "12:30-17:00 open", "17:30-19:30 training"]
    }


def test_help_during_a_course_is_shown_whole() -> None:
    assert shown("Mo 09:00-17:00", "Mo 10:00-16:00", "Mo 13:00-15:00") == {
        1: ["09:00-10:00 open", "10:00-16:00 staffed", "13:00-15:00 training", "16:00-17:00 open"]
    }


def test_staffed_hours_alone_are_enough() -> None:
    assert shown("", "Mo 09:00-12:00") == {1: ["09:00-12:00 staffed"]}
    assert hours.implied_open_hours("", "Mo 09:00-12:00") == "Mo 09:00-12:00"
    assert hours.implied_open_hours("off", "Mo 09:00-12:00") == "off"


def test_nothing_reported_has_no_rows_but_seven_days() -> None:
    week = hours.day_rows(open_hours="", staffed_hours="", training_hours="", day=TUESDAY, **BELGIUM)
    assert [(day.weekday, day.rows) for day in week] == [(weekday, ()) for weekday in range(1, 8)]
    assert week[0].day == date(2026, 4, 27)


def test_nights_stay_with_their_evening_and_always_open_fills_each_day() -> None:
    assert shown("Sa 20:00-26:00; Su 10:00-12:00") == {6: ["20:00-26:00 open"], 7: ["10:00-12:00 open"]}
    assert shown("24/7") == {weekday: ["00:00-24:00 open"] for weekday in range(1, 8)}
    assert shown("Su 22:00-02:00") == {7: ["22:00-26:00 open"]}


def test_a_holiday_and_a_reason() -> None:
    expression = 'Mo-Fr 09:00-17:00; PH off; 2026 Apr 29 off "stock taking"'
    week = hours.day_rows(open_hours=expression, staffed_hours="", training_hours="", day=TUESDAY, **BELGIUM)
    assert [day.weekday for day in week if day.rows] == [1, 2, 4]
    assert [day.weekday for day in week if day.is_public_holiday] == [5]
    assert [day.reason for day in week] == ["", "", "stock taking", "", "", "", ""]


def warned(open_hours: str, staffed_hours: str) -> list[KindWarning]:
    return hours.warnings(
        open_hours=open_hours, staffed_hours=staffed_hours, start_date=date(2026, 9, 7), weeks=4, **BELGIUM
    )


@pytest.mark.parametrize(
    ("open_hours", "staffed_hours"),
    [
        ("", "Mo 09:00-12:00"),
        ("Mo 09:00-12:00", ""),
        ("Mo 09:00-12:00", "off"),
        ("Mo 09:00-12:00", "Mo 09:00-12:00"),
        ("24/7", "Mo-Su 09:00-12:00; Fr 20:00-26:00"),
        ("Fr 20:00-24:00; Sa 00:00-12:00", "Fr 22:00-02:00"),
    ],
)
def test_no_warning(open_hours: str, staffed_hours: str) -> None:
    assert warned(open_hours, staffed_hours) == []


def test_staffed_outside_open_is_said_once_for_each_place() -> None:
    code = WarningCode.STAFFED_OUTSIDE_OPEN
    assert warned("Mo-Tu 09:00-12:00", "Mo 08:30-13:00; We 10:00-11:00") == [
        KindWarning(code, 1, 510, 540),
        KindWarning(code, 1, 720, 780),
        KindWarning(code, 3, 600, 660),
    ]
    assert warned("off", "Mo 09:00-10:00") == [KindWarning(code, 1, 540, 600)]

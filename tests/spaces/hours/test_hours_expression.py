"""Expressions checked and evaluated: holidays, the nights of change, midnight, remarks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.spaces import hours
from opstap.spaces.hours import ExpressionCode, HoursError, Interval, NotRepresentable, WeekPlan

BRUSSELS = "Europe/Brussels"
WEEK = "Mo-Fr 09:00-12:30,13:30-17:00; Sa 10:00-13:00; PH off"


def local(text: str, timezone: str = BRUSSELS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))


def listed(expression: str, start: str, end: str, country: str = "BE", timezone: str = BRUSSELS) -> list[str]:
    """Intervals as "05-01 09:00+02:00 > 05-01 12:30+02:00", in the zone of the place."""
    found = hours.intervals(
        expression,
        country=country,
        timezone=timezone,
        start=local(start, timezone),
        end=local(end, timezone),
    )
    zone = ZoneInfo(timezone)
    ends = [[moment.astimezone(zone).isoformat() for moment in (one.start, one.end)] for one in found]
    return [" > ".join(f"{text[5:10]} {text[11:16]}{text[19:]}" for text in pair) for pair in ends]


def code_of(expression: str, country: str = "BE") -> tuple[str, str]:
    with pytest.raises(HoursError) as refused:
        hours.check(expression, country)
    return refused.value.code, refused.value.detail


@pytest.mark.parametrize(
    "expression",
    ["", "  ", "off", "24/7", WEEK, "Mo-Fr 9:00-17:00", "mo, we 10:00-12:00;", "Mo[1] 10:00-12:00",
     "Fr 22:00-02:00", "Fr 22:00-26:00", "Mo 00:00-24:00", "Mo-Fr 09:00-17:00 || \"ask\"", "Feb 29 off",
     "2026 Dec 24-2027 Jan 02 off", "2026 Dec 24-Jan 02 off", "week 01-53/2 Mo 10:00-12:00",
     'Mo 10:00-12:00 "SH sunset 25:00"', "Su,PH off"],
)  # fmt: skip
def test_good_expressions_pass(expression: str) -> None:
    hours.check(expression, "BE")


@pytest.mark.parametrize(
    ("expression", "code", "detail"),
    [
        ("lundi 9h-12h", ExpressionCode.SYNTAX, "lundi 9h-12h"),
        ("Mo-Fr 9-17", ExpressionCode.SYNTAX, "9-17"),
        ("Mo 10:60-11:00", ExpressionCode.SYNTAX, "60-11:00"),
        ('Mo 10:00-11:00 "open', ExpressionCode.SYNTAX, '"open'),
        ("Mo-Fr 09:00-17:00; SH off", ExpressionCode.SCHOOL_HOLIDAYS, "SH"),
        ("Mo sunrise-sunset", ExpressionCode.UNSUPPORTED, "sunrise"),
        ("PH Mo-Fr off", ExpressionCode.UNSUPPORTED, "PH Mo"),
        ("Mo 17:00-09:00", ExpressionCode.TIMES_REVERSED, "17:00-09:00"),
        ("Mo 14:00-12:00", ExpressionCode.TIMES_REVERSED, "14:00-12:00"),
        ("Mo 09:00-48:00", ExpressionCode.SPAN_TOO_LONG, "09:00-48:00"),
        ("2026 Feb 30 off", ExpressionCode.NO_SUCH_DATE, "2026 Feb 30"),
        ("2026 Aug 15-2026 Jul 15 off", ExpressionCode.DATES_REVERSED, "2026-08-15 - 2026-07-15"),
        ("2026 Aug 15-10 off", ExpressionCode.DATES_REVERSED, "2026-08-15 - 2026-08-10"),
        ("Mo 10:00-11:00" + " " * 990, ExpressionCode.TOO_LONG, "1004"),
    ],
)
def test_bad_expressions_have_a_code(expression: str, code: ExpressionCode, detail: str) -> None:
    assert code_of(expression) == (code, detail)


@pytest.mark.parametrize("country", ["", "XX"])
def test_public_holidays_need_a_country_with_a_calendar(country: str) -> None:
    assert code_of(WEEK, country) == (ExpressionCode.HOLIDAYS_UNKNOWN, country)


@pytest.mark.parametrize(("country", "calendar"), [("be", "BE"), ("RE", "FR"), ("", None), ("XX", None)])
def test_the_calendar_of_a_country(country: str, calendar: str | None) -> None:
    assert hours.holiday_calendar(country) == calendar


def test_an_overseas_territory_has_the_french_calendar() -> None:
    assert hours.is_public_holiday(date(2026, 7, 14), "NC")
    assert listed(WEEK, "2026-07-14T00:00", "2026-07-15T00:00", "NC", "Pacific/Noumea") == []


def test_the_belgian_public_holidays() -> None:
    legal = "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25".split()
    expected = {date.fromisoformat(f"2026-{day}") for day in legal} | {date(2026, 4, 5)}
    assert hours.public_holidays("BE", 2026) == expected


def test_a_holiday_and_a_weekend() -> None:
    assert listed(WEEK, "2026-04-30T12:00", "2026-05-04T10:00") == [
        "04-30 12:00+02:00 > 04-30 12:30+02:00",
        "04-30 13:30+02:00 > 04-30 17:00+02:00",
        "05-02 10:00+02:00 > 05-02 13:00+02:00",
        "05-04 09:00+02:00 > 05-04 10:00+02:00",
    ]


def test_intervals_come_in_utc_with_their_comment() -> None:
    found = hours.intervals(
        'Mo 09:00-12:00 "upstairs"', country="", timezone=BRUSSELS,
        start=local("2026-11-23T00:00"), end=local("2026-11-24T00:00"),
    )  # fmt: skip
    morning = datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert found == [Interval(*morning, "upstairs")]
    assert found[0].start.tzinfo is UTC


def test_touching_rules_are_one_interval_with_both_comments() -> None:
    found = hours.intervals(
        'Mo 09:00-12:00 "a", Mo 12:00-14:00 "b"', country="", timezone=BRUSSELS,
        start=local("2026-11-23T00:00"), end=local("2026-11-24T00:00"),
    )  # fmt: skip
    assert [(one.minutes, one.comment) for one in found] == [(300, "a; b")]


@pytest.mark.parametrize(
    "expression", ["", " ", "off", "24/7 off", "unknown", '"ask first"', 'Mo "ask first"']
)
def test_none_unreported_and_unknown_are_not_open(expression: str) -> None:
    assert listed(expression, "2026-11-23T00:00", "2027-11-23T00:00") == []


def test_always_open_is_one_interval_cut_at_the_ends() -> None:
    assert listed("24/7", "2026-03-28T10:00", "2026-03-30T10:00") == ["03-28 10:00+01:00 > 03-30 10:00+02:00"]


def test_the_night_the_clocks_go_forward_has_an_hour_less() -> None:
    assert listed("Sa 22:00-03:30; PH off", "2026-03-28T12:00", "2026-03-29T12:00") == [
        "03-28 22:00+01:00 > 03-29 03:30+02:00"
    ]
    assert listed("Su 01:00-02:30", "2026-03-29T00:00", "2026-03-30T00:00") == [
        "03-29 01:00+01:00 > 03-29 03:30+02:00"
    ]


def test_the_night_the_clocks_go_back_has_an_hour_more() -> None:
    assert listed("Sa 22:00-04:00", "2026-10-24T12:00", "2026-10-25T12:00") == [
        "10-24 22:00+02:00 > 10-25 04:00+01:00"
    ]
    assert listed("Su 02:15-02:45", "2026-10-25T00:00", "2026-10-26T00:00") == [
        "10-25 02:15+02:00 > 10-25 02:45+02:00"
    ]


def test_a_day_keeps_its_clock_times_on_both_sides_of_the_change() -> None:
    assert listed("Mo,Sa 09:00-17:00", "2026-10-24T00:00", "2026-10-27T00:00") == [
        "10-24 09:00+02:00 > 10-24 17:00+02:00",
        "10-26 09:00+01:00 > 10-26 17:00+01:00",
    ]


@pytest.mark.parametrize("separator", [", ", "; "])
def test_a_night_runs_into_the_next_day_whatever_rule_that_day_has(separator: str) -> None:
    expression = f"Fr 20:00-26:00{separator}Sa 10:00-12:00"
    assert listed(expression, "2026-11-27T00:00", "2026-11-29T00:00") == [
        "11-27 20:00+01:00 > 11-28 02:00+01:00",
        "11-28 10:00+01:00 > 11-28 12:00+01:00",
    ]


def test_calling_an_evening_off_takes_its_small_hours_with_it() -> None:
    expression = 'Fr,Sa 20:00-02:00; 2026 Nov 27 off "strike"'
    assert listed(expression, "2026-11-27T00:00", "2026-11-29T12:00") == [
        "11-28 20:00+01:00 > 11-29 02:00+01:00"
    ]


def test_a_night_on_a_public_holiday_is_off() -> None:
    assert listed("Fr 20:00-26:00; PH off", "2026-05-01T00:00", "2026-05-03T00:00") == []


def test_the_start_may_lie_within_an_interval_or_a_night() -> None:
    assert listed("Fr 20:00-26:00", "2026-11-28T01:00", "2026-11-28T12:00") == [
        "11-28 01:00+01:00 > 11-28 02:00+01:00"
    ]


def test_days_with_spaces_between_are_one_list() -> None:
    assert listed("Mo, We 10:00-11:00", "2026-11-23T00:00", "2026-11-30T00:00") == [
        "11-23 10:00+01:00 > 11-23 11:00+01:00",
        "11-25 10:00+01:00 > 11-25 11:00+01:00",
    ]


def test_a_backward_or_far_away_window_is_empty() -> None:
    assert listed(WEEK, "2026-11-24T00:00", "2026-11-23T00:00") == []
    assert listed(WEEK, "0002-01-01T00:00", "0002-02-01T00:00") == []
    assert listed("24/7", "9999-01-01T00:00", "9999-02-01T00:00") == []


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        hours.intervals(WEEK, country="", timezone=BRUSSELS, start=datetime.min, end=datetime.max)


@pytest.mark.parametrize("expression", ["SH off", "lundi", "PH Mo off"])
def test_evaluation_refuses_what_it_cannot_evaluate(expression: str) -> None:
    with pytest.raises(HoursError):
        listed(expression, "2026-11-23T00:00", "2026-11-24T00:00")


def at(text: str, expression: str = WEEK) -> Interval | None:
    return hours.interval_at(expression, country="BE", timezone=BRUSSELS, when=local(text))


def test_open_until() -> None:
    found = at("2026-11-24T10:00")
    assert found is not None
    assert found.end == local("2026-11-24T12:30")
    assert at("2026-11-24T12:30") is None
    assert at("2026-11-24T13:30") is not None
    assert hours.is_open_at(WEEK, country="BE", timezone=BRUSSELS, when=local("2026-11-24T13:00")) is False


def opening_after(text: str, expression: str = WEEK) -> datetime | None:
    found = hours.next_opening(expression, country="BE", timezone=BRUSSELS, after=local(text))
    return found.start if found else None


def test_next_opening() -> None:
    assert opening_after("2026-11-24T10:00") == local("2026-11-24T13:30")
    assert opening_after("2026-11-28T13:00") == local("2026-11-30T09:00")
    assert opening_after("2026-12-24T18:00") == local("2026-12-26T10:00")
    assert opening_after("2026-11-24T10:00", "2027 Jul 01 09:00-12:00") == local("2027-07-01T09:00")


@pytest.mark.parametrize("expression", ["24/7", "off", "", "2025 Jul 01 09:00-12:00"])
def test_no_next_opening(expression: str) -> None:
    assert opening_after("2026-11-24T10:00", expression) is None


def test_the_reason_of_a_closed_day() -> None:
    expression = WEEK + '; 2026 Jul 15-2026 Aug 15 off "summer"; 2026 Jul 16 10:00-12:00 open "party"'
    reasons = [
        hours.closing_reason(expression, country="BE", day=date(2026, 7, day)) for day in range(14, 18)
    ]
    assert reasons == ["", "summer", "", "summer"]
    assert hours.closing_reason("", country="BE", day=date(2026, 7, 15)) == ""


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("mo-fr 9:00 - 12:00 , 13:00-17:00 ;", "Mo-Fr 09:00-12:00 , 13:00-17:00"),
        ("Mo , We,  ph 10:00–11:00", "Mo,We,PH 10:00-11:00"),
        ("MO - FR: 10:00-11:00;;SA OFF", "Mo-Fr 10:00-11:00; Sa off"),
        ("2026 jul 15, 2026 Jul 17 off", "2026 Jul 15,2026 Jul 17 off"),
        ('Mo off "mo  9:00\n;"', 'Mo off "mo 9:00 ;"'),
    ],
)
def test_one_spelling(written: str, tidied: str) -> None:
    assert hours.tidy(written) == tidied
    assert hours.tidy(tidied) == tidied


def test_two_months_ahead_do_not_depend_on_the_zone_of_the_question() -> None:
    start = local("2026-11-23T00:00")
    asked = [start, start.astimezone(UTC), start.astimezone(ZoneInfo("Pacific/Noumea"))]
    answers = [
        hours.intervals(WEEK, country="BE", timezone=BRUSSELS, start=one, end=one + timedelta(days=60))
        for one in asked
    ]
    assert answers == [answers[0]] * 3


PIECES = st.sampled_from(
    ["Mo", "tu-FR", "Sa", "PH", "SH", "off", "24/7", "week", "53", "2026", "Jul", "Feb 29", "Feb 30",
     "99:99", "9:00", "-", "09:00-17:00", "17:00-09:00", "26:00", ",", ";", "||", '"x"', '"', "easter",
     "+1 day", "[1]", "[-1]", "sunset", "+", "unknown", "open", "/01:30", "2026 Jul 15-2026 Aug 15",
     "9999 Dec 31", "(", ":", "\u2013", "\x00", "٣"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=6).map("".join),
    st.text(max_size=40),
)


@given(TEXTS)
def test_any_text_is_evaluated_or_refused(expression: str) -> None:
    start = local("2026-12-20T00:00")
    try:
        hours.check(expression, "BE")
    except HoursError:
        return
    end = start + timedelta(days=20)
    hours.intervals(expression, country="BE", timezone=BRUSSELS, start=start, end=end)


@given(TEXTS)
def test_any_text_is_a_plan_or_not_one(expression: str) -> None:
    try:
        plan = WeekPlan.from_expression(expression)
    except NotRepresentable:
        return
    if not hours.problems(plan):
        assert WeekPlan.from_expression(plan.to_expression()) == plan

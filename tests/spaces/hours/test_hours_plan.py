"""The week plan: written, read back, and evaluated like a plain expansion day by day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import opening_hours
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opstap.spaces import hours
from opstap.spaces.hours import DatedException, NotRepresentable, PlanCode, Problem, Span, WeekPlan

BRUSSELS = ZoneInfo("Europe/Brussels")
MORNING, AFTERNOON = Span(540, 750), Span(810, 1020)
FULL = (MORNING, AFTERNOON)
OFFICE = (FULL,) * 5 + ((Span(600, 780),), ())


def week(**days: tuple[Span, ...]) -> tuple[tuple[Span, ...], ...]:
    """week(fr=(Span(540, 600),)): the other days closed."""
    return tuple(days.get(day, ()) for day in ("mo", "tu", "we", "th", "fr", "sa", "su"))


@pytest.mark.parametrize(
    ("plan", "expression"),
    [
        (WeekPlan(), "off"),
        (WeekPlan(OFFICE), "Mo-Fr 09:00-12:30,13:30-17:00; Sa 10:00-13:00"),
        (WeekPlan(OFFICE, ()), "Mo-Fr 09:00-12:30,13:30-17:00; Sa 10:00-13:00; PH off"),
        (WeekPlan(((AFTERNOON, MORNING),) * 7, (MORNING,)), "Mo-Su 09:00-12:30,13:30-17:00; PH 09:00-12:30"),
        (WeekPlan(((Span(0, 1440),),) * 7), "24/7"),
        (WeekPlan(week(mo=(MORNING,), tu=(MORNING,), th=(MORNING,))), "Mo-Tu,Th 09:00-12:30"),
        (WeekPlan(week(fr=(Span(1320, 1560),), sa=(MORNING,))), "Fr 22:00-26:00, Sa 09:00-12:30"),
        (WeekPlan(exceptions=(DatedException(date(2026, 7, 15), date(2026, 7, 15), (MORNING,)),)),
         "off; 2026 Jul 15 09:00-12:30"),
        (WeekPlan(exceptions=(DatedException(date(2026, 7, 15), date(2027, 1, 2), (), 'closed "here"'),)),
         "off; 2026 Jul 15-2027 Jan 02 off \"closed 'here'\""),
        (WeekPlan(exceptions=(DatedException(date(2026, 7, 1), date(2026, 8, 3), (MORNING,), "a", (1, 2)),)),
         'off; 2026 Jul 01-2026 Aug 03 Mo-Tu 09:00-12:30 open "a"'),
    ],
)  # fmt: skip
def test_a_plan_is_written_in_one_way(plan: WeekPlan, expression: str) -> None:
    assert plan.to_expression() == expression
    assert WeekPlan.from_expression(expression).to_expression() == expression
    hours.check(expression, "BE")


@pytest.mark.parametrize(
    ("expression", "same_as"),
    [
        ("Mo-Fr 9:00-12:00", "Mo-Fr 09:00-12:00"),
        ("mo,tu,we 09:00-12:00", "Mo-We 09:00-12:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa-Su 10:00-12:00"),
        ("09:00-12:00", "Mo-Su 09:00-12:00"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("24/7; Su closed", "Mo-Sa 00:00-24:00"),
        ("Mo", "Mo 00:00-24:00"),
        ("Mo-Fr 09:00-12:00; We off", "Mo-Tu,Th-Fr 09:00-12:00"),
        ("Mo-Fr 09:00-12:00, We off", "Mo-Tu,Th-Fr 09:00-12:00"),
        ("Mo-Fr 09:00-12:00; We 14:00-16:00", "Mo-Tu,Th-Fr 09:00-12:00; We 14:00-16:00"),
        ("Mo-Fr 09:00-12:00, We 14:00-16:00", "Mo-Tu,Th-Fr 09:00-12:00; We 09:00-12:00,14:00-16:00"),
        ("Mo-Fr 09:00-12:00, 14:00-16:00", "Mo-Fr 09:00-12:00,14:00-16:00"),
        ("Mo-Fr 09:00-12:00 open; PH,Su off", "Mo-Fr 09:00-12:00; PH off"),
        ("Mo-Sa,PH 09:00-12:00", "Mo-Sa 09:00-12:00; PH 09:00-12:00"),
        ("PH off; Mo-Su 09:00-12:00", "Mo-Su 09:00-12:00; PH 09:00-12:00"),
        ("PH off; Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"),
        ("Fr 22:00-02:00", "Fr 22:00-26:00"),
        ("Mo 10:00-00:00", "Mo 10:00-24:00"),
        ("2026 Jul 15-Aug 15 off", "Mo-Su off; 2026 Jul 15-2026 Aug 15 off"),
        ("2026 Jul 15-20: off", "off; 2026 Jul 15-2026 Jul 20 off"),
        ("2026 Dec 24-Jan 02 off", "off; 2026 Dec 24-2027 Jan 02 off"),
        ("2026 Jul off", "off; 2026 Jul 01-2026 Jul 31 off"),
        ("2026 Jul-Aug off", "off; 2026 Jul 01-2026 Aug 31 off"),
        ("2026 Jul 15, 2026 Jul 17 off", "off; 2026 Jul 15 off; 2026 Jul 17 off"),
        ("Mo 09:00-12:00; 2026 Jul 15 off; PH off", "Mo 09:00-12:00; PH off; 2026 Jul 15 off"),
    ],
)
def test_other_writings_of_the_same_plan(expression: str, same_as: str) -> None:
    assert WeekPlan.from_expression(expression) == WeekPlan.from_expression(same_as)


@pytest.mark.parametrize(
    "expression",
    ["", "lundi", "Mo[1] 10:00-12:00", "Mo 09:00+", "sunrise-sunset", "SH off", "week 1 Mo 10:00-12:00",
     "Dec 25 off", "Jul-Aug off", "easter off", "Mo 12:00-13:00 off", "Mo unknown", '"ask first"',
     'Mo 09:00-12:00 "ask first"', 'PH off "closed"', "PH Mo off", "Mo 09:00-12:00 || Tu 10:00-11:00",
     "2026 Jul 15-2026 Aug 15 off; Mo-Fr 09:00-17:00", "Mo 09:00-12:00, 2026 Jul 15 10:00-11:00",
     "Mo 09:00-12:00; PH off; Tu 10:00-12:00", "2026 Jul 15 PH off",
     "2026 Feb 30 off", "2026 Aug 15-2026 Jul 15 off", "2026 off", "Mo 25:00-26:00", "Mo 10:00-49:00",
     "2026 Jul 15 10:00-12:00; PH off", "Mo 10:00", "Mo-", "2024 Mar 05-Feb 29 off"],
)  # fmt: skip
def test_what_says_more_than_a_plan_is_not_one(expression: str) -> None:
    with pytest.raises(NotRepresentable):
        WeekPlan.from_expression(expression)


def test_the_refusal_names_the_part() -> None:
    with pytest.raises(NotRepresentable) as refused:
        WeekPlan.from_expression("Mo 09:00-12:00; Tu[1] 10:00-12:00")
    assert refused.value.detail == "[1] 10:00-12:00"


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        (time(9), time(12, 30), Span(540, 750)),
        (time(20), time(0), Span(1200, 1440)),
        (time(22), time(2), Span(1320, 1560)),
        (time(0), time(0), Span(0, 1440)),
        (time(14), time(12), Span(840, 720)),
        (time(9), time(9), Span(540, 540)),
    ],
)
def test_a_span_of_clock_times(start: time, end: time, span: Span) -> None:
    assert Span.of(start, end) == span
    assert (span.start_time, span.end_time) == (start, end)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        WeekPlan(((),) * 6)


# --- contradictions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ((MORNING, AFTERNOON), []),
        ((Span(540, 720), Span(720, 800)), []),
        ((Span(720, 540),), [(PlanCode.END_BEFORE_START, 0)]),
        ((Span(540, 540),), [(PlanCode.END_BEFORE_START, 0)]),
        ((MORNING, Span(1440, 1500)), [(PlanCode.START_OUTSIDE_DAY, 1)]),
        ((Span(540, 549),), [(PlanCode.SPAN_TOO_SHORT, 0)]),
        ((Span(540, 1981),), [(PlanCode.SPAN_TOO_LONG, 0)]),
        ((AFTERNOON, MORNING, Span(700, 820)), [(PlanCode.SPANS_OVERLAP, 2), (PlanCode.SPANS_OVERLAP, 0)]),
    ],
)
def test_problems_of_spans(spans: tuple[Span, ...], found: list[tuple[PlanCode, int]]) -> None:
    on_tuesday = [Problem(code, weekday=2, span=span) for code, span in found]
    assert hours.problems(WeekPlan(week(tu=spans))) == on_tuesday
    on_holidays = [Problem(code, on_public_holidays=True, span=span) for code, span in found]
    assert hours.problems(WeekPlan(public_holidays=spans)) == on_holidays
    day = date(2026, 7, 15)
    dated = [Problem(code, exception=0, span=span, day=day) for code, span in found]
    assert hours.problems(WeekPlan(exceptions=(DatedException(day, day, spans),))) == dated


def test_a_night_may_not_run_into_the_next_morning() -> None:
    plan = WeekPlan(week(mo=(AFTERNOON, MORNING), su=(Span(1320, 1440 + 541),)))
    assert hours.problems(plan) == [Problem(PlanCode.SPANS_OVERLAP, weekday=1, span=1)]
    assert hours.problems(WeekPlan(week(mo=(MORNING,), su=(Span(1320, 1440 + 540),)))) == []


def dated(*ranges: tuple[str, str], weekdays: tuple[int, ...] = ()) -> WeekPlan:
    days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in ranges]
    return WeekPlan(exceptions=tuple(DatedException(first, last, weekdays=weekdays) for first, last in days))


def test_problems_of_dates() -> None:
    assert hours.problems(dated(("2026-08-15", "2026-07-15"))) == [
        Problem(PlanCode.DATES_REVERSED, exception=0, day=date(2026, 8, 15))
    ]
    assert hours.problems(dated(("0206-07-15", "2026-07-15"))) == [
        Problem(PlanCode.YEAR_OUT_OF_RANGE, exception=0, day=date(206, 7, 15))
    ]


def test_overlapping_exceptions() -> None:
    overlap = Problem(PlanCode.EXCEPTIONS_OVERLAP, exception=1, day=date(2026, 7, 20))
    assert hours.problems(dated(("2026-07-15", "2026-07-20"), ("2026-07-20", "2026-08-01"))) == [overlap]
    assert hours.problems(dated(("2026-07-15", "2026-07-20"), ("2026-07-21", "2026-08-01"))) == []
    mondays = DatedException(date(2026, 7, 1), date(2026, 7, 31), weekdays=(1,))
    tuesdays = DatedException(date(2026, 7, 1), date(2026, 7, 31), weekdays=(2,))
    assert hours.problems(WeekPlan(exceptions=(mondays, tuesdays))) == []


def test_a_plan_must_fit_into_its_column() -> None:
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(60)]
    plan = WeekPlan(exceptions=tuple(DatedException(day, day) for day in days))
    assert hours.problems(plan) == [Problem(PlanCode.PLAN_TOO_LONG)]


def test_a_backward_plan_is_not_written() -> None:
    with pytest.raises(ValueError, match="contradict"):
        WeekPlan(week(mo=(Span(720, 540),))).to_expression()


# --- round trip and evaluation, by generated plans ---------------------------------------------------


@st.composite
def spans_of_a_day(draw: st.DrawFn, latest: int = 1440 + 240) -> tuple[Span, ...]:
    """Up to three spans that do not touch, from 5:00 on, so that a night meets no morning."""
    ends = draw(st.lists(st.integers(60, latest // 5), max_size=6, unique=True).map(sorted))
    pairs = [(5 * start, 5 * end) for start, end in zip(ends[::2], ends[1::2], strict=False)]
    return tuple(Span(start, end) for start, end in pairs if start < 1440 and end - start >= 10)


DAYS_OF_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
REASONS = st.text(st.characters(blacklist_categories=["C", "Z"], blacklist_characters='"'), max_size=8)


@st.composite
def plans(draw: st.DrawFn, latest: int = 1440 + 240) -> WeekPlan:
    spans = spans_of_a_day(latest)
    days = draw(st.lists(spans, min_size=7, max_size=7))
    holidays = draw(st.none() | spans)
    exceptions = []
    for first in draw(st.lists(DAYS_OF_2026, max_size=3)):
        last = first + timedelta(days=draw(st.integers(0, 60)))
        weekdays = draw(st.just(()) | st.lists(st.integers(1, 7), unique=True).map(sorted).map(tuple))
        exceptions.append(DatedException(first, last, draw(spans), draw(REASONS), weekdays))
    plan = WeekPlan(tuple(days), holidays, tuple(exceptions))
    assume({problem.code for problem in hours.problems(plan)} <= {PlanCode.EXCEPTIONS_OVERLAP})
    return plan


def expanded(plan: WeekPlan, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """What the plan means, written down as plainly as possible: minutes of UTC that are open, merged."""
    holidays = hours.public_holidays("BE", 2026) | hours.public_holidays("BE", 2025)
    pieces = []
    for day in (first + timedelta(days=step) for step in range(-1, days + 1)):
        spans = plan.days[day.weekday()]
        if plan.public_holidays is not None and day in holidays:
            spans = plan.public_holidays
        for one in plan.exceptions:
            if one.first <= day <= one.last and day.isoweekday() in (one.weekdays or range(1, 8)):
                spans = one.spans
        for span in spans:
            ends = (
                datetime(day.year, day.month, day.day) + timedelta(minutes=m) for m in (span.start, span.end)
            )
            start, end = (moment.replace(tzinfo=BRUSSELS).astimezone(UTC) for moment in ends)
            pieces.append((start, end))
    return cut_and_merged(pieces, first, days)


def window(first: date, days: int) -> tuple[datetime, datetime]:
    ends = (first, first + timedelta(days=days))
    start, end = (datetime(day.year, day.month, day.day, tzinfo=BRUSSELS).astimezone(UTC) for day in ends)
    return start, end


def cut_and_merged(
    pieces: list[tuple[datetime, datetime]], first: date, days: int
) -> list[tuple[datetime, datetime]]:
    low, high = window(first, days)
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted((max(start, low), min(end, high)) for start, end in pieces):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def evaluated(expression: str, first: date, days: int) -> list[tuple[datetime, datetime]]:
    start, end = window(first, days)
    found = hours.intervals(expression, country="BE", timezone="Europe/Brussels", start=start, end=end)
    return [(one.start, one.end) for one in found]


@given(plans())
def test_a_plan_comes_back_as_it_was(plan: WeekPlan) -> None:
    assert WeekPlan.from_expression(plan.to_expression()) == plan


@given(plans())
def test_a_year_of_a_plan_is_what_its_days_say(plan: WeekPlan) -> None:
    expression = WeekPlan.from_expression(plan.to_expression()).to_expression()
    hours.check(expression, "BE")
    assert evaluated(expression, date(2026, 1, 1), 365) == expanded(plan, date(2026, 1, 1), 365)


def by_the_library(expression: str, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """The library alone, with its own handling of zones."""
    start, end = window(first, days)
    parsed = opening_hours.OpeningHours(expression, timezone=BRUSSELS, country="BE")
    pieces = [
        (begin.astimezone(UTC), until.astimezone(UTC))
        for begin, until, state, _comment in parsed.intervals(
            start.astimezone(BRUSSELS), end.astimezone(BRUSSELS)
        )
        if state == opening_hours.State.OPEN
    ]
    return cut_and_merged(pieces, first, days)


@given(plans(latest=1440))
def test_other_readers_of_the_expression_see_the_same_days(plan: WeekPlan) -> None:
    assert by_the_library(plan.to_expression(), date(2026, 1, 1), 365) == expanded(
        plan, date(2026, 1, 1), 365
    )


DAY_NAMES = st.sampled_from(["Mo", "Tu", "Fr", "Su", "Mo-Fr", "Sa-Mo", "We-We", "PH"])
SELECTORS = st.lists(DAY_NAMES, min_size=1, max_size=3).map(",".join)
DATES = st.sampled_from(
    ["2026 May 01", "2026 Apr 20-2026 May 20", "2026 May 04-08", "2026 Apr 28-May 03", "2026 May",
     "2026 Apr 29,2026 May 05-07", "2026 Apr-May", "2025 Dec 20-Jan 05"]
)  # fmt: skip
TIMES = st.sampled_from(
    ["09:00-12:00", "9:00-12:00,13:00-17:00", "10:00-24:00", "11:00-15:00", "off", "closed", ""]
)
RULES = st.one_of(
    st.builds("{} {}".format, SELECTORS, TIMES),
    st.builds("{} {}".format, DATES, TIMES),
    st.builds("{} {} {}".format, DATES, st.sampled_from(["Mo-We", "Fr", "Sa-Su"]), TIMES),
    st.sampled_from(["off", "24/7", "10:00-14:00"]),
)


@given(RULES, st.lists(st.tuples(st.sampled_from(["; ", ", "]), RULES), max_size=4))
def test_an_expression_read_as_a_plan_keeps_its_meaning(first: str, others: list[tuple[str, str]]) -> None:
    expression = hours.tidy(first + "".join(separator + rule for separator, rule in others))
    assume(opening_hours.validate(expression))
    try:
        plan = WeekPlan.from_expression(expression)
    except NotRepresentable:
        assume(False)
    start = date(2025, 12, 1)
    assert by_the_library(expression, start, 200) == expanded(plan, start, 200)

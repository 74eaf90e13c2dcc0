"""Words and marks: what a figure looks like on the page."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from opstap.census import charts, showing
from opstap.census.charts import Value
from opstap.core.periods import Period, month_of, year_of


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (23100, 0, "23,100"),
        (0, 0, "0"),
        (Decimal("24.85"), 1, "24.9"),
        (Decimal(5), 1, "5.0"),
        (Decimal("23.50"), 2, "23.5"),
        (Decimal("12.00"), 2, "12"),
        (Decimal("0.005"), 2, "0.01"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_numbers_have_the_decimals_they_need(value: Decimal | int, decimals: int, shown: str) -> None:
    with translation.override("en"):
        assert showing.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0", "0\u00a0%"), ("0.2", "<\u00a01\u00a0%"), ("37.5", "38\u00a0%"), ("100", "100\u00a0%")],
)
def test_shares_are_whole_and_never_hide_a_few(share: str, shown: str) -> None:
    with translation.override("nl"):
        assert showing.per_cent(Decimal(share)) == shown


def test_periods_are_said_as_people_do() -> None:
    with translation.override("en"):
        assert showing.period_in_words(year_of(2026)) == "The year 2026"
        assert showing.period_in_words(month_of(2026, 2)) == "February 2026"
        assert showing.period_in_words(Period(date(2026, 3, 1), date(2026, 3, 1))) == "1 March 2026"
    with translation.override("fr"):
        assert showing.day_in_words(date(2026, 3, 1)) == "1er mars 2026"


def test_months_that_follow_one_another_are_put_together() -> None:
    months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 3, 1)]
    with translation.override("en"):
        assert showing.months_in_words(months) == "December 2025 to January 2026, March 2026"


def test_a_dot_for_each_space_or_one_bar_for_many() -> None:
    few = charts.dots(["on"] * 14 + ["part"] * 5 + ["off"] * 13)
    many = charts.dots(["on"] * 100 + ["off"] * 300)

    assert [dot.kind for dot in few].count("on") == 14
    assert (few[0].x, few[31].x) == ("0.16%", "97.03%")
    assert [(dot.x, dot.width, dot.kind) for dot in many] == [
        ("0.00%", "25.00%", "on"),
        ("25.00%", "75.00%", "off"),
    ]


def test_zero_not_reported_and_not_yet_look_different() -> None:
    values = [Value("j", 0, True, False), Value("f", None, False, True), Value("m", None, False, False)]
    marks = [
        (column.kind, column.mark, column.height) for column in charts.column_chart("", values, 10).columns
    ]

    assert marks == [("bar", "0", 0), ("none", "?", 59), ("", "", 0)]


def test_counted_and_not_declared_has_a_dashed_frame() -> None:
    column = charts.column_chart("", [Value("j", 10, False, True)], 10).columns[0]

    assert (column.kind, column.mark) == ("none", "")


@given(st.integers(0, 10**9))
def test_a_scale_holds_the_highest_value_in_few_round_steps(highest: int) -> None:
    top, step = charts.scale(highest)

    assert top >= highest
    assert top % step == 0
    assert 1 <= top // step <= 5


@given(st.lists(st.tuples(st.text(max_size=80), st.floats(0, 1), st.text(max_size=9)), max_size=30))
def test_bars_stand_below_one_another(rows: list[tuple[str, float, str]]) -> None:
    chart = charts.bar_chart(rows)
    places = [int(bar.y) for bar in chart.bars]

    assert places == sorted(set(places))
    assert all(place + charts.BAR <= int(chart.height) for place in places)

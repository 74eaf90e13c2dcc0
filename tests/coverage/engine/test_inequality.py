"""Areas count by who lives there; nothing to say is not zero."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.coverage.engine import EngineError, foster_greer_thorbecke, gini, palma, reach_share, theil

MEASURES: dict[str, Callable[[Any, Any], float | None]] = {
    "share": reach_share,
    "gini": gini,
    "palma": palma,
    "theil": theil,
    "poverty": lambda access, population: foster_greer_thorbecke(access, population, line=1.0),
}
UNEQUAL = ("gini", "palma", "theil")


def test_worked_by_hand() -> None:
    access, people = [0, 1, 4], [20, 60, 20]
    assert reach_share(access, people) == 0.8
    assert reach_share(access, people, least=1.5) == 0.2
    # Lorenz: 20 % hold 0 of 140, 80 % hold 60, all hold 140.
    assert gini(access, people) == pytest.approx(1 - (0.6 * 60 + 0.2 * (60 + 140)) / 140)
    # Least 40 %: 20 people with 0, 20 with 1. Most 10 %: 10 people with 4.
    assert palma(access, people) == pytest.approx(40 / 20)
    mean = 1.4
    expected = 0.6 / mean * math.log(1 / mean) + 0.2 * 4 / mean * math.log(4 / mean)
    assert theil(access, people) == pytest.approx(expected)
    assert foster_greer_thorbecke(access, people, line=2, alpha=0) == 0.8
    assert foster_greer_thorbecke(access, people, line=2, alpha=1) == pytest.approx(0.2 + 0.6 / 2)
    assert foster_greer_thorbecke(access, people, line=2) == pytest.approx(0.2 + 0.6 / 4)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(("access", "people"), [([], []), ([3], [0]), ([0, 2], [0, 0])])
def test_nobody_lives_anywhere(name: str, access: list[float], people: list[float]) -> None:
    assert MEASURES[name](access, people) is None


def test_nobody_has_anything() -> None:
    assert [MEASURES[name]([0, 0], [5, 5]) for name in UNEQUAL] == [None] * 3
    assert reach_share([0, 0], [5, 5]) == 0
    assert foster_greer_thorbecke([0, 0], [5, 5], line=1) == 1


def test_one_area_is_equal_within_itself() -> None:
    assert [MEASURES[name]([3], [7]) for name in UNEQUAL] == pytest.approx([0, 0.25, 0], abs=1e-12)


def test_one_has_everything() -> None:
    assert gini([0, 1], [99, 1]) == pytest.approx(0.99)
    assert theil([0, 1], [99, 1]) == pytest.approx(math.log(100))
    assert palma([0, 1], [99, 1]) == math.inf


@pytest.mark.parametrize("unit", [math.ulp(0.0), 1e-300, 1e300])
def test_in_any_unit(unit: float) -> None:
    for name in UNEQUAL:
        assert MEASURES[name]([0, unit, unit], [1, 1, 2]) == pytest.approx(
            MEASURES[name]([0, 1, 1], [1, 1, 2])
        )


def test_exactly_on_the_line_is_not_below() -> None:
    assert foster_greer_thorbecke([1.0], [1], line=1.0, alpha=0) == 0


figures = st.lists(st.tuples(st.floats(0, 100), st.integers(0, 1000)), min_size=1, max_size=10)


@given(figures)
def test_an_area_cut_in_two_changes_nothing(rows: list[tuple[float, int]]) -> None:
    access, people = [row[0] for row in rows], [row[1] for row in rows]
    halves = [count / 2 for count in people] * 2
    for measure in MEASURES.values():
        assert near(measure(access * 2, halves), measure(access, people))


@given(figures)
def test_within_their_limits(rows: list[tuple[float, int]]) -> None:
    access, people = np.array(rows, float).T
    for name, least, most in [
        ("share", 0, 1),
        ("gini", 0, 1),
        ("poverty", 0, 1),
        ("palma", 0.249999, math.inf),
    ]:
        value = MEASURES[name](access, people)
        assert value is None or least <= value <= most


def near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", MEASURES)
def test_bad_input_is_named(name: str) -> None:
    measure: Any = MEASURES[name]
    with pytest.raises(EngineError, match=r"access\[1\]: below 0"):
        measure([1, -1], [1, 1])
    with pytest.raises(EngineError, match=r"population\[0\]: not a finite number"):
        measure([1, 1], [math.nan, 1])
    with pytest.raises(EngineError, match="access: needs 2 numbers"):
        measure([1], [1, 1])


def test_a_line_of_nothing_is_refused() -> None:
    with pytest.raises(EngineError, match="line"):
        foster_greer_thorbecke([1], [1], line=0)

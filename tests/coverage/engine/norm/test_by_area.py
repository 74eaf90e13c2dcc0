"""Who is served, area by area: worth as much as the best; promised people first where that is the same."""

from typing import Any

import numpy as np
import pytest

from opstap.coverage.engine import EngineError, served
from opstap.coverage.engine.norm.by_area import people_by_area
from opstap.coverage.engine.norm.people import people_served


@pytest.mark.parametrize("seed", range(6))
def test_it_is_worth_what_the_best_is_worth(seed: int) -> None:
    draw = np.random.default_rng(seed)
    people = draw.integers(0, 900, 9).astype(float)
    need = draw.integers(1, 20, 9) / 10
    reach = (draw.random((9, 5)) > 0.5).astype(float)
    posts = draw.choice([0, 0.5, 1, 2], 5)
    found = people_by_area(people, need, reach, posts, people / 3, people_per_post=500)

    assert found.sum() == pytest.approx(people_served(people, reach, posts, people_per_post=500))
    assert found @ need == pytest.approx(served(people, need, reach, posts, people_per_post=500).worth)
    assert (found <= people + 1e-6).all()


@pytest.mark.parametrize(
    ("promised", "need", "expected"),
    [
        ([300, 200, 0], [1, 1, 1], [300, 200, 0]),
        ([0, 200, 300], [1, 1, 1], [0, 200, 300]),
        # Who is in both of two promises comes before who is in one.
        ([[300, 0, 0], [300, 0, 400]], [1, 1, 1], [300, 0, 200]),
        # Greater need comes before any promise.
        ([0, 100, 0], [2, 1, 1], [400, 100, 0]),
    ],
)
def test_promised_people_come_first_where_it_is_the_same(
    promised: list[Any], need: list[float], expected: list[float]
) -> None:
    found = people_by_area([400, 400, 400], need, np.ones((3, 1)), [1], promised, people_per_post=500)

    assert found == pytest.approx(expected)


def test_without_pairs_nobody_is_served() -> None:
    assert people_by_area([], [], np.zeros((0, 2)), [1, 1], []).tolist() == []
    assert people_by_area([100], [1], np.zeros((1, 1)), [1], [100]).tolist() == [0]


def test_bad_input_names_the_argument() -> None:
    with pytest.raises(EngineError, match="posts"):
        people_by_area([100], [1], [[1.0]], [-1], [0])
    with pytest.raises(EngineError, match="promised"):
        people_by_area([100], [1], [[1.0]], [1], [0, 0])
    with pytest.raises(EngineError, match="promised"):
        people_by_area([100], [1], [[1.0]], [1], [[0], [0, 0]])

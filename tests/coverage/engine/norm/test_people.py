"""How many people posts can serve: the same as serving where it is worth most."""

import numpy as np
import pytest

from opstap.coverage.engine import EngineError, served
from opstap.coverage.engine.norm.people import people_served


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_number_of_the_best_plan_s_people(seed: int) -> None:
    draw = np.random.default_rng(seed)
    people = draw.integers(0, 900, 9)
    need = draw.uniform(0.1, 2, 9)
    reach = (draw.random((9, 5)) > 0.5).astype(float)
    posts = draw.choice([0, 0.5, 1, 2], 5)

    assert people_served(people, reach, posts, people_per_post=500) == round(
        served(people, need, reach, posts, people_per_post=500).people
    )


def test_without_areas_or_sites_nobody_is_served() -> None:
    assert people_served([], np.zeros((0, 2)), [1, 1]) == 0
    assert people_served([100], np.zeros((1, 0)), []) == 0


def test_bad_input_names_the_row() -> None:
    with pytest.raises(EngineError, match="posts"):
        people_served([100], [[1.0]], [-1])
    with pytest.raises(EngineError, match="more than"):
        people_served([3e9], [[1.0]], [1])

"""Distances on the globe, of the pairs that are near."""

import numpy as np
import pytest

from opstap.coverage.engine import EngineError, distances_within
from opstap.territory.geo import distance_m

RNG = np.random.default_rng(1)
HERE = np.column_stack([50.8 + RNG.random(40) * 0.1, 4.3 + RNG.random(40) * 0.1])
THERE = np.vstack([HERE[:3], np.column_stack([50.8 + RNG.random(9) * 0.1, 4.3 + RNG.random(9) * 0.1])])


def test_all_pairs_within_the_limit_and_no_others() -> None:
    got = distances_within(HERE, THERE, 2600, detour=1.3).tocoo()
    wanted = {
        (i, j): 1.3 * metres
        for i, one in enumerate(HERE)
        for j, other in enumerate(THERE)
        if (metres := distance_m(*one, *other)) <= 2000
    }
    assert set(zip(got.row.tolist(), got.col.tolist(), strict=True)) == set(wanted)
    assert all(
        wanted[i, j] == pytest.approx(value, abs=1e-4)
        for i, j, value in zip(got.row, got.col, got.data, strict=True)
    )


def test_the_same_place_is_a_stored_distance_of_nothing() -> None:
    got = distances_within(HERE[:1], HERE[:1], 1)
    assert (got.nnz, got.data.tolist()) == (1, [0.0])


def test_nothing_on_either_side() -> None:
    assert distances_within([], HERE, 100).shape == (0, 40)
    assert distances_within(HERE, [], 100).shape == (40, 0)


@pytest.mark.parametrize(("place", "reason"), [((91, 0), "range"), ((0, np.nan), "not-finite")])
def test_what_is_no_place(place: tuple[float, float], reason: str) -> None:
    with pytest.raises(EngineError) as refused:
        distances_within([(0, 0), place], HERE, 100)
    assert (refused.value.argument, refused.value.row, refused.value.reason) == ("demand", 1, reason)


def test_a_detour_is_never_shorter_than_the_line() -> None:
    with pytest.raises(EngineError, match="detour"):
        distances_within(HERE, HERE, 100, detour=0.9)

"""Nothing is lost between supply and people, over matrices, points and cells alike."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.spatial.distance import cdist

from opstap.coverage.engine import (
    Access,
    Bands,
    ConservationError,
    Decay,
    EngineError,
    Gaussian,
    floating_catchment,
    floating_catchment_of_points,
    reach_of_distances,
)

BANDS = Bands((1, 2, 3), (1, 0.68, 0.22))


def by_hand(distance: Any, demand: Any, supply: Any, decay: Decay) -> Any:
    """The definition, written down as it stands in the article."""
    weights = decay.weigh(np.asarray(distance, float))
    ratio = [supply[j] / around if (around := weights[:, j] @ demand) else 0 for j in range(len(supply))]
    return weights @ np.array(ratio)


def test_two_places_share_one_supply() -> None:
    got = floating_catchment([100, 300], [800], [[1.0], [1.0]])
    assert got.access.tolist() == [2.0, 2.0]
    assert (got.ratio.tolist(), got.catchment.tolist(), got.supply_reached) == ([2.0], [400.0], 800.0)


def test_a_person_in_greater_need_is_divided_for_more() -> None:
    got = floating_catchment([100, 100], [600], [[1.0], [1.0]], need=[2, 1])
    assert got.access.tolist() == [2.0, 2.0]
    assert got.catchment.tolist() == [300.0]


def test_who_has_nothing_and_what_nobody_reaches() -> None:
    got = floating_catchment([10, 0, 10, 10], [50, 70, 0], [[1, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0]])
    assert got.access.tolist() == [5, 0, 0, 0]
    assert (got.uncovered.tolist(), got.idle.tolist(), got.supply_reached) == ([2, 3], [1], 50)


def test_an_empty_place_sees_what_it_would_get() -> None:
    assert floating_catchment([10, 0], [50], [[1.0], [0.5]]).access.tolist() == [5, 2.5]


def test_no_people_and_no_supply() -> None:
    nobody = floating_catchment([], [5.0], np.zeros((0, 1)))
    assert (nobody.access.tolist(), nobody.idle.tolist(), nobody.supply_reached) == ([], [0], 0.0)
    nothing = floating_catchment([5.0], [], np.zeros((1, 0)))
    assert (nothing.access.tolist(), nothing.uncovered.tolist()) == ([0.0], [0])
    of_points = floating_catchment_of_points([], [[0, 0]], [], [5.0], BANDS)
    assert (of_points.access.tolist(), of_points.idle.tolist()) == ([], [0])
    assert floating_catchment_of_points([[0, 0]], [], [5.0], [], BANDS).uncovered.tolist() == [0]


def test_sums_that_do_not_meet_are_an_error() -> None:
    with pytest.raises(ConservationError), np.errstate(all="ignore"):
        floating_catchment([1e-310], [1e10], [[1.0]])


coordinates = st.floats(-5, 5).map(lambda value: round(value * 4) / 4)
some_points = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(some_points, some_points, st.randoms(use_true_random=False), st.sampled_from([BANDS, Gaussian(2.5)]))
def test_points_matrix_and_definition_agree(places: Any, around: Any, dice: Any, decay: Decay) -> None:
    people = [dice.choice([0, 1, 250, 3000.5]) for _ in places]
    minutes = [dice.choice([0, 60, 900]) for _ in around]
    distance = cdist(places, around)
    expected = by_hand(distance, np.array(people), minutes, decay)
    of_points = floating_catchment_of_points(places, around, people, minutes, decay)
    of_matrix = floating_catchment(people, minutes, reach_of_distances(distance, decay))
    np.testing.assert_allclose(of_points.access, expected, rtol=1e-12)
    np.testing.assert_allclose(of_matrix.access, expected, rtol=1e-12)
    assert same(of_points, of_matrix)


def same(one: Access, other: Access) -> bool:
    return np.array_equal(one.uncovered, other.uncovered) and np.array_equal(one.idle, other.idle)


def test_cells_of_a_grid_and_supplies_far_outside() -> None:
    cells = np.stack(np.meshgrid(np.arange(40) + 0.5, np.arange(25) + 0.5), axis=-1).reshape(-1, 2)
    rng = np.random.default_rng(3)
    around = np.vstack([rng.random((30, 2)) * (40, 25), [[-2.0, 3.0], [500.0, 3.0], [3.0, -800.0]]])
    people, minutes = rng.integers(0, 90, len(cells)), rng.integers(0, 900, len(around))
    got = floating_catchment_of_points(cells, around, people, minutes, BANDS)
    np.testing.assert_allclose(got.access, by_hand(cdist(cells, around), people, minutes, BANDS), rtol=1e-12)
    assert set(got.idle.tolist()) == {31, 32}


def test_more_supply_never_lowers_access() -> None:
    rng = np.random.default_rng(4)
    places, around = rng.random((80, 2)) * 9, rng.random((9, 2)) * 9
    people, minutes = rng.integers(1, 90, 80), rng.integers(1, 900, 9)
    fewer = floating_catchment_of_points(places, around[:8], people, minutes[:8], BANDS)
    more = floating_catchment_of_points(places, around, people, minutes, BANDS)
    assert np.all(more.access >= fewer.access)


@pytest.mark.parametrize(
    ("change", "argument", "row"),
    [
        ({"population": [1, -1]}, "population", 1),
        ({"capacity": [np.nan]}, "capacity", 0),
        ({"need": [1, np.inf]}, "need", 1),
        ({"reach": [[0.5], [1.5]]}, "reach", 1),
        ({"reach": [[1.0]]}, "reach", None),
    ],
)
def test_bad_input_is_named(change: dict[str, Any], argument: str, row: int | None) -> None:
    given_now: dict[str, Any] = {"population": [1, 1], "capacity": [1], "reach": [[1.0], [1.0]]} | change
    with pytest.raises(EngineError) as refused:
        floating_catchment(**given_now)
    assert (refused.value.argument, refused.value.row) == (argument, row)


def test_bad_points_are_named() -> None:
    with pytest.raises(EngineError, match=r"demand_points\[1\]"):
        floating_catchment_of_points([[0.0, 0.0], [0.0, np.nan]], [[0, 0]], [1, 1], [1], BANDS)
    with pytest.raises(EngineError, match="supply_points: 2 points for 1 numbers"):
        floating_catchment_of_points([[0, 0]], [[0, 0], [1, 1]], [1], [1], BANDS)
    with pytest.raises(EngineError, match="demand_points: needs n × 2"):
        floating_catchment_of_points([0, 0], [[0, 0]], [1, 1], [1], BANDS)


def test_reach_of_imported_travel_times() -> None:
    minutes = sparse.csr_array((np.array([0.0, 10, 11, 30]), ([0, 0, 1, 2], [0, 1, 1, 1])), shape=(3, 2))
    reach = reach_of_distances(minutes, Bands((10, 20), (1, 0.5)))
    assert reach.toarray().tolist() == [[1, 1], [0, 0.5], [0, 0]]
    dense = [[0.0, 10], [np.inf, 11], [np.inf, 30]]
    assert reach_of_distances(dense, Bands((10, 20), (1, 0.5))).toarray().tolist() == reach.toarray().tolist()


@pytest.mark.parametrize(
    ("distance", "reason", "row"),
    [
        ([[0.0], [-1.0]], "negative", 1),
        ([[0.0], [np.nan]], "not-finite", 1),
        (sparse.coo_array(([1.0, 2.0], ([1, 1], [0, 0])), shape=(2, 1)), "range", 1),
        ([1.0], "shape", None),
    ],
)
def test_wrong_distances(distance: Any, reason: str, row: int | None) -> None:
    with pytest.raises(EngineError) as refused:
        reach_of_distances(distance, BANDS)
    assert (refused.value.reason, refused.value.row) == (reason, row)


def test_wrong_bands() -> None:
    for limits, weights in [((), ()), ((2, 1), (1, 1)), ((0, 1), (1, 1)), ((1,), (1.5,)), ((1, 2), (1,))]:
        with pytest.raises(EngineError):
            Bands(limits, weights)
    with pytest.raises(EngineError):
        Gaussian(0)


def test_the_bell_begins_at_one_and_ends_at_nothing() -> None:
    weights = Gaussian(100).weigh(np.array([0.0, 100, 101]))
    assert weights.tolist() == [1, 0, 0]

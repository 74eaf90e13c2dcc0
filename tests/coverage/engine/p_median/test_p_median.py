"""Against all combinations on small questions: the plan is one of the best, and no bound is above it."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from opstap.coverage.engine import TOLERANCE, EngineError, Progress
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import p_median, p_median_of_points

INF, NAN = math.inf, math.nan
ENOUGH = 1e6  # seconds: no test depends on how busy the machine is


def least(cost: Floats, p: int, weight: Floats) -> float:
    """The best value of all plans; rows that no site serves are left out, so are rows without weight."""
    asked = np.isfinite(cost).any(axis=1) & (weight > 0)
    cost, weight = cost[asked], weight[asked]
    plans = itertools.combinations(range(cost.shape[1]), p)
    return min(float(weight @ cost[:, plan].min(axis=1)) for plan in plans)


def drawn(seed: int) -> tuple[Floats, int, Floats]:
    """A small question: whole or broken costs, ties, infinite costs, weights of 0, of every shape."""
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 14)), int(draw.integers(1, 9))
    cost = draw.integers(0, 12, (n, m)).astype(float)
    if seed % 2:
        cost += draw.random((n, m))
    if seed % 3 == 0:
        cost[draw.random((n, m)) < 0.4] = INF
    weight = draw.integers(0, 4, n).astype(float) if seed % 5 else draw.random(n) * 100
    return cost, int(draw.integers(1, m + 1)), weight


@pytest.mark.parametrize("seed", range(120))
def test_like_all_combinations(seed: int) -> None:
    cost, p, weight = drawn(seed)
    plan = p_median(cost, p, weights=weight, seed=seed, time_limit=ENOUGH)
    best = least(cost, p, weight)
    assert len(set(plan.sites)) == p
    if best == INF:
        assert (plan.status, plan.objective) == ("infeasible", INF)
        return
    assert plan.status == "proved"
    assert plan.objective == pytest.approx(best, rel=TOLERANCE)
    assert plan.lower_bound <= best + 1e-9
    asked = np.isfinite(cost).any(axis=1) & (weight > 0)
    assert plan.objective == pytest.approx(weight[asked] @ cost[asked][:, plan.sites].min(axis=1))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("distance", ["straight", "floored", "great circle"])
def test_points_like_the_matrix_of_their_distances(seed: int, distance: Any) -> None:
    draw = np.random.default_rng(seed)
    points, sites = draw.integers(0, 40, (30, 2)).astype(float), draw.random((12, 2)) * 40
    weight = draw.integers(0, 5, 30).astype(float)
    cost = distances(points, sites, distance)
    plan = p_median_of_points(points, 3, sites=sites, weights=weight, distance=distance, time_limit=ENOUGH)
    assert plan.status == "proved"
    assert plan.objective == pytest.approx(least(cost, 3, weight), rel=TOLERANCE)


def distances(points: Floats, sites: Floats, distance: str) -> Floats:
    if distance == "great circle":
        (lat, lon), (other_lat, other_lon) = np.radians(points).T, np.radians(sites).T
        half = (
            np.sin((lat[:, None] - other_lat) / 2) ** 2
            + np.cos(lat)[:, None] * np.cos(other_lat) * np.sin((lon[:, None] - other_lon) / 2) ** 2
        )
        return np.asarray(2 * 6_371_008.8 * np.arcsin(np.sqrt(half)))
    straight = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))
    return np.asarray(np.floor(straight) if distance == "floored" else straight)


def made(n: int, seed: int = 1) -> Floats:
    return np.asarray(np.random.default_rng(seed).random((n, 2)) * 1000)


def test_the_same_seed_gives_the_same_plan() -> None:
    plans = [p_median_of_points(made(80), 6, seed=4, time_limit=ENOUGH) for _turn in range(2)]
    assert plans[0].sites.tolist() == plans[1].sites.tolist()
    assert (plans[0].lower_bound, plans[0].status) == (plans[1].lower_bound, "proved")


def test_nothing_is_written_to_the_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    cost, weight = distances(made(60), made(30, 2), "straight"), np.ones(60)
    assert p_median(cost, 7, weights=weight, time_limit=ENOUGH).is_optimal
    assert capfd.readouterr() == ("", "")


def test_more_sites_never_cost_more() -> None:
    values = [p_median_of_points(made(30), p, time_limit=ENOUGH).objective for p in range(1, 31)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0


def test_duplicates_of_points() -> None:
    points = np.repeat(made(5), 6, axis=0)
    plan = p_median_of_points(points, 5)
    assert (plan.objective, plan.lower_bound, plan.status) == (0, 0, "proved")
    assert p_median_of_points(np.zeros((9, 2)), 3).objective == 0


def test_an_interrupted_search_answers_with_what_it_knows() -> None:
    told: list[Progress] = []

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return True

    plan = p_median_of_points(made(60), 5, on_progress=stop)
    assert len(told) == 1
    assert (plan.status, len(plan.sites)) == ("stopped", 5)
    assert plan.lower_bound < plan.objective


def test_no_time_gives_a_plan_with_a_bound() -> None:
    plan = p_median(distances(made(60), made(30, 2), "straight"), 5, time_limit=0)
    assert (plan.status, len(set(plan.sites))) == ("time limit", 5)
    assert 0 <= plan.lower_bound < plan.objective < INF


def test_who_is_out_of_reach_is_named() -> None:
    cost = [[1, 2, 9], [INF, INF, INF], [5, 4, 3], [INF, INF, INF]]
    plan = p_median(cost, 2)
    assert (plan.uncovered.tolist(), plan.sites.tolist(), plan.objective) == ([1, 3], [0, 2], 4)
    nobody = p_median(np.full((3, 4), INF), 2)
    assert (nobody.uncovered.tolist(), nobody.objective, nobody.status) == ([0, 1, 2], 0, "proved")


def test_too_few_sites_for_everybody_is_infeasible() -> None:
    cost = np.where(np.eye(6), 1.0, INF)
    plan = p_median(cost, 5)
    assert (plan.status, plan.objective, plan.lower_bound) == ("infeasible", INF, INF)
    assert "there is no plan" in plan.log[-1]
    assert p_median(cost, 6).objective == 6


def test_whoever_has_no_weight_has_no_say() -> None:
    plan = p_median([[0, 9], [9, 0]], 1, weights=[0, 1])
    assert (plan.sites.tolist(), plan.objective) == ([1], 0)
    assert p_median([[1, 9], [9, 2]], 1, weights=[0, 0]).status == "proved"


@pytest.mark.parametrize(
    ("given", "argument", "reason", "row"),
    [
        ({"cost": [[1, NAN]]}, "cost", "not-finite", 0),
        ({"cost": [[1, 1], [-1, 1]]}, "cost", "negative", 1),
        ({"cost": [1, 1]}, "cost", "shape", None),
        ({"p": 3}, "p", "too-many", None),
        ({"p": 0}, "p", "range", None),
        ({"p": 1.5}, "p", "not-whole", None),
        ({"weights": [1, -1]}, "weights", "negative", 1),
        ({"weights": [1]}, "weights", "shape", None),
    ],
)
def test_bad_input_is_named(given: Any, argument: str, reason: str, row: int | None) -> None:
    with pytest.raises(EngineError) as refused:
        p_median(**{"cost": [[1, 2], [2, 1]], "p": 1, **given})
    assert (refused.value.argument, refused.value.reason, refused.value.row) == (argument, reason, row)


@pytest.mark.parametrize(
    ("given", "argument", "reason", "row"),
    [
        ({"points": [[1, 1], [1, INF]]}, "points", "not-finite", 1),
        ({"points": [[1, 1, 1]]}, "points", "shape", None),
        ({"points": np.empty((0, 2))}, "points", "shape", None),
        ({"sites": [[NAN, 1]]}, "sites", "not-finite", 0),
        ({"distance": "as the crow flies"}, "distance", "range", None),
        ({"p": 3}, "p", "too-many", None),
    ],
)
def test_bad_points_are_named(given: Any, argument: str, reason: str, row: int | None) -> None:
    with pytest.raises(EngineError) as refused:
        p_median_of_points(**{"points": [[1, 1], [2, 2]], "p": 1, **given})
    assert (refused.value.argument, refused.value.reason, refused.value.row) == (argument, reason, row)


def test_degrees_that_are_on_no_globe_are_refused() -> None:
    with pytest.raises(EngineError, match=r"points\[1\]: no place on the globe"):
        p_median_of_points([[50.8, 4.3], [91, 4.3]], 1, distance="great circle")
    with pytest.raises(EngineError, match=r"sites\[0\]"):
        p_median_of_points([[50.8, 4.3]], 1, sites=[[50.8, 181]], distance="great circle")

"""Some sites stay: the plan is the best of all that hold them, and its bound is true."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from opstap.coverage.engine import EngineError, covering_beside, order_of_gain, p_median_beside

INF = math.inf


def drawn(seed: int) -> tuple[Any, Any, int, list[int]]:
    """Values 0 to 1 or costs, weights with zeros, how many more, and which stay."""
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 15)), int(draw.integers(2, 9))
    kept = sorted(draw.choice(m, int(draw.integers(0, m)), replace=False).tolist())
    p = int(draw.integers(0 if kept else 1, m - len(kept) + 1))
    return draw.random((n, m)), draw.integers(0, 4, n).astype(float), p, kept


def plans(m: int, p: int, kept: list[int]) -> list[list[int]]:
    others = [site for site in range(m) if site not in kept]
    return [[*kept, *more] for more in itertools.combinations(others, p)]


@pytest.mark.parametrize("seed", range(60))
def test_covering_beside_is_the_best_of_all_combinations(seed: int) -> None:
    reach, weights, p, kept = drawn(seed)
    reach = np.where(reach < 0.5, 0.0, np.round(reach * 4) / 4 if seed % 2 else 1.0)
    plan = covering_beside(reach, weights, p, kept, time_limit=1e6)
    best = max(float(weights @ reach[:, sites].max(axis=1)) for sites in plans(reach.shape[1], p, kept))

    assert plan.status == "proved"
    assert plan.objective == pytest.approx(best)
    assert plan.upper_bound >= best - 1e-9
    assert plan.objective == pytest.approx(weights @ reach[:, plan.sites].max(axis=1))
    assert set(kept) <= set(plan.sites)
    assert len(plan.sites) == p + len(kept)
    assert plan.uncovered.tolist() == np.flatnonzero(reach.max(axis=1) == 0).tolist()


@pytest.mark.parametrize("seed", range(60))
def test_p_median_beside_is_the_best_of_all_combinations(seed: int) -> None:
    cost, weights, p, kept = drawn(seed)
    if seed % 3 == 0:
        cost = np.where(cost < 0.3, INF, cost)
    plan = p_median_beside(cost, p, kept, weights=weights, time_limit=1e6)
    asked = np.isfinite(cost).any(axis=1) & (weights > 0)
    best = min(
        float(weights[asked] @ cost[asked][:, sites].min(axis=1)) for sites in plans(cost.shape[1], p, kept)
    )

    assert set(kept) <= set(plan.sites)
    assert len(plan.sites) == p + len(kept)
    assert plan.uncovered.tolist() == np.flatnonzero(np.isinf(cost).all(axis=1)).tolist()
    if best == INF:
        assert (plan.status, plan.objective) == ("infeasible", INF)
        return
    assert plan.status == "proved"
    assert plan.objective == pytest.approx(best, abs=1e-9)
    assert plan.lower_bound <= best + 1e-9


def test_where_few_sites_are_nearer_than_those_that_stay_the_program_has_them_all() -> None:
    """Every nearer site of a demand stands in its list: the levels of its cuts are finite all the same."""
    draw = np.random.default_rng(1)
    homes, sites = draw.random((300, 2)), draw.random((400, 2))
    cost = np.hypot(*(homes[:, None] - sites[None]).transpose(2, 0, 1))
    weights = draw.integers(1, 50, 300).astype(float)
    plan = p_median_beside(cost, 6, np.arange(12), weights=weights, time_limit=1e6)

    assert plan.status == "proved"
    assert plan.objective == pytest.approx(weights @ cost[:, plan.sites].min(axis=1))


def test_the_order_is_greedy_and_its_gains_add_up() -> None:
    draw = np.random.default_rng(4)
    values, weights = draw.random((30, 8)), draw.random(30)
    order, gains = order_of_gain(values, weights, [2], [0, 5, 7])
    total = weights @ (values[:, [0, 2, 5, 7]].max(axis=1) - values[:, 2])

    assert sorted(order.tolist()) == [0, 5, 7]
    assert gains.tolist() == sorted(gains.tolist(), reverse=True)
    assert gains.sum() == pytest.approx(total)


@pytest.mark.parametrize(
    ("p", "kept", "reason"), [(4, [0], "too-many"), (0, [], "range"), (1, [4], "range"), (1, [0.5], "range")]
)
def test_what_makes_no_sense_is_refused(p: int, kept: list[float], reason: str) -> None:
    for ask in (covering_beside, p_median_beside):
        with pytest.raises(EngineError) as problem:
            ask(np.ones((2, 4)), *((np.ones(2),) if ask is covering_beside else ()), p, kept)
        assert problem.value.reason == reason

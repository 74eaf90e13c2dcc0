"""Whatever prices, lists and decisions: no bound is above the best plan that is left."""

import itertools
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import branching, climbing, multipliers, program, shaking, swaps
from opstap.coverage.engine.p_median import nearby as near
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.branching import branch, solve_relaxation
from opstap.coverage.engine.p_median.costs import of_matrix
from opstap.coverage.engine.p_median.multipliers import CLOSED, FREE, OPEN
from opstap.coverage.engine.p_median.tree import search_by_prices
from opstap.coverage.engine.plan import Watch

P = 3


def question(seed: int, n: int = 14, m: int = 9) -> tuple[Floats, Floats, np.random.Generator]:
    draw = np.random.default_rng(seed)
    cost = draw.integers(0, 30, (n, m)) + (seed % 2) * draw.random((n, m))
    return cost.astype(float), draw.integers(1, 5, n).astype(float), draw


def values(cost: Floats, weight: Floats, state: NDArray[np.int8]) -> dict[tuple[int, ...], float]:
    """What each plan costs that opens the OPEN sites and no CLOSED one."""
    left, must = np.flatnonzero(state != CLOSED), set(np.flatnonzero(state == OPEN))
    plans = [plan for plan in itertools.combinations(left.tolist(), P) if must <= set(plan)]
    return {plan: float(weight @ cost[:, plan].min(axis=1)) for plan in plans}


@pytest.mark.parametrize("seed", range(60))
def test_any_prices_bound_from_below(seed: int) -> None:
    cost, weight, draw = question(seed)
    state = np.zeros(9, np.int8)
    state[draw.permutation(9)[:3]] = draw.choice([FREE, OPEN, CLOSED], 3)
    radius = draw.random(14) * 40
    nearby = near.within(of_matrix(cost), state != CLOSED, radius)
    found = multipliers.bound(nearby, weight, P, state, draw.random(14) * 40)
    plans = values(cost, weight, state)
    assert found.value <= min(plans.values())
    assert len(set(found.chosen)) == P
    cutoff = float(np.quantile(list(plans.values()), 0.2))
    better = [set(plan) for plan, value in plans.items() if value < cutoff]
    closed = set(np.flatnonzero(multipliers.closing(found, state, cutoff)))
    opened = set(np.flatnonzero(multipliers.opening(found, state, cutoff)))
    assert all(not closed & plan and opened <= plan for plan in better)


@pytest.mark.parametrize("seed", range(60))
def test_climbing_keeps_every_better_plan(seed: int) -> None:
    """Whatever is closed or opened on the way: the plans below the cutoff stay, and cost what is said."""
    cost, weight, draw = question(seed)
    state = np.zeros(9, np.int8)
    state[draw.permutation(9)[:2]] = draw.choice([FREE, OPEN, CLOSED], 2)
    plans = values(cost, weight, state)
    cutoff = float(np.quantile(list(plans.values()), 0.3))
    better = {plan: value for plan, value in plans.items() if value < cutoff}
    radius = draw.random(14) * 40
    nearby = near.within(of_matrix(cost), np.ones(9, bool), radius)
    climb = climbing.begin(state, np.zeros(14), radius, draw.random(14) * 40)
    value = climbing.climb(
        nearby, weight, P, climb, known=-math.inf, cutoff=cutoff, steps=(1.0, 0.01), rounds=50
    )
    assert value <= min(better.values())
    left, opened = set(np.flatnonzero(state != CLOSED)), set(np.flatnonzero(state == OPEN))
    assert all(opened <= set(plan) <= left for plan in better)


def search_of(cost: Floats, weight: Floats, p: int = P, seed: int = 0) -> knowing.Search:
    is_whole = bool(np.all(cost == np.floor(cost)))
    return knowing.begin(of_matrix(cost), weight, p, np.full(len(cost), math.inf), is_whole, Watch(1e6), seed)


@pytest.mark.parametrize("seed", range(20))
def test_branching_alone_proves_the_best(seed: int) -> None:
    """From a bad plan and the prices 0: everything is left to the program and the tree."""
    cost, weight, _draw = question(seed)
    search = search_of(cost, weight)
    knowing.offer(search, np.arange(P))
    knowing.learn(search, multipliers.bound(search.nearby, weight, P, search.state, np.zeros(len(cost))))
    branch(search, solve_relaxation(search))
    best = min(values(cost, weight, np.zeros(9, np.int8)).values())
    assert search.is_proved
    assert search.objective == pytest.approx(best, rel=1e-6)
    assert search.lower <= best


@pytest.mark.parametrize("seed", range(5))
def test_a_purge_keeps_the_cuts_of_after_the_last_solution(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node may end with cuts that the program has not seen yet."""
    monkeypatch.setattr(program, "TOO_MANY_ROWS", 0)
    monkeypatch.setattr(branching, "ROUNDS_IN_NODE", 1)
    monkeypatch.setattr(branching, "ROUNDS_AT_ROOT", 1)
    cost, weight, _draw = question(seed)
    search = search_of(cost, weight)
    knowing.offer(search, np.arange(P))
    knowing.learn(search, multipliers.bound(search.nearby, weight, P, search.state, np.zeros(len(cost))))
    branch(search, solve_relaxation(search))
    best = min(values(cost, weight, np.zeros(9, np.int8)).values())
    assert search.is_proved
    assert search.objective == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_the_tree_by_prices_alone_proves_the_best(seed: int) -> None:
    cost, weight, _draw = question(seed)
    search = search_of(cost, weight)
    knowing.offer(search, np.arange(P))
    knowing.learn(search, multipliers.bound(search.nearby, weight, P, search.state, np.zeros(len(cost))))
    search_by_prices(search, math.inf)
    best = min(values(cost, weight, np.zeros(9, np.int8)).values())
    assert search.is_proved
    assert search.objective == pytest.approx(best, rel=1e-6)
    assert search.lower <= best


def test_a_tree_without_time_still_bounds() -> None:
    cost, weight, _draw = question(1)
    search = search_of(cost, weight)
    knowing.offer(search, np.arange(P))
    knowing.learn(search, multipliers.bound(search.nearby, weight, P, search.state, np.zeros(len(cost))))
    search_by_prices(search, -1)
    assert not search.is_proved
    assert search.lower <= min(values(cost, weight, np.zeros(9, np.int8)).values())


@pytest.mark.parametrize("seed", range(20))
def test_a_swap_never_makes_it_worse_and_ends_where_none_helps(seed: int) -> None:
    cost, weight, draw = question(seed, 40, 15)
    search = search_of(cost, weight)
    chosen = draw.permutation(15)[:P]
    before = knowing.total(search.costs, weight, chosen)
    is_done, count = swaps.swap(search.costs, weight, search.nearby, chosen, np.arange(15))
    value = knowing.total(search.costs, weight, chosen)
    assert is_done
    assert (value < before) == (count > 0)
    others = [
        [*np.delete(chosen, place), site]
        for place, site in itertools.product(range(P), set(range(15)) - set(chosen.tolist()))
    ]
    assert value <= min(knowing.total(search.costs, weight, np.array(other)) for other in others) + 1e-9


def test_many_chosen_sites_walk_the_lists() -> None:
    cost, weight, draw = question(3, 120, 90)
    search = search_of(cost, weight, 50)
    chosen = draw.permutation(90)[:50]
    assert swaps.swap(search.costs, weight, search.nearby, chosen, np.arange(90))[0]
    others = [
        [*np.delete(chosen, place), site]
        for place, site in itertools.product(range(50), set(range(90)) - set(chosen.tolist()))
    ]
    least = min(knowing.total(search.costs, weight, np.array(other)) for other in others)
    assert knowing.total(search.costs, weight, chosen) <= least + 1e-9


def test_short_lists_keep_what_is_left() -> None:
    cost, _weight, draw = question(5)
    whole = near.within(of_matrix(cost), np.ones(9, bool), np.full(14, 25.0))
    candidate, radius = draw.random(9) < 0.6, draw.random(14) * 25
    short, again = near.shortened(whole, candidate, radius), near.within(of_matrix(cost), candidate, radius)
    for part, other in zip(short, again, strict=True):
        assert part.tolist() == other.tolist()
    assert len(short.site) == near.pairs_within(of_matrix(cost), candidate, radius)


@pytest.mark.parametrize("seed", range(10))
def test_shaking_never_makes_it_worse(seed: int) -> None:
    cost, weight, draw = question(seed, 60, 30)
    search = search_of(cost, weight, 6)
    before = draw.permutation(30)[:6]
    after = [shaking.shaken(search.costs, weight, search.nearby, before, 50, seed) for _turn in range(2)]
    assert after[0].tolist() == after[1].tolist()
    assert len(set(after[0])) == 6
    climbed = knowing.climb(search, after[0])
    value = knowing.total(search.costs, weight, after[0])
    assert value <= knowing.total(search.costs, weight, before)
    assert value == pytest.approx(knowing.total(search.costs, weight, climbed))

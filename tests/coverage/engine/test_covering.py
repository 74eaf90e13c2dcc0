"""The best plan of all is known on small questions: no plan may be better, and no bound lower."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from opstap.coverage.engine import EngineError, Plan, Progress, maximal_covering
from opstap.coverage.engine.covering.cuts import coefficients, separate
from opstap.coverage.engine.covering.prices import descend, first_prices, ruled_out
from opstap.coverage.engine.covering.problem import Problem, reduced
from opstap.coverage.engine.covering.program import Program
from opstap.coverage.engine.covering.search import Search
from opstap.coverage.engine.plan import Watch


def worth(reach: Any, weights: Any, sites: Any) -> float:
    return float(np.asarray(weights) @ np.asarray(reach)[:, list(sites)].max(axis=1, initial=0.0))


def best_of_all(reach: Any, weights: Any, p: int) -> float:
    return max(worth(reach, weights, sites) for sites in itertools.combinations(range(reach.shape[1]), p))


def question(seed: int, levels: list[float], *, n_demand: int = 14, n_site: int = 9) -> tuple[Any, Any]:
    """Random reach; some rows out of reach, some without weight, some sites alike."""
    rng = np.random.default_rng(seed)
    reach = rng.choice(levels, (n_demand, n_site)) * (rng.random((n_demand, n_site)) < 0.3)
    reach[:, rng.integers(n_site)] = reach[:, 0]
    reach[rng.integers(n_demand)] = 0
    weights = rng.choice([0, 1, 2.5, 40, 0.1], n_demand)
    return reach, weights


LEVELS = st.sampled_from([[1.0], [1.0, 0.5], [0.1, 0.2, 0.4, 0.7, 1.0]])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), LEVELS, st.integers(1, 4))
def test_small_questions_are_solved_and_proved(seed: int, levels: list[float], p: int) -> None:
    reach, weights = question(seed, levels)
    best = best_of_all(reach, weights, p)
    plan = maximal_covering(sparse.csr_array(reach), weights, p, time_limit=600)
    assert plan.objective == pytest.approx(best, rel=1e-9)
    assert (plan.status, len(plan.sites)) == ("proved", p)
    assert plan.upper_bound >= best * (1 - 1e-12)
    assert plan.objective == pytest.approx(worth(reach, weights, plan.sites))
    assert plan.uncovered.tolist() == np.flatnonzero(reach.max(axis=1) == 0).tolist()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), LEVELS, st.integers(1, 4), st.integers(0, 200))
def test_no_price_bounds_below_the_best_plan(seed: int, levels: list[float], p: int, steps: int) -> None:
    reach, weights = question(seed, levels)
    best = best_of_all(reach, weights, p)
    problem = reduced(sparse.csr_array(reach), np.asarray(weights, float), np.arange(reach.shape[1]))
    if problem.n_site <= p:
        return
    prices = first_prices(problem, p)
    descend(problem, prices, 0.6 * best, steps + 1)
    assert prices.bound >= best
    plans_lie_within(problem, p, prices.worth, prices.bound, best)


def plans_lie_within(problem: Problem, p: int, worth: Any, bound: float, best: float) -> None:
    out, within = ruled_out(worth, p, bound - 0.999 * best)
    chosen = [
        sites
        for sites in itertools.combinations(range(problem.n_site), p)
        if problem.value(np.array(sites)) == best
    ]
    assert not any(out[list(sites)].any() for sites in chosen)
    assert all(set(np.flatnonzero(within)) <= set(sites) for sites in chosen)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), LEVELS, st.integers(1, 4), st.integers(1, 9))
def test_no_cut_bounds_below_the_best_plan(seed: int, levels: list[float], p: int, begin: int) -> None:
    """From any sites to begin with, whatever cuts; nor with prices that are no solution at all."""
    reach, weights = question(seed, levels)
    best = best_of_all(reach, weights, p)
    problem = reduced(sparse.csr_array(reach), np.asarray(weights, float), np.arange(reach.shape[1]))
    if problem.n_site <= p:
        return
    rng = np.random.default_rng(seed)
    program = Program(problem, p, Watch(60), np.arange(min(begin, problem.n_site)))
    if program.n_layer >= 3:
        program._add_cuts(np.array([rng.permutation(program.n_layer)[:3] for _ in range(5)]))
    given = program.triples, program.cuts
    while program.relax(60) and program.tighten():
        assert program.bound >= best
        plans_lie_within(problem, p, program.worth, program.bound, best)
    assert len(program.columns) == len(set(program.columns.tolist()))
    program.triples, program.cuts = given
    program._bound(rng.random(program.n_layer + 1 + len(program.triples)) * problem.data.weights.max() / 3)
    assert program.bound >= best


def test_cuts_hold_for_every_plan_and_are_broken() -> None:
    """Cuts of a fractional point: all choices of sites of a question keep to them, the point does not."""
    rng = np.random.default_rng(4)
    covers = sparse.csr_array((rng.random((12, 9)) < 0.35).astype(float))
    plans = np.array(list(itertools.product([0.0, 1.0], repeat=9))).T
    covered = np.minimum(covers @ plans, 1.0)
    broken = 0
    for _ in range(60):
        x = rng.choice([0.0, 0.5], 9)
        z = np.minimum(covers @ x, 1.0)
        triples = separate(covers, x, z, lambda: True)
        cuts = coefficients(covers, triples)
        assert np.all(z[triples].sum(axis=1) > 1 + cuts @ x + 0.04)
        broken += len(triples)
        assert np.all(covered[triples].sum(axis=1) <= 1 + cuts @ plans)
    assert broken > 20


def test_a_triangle_is_cut_off() -> None:
    """Three halves of sites cover two layers each; one site covers two of three."""
    triangle = np.array([[1.0, 0, 1], [1, 1, 0], [0, 1, 1]])
    problem = reduced(sparse.csr_array(triangle), np.ones(3), np.arange(3))
    program = Program(problem, 1, Watch(60), np.arange(3))
    x = np.full(3, 0.5)
    assert separate(program.covers, x, np.ones(3), lambda: True).tolist() == [[0, 1, 2]]
    assert coefficients(program.covers, np.array([[0, 1, 2]])).toarray().tolist() == [[1, 1, 1]]


@pytest.mark.parametrize("levels", [[1.0], [0.25, 0.5, 1.0], list(np.linspace(0.01, 1, 60))])
def test_the_relaxation_is_the_bound_of_the_best_prices(levels: list[float]) -> None:
    """Sites left out at first come in where they are asked for."""
    reach, weights = question(5, levels, n_demand=60, n_site=40)
    problem = reduced(sparse.csr_array(reach), np.asarray(weights, float), np.arange(40))
    program = Program(problem, 4, Watch(60), np.arange(20))
    while program.relax(60) and len(program.asked()):
        program._add_sites(program.asked())
    prices = first_prices(problem, 4)
    for _ in range(40):
        descend(problem, prices, 0.9 * program.bound, 50)
    assert prices.bound == pytest.approx(program.bound, rel=1e-3)
    assert prices.bound >= program.bound * (1 - 1e-9)


def a_town(n: int = 400, radius: float = 0.12) -> tuple[Any, Any]:
    rng = np.random.default_rng(11)
    points = rng.random((n, 2))
    near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) <= radius
    return sparse.csr_array(near.astype(float)), rng.integers(0, 1000, n)


def test_a_town_is_proved_from_any_seed_and_twice_alike() -> None:
    reach, weights = a_town()
    plans = [maximal_covering(reach, weights, 5, seed=seed) for seed in (1, 2, 1)]
    assert [plan.status for plan in plans] == ["proved"] * 3
    assert {plan.objective for plan in plans} == {plans[0].objective}
    assert plans[0].sites.tolist() == plans[2].sites.tolist()


def test_more_sites_never_reach_fewer() -> None:
    reach, weights = a_town()
    values = [maximal_covering(reach, weights, p, time_limit=2).objective for p in (1, 3, 6, 12)]
    assert values == sorted(values)


def test_search_keeps_its_books() -> None:
    """What each site adds and each slot loses, after many rounds, is what a fresh count says."""
    rng = np.random.default_rng(8)
    reach = rng.choice([0.3, 0.6, 1.0], (90, 50)) * (rng.random((90, 50)) < 0.15)
    problem = reduced(sparse.csr_array(reach), rng.integers(1, 90, 90).astype(float), np.arange(50))
    search = Search(problem, 7, 3)
    before = search.value
    search.anneal(300, Watch(60), 60)
    state = search.state
    whole = problem.value(state.slots)
    for slot in range(7):
        without = problem.value(np.delete(state.slots, slot))
        assert state.loss[slot] == pytest.approx(whole - without, abs=1e-6)
    for site in np.flatnonzero(state.slot_of < 0).tolist():
        assert state.gain[site] == pytest.approx(
            problem.value(np.append(state.slots, site)) - whole, abs=1e-6
        )
    assert search.value == problem.value(search.chosen) >= before


def test_more_sites_than_are_needed() -> None:
    plan = maximal_covering(np.array([[1, 0, 0, 1], [0, 1, 0, 0]]), [3, 4], 3)
    assert (plan.objective, plan.status, len(plan.sites)) == (7, "proved", 3)
    assert any("add nothing" in line for line in plan.log)
    every = maximal_covering(np.eye(3), [1, 1, 1], 3)
    assert (every.sites.tolist(), every.objective, every.gap) == ([0, 1, 2], 3, 0)


@pytest.mark.parametrize(
    ("reach", "weights"),
    [(np.zeros((3, 2)), [1, 2, 3]), (np.ones((3, 2)), [0, 0, 0]), (np.zeros((0, 2)), [])],
)
def test_nothing_to_reach(reach: Any, weights: Any) -> None:
    plan = maximal_covering(reach, weights, 1)
    assert (plan.objective, plan.upper_bound, plan.status, len(plan.sites)) == (0, 0, "proved", 1)
    assert len(plan.uncovered) == (len(reach) if not reach.any() else 0)


def test_one_site_and_parts_that_do_not_touch() -> None:
    assert maximal_covering([[0.5]], [8], 1).objective == 4
    apart = sparse.block_diag([np.ones((3, 2)), np.ones((2, 2)), np.ones((1, 1))])
    plan = maximal_covering(apart, [1] * 6, 2)
    assert (plan.objective, plan.status) == (5, "proved")


@pytest.mark.parametrize(
    ("change", "argument", "reason", "row"),
    [
        ({"weights": [1, -1]}, "weights", "negative", 1),
        ({"weights": [1, np.nan]}, "weights", "not-finite", 1),
        ({"weights": [1]}, "weights", "shape", None),
        ({"reach": [[1, 0], [1, 2]]}, "reach", "range", 1),
        ({"p": 3}, "p", "too-many", None),
        ({"p": 0}, "p", "range", None),
        ({"p": 1.5}, "p", "not-whole", None),
    ],
)
def test_bad_input_is_named(change: dict[str, Any], argument: str, reason: str, row: int | None) -> None:
    good: dict[str, Any] = {"reach": [[1, 0], [1, 1]], "weights": [1, 1], "p": 1}
    with pytest.raises(EngineError) as refused:
        maximal_covering(**(good | change))
    assert (refused.value.argument, refused.value.reason, refused.value.row) == (argument, reason, row)


def test_whoever_watches_may_stop_it() -> None:
    told: list[Progress] = []
    reach, weights = a_town()

    def listen(progress: Progress) -> bool:
        told.append(progress)
        return len(told) >= 2

    plan: Plan = maximal_covering(reach, weights, 12, on_progress=listen)
    assert (plan.status, len(plan.sites), len(told)) == ("stopped", 12, 2)
    assert plan.objective <= plan.upper_bound < np.inf


def test_no_time_gives_the_greedy_plan_and_a_bound() -> None:
    reach, weights = a_town()
    plan = maximal_covering(reach, weights, 12, time_limit=0)
    assert (plan.status, len(plan.sites)) == ("time limit", 12)
    assert plan.objective <= plan.upper_bound <= weights.sum()

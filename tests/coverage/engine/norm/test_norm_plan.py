"""The norm plan is as good as it says: held against every plan there is."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from opstap.coverage.engine import EngineError, Plan, Progress, norm_plan
from tests.coverage.engine.norm.regions import best_worth, cost_of, reach_of, region, worth

SEEDS = range(24)


def plan_of(asked: dict[str, Any], **others: Any) -> Plan:
    return norm_plan(**{"time_limit": 300.0, **asked, **others})


def check(asked: dict[str, Any], plan: Plan) -> None:
    """What every plan keeps."""
    assert plan.posts.shape == (len(asked["existing_posts"]),)
    steps = plan.posts / asked["post_step"]
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-9)
    assert (plan.posts <= np.broadcast_to(asked["max_posts"], plan.posts.shape)).all()
    assert cost_of(asked, plan.posts) <= asked["budget"] + 1e-6
    np.testing.assert_array_equal(plan.sites, np.flatnonzero(plan.posts))
    assert plan.objective == pytest.approx(worth(asked, plan.posts), rel=1e-9)
    assert plan.lower_bound == plan.objective <= plan.upper_bound


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_region_is_proved_and_nothing_is_better(seed: int) -> None:
    asked = region(seed)
    plan = plan_of(asked)

    check(asked, plan)
    best = best_worth(asked)
    assert plan.upper_bound >= best * (1 - 1e-12)
    assert plan.status == "proved"
    assert plan.objective == pytest.approx(best, rel=1e-6)


def stop_at_once(progress: Progress) -> bool:
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_stopped_early_the_bound_still_holds(seed: int) -> None:
    asked, told = region(seed), []

    def stop_at_third(progress: Progress) -> bool:
        told.append(progress)
        return len(told) == 3

    for listen in (stop_at_once, stop_at_third):
        plan = plan_of(asked, on_progress=listen)
        check(asked, plan)
        assert plan.upper_bound >= best_worth(asked) * (1 - 1e-12)
        assert plan.status in ("proved", "stopped")


def test_no_time_gives_a_plan_with_a_bound() -> None:
    asked = region(3, n_demand=40, n_site=12)
    asked.update(max_posts=2, budget=6)
    plan = plan_of(asked, time_limit=0)
    check(asked, plan)
    assert plan.status in ("proved", "time limit")


@pytest.mark.parametrize("seed", range(4))
def test_more_budget_never_serves_fewer(seed: int) -> None:
    asked = region(seed)
    served = [plan_of(asked, budget=budget).objective for budget in (0, 0.5, 1, 2.25, 4)]
    assert all(more >= fewer * (1 - 1e-6) for fewer, more in pairwise(served))


@pytest.mark.parametrize("seed", range(4))
def test_another_site_never_lowers(seed: int) -> None:
    asked = region(seed)
    asked.update(max_posts=2, opening_cost=0.5)
    draw = np.random.default_rng(seed)
    more = {
        **asked,
        "reach": sparse.hstack([asked["reach"], reach_of(draw, 8, 1)]),
        "existing_posts": np.append(asked["existing_posts"], draw.choice([0.0, 1.0])),
    }
    assert plan_of(more).objective >= plan_of(asked).objective * (1 - 1e-6)


def middling(seed: int) -> dict[str, Any]:
    asked = region(seed, n_demand=60, n_site=15)
    asked.update(max_posts=3, budget=8, opening_cost=0.5, people_per_post=800.0)
    return asked


def test_the_same_seed_gives_the_same_plan() -> None:
    first, again = (plan_of(middling(5), seed=7) for _ in range(2))
    assert first.status == "proved"
    assert replace(first, seconds=0, log=()).posts.tolist() == again.posts.tolist()
    assert (first.objective, first.upper_bound) == (again.objective, again.upper_bound)


@pytest.mark.parametrize("years", [3, [2, 3, 3], [0, 8], [5, 5, 5]])
def test_years_are_nested_and_paid(years: Any) -> None:
    asked = middling(6)
    plan = plan_of(asked, years=years)

    n_year = years if isinstance(years, int) else len(years)
    released = np.cumsum([8 / 3] * 3 if isinstance(years, int) else years)
    assert plan.years.shape == (n_year, 15)
    assert (np.diff(plan.years, axis=0) >= 0).all()
    for year, money in zip(plan.years, released, strict=True):
        assert cost_of(asked, year) <= min(money, 8) + 1e-6
    np.testing.assert_array_equal(plan.years[-1], plan.posts)
    check(asked, plan)


def test_less_in_all_years_than_the_budget_lowers_it() -> None:
    asked = middling(6)
    plan = plan_of(asked, years=[1, 1])
    assert plan.objective == plan_of(asked, budget=2).objective


def test_without_years_there_are_none() -> None:
    assert plan_of(region(0)).years.shape == (0, 0)


def test_odd_costs_are_kept_to_the_millionth() -> None:
    asked = middling(8)
    asked.update(opening_cost=np.random.default_rng(1).uniform(0, 2, 15), post_cost=0.123457, budget=1.9)
    plan = plan_of(asked)
    check({**asked, "budget": 1.9}, plan)
    assert plan.status == "proved"


@pytest.mark.parametrize("post_step", [0.1, 0.5, 3.0])
def test_posts_come_in_steps(post_step: float) -> None:
    asked = middling(9) | {"post_step": post_step}
    plan = plan_of(asked)
    check(asked, plan)
    assert plan.status == "proved"


def test_nothing_within_reach() -> None:
    plan = norm_plan([5, 0, 3], 1.0, sparse.csr_array((3, 2)), [1, 0], 0.5, 3)
    assert (plan.objective, plan.upper_bound, plan.status) == (0, 0, "proved")
    assert plan.posts.tolist() == [0, 0]
    assert plan.uncovered.tolist() == [0, 2]


def test_a_site_that_may_get_no_posts_covers_nobody() -> None:
    plan = norm_plan([50, 40], 1, np.eye(2), [0, 0], [1, 1], 3, max_posts=[0, 1], people_per_post=100)
    assert plan.posts.tolist() == [0, 1]
    assert (plan.objective, plan.uncovered.tolist(), plan.status) == (40, [0], "proved")


def test_nobody_in_need_and_no_money() -> None:
    nobody = norm_plan([50, 40], 0, np.eye(2), [0, 1], 0.5, 3)
    no_money = norm_plan([50, 40], 1, np.eye(2), [0, 0.5], 0.5, 0, people_per_post=60)
    assert (nobody.objective, nobody.upper_bound, nobody.status) == (0, 0, "proved")
    assert (no_money.objective, no_money.posts.tolist(), no_money.status) == (30, [0, 0], "proved")


def test_one_site_twice_the_same_and_two_towns() -> None:
    twice = np.array([[1.0, 1.0], [1.0, 1.0]])
    plan = norm_plan([50, 40], [1, 2], twice, [0, 0], 0.5, 1.5, people_per_post=60)
    assert (plan.objective, plan.posts.sum(), plan.status) == (100, 1, "proved")
    towns = norm_plan([50, 40], [1, 2], np.eye(2), [0, 0], 0.5, 3, people_per_post=60)
    assert (towns.objective, towns.posts.tolist()) == (130, [1, 1])
    alone = norm_plan([50], 1, [[0.5]], [0], 0.5, 1.4, people_per_post=60)
    assert (alone.objective, alone.posts.tolist()) == (0, [0])


@pytest.mark.parametrize(
    ("wrong", "argument", "row"),
    [
        ({"population": [1, np.nan]}, "population", 1),
        ({"population": [-1, 2]}, "population", 0),
        ({"need": [1, -2]}, "need", 1),
        ({"need": [1, 2, 3]}, "need", None),
        ({"reach": np.full((2, 2), 1.5)}, "reach", 0),
        ({"reach": np.ones((2, 3))}, "reach", None),
        ({"existing_posts": [np.inf, 1]}, "existing_posts", 0),
        ({"existing_posts": []}, "reach", None),
        ({"opening_cost": [1, -1]}, "opening_cost", 1),
        ({"opening_cost": [1, 1, 1]}, "opening_cost", None),
        ({"budget": -1}, "budget", 0),
        ({"budget": np.nan}, "budget", 0),
        ({"max_posts": [1, -1]}, "max_posts", 1),
        ({"max_posts": 1e9}, "max_posts", 0),
        ({"post_step": 0}, "post_step", 0),
        ({"people_per_post": 0}, "people_per_post", 0),
        ({"post_cost": -1}, "post_cost", 0),
        ({"years": 0}, "years", None),
        ({"years": [1, -1]}, "years", 1),
        ({"years": []}, "years", None),
        ({"budget": 1e12}, "budget", 0),
    ],
)
def test_what_cannot_be_answered_is_refused(wrong: dict[str, Any], argument: str, row: int | None) -> None:
    asked = {
        "population": [1, 2], "need": 1, "reach": np.eye(2), "existing_posts": [0, 1], "opening_cost": 1,
        "budget": 3,
    }  # fmt: skip
    with pytest.raises(EngineError) as refused:
        norm_plan(**{**asked, **wrong})
    assert (refused.value.argument, refused.value.row) == (argument, row)

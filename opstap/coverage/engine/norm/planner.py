"""The norm plan: which posts, at which spaces, serve most people in need for the money; with its proof."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opstap.coverage.engine.checks import Floats, how_many, numbers, seed_of
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.engine.norm.network import Whole
from opstap.coverage.engine.norm.problem import MILLIONTHS, Costs, Problem, problem_of
from opstap.coverage.engine.norm.solver import Search, Solver, exact_worth
from opstap.coverage.engine.norm.warming import warm
from opstap.coverage.engine.plan import OnProgress, Plan, Watch

FOR_YEARS = 0.1  # share of the time limit kept for the order of the years
ROUNDS_OF_A_YEAR = 60
MOST_YEARS = 100


def norm_plan(
    population: ArrayLike,
    need: ArrayLike,
    reach: Any,
    existing_posts: ArrayLike,
    opening_cost: ArrayLike,
    budget: float,
    *,
    people_per_post: float = 10_000,
    max_posts: ArrayLike = 4,
    post_cost: float = 1.0,
    post_step: float = 1.0,
    years: int | Sequence[float] | None = None,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Where a budget of posts serves most people, weighted by their need.

    Maximises the sum of need_i x reach_ij x people of demand i served at site j. Nobody is served twice; a
    post serves `people_per_post`; existing posts stay.

    population       inhabitants of each demand, float64[n_demand], not negative
    need             weight of a person of each demand, float64[n_demand] or one number, not negative
    reach            n_demand x n_site, dense or sparse, in [0, 1]: how well a site reaches a demand; 0 or
                     absent: out of reach
    existing_posts   float64[n_site]; fractions allowed
    opening_cost     of a site with no existing posts, once it gets any; float64[n_site] or one number; in the
                     unit of `budget`, to a millionth
    budget           what added posts (`post_cost` each) and openings may cost together
    max_posts        posts that may be *added* at a site, float64[n_site] or one number
    post_step        added posts are whole multiples of this
    years            budget released in each year; what is not spent carries over. A whole number: the budget
                     in so many even parts. More than `budget` in all is not spent; less in all lowers it.
                     The plan of the last year is made first, since it is the one that remains; each earlier
                     year is the best part of the following one that was found for its money.
    time_limit       seconds; kept to about one second more. The clock stands still while loops are compiled

    The plan's `posts` are the added posts of every site, `sites` those that get any, `objective` is computed
    again by an exact transport, `upper_bound` holds for every plan of the last year. `uncovered` lists
    inhabited demands that no site reaches which has posts or may get any. Raises EngineError for input that
    no answer can be given on. The same seed gives the same plan unless the time limit ends the search.
    Memory: about 250 bytes a pair of `reach`, and 2 bytes for each site and unit of the budget (6,000 at
    most)."""
    watch, seed = Watch(time_limit, on_progress), seed_of(seed)
    released = releases(years, budget)
    problem = problem_of(
        population, need, reach, existing_posts, opening_cost, released[-1] if len(released) else budget,
        people_per_post=people_per_post, max_posts=max_posts, post_cost=post_cost, post_step=post_step,
    )  # fmt: skip
    watch.warm(warm)
    if len(released) > 1:
        watch.time_limit *= 1 - FOR_YEARS
    solver = Solver(problem, watch, seed)
    solver.solve()
    watch.time_limit = time_limit
    steps = solver.search.posts.best.copy()
    nested = by_year(problem, steps, released, seed, watch)
    return plan_of(solver, steps, nested, watch)


def releases(years: int | Sequence[float] | None, budget: float) -> Floats:
    """What may have been spent at the end of each year, float64[n_year]; empty without years."""
    total = float(numbers("budget", [budget])[0])
    if years is None:
        return np.empty(0)
    if isinstance(years, int | np.integer):
        n_year = how_many("years", years, most=MOST_YEARS)
        return total * np.arange(1, n_year + 1) / n_year
    each = numbers("years", years)
    if not 0 < len(each) <= MOST_YEARS:
        raise EngineError("years", "range", f"between 1 and {MOST_YEARS} years")
    return np.minimum(np.cumsum(each), total)


def by_year(problem: Problem, steps: Whole, released: Floats, seed: int, watch: Watch) -> NDArray[np.int64]:
    """Steps at the end of each year, int64[n_year, n_site], backwards from the last."""
    nested = np.zeros((len(released), problem.n_site), np.int64)
    for year in range(len(released) - 1, -1, -1):
        if year < len(released) - 1:
            steps = part_of(problem, steps, float(released[year]), seed, watch)
        nested[year] = steps
    return nested


def part_of(problem: Problem, steps: Whole, money: float, seed: int, watch: Watch) -> Whole:
    """The best part of a plan that costs no more than `money`."""
    whole = problem.costs
    budget = int(round(money * MILLIONTHS) // whole.unit)
    costs = Costs(whole.step, whole.opening, min(budget, whole.budget), whole.unit)
    if costs.of(steps) <= budget:
        return steps
    search = Search(problem, steps, costs, seed)
    search.complete()
    search.improve(ROUNDS_OF_A_YEAR, watch, watch.time_limit)
    return search.posts.best.copy()


def plan_of(solver: Solver, steps: Whole, nested: NDArray[np.int64], watch: Watch) -> Plan:
    problem = solver.problem
    worth = exact_worth(problem, steps)
    bound = max(solver.bound.lowest * problem.scale, worth)
    return Plan(
        sites=np.flatnonzero(steps).astype(np.int64),
        posts=np.asarray(steps * problem.post_step, np.float64),
        objective=worth,
        lower_bound=worth,
        upper_bound=bound,
        status=watch.status(worth, bound, worth),
        seconds=watch.seconds,
        uncovered=problem.uncovered,
        years=np.asarray(nested * problem.post_step, np.float64) if len(nested) else np.empty((0, 0)),
        log=tuple(watch.lines),
    )

"""Compile before the clock starts: a machine's first question would else lose its time to the compiler."""

from functools import cache

import numpy as np

from opstap.coverage.engine.norm.problem import problem_of
from opstap.coverage.engine.norm.solver import Search, Solver, exact_worth
from opstap.coverage.engine.plan import Watch

N_DEMAND, N_SITE = 14, 8
LONG = 600.0  # seconds: the small question needs its whole way, however slow the compiler


@cache
def warm() -> None:
    """Compile every loop of the norm plan, or load what was compiled before.

    A small invented region goes the whole way: prices, ruin and recreate, group cuts, branch and bound, and
    a plan that starts from another. Once a process: 45 s on a machine that never did, then less than 1 s."""
    draw = np.random.default_rng(0)
    places, sites = draw.random((N_DEMAND, 2)), draw.random((N_SITE, 2))
    way = np.linalg.norm(places[:, None] - sites[None], axis=2)
    problem = problem_of(
        draw.integers(500, 9000, N_DEMAND), draw.uniform(0.5, 2, N_DEMAND), np.where(way < 0.35, 1 - way, 0),
        np.where(draw.random(N_SITE) < 0.3, 0.5, 0), np.full(N_SITE, 0.5), 4.0,
        people_per_post=10_000, max_posts=4, post_cost=1.0, post_step=1.0,
    )  # fmt: skip
    solver = Solver(problem, Watch(LONG), seed=0)
    solver.solve()
    Search(problem, solver.search.posts.best, problem.costs, 0).improve(1, Watch(LONG), LONG)
    exact_worth(problem, solver.search.posts.best)

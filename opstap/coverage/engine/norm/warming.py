"""Every loop of this folder runs once on a tiny question, before the clock of a real one goes on."""

from functools import cache

import numpy as np

from opstap.coverage.engine.norm.problem import problem_of
from opstap.coverage.engine.norm.solver import Search, Solver, exact_worth
from opstap.coverage.engine.plan import Watch

N_DEMAND, N_SITE = 14, 8
LONG = 600.0  # seconds: the small question needs its whole way, however slow the compiler


@cache
def warm() -> None:
    """Compile, or read what was compiled before; once a process.

    A small invented region goes the whole way: prices, ruin and recreate, group cuts, branch and bound, and
    a plan that starts from another."""
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

"""Maximal covering (Church and ReVelle, 1974): p sites that reach most people, with a proof.

How: `problem` makes the question smaller, `search` finds plans, `prices` bounds all plans, `program` is the
linear and the integer program, `cuts` what makes it tighter, and `solver` the order in which they work.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from opstap.coverage.engine import checks
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering.problem import Places, Problem, reduced
from opstap.coverage.engine.covering.solver import Solver
from opstap.coverage.engine.covering.warming import warm
from opstap.coverage.engine.plan import OnProgress, Plan, Watch

__all__ = ["maximal_covering"]


def maximal_covering(
    reach: Any,
    weights: ArrayLike,
    p: int,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Choose p sites that maximise sum_i weights_i · (the best reach of demand i among the chosen sites).

    reach     0 to 1, sparse or dense float[n_demand, n_site]; absent: out of reach. With 0 and 1 only, this
              is maximal covering; what lies between counts in part (Berman and Krass, 2002)
    weights   of each demand, float[n_demand], not negative: people, or people × need
    p         whole, 1 to n_site. The plan always names p sites, also where fewer reach everybody; the log
              says so

    Answers a `Plan` (maximising: `objective` is its `lower_bound`). `uncovered`: rows that no site reaches.
    Raises EngineError (argument, row, reason) for bad input; "too-many": p > n_site.
    Memory: about 100 bytes an entry of `reach`; 500 MB more at most while the linear program is solved.
    The first call of an installation compiles; neither `time_limit` nor `Plan.seconds` counts that.
    """
    watch, seed = Watch(time_limit, on_progress), checks.seed_of(seed)
    matrix = checks.reach_matrix("reach", reach)
    n_demand, n_site = matrix.shape
    weight = checks.numbers("weights", weights, length=n_demand)
    p = checks.how_many("p", p, most=n_site)
    watch.warm(warm)
    problem = reduced(matrix, weight, np.arange(n_site))
    watch.note(f"{n_demand} demand, {n_site} sites: {problem.n_demand} and {problem.n_site} that matter")
    chosen, upper = _solved(problem, p, watch, seed)
    sites = _all_p(matrix, weight, problem.sites[chosen], p, watch)
    objective = _value(matrix, weight, sites)
    upper = max(upper, objective)
    return Plan(
        sites=sites,
        objective=objective,
        lower_bound=objective,
        upper_bound=upper,
        status=watch.status(objective, upper, objective),
        seconds=watch.seconds,
        uncovered=np.flatnonzero(np.diff(matrix.indptr) == 0),
        log=tuple(watch.lines),
    )


def _solved(problem: Problem, p: int, watch: Watch, seed: int) -> tuple[Places, float]:
    """Positions in the problem, and a bound on every plan."""
    everyone = np.arange(problem.n_site)
    if problem.n_site <= p:
        return everyone, problem.value(everyone)
    solver = Solver(problem, p, watch, seed)
    solver.solve()
    return solver.chosen, solver.upper


def _all_p(matrix: sparse.csr_array, weight: Floats, sites: Places, p: int, watch: Watch) -> Places:
    """Exactly p sites, sorted: what is missing is filled with those that reach most people."""
    if len(sites) < p:
        watch.note(f"{len(sites)} sites reach everybody whom any site reaches; the others add nothing")
    order = np.argsort(-(matrix.T @ weight), kind="stable")
    others = order[~np.isin(order, sites)]
    return np.sort(np.concatenate([sites, others[: p - len(sites)]]))


def _value(matrix: sparse.csr_array, weight: Floats, sites: Places) -> float:
    if not len(weight):
        return 0.0
    return float(weight @ matrix[:, sites].max(axis=1).toarray().ravel())

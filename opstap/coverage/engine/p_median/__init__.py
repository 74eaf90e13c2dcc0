"""The p-median: p sites so that everybody's weighted cost of the nearest one is smallest in sum.

How: local search (`swaps`), prices that bound every plan from below (`multipliers`, climbed on in `ascent`),
sites decided by these bounds (`search`), the linear relaxation by cuts (`program`), then branch and bound by
prices alone (`tree`) where much is open, or by linear programs (`branching`). Plans that cannot be proved
best in the time given come with what was proved.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from opstap.coverage.engine import checks
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.distances import places as on_globe
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.engine.p_median import coarse
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.ascent import AGAIN, ascend
from opstap.coverage.engine.p_median.branching import branch, solve_relaxation
from opstap.coverage.engine.p_median.costs import (
    KINDS,
    Costs,
    Distance,
    Integers,
    are_whole,
    column_sums,
    of_matrix,
    of_points,
    one_kind,
    sizes,
)
from opstap.coverage.engine.p_median.tree import search_by_prices
from opstap.coverage.engine.p_median.warming import warm
from opstap.coverage.engine.plan import OnProgress, Plan, Status, Watch

__all__ = ["p_median", "p_median_of_points"]

# In a node, prices come within about a thousandth of its linear program at a tenth of the time: of use where
# more than this share is open after the relaxation.
OPEN_FOR_PRICES = 0.002
SHARE_OF_PRICES = 0.5  # of the time left; the rest for linear programs
PIECES_FIRST, PIECES = 1, 3  # of iterated local search without a better plan
ROUNDS_AGAIN = 200  # of a climb from known prices
# A linear program of lists with more pairs takes longer, and more memory, than anybody has.
PAIRS_OF_PROGRAM = 6_000_000
SITES_OF_PROGRAM = 7_000
# Where no site closes, prices need many rounds, and steps as long as at the beginning: of 10,000 points at
# random 1,200 rounds came as far as 3,000 in short climbs with short steps did not.
ROUNDS_LONG, AGAIN_LONG, PIECES_LONG = 1200, 0.3, 10


def p_median(
    cost: ArrayLike,
    p: int,
    *,
    weights: ArrayLike | None = None,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Choose p sites that minimise sum_i weights_i · (cost of demand i at its cheapest chosen site).

    cost      float64[n_demand, n_site], not negative; infinite: this site cannot serve this demand
    weights   float64[n_demand], not negative; 1 each by default. Demand of weight 0 has no say
    Answers a `Plan` (minimising: `objective` is its `upper_bound`). `uncovered`: rows that no site can
    serve, left out of the objective. Where p sites cannot serve all the others the plan is "infeasible",
    its objective infinite, and `sites` are those of the best plan found, which serves most.
    Raises EngineError for bad input, reason "too-many" for p > n_site.
    Memory: the matrix, once more where it has infinite costs, unserved or weightless rows, and
    24 bytes for each listed pair, at most 720 MB (`nearby.MOST_PAIRS`).
    """
    watch, seed = Watch(time_limit, on_progress), checks.seed_of(seed)
    matrix = checks.cost_matrix("cost", cost)
    weight = _weights(weights, len(matrix))
    p = checks.how_many("p", p, most=matrix.shape[1])
    watch.warm(warm)
    finite = np.isfinite(matrix)
    uncovered = np.flatnonzero(~finite.any(axis=1))
    asked = finite.any(axis=1) & (weight > 0)
    if not asked.all():
        matrix, finite, weight = matrix[asked], finite[asked], weight[asked]
    if finite.all():
        return _plan(of_matrix(matrix), weight, p, np.full(len(weight), np.inf), watch, seed, uncovered)
    most = float(weight @ np.where(finite, matrix, 0).max(axis=1)) + 1
    dearest = np.where(finite.all(axis=1), np.inf, most / weight)
    matrix = np.where(finite, matrix, dearest[:, None])
    return _plan(of_matrix(matrix), weight, p, dearest, watch, seed, uncovered, most=most)


def p_median_of_points(
    points: ArrayLike,
    p: int,
    *,
    sites: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    distance: Distance = "straight",
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Plan:
    """`p_median` between points, without a matrix of n_demand × n_site.

    points    float64[n_demand, 2] demand
    sites     float64[n_site, 2] candidates; the points themselves by default
    distance  "straight" (Euclidean), "floored" (that, rounded down, as TSPLIB instances are compared), or
              "great circle" (points are latitude and longitude in degrees, distances in metres)
    Memory: 24 bytes for each listed pair of a demand and a site that is near enough to matter, about
    4 · n_demand · n_site / p pairs, at most 720 MB (`nearby.MOST_PAIRS`).
    """
    watch, seed = Watch(time_limit, on_progress), checks.seed_of(seed)
    demand = _points("points", points)
    candidates = demand if sites is None else _points("sites", sites)
    weight = _weights(weights, len(demand))
    p = checks.how_many("p", p, most=len(candidates))
    if distance not in KINDS:
        raise EngineError("distance", "range", f"{distance!r} is none of {', '.join(KINDS)}")
    if distance == "great circle":
        on_globe("points", demand)
        on_globe("sites", candidates)
    watch.warm(warm)
    asked = weight > 0
    costs = of_points(demand[asked], candidates, distance)
    dearest = np.full(int(asked.sum()), np.inf)
    return _plan(costs, weight[asked], p, dearest, watch, seed, np.empty(0, np.int64))


def _points(argument: str, given: ArrayLike) -> Floats:
    values = checks.table(argument, given)
    if values.ndim != 2 or values.shape[1] != 2 or not len(values):
        raise EngineError(argument, "shape", f"needs n × 2, has shape {values.shape}")
    checks.refuse(argument, ~np.isfinite(values).all(axis=1), "not-finite", "not a finite point")
    return values


def _weights(weights: ArrayLike | None, n: int) -> Floats:
    return np.ones(n) if weights is None else one_kind(checks.numbers("weights", weights, length=n))


def _plan(
    costs: Costs,
    weight: Floats,
    p: int,
    dearest: Floats,
    watch: Watch,
    seed: int,
    uncovered: Integers,
    most: float = math.inf,
) -> Plan:
    """Search, and say what was found. A plan that costs `most` or more leaves somebody unserved."""
    found = _trivial(costs, weight, p)
    chosen, objective, lower = found or _searched(costs, weight, p, dearest, watch, seed)
    if lower >= most:
        watch.note("there is no plan: so few sites cannot serve everybody whom a site could serve")
        return _plan_of(chosen, math.inf, math.inf, "infeasible", watch, uncovered)
    if objective >= most:
        watch.note("no plan was found that serves everybody whom a site could serve")
        return _plan_of(chosen, math.inf, lower, watch.status(lower, math.inf, math.inf), watch, uncovered)
    return _plan_of(chosen, objective, lower, watch.status(lower, objective, objective), watch, uncovered)


def _plan_of(
    chosen: Integers, objective: float, lower: float, status: Status, watch: Watch, uncovered: Integers
) -> Plan:
    return Plan(
        sites=np.sort(chosen),
        objective=objective,
        lower_bound=lower,
        upper_bound=objective,
        status=status,
        seconds=watch.seconds,
        uncovered=uncovered,
        log=tuple(watch.lines),
    )


def _trivial(costs: Costs, weight: Floats, p: int) -> tuple[Integers, float, float] | None:
    """Nobody asks, every site is chosen, or one is: the answer needs no search."""
    m = sizes(costs)[1]
    if not len(weight):
        return np.arange(p), 0.0, 0.0
    if p == m:
        value = knowing.total(costs, weight, np.arange(m))
        return np.arange(m), value, value
    if p == 1:
        sums = column_sums(costs, weight)
        return np.array([np.argmin(sums)]), float(sums.min()), float(sums.min())
    return None


def _searched(
    costs: Costs, weight: Floats, p: int, dearest: Floats, watch: Watch, seed: int
) -> tuple[Integers, float, float]:
    search = knowing.begin(costs, weight, p, dearest, are_whole(costs, weight), watch, seed)
    first = search.random.permutation(sizes(costs)[1])[:p]
    if coarse.is_of_use(search):
        first, search.guess = coarse.guess(search)
    knowing.climb(search, first)
    knowing.shake(search, PIECES_FIRST)
    watch.note(f"first plan: {search.objective:.6g}")
    if search.objective > 0:
        _prove(search)
    return search.chosen, search.objective, search.lower


def _prove(search: knowing.Search) -> None:
    knowing.list_around(search)
    ascend(search)
    search.watch.note(_where(search, "prices"))
    if not _goes_on(search, "plan"):
        return
    knowing.shorten(search)
    knowing.shake(search, PIECES)
    search.watch.note(_where(search, "more plans"))
    if not _goes_on(search, "bound"):
        return
    if not _is_long(search):
        _ascend_again(search, ROUNDS_AGAIN)
    _alternate(search)
    if not _goes_on(search, "bound"):
        return
    program = solve_relaxation(search)
    if _goes_on(search, "branch") and search.lower < search.cutoff * (1 - OPEN_FOR_PRICES):
        search_by_prices(search, search.watch.seconds + SHARE_OF_PRICES * search.watch.left)
    if _goes_on(search, "branch"):
        branch(search, program)


def _ascend_again(search: knowing.Search, rounds: int, again: float = AGAIN) -> None:
    ascend(search, rounds, again=again)
    knowing.settle(search)
    knowing.shorten(search)
    search.watch.note(_where(search, "prices again"))


def _alternate(search: knowing.Search) -> None:
    """Prices once and again, and longer and longer for plans, while the lists are too long for a program."""
    turn = 1
    while _is_long(search) and _goes_on(search, "bound"):
        _ascend_again(search, ROUNDS_LONG if turn == 1 else ROUNDS_AGAIN, AGAIN_LONG)
        if _goes_on(search, "plan"):
            knowing.shake(search, turn * PIECES_LONG)
            search.watch.note(_where(search, "more plans"))
        turn += 1


def _is_long(search: knowing.Search) -> bool:
    return len(search.nearby.site) > PAIRS_OF_PROGRAM or len(search.candidates) > SITES_OF_PROGRAM


def _goes_on(search: knowing.Search, phase: str) -> bool:
    return not search.is_proved and search.watch.goes_on(phase)


def _where(search: knowing.Search, step: str) -> str:
    left = len(search.candidates)
    return f"{step}: {search.lower:.6g} to {search.objective:.6g}, {left} sites left"

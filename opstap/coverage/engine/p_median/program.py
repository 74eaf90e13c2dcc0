"""The linear relaxation as one HiGHS program, with a cut for each demand and level that matters.

    minimise sum_i w_i theta_i,  sum_j y_j = p,  0 <= y <= 1,
    theta_i + sum_{j: c_ij < level} (level - c_ij) y_j >= level

(Magnanti and Wong 1981; Duran-Mateluna, Ales and Elloumi, EJOR 308, 2023). The most violated level follows
from y by walking the list of the demand until the y add up to 1. Costs and weights are scaled to a mean cost
of 100 and a mean weight of 1, so that the solver's tolerances mean the same for every question.
"""

import math
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled_untyped
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.costs import Integers
from opstap.coverage.engine.p_median.multipliers import CLOSED, OPEN
from opstap.coverage.engine.p_median.search import Search
from opstap.coverage.engine.quiet import quiet_highs

SLICE = 1000  # simplex iterations between two looks at the clock
VIOLATED = 1e-4  # of the mean cost of 100
UNFINISHED = {highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kIterationLimit}
TOO_MANY_ROWS = 5  # cuts a demand


class Program:
    """Columns: y of `sites` (those not CLOSED at the start), then theta of each demand. Row 0: sum y = p."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.sites = search.candidates
        self.column = np.full(len(search.state), -1, np.int64)
        self.column[self.sites] = np.arange(len(self.sites))
        self.scale = 100 * search.weight.sum() / search.objective
        self.weight = search.weight / search.weight.mean()
        self.least = knowing.least_cost(search) * self.scale
        self.row_demand = np.empty(0, np.int64)
        self.row_level = np.empty(0)
        self.y = np.zeros(len(search.state))
        self.theta = np.zeros(len(search.weight))
        self.is_cut_short = False
        self.solver = self._solver()

    def _solver(self) -> Any:
        solver = quiet_highs()
        solver.setOptionValue("presolve", "off")  # a presolved program that is interrupted begins again
        solver.setOptionValue("simplex_iteration_limit", SLICE)
        sites, demands = len(self.sites), len(self.weight)
        columns = np.arange(sites + demands, dtype=np.int32)
        upper = np.concatenate([np.ones(sites), np.full(demands, highspy.kHighsInf)])
        solver.addVars(len(columns), np.concatenate([np.zeros(sites), self.least]), upper)
        solver.changeColsCost(len(columns), columns, np.concatenate([np.zeros(sites), self.weight]))
        p = float(self.search.p)
        solver.addRow(p, p, sites, columns[:sites], np.ones(sites))
        return solver

    def allow(self, state: NDArray[np.int8]) -> None:
        """Let only y move that are FREE in `state`, int8[n_site]."""
        own = state[self.sites]
        columns = np.arange(len(own), dtype=np.int32)
        self.solver.changeColsBounds(
            len(own), columns, (own == OPEN).astype(float), (own != CLOSED).astype(float)
        )

    def cut(self, demand: Integers, level: Floats) -> None:
        """Add one cut for each demand, int64[k], at its level, float64[k] in costs."""
        nearby, column = self.search.nearby, self.column
        start, index, value = _cuts(
            nearby.start, nearby.site, nearby.cost, column, demand, level, self.scale, len(self.sites)
        )
        limit = np.full(len(demand), highspy.kHighsInf)
        self.solver.addRows(len(demand), level * self.scale, limit, len(index), start, index, value)
        self.row_demand = np.concatenate([self.row_demand, demand])
        self.row_level = np.concatenate([self.row_level, level])

    def solve(self, enough: float = math.inf) -> bool:
        """Solve in slices, or until the bound is at `enough`; False when the search has to end before.

        Values are there anyway.
        """
        objective = enough * self.scale * self.weight[0] / self.search.weight[0]
        self.solver.setOptionValue("objective_bound", objective)
        while True:
            left = max(0.01, self.search.watch.left)
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
            self.solver.run()
            status = self.solver.getModelStatus()
            is_done = status not in UNFINISHED
            if is_done or not self.search.watch.goes_on("bound"):
                break
        self.is_cut_short = status == highspy.HighsModelStatus.kObjectiveBound
        solution = self.solver.getSolution()
        values = np.asarray(solution.col_value)
        self.y[self.sites] = np.clip(values[: len(self.sites)], 0, 1)
        self.theta = values[len(self.sites) :]
        self.dual = np.maximum(np.asarray(solution.row_dual)[1:], 0)
        self.slack = np.asarray(solution.row_value)[1:] - self.row_level * self.scale
        return is_done

    def prices(self) -> Floats:
        """The level of each demand, averaged by the dual values of its cuts: prices for `multipliers.bound`.

        The saving (u - c)+ is convex in u: at the mean level the bound is at least that of the dual values.
        """
        demands = len(self.weight)
        total = np.bincount(self.row_demand, self.dual, demands)
        level = np.bincount(self.row_demand, self.dual * self.row_level, demands)
        rest = np.maximum(self.weight - total, 0)
        return np.asarray((level + rest * self.least / self.scale) / np.maximum(total, self.weight))

    def separate(self) -> int:
        """Add the cuts that y and theta violate most, one a demand at most; answers how many."""
        nearby = self.search.nearby
        level, value = _levels(nearby.start, nearby.site, nearby.cost, nearby.radius, self.y)
        short = value * self.scale - self.theta
        violated = np.flatnonzero(short > VIOLATED * np.maximum(1, self.theta * 1e-3))
        if len(violated):
            self.cut(violated, level[violated])
        return len(violated)

    def purge(self) -> None:
        """Forget cuts that did not bind in the last `solve`, when there are many; later ones stay."""
        if len(self.row_demand) <= TOO_MANY_ROWS * len(self.weight):
            return
        solved = len(self.slack)
        idle = np.zeros(len(self.row_demand), np.bool_)
        idle[:solved] = (self.slack > 1e-2) & (self.dual <= 0)
        rows = np.flatnonzero(idle).astype(np.int32) + 1
        if len(rows):
            self.solver.deleteRows(len(rows), rows)
            self.row_demand, self.row_level = self.row_demand[~idle], self.row_level[~idle]
            self.slack, self.dual = self.slack[~idle[:solved]], self.dual[~idle[:solved]]


def start_cuts(program: Program) -> None:
    """The levels around the best prices, so that the program starts at the bound that is known."""
    search, nearby = program.search, program.search.nearby
    assert search.root is not None
    above, below = _around(
        nearby.start, nearby.cost, nearby.radius, np.minimum(search.root.prices, nearby.radius)
    )
    demands = np.arange(len(above))
    program.cut(demands, above)
    other = np.flatnonzero((below < above) & (below > program.least / program.scale))
    program.cut(other, below[other])


@compiled_untyped
def _around(start, cost, radius, prices):  # type: ignore[no-untyped-def]
    """The costs in the list of each demand next above (or the radius) and next below its price."""
    n = len(prices)
    above = _highest(start, cost, radius)
    below = np.zeros(n)
    for i in range(n):
        for k in range(start[i], start[i + 1]):
            if cost[k] > prices[i]:
                above[i] = cost[k]
                break
            below[i] = cost[k]
    return above, below


@compiled_untyped
def _highest(start, cost, radius):  # type: ignore[no-untyped-def]
    """The highest level a cut of each demand can have: its radius; its dearest cost where all are listed."""
    level = radius.copy()
    for i in range(len(level)):
        if np.isinf(level[i]) and start[i + 1] > start[i]:
            level[i] = cost[start[i + 1] - 1]
    return level


@compiled_untyped
def _levels(start, site, cost, radius, y):  # type: ignore[no-untyped-def]
    """For each demand the level of its most violated cut, and what y says its cost is at least."""
    n = len(radius)
    level = _highest(start, cost, radius)
    value = np.empty(n)
    for i in range(n):
        served = 0.0
        paid = 0.0
        for k in range(start[i], start[i + 1]):
            share = y[site[k]]
            if share > 1e-12:
                if served + share >= 1 - 1e-9:
                    level[i] = cost[k]
                    break
                served += share
                paid += share * cost[k]
        value[i] = paid + (1 - served) * level[i]
    return level, value


@compiled_untyped
def _cuts(start, site, cost, column, demand, level, scale, sites):  # type: ignore[no-untyped-def]
    """Rows of cuts for HiGHS: starts, columns, coefficients."""
    size = 0
    for t in range(len(demand)):
        size += 1 + start[demand[t] + 1] - start[demand[t]]
    row_start = np.empty(len(demand), np.int32)
    index = np.empty(size, np.int32)
    value = np.empty(size)
    at = 0
    for t in range(len(demand)):
        i = demand[t]
        row_start[t] = at
        index[at] = sites + i
        value[at] = 1.0
        at += 1
        for k in range(start[i], start[i + 1]):
            if cost[k] >= level[t]:
                break
            if column[site[k]] >= 0:
                index[at] = column[site[k]]
                value[at] = (level[t] - cost[k]) * scale
                at += 1
    return row_start, index[:at].copy(), value[:at].copy()

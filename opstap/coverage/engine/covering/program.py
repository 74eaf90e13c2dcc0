"""The linear program of maximal covering, and its branch and bound by HiGHS.

y_j is 1 where site j is chosen. A demand has a layer for each reach it can get: z of the layer is at most 1
and at most the sum of y over the sites that reach it that well. Where reach is 0 or 1 that is the model of
Church and ReVelle (1974). Its prices give `prices` a bound that holds whatever the solver's tolerances are;
only for branch and bound the solver's word is taken, and a margin added.
"""

import time
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering.problem import Places, Problem
from opstap.coverage.engine.plan import Watch
from opstap.coverage.engine.quiet import quiet_highs

# The weights are scaled to this sum. HiGHS may err by 1e-7 in each of at most some million reduced costs.
TOTAL = 1e6
MARGIN = 2e-7
MOST_ENTRIES = 4_000_000  # of the program: some 500 MB within the solver
# Plans are looked for elsewhere, and better; an interior point method solves these programs six times faster.
BRANCHING: dict[str, Any] = {
    "solver": "choose",
    "run_crossover": "on",
    "mip_lp_solver": "ipx",
    "mip_rel_gap": 1e-7,
    "mip_heuristic_effort": 0.0,
}
EVERY = 0.05  # seconds between two looks at the clock from within the solver


class Program:
    """The program over every demand and site of `problem`."""

    def __init__(self, problem: Problem, p: int, watch: Watch) -> None:
        self.problem, self.p, self.watch = problem, p, watch
        self.until = watch.time_limit
        self.looked = 0.0
        self.scale = TOTAL / problem.data.weights.sum()
        self.demand, self.worth, self.layers = layers_of(problem)
        self.highs = quiet_highs()
        for event in (self.highs.cbIpmInterrupt, self.highs.cbSimplexInterrupt, self.highs.cbMipInterrupt):
            event.subscribe(self._look)
        self._build()

    def _look(self, event: Any) -> None:
        """The solver asks whether it may go on."""
        if time.monotonic() - self.looked > EVERY:
            self.looked = time.monotonic()
            is_late = self.watch.seconds >= self.until
            event.interrupt(is_late or not self.watch.goes_on("bound"))

    def _build(self) -> None:
        n_site, n_layer = self.problem.n_site, len(self.worth)
        n = n_site + n_layer
        self.highs.addVars(n, np.zeros(n), np.ones(n))
        cost = np.concatenate([np.zeros(n_site), -self.worth * self.scale])
        self.highs.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        rows = sparse.hstack([self.layers, -sparse.eye_array(n_layer)]).tocsr()
        self.highs.addRows(
            n_layer, np.zeros(n_layer), np.full(n_layer, highspy.kHighsInf), rows.nnz,
            rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32), rows.data,
        )  # fmt: skip
        self.highs.addRow(0.0, float(self.p), n_site, np.arange(n_site, dtype=np.int32), np.ones(n_site))

    def _run(self) -> None:
        """The solver has a clock of its own, for stretches in which it asks nobody."""
        spent = self.highs.getRunTime()
        self.highs.setOptionValue("time_limit", spent + max(0.0, self.until - self.watch.seconds))
        self.highs.run()

    def prices(self, until: float) -> Floats | None:
        """Prices of the demand, float64[n], from the linear relaxation; None where there was no time."""
        self.until = until
        self.highs.setOptionValue("solver", "ipx")
        self.highs.setOptionValue("run_crossover", "off")
        self._run()
        solution = self.highs.getSolution()
        if not solution.dual_valid:
            return None
        dual = np.array(solution.row_dual)[: len(self.worth)] / self.scale
        used = self.worth - np.clip(np.abs(dual), 0.0, self.worth)
        return np.bincount(self.demand, used, self.problem.n_demand).astype(np.float64)

    def branch(self, chosen: Places, until: float) -> tuple[Places, float]:
        """From a plan, the best one found and a bound on all; infinite where there was no time."""
        self.until = until
        n_site = self.problem.n_site
        for option, value in BRANCHING.items():
            self.highs.setOptionValue(option, value)
        whole = [highspy.HighsVarType.kInteger] * n_site
        self.highs.changeColsIntegrality(n_site, np.arange(n_site, dtype=np.int32), np.array(whole))
        solution = highspy.HighsSolution()
        start = np.zeros(n_site)
        start[chosen] = 1
        solution.col_value = np.concatenate([start, np.minimum(self.layers @ start, 1)]).tolist()
        self.highs.setSolution(solution)
        self._run()
        info = self.highs.getInfo()
        bound = -info.mip_dual_bound / self.scale * (1 + MARGIN)
        values = np.array(self.highs.getSolution().col_value)[:n_site]
        found = np.flatnonzero(values > 0.5)
        return (found if len(found) <= self.p else chosen), (bound if np.isfinite(bound) else np.inf)


def entries_of(problem: Problem) -> int:
    """How many entries the program has."""
    layer, first = _layer_of_entries(problem)
    return int((layer - first + 1).sum())


def layers_of(problem: Problem) -> tuple[Places, Floats, sparse.csr_array]:
    """The demand of each layer, what it is worth, and the sites that reach it that well."""
    layer, first = _layer_of_entries(problem)
    counts = layer - first + 1
    n_layer = int(layer.max()) + 1
    demand, reach = np.zeros(n_layer, np.int64), np.zeros(n_layer)
    rows = np.repeat(np.arange(problem.n_demand), np.diff(problem.data.row_starts))
    demand[layer], reach[layer] = rows, problem.data.row_reach
    is_first = np.diff(demand, prepend=-1) > 0
    worth = problem.data.weights[demand] * np.where(is_first, reach, np.diff(reach, prepend=0.0))
    begins = np.cumsum(counts) - counts
    within = np.arange(counts.sum()) - np.repeat(begins, counts) + np.repeat(first, counts)
    sites = np.repeat(problem.data.row_sites, counts)
    shape = (n_layer, problem.n_site)
    return demand, worth, sparse.csr_array((np.ones(len(sites)), (within, sites)), shape=shape)


def _layer_of_entries(problem: Problem) -> tuple[Places, Places]:
    """Of each entry of `reach`: its layer (by demand, then rising reach), and the first of its demand."""
    rows = np.repeat(np.arange(problem.n_demand), np.diff(problem.data.row_starts))
    order = np.lexsort((problem.data.row_reach, rows))
    row, reach = rows[order], problem.data.row_reach[order]
    is_new = (np.diff(row, prepend=-1) > 0) | (np.diff(reach, prepend=-1.0) != 0)
    layer = np.empty(len(order), np.int64)
    layer[order] = np.cumsum(is_new) - 1
    first = np.full(problem.n_demand, len(order), np.int64)
    np.minimum.at(first, rows, layer)
    return layer, first[rows]

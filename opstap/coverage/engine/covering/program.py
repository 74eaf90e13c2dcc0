"""The linear program of maximal covering with cuts, and its branch and bound by HiGHS.

x_j is 1 where site j is chosen; z of a layer (`layers`) is at most 1 and at most the sum of x over the sites
that cover it. Where reach is 0 or 1 that is the model of Church and ReVelle (1974). `cuts` are added to it.
Sites that look bad at first stay out until the prices of the rows say that they might help.

`Program.bound` takes the prices of the rows only as a proposal and computes from them, over all sites, a
bound that holds whatever they are: at u of the layers' rows and m of the cuts, no p sites are worth more than

    sum(m) + sum over layers of max(0, worth - u - m of its cuts) + the p largest worths of sites,

a site being worth u of what it covers and m times its coefficient of each cut. Only for branch and bound the
solver's word is taken, and a margin added.
"""

import time
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering.cuts import coefficients, separate
from opstap.coverage.engine.covering.layers import layers_of
from opstap.coverage.engine.covering.prices import ROUNDING
from opstap.coverage.engine.covering.problem import Places, Problem
from opstap.coverage.engine.plan import Watch
from opstap.coverage.engine.quiet import quiet_highs

# The weights are scaled to this sum. HiGHS may err by 1e-7 in each of at most some million reduced costs.
TOTAL = 1e6
MARGIN = 2e-7
MOST_ENTRIES = 4_000_000  # of the program: some 500 MB within the solver
# Plans are looked for elsewhere, and better.
BRANCHING: dict[str, Any] = {"solver": "choose", "mip_rel_gap": 1e-7, "mip_heuristic_effort": 0.0}
EVERY = 0.05  # seconds between two looks at the clock from within the solver
NOTHING = 1e-9  # a price, as a share of all weight


class Program:
    """The program over every layer of `problem` and, to begin with, the sites `begin`.

    x, z, bound, worth    after `relax`: of each site and layer; the bound, and what each site is worth in it
    """

    def __init__(self, problem: Problem, p: int, watch: Watch, begin: Places) -> None:
        self.problem, self.p, self.watch = problem, p, watch
        self.until = watch.time_limit
        self.looked = 0.0
        self.scale = TOTAL / problem.data.weights.sum()
        _demand, self.layer_worth, self.covers = layers_of(problem)
        self.n_layer = len(self.layer_worth)
        self.triples = np.empty((0, 3), np.int64)
        self.cuts = sparse.csr_array((0, problem.n_site))
        self.columns = np.empty(0, np.int64)
        self.bound = np.inf
        self.highs = quiet_highs()
        for event in (self.highs.cbIpmInterrupt, self.highs.cbSimplexInterrupt, self.highs.cbMipInterrupt):
            event.subscribe(self._look)
        self._build()
        self._add_sites(begin)
        # an interior point method solves the first program six times faster; later ones go on from its basis
        self.highs.setOptionValue("solver", "ipx")

    def _look(self, event: Any) -> None:
        """The solver asks whether it may go on."""
        if time.monotonic() - self.looked > EVERY:
            self.looked = time.monotonic()
            event.interrupt(not self._goes_on())

    def _goes_on(self) -> bool:
        return self.watch.seconds < self.until and self.watch.goes_on("bound")

    def _build(self) -> None:
        """Layers, and their rows: without sites yet."""
        n = self.n_layer
        self.highs.addVars(n, np.zeros(n), np.ones(n))
        self.highs.changeColsCost(n, np.arange(n, dtype=np.int32), -self.layer_worth * self.scale)
        self._add_rows(-sparse.eye_array(n, format="csr"), np.zeros(n))
        self.highs.addRow(-float(self.p), highspy.kHighsInf, 0, np.empty(0, np.int32), np.empty(0))

    def _add_rows(self, rows: sparse.csr_array, least: Floats) -> None:
        n = len(least)
        self.highs.addRows(
            n, least, np.full(n, highspy.kHighsInf), rows.nnz, rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32), rows.data,
        )  # fmt: skip

    def _add_sites(self, sites: Places) -> None:
        """Rows of the program: layers, the number of sites, cuts."""
        n = len(sites)
        number = sparse.csr_array(np.full((1, n), -1.0))
        columns = sparse.vstack([self.covers[:, sites], number, self.cuts[:, sites]]).tocsc()
        self.highs.addCols(
            n, np.zeros(n), np.zeros(n), np.ones(n), columns.nnz, columns.indptr[:-1].astype(np.int32),
            columns.indices.astype(np.int32), columns.data,
        )  # fmt: skip
        self.columns = np.concatenate([self.columns, sites])

    def _run(self) -> None:
        """The solver has a clock of its own, for stretches in which it asks nobody."""
        spent = self.highs.getRunTime()
        self.highs.setOptionValue("time_limit", spent + max(0.0, self.until - self.watch.seconds))
        self.highs.run()

    def relax(self, until: float) -> bool:
        """Solve the linear program with the cuts so far; False where there was no time."""
        self.until = until
        self._run()
        self.highs.setOptionValue("solver", "simplex")
        solution = self.highs.getSolution()
        is_solved = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal and solution.dual_valid
        if is_solved:
            values = np.array(solution.col_value)
            self.z = values[: self.n_layer]
            self.x = np.zeros(self.problem.n_site)
            self.x[self.columns] = values[self.n_layer :]
            self._bound(np.maximum(np.array(solution.row_dual), 0.0) / self.scale)
        return bool(is_solved)

    def _bound(self, dual: Floats) -> None:
        """A bound on every plan from prices of the rows, and what each site is worth in it."""
        of_layer, of_cut = dual[: self.n_layer], dual[self.n_layer + 1 :]
        self.is_idle = of_cut <= NOTHING * self.layer_worth.sum()
        taken = np.bincount(self.triples.ravel(), np.repeat(of_cut, 3), self.n_layer)
        free = np.maximum(self.layer_worth - of_layer - taken, 0.0).sum() + of_cut.sum()
        self.worth = self.covers.T @ of_layer + self.cuts.T @ of_cut
        self.bound = float(free + np.sort(self.worth)[-self.p :].sum()) * (1 + ROUNDING)

    def tighten(self) -> bool:
        """After `relax`: cuts that its point breaks, sites that its prices ask for; False without any."""
        asked = self.asked()
        triples = separate(self.covers, self.x, self.z, self._goes_on)
        if len(triples) + len(asked) == 0:
            return False
        self._forget_idle()
        self._add_cuts(triples)
        self._add_sites(asked)
        return True

    def asked(self) -> Places:
        """After `relax`: sites left out that are worth more than the least that counts in the bound."""
        least = np.sort(self.worth)[-self.p]
        is_asked = self.worth > least + NOTHING * self.layer_worth.sum()
        is_asked[self.columns] = False
        return np.flatnonzero(is_asked)

    def _forget_idle(self) -> None:
        idle = np.flatnonzero(self.is_idle)
        if len(idle):
            self.highs.deleteRows(len(idle), (idle + self.n_layer + 1).astype(np.int32))
        self.triples, self.cuts = self.triples[~self.is_idle], self.cuts[~self.is_idle]

    def _add_cuts(self, triples: Places) -> None:
        if not len(triples):
            return
        sites, n = coefficients(self.covers, triples), len(triples)
        at = (np.repeat(np.arange(n), 3), triples.ravel())
        layers = sparse.csr_array((np.full(3 * n, -1.0), at), shape=(n, self.n_layer))
        self._add_rows(sparse.hstack([layers, sites[:, self.columns]]).tocsr(), np.full(n, -1.0))
        self.triples = np.concatenate([self.triples, triples])
        self.cuts = sparse.vstack([self.cuts, sites]).tocsr()

    def branch(self, chosen: Places, until: float) -> tuple[Places, float]:
        """From a plan, the best one found among the sites within, and a bound on all of those.

        The bound is infinite where there was no time."""
        self.until = until
        for option, value in BRANCHING.items():
            self.highs.setOptionValue(option, value)
        n_site, n = len(self.columns), self.n_layer + len(self.columns)
        at = np.arange(self.n_layer, n, dtype=np.int32)
        self.highs.changeColsIntegrality(n_site, at, np.array([highspy.HighsVarType.kInteger] * n_site))
        start = np.zeros(self.problem.n_site)
        start[chosen] = 1
        solution = highspy.HighsSolution()
        layers = np.minimum(self.covers @ start, 1)
        solution.col_value = np.concatenate([layers, start[self.columns]]).tolist()
        self.highs.setSolution(solution)
        self._run()
        bound = -self.highs.getInfo().mip_dual_bound / self.scale * (1 + MARGIN)
        values = np.array(self.highs.getSolution().col_value)[self.n_layer :]
        found = np.sort(self.columns[values > 0.5])
        return (found if len(found) <= self.p else chosen), (bound if np.isfinite(bound) else np.inf)

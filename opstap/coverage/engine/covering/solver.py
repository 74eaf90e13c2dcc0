"""One question of maximal covering, from greedy plan to proof.

The order of work: a greedy plan and its swaps; prices that bound every plan; the linear relaxation, whose
prices bound it best; sites that no better plan can have are ruled out; then plans are torn down and built up,
and what is left goes to branch and bound, from the best plan.
"""

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering.prices import descend, first_prices, restart, ruled_out
from opstap.coverage.engine.covering.problem import Places, Problem
from opstap.coverage.engine.covering.program import MOST_ENTRIES, Program, entries_of
from opstap.coverage.engine.covering.search import Search
from opstap.coverage.engine.plan import TOLERANCE, Watch

FEW = 600  # sites left: branch and bound at once
MANY = 1500  # sites left: branch and bound would not get past its root; the time is better spent on plans
QUICK, LONG = 500, 8000  # rounds of an annealing
STEPS = 20  # down the prices between two looks at the clock


class Solver:
    """`chosen` positions in the problem, `value` theirs, `upper` of every plan."""

    def __init__(self, problem: Problem, p: int, watch: Watch, seed: int) -> None:
        self.problem, self.p, self.watch = problem, p, watch
        self.upper = float(problem.data.weights @ problem.reach.max(axis=1).toarray().ravel())
        self.are_whole = bool(np.all(problem.data.row_reach == 1) and _are_whole(problem.data.weights))
        self.search = Search(problem, p, seed)
        self.prices = first_prices(problem, p)
        self.note("greedy")

    @property
    def value(self) -> float:
        return self.search.value

    def lower(self, bound: float) -> None:
        """No plan is worth more than `bound`. With whole weights a plan's value is whole, too."""
        bound = np.floor(bound) if self.are_whole and np.isfinite(bound) else bound
        self.upper = max(self.value, min(self.upper, bound))

    def goes_on(self, phase: str) -> bool:
        self.watch.objective, self.watch.bound = self.value, self.upper
        is_proved = self.upper - self.value <= TOLERANCE * self.value * 0.99
        return not is_proved and self.watch.goes_on(phase)

    def note(self, phase: str) -> None:
        self.watch.note(f"{phase}: {self.value:.10g} of at most {self.upper:.10g}")

    def solve(self) -> None:
        if self.goes_on("plans"):
            self.anneal(QUICK, 0.05)
        self.price()
        self.relax()
        self.close()

    def anneal(self, rounds: int, share: float) -> None:
        self.search.anneal(rounds, self.watch, self.watch.seconds + share * self.watch.left)
        self.note("plans")

    def price(self) -> None:
        """Prices go down until steps are small, for at most a tenth of the time."""
        until = self.watch.seconds + 0.1 * self.watch.left
        while not self.prices.is_done and self.watch.seconds < until and self.goes_on("bound"):
            descend(self.problem, self.prices, self.value, STEPS)
            self.lower(self.prices.bound)
        self.note("prices")

    def relax(self) -> None:
        """The linear relaxation, and a little further down from its prices."""
        if not self.goes_on("bound") or entries_of(self.problem) > MOST_ENTRIES:
            return
        program = Program(self.problem, self.p, self.watch)
        prices = program.prices(self.watch.seconds + 0.4 * self.watch.left)
        if prices is not None:
            restart(self.prices, prices)
            self.price()

    def close(self) -> None:
        """Rule sites out, look for better plans, branch and bound."""
        if not self.goes_on("plans"):
            return
        if len(self.core()) > FEW:
            self.search_on(0.5)
        kept = self.core()
        if len(kept) <= MANY:
            self.branch(kept)
        self.search_on(1.0)

    def search_on(self, share: float) -> None:
        """Annealing after annealing, for a share of the time that is left."""
        until = self.watch.seconds + share * self.watch.left
        while self.watch.seconds < until and self.goes_on("plans"):
            self.search.anneal(LONG, self.watch, until)
        self.note("plans")

    def core(self) -> Places:
        """The sites that a better plan may have, and those of the best plan."""
        out, _ = ruled_out(self.prices, self.p, self.value)
        out[self.search.chosen] = False
        return np.flatnonzero(~out)

    def branch(self, kept: Places) -> None:
        core = self.problem.only(kept)
        if not self.goes_on("branch") or entries_of(core) > MOST_ENTRIES:
            return
        position = {site: j for j, site in enumerate(core.sites.tolist())}
        chosen = [
            position[site] for site in self.problem.sites[self.search.chosen].tolist() if site in position
        ]
        program = Program(core, self.p, self.watch)
        found, bound = program.branch(np.array(chosen, np.int64), self.watch.seconds + 0.9 * self.watch.left)
        self.take(np.searchsorted(self.problem.sites, core.sites[found]))
        self.lower(bound)
        self.note(f"branch and bound on {core.n_site} of {self.problem.n_site} sites")

    def take(self, chosen: Places) -> None:
        """Look at a plan of the program; it may have fewer sites than asked."""
        if self.problem.value(chosen) > self.value:
            self.search.start_from(_filled(chosen, self.p, self.problem.n_site))


def _filled(chosen: Places, p: int, n_site: int) -> Places:
    others = np.setdiff1d(np.arange(n_site), chosen)
    return np.concatenate([chosen, others[: p - len(chosen)]])


def _are_whole(weights: Floats) -> bool:
    return bool(np.all(weights == np.floor(weights)) and weights.sum() < 2**52)

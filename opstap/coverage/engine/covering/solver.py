"""One question of maximal covering, from greedy plan to proof.

The order of work: a greedy plan and its swaps; prices that bound every plan; the linear relaxation with cuts,
whose prices bound it best; sites that no better plan can have are left out from then on; then plans are torn
down and built up, and once few sites are left they go to branch and bound, from the best plan.
"""

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering.layers import entries_of
from opstap.coverage.engine.covering.prices import descend, first_prices, ruled_out
from opstap.coverage.engine.covering.problem import Places, Problem
from opstap.coverage.engine.covering.program import MOST_ENTRIES, Program
from opstap.coverage.engine.covering.search import Search
from opstap.coverage.engine.plan import TOLERANCE, Watch

FEW = 600  # sites left: branch and bound
QUICK, LONG = 500, 8000  # rounds of an annealing, the long ones at least
EACH = 400  # rounds for each site wanted
SLOWEST = 64  # times the first long one
SHARE = 0.3  # of the time left for the first long one
STEPS = 20  # down the prices between two looks at the clock
LIKELY = 20  # sites for each one wanted that are searched first, once they have prices
NEAR = 0.1  # sites worth less than the least that counts by this share are left out of the program at first
NOBODY = 1e-7  # of all
WORTHWHILE = 0.02  # of the gap: cuts that lower the bound by less are not followed by others


class Solver:
    """`chosen` positions in the problem, `value` theirs, `upper` of every plan."""

    def __init__(self, problem: Problem, p: int, watch: Watch, seed: int) -> None:
        self.problem, self.p, self.watch, self.seed = problem, p, watch, seed
        self.everybody = float(problem.data.weights @ problem.reach.max(axis=1).toarray().ravel())
        self.upper = self.everybody
        self.are_whole = bool(np.all(problem.data.row_reach == 1) and _are_whole(problem.data.weights))
        self.value, self.chosen = -1.0, np.empty(0, np.int64)
        self.prices = first_prices(problem, p)
        self.worth, self.worth_bound = self.prices.worth, np.inf
        self.is_vague = False  # prices tell no site from another
        self.search_in(np.arange(problem.n_site))
        self.note("greedy")

    @property
    def rounds(self) -> int:
        """Of the first long annealing. One that cools slowly finds more than several quick ones."""
        return max(LONG, EACH * self.p)

    def search_in(self, kept: Places) -> None:
        """From now on look for plans among these sites, from the best plan on."""
        part = self.problem if len(kept) == self.problem.n_site else self.problem.only(kept)
        self.search = Search(part, self.p, self.seed, self.chosen_in(part))
        self.take()

    def chosen_in(self, part: Problem) -> Places:
        """Positions of the best plan's sites in a part of the problem, as far as it has them."""
        return np.flatnonzero(np.isin(part.sites, self.problem.sites[self.chosen]))

    def take(self) -> None:
        """Keep what the search found if it is better."""
        self.offer(self.search.problem.sites[self.search.chosen])

    def offer(self, sites: Places) -> None:
        """A plan, by its sites in the question."""
        chosen = np.searchsorted(self.problem.sites, sites)
        value = self.problem.value(chosen)
        if value > self.value:
            self.value, self.chosen = value, chosen

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
            self.anneal(QUICK, self.after(0.05))
        self.price()
        if self.goes_on("plans"):
            self.anneal(self.rounds, self.after(SHARE))
            self.note("plans")
        self.relax()
        self.close()

    def after(self, share: float) -> float:
        """When a share of the time that is left is over; in seconds of the watch."""
        return self.watch.seconds + share * self.watch.left

    def anneal(self, rounds: int, until: float) -> None:
        self.search.anneal(rounds, self.watch, until)
        self.take()

    def price(self) -> None:
        """Prices go down until steps are small, for at most a tenth of the time."""
        until = self.after(0.1)
        while not self.prices.is_done and self.watch.seconds < until and self.goes_on("bound"):
            descend(self.problem, self.prices, self.value, STEPS)
            self.lower(self.prices.bound)
        self.value_sites(self.prices.worth, self.prices.bound)
        self.note("prices")

    def value_sites(self, worth: Floats, bound: float) -> None:
        """Keep what sites are worth in the lowest bound."""
        if bound < self.worth_bound:
            self.worth, self.worth_bound = worth, bound

    def relax(self) -> None:
        """The linear relaxation over every site, with cuts."""
        if not self.goes_on("bound") or entries_of(self.problem) > MOST_ENTRIES:
            return
        least = np.sort(self.worth)[-self.p] if np.isfinite(self.worth_bound) else 0.0
        begin = np.flatnonzero(self.worth >= (1 - NEAR) * least)
        self.cut(Program(self.problem, self.p, self.watch, begin), self.after(0.6))

    def cut(self, program: Program, until: float) -> None:
        """Rounds of cuts until they bring little. The program may be one over part of the sites, if that part
        holds all plans better than the best. Where halves of sites reach everybody, cuts bring nothing in any
        reasonable time, and the prices tell no site from another."""
        before = np.inf
        while self.goes_on("bound") and program.relax(until):
            if program.bound >= self.everybody * (1 - NOBODY):
                self.is_vague = True
                self.note("halves of sites reach everybody")
                break
            self.lower(program.bound)
            if len(program.worth) == self.problem.n_site:
                self.value_sites(program.worth, program.bound)
            self.note(f"{len(program.triples)} cuts, {len(program.columns)} sites")
            is_slow = before - program.bound < WORTHWHILE * (program.bound - self.value)
            if is_slow and not len(program.asked()):
                break
            before = program.bound
            if not (self.goes_on("bound") and program.tighten()):
                break

    def close(self) -> None:
        """Look for better plans among the sites that are left; branch and bound once those are few. Without
        prices to go by, one slow annealing finds more than several."""
        if self.is_vague and self.goes_on("plans"):
            self.anneal(SLOWEST * self.rounds, self.watch.time_limit)
        elif self.goes_on("plans") and len(self.core()) > FEW:
            self.search_in(self.core(LIKELY * self.p))
            self.search_on(self.after(0.6))
        if self.goes_on("branch") and len(self.core()) <= FEW:
            self.branch(self.core())
        if self.goes_on("plans"):
            self.search_in(self.core())
            self.search_on(self.watch.time_limit)

    def search_on(self, until: float) -> None:
        """Annealing after annealing, each slower than the first one of the search."""
        rounds = 4 * self.rounds
        while self.watch.seconds < until and self.goes_on("plans"):
            before = self.value
            self.anneal(rounds, until)
            rounds = rounds if self.value > before else 2 * rounds
        self.note(f"plans of {self.search.problem.n_site} sites")

    def core(self, most: int | None = None) -> Places:
        """The sites that a better plan may have (the `most` likely ones), and those of the best plan."""
        out, _ = ruled_out(self.worth, self.p, self.worth_bound - self.value)
        if most is not None:
            out[np.argsort(-self.worth, kind="stable")[most:]] = True
        out[self.chosen] = False
        return np.flatnonzero(~out)

    def branch(self, kept: Places) -> None:
        core = self.problem.only(kept)
        if core.n_site <= self.p:
            self.offer(core.sites)
            self.lower(self.value)
            return
        if entries_of(core) > MOST_ENTRIES:
            return
        program = Program(core, self.p, self.watch, np.arange(core.n_site))
        self.cut(program, self.after(0.3))
        if not self.goes_on("branch"):
            return
        found, bound = program.branch(self.chosen_in(core), self.after(0.9))
        self.offer(core.sites[found])
        self.lower(bound)
        self.note(f"branch and bound on {core.n_site} of {self.problem.n_site} sites")


def _are_whole(weights: Floats) -> bool:
    return bool(np.all(weights == np.floor(weights)) and weights.sum() < 2**52)

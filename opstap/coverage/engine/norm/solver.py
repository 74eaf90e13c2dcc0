"""One question of the norm plan, from greedy plan to proof.

The order of work: a greedy plan; prices that bound every plan; ruin and recreate; steps that no better plan
can have are ruled out; on regions of moderate size group cuts and branch and bound close the rest. Work is
counted in rounds, not in seconds, so that what ends before its time limit is the same every time."""

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.norm.groups import Groups
from opstap.coverage.engine.norm.lagrange import (
    ROUNDING,
    Choice,
    Cuts,
    descend,
    descent_from,
    fill_all,
    filling_of,
    forced,
)
from opstap.coverage.engine.norm.network import Whole, empty_flow, scratch_of
from opstap.coverage.engine.norm.problem import Costs, Problem
from opstap.coverage.engine.norm.program import Program
from opstap.coverage.engine.norm.search import (
    Kept,
    Manner,
    Posts,
    go_to,
    note_best,
    recreate,
    refresh,
    search,
)
from opstap.coverage.engine.norm.served import flow_of, worth_of
from opstap.coverage.engine.norm.transport import fill
from opstap.coverage.engine.plan import TOLERANCE, Watch

NO_CUTS = Groups().cuts()
NOTHING = np.empty(0)


GREEDY = Manner(0.0, 0.0, 1, 6, 0.0)


class Search:
    """The plan that is being improved, and its exact worth, step by step."""

    def __init__(self, problem: Problem, most: Whole, costs: Costs, seed: int) -> None:
        network = problem.network
        self.problem, self.seed = problem, seed
        # Between two looks at the clock.
        self.rounds = max(1, min(4, 40_000 // (1 + problem.n_pair)))
        self.flow, self.scratch = empty_flow(network), scratch_of(network)
        self.choice = choice_of(np.zeros(problem.n_site, np.int64), most, costs)
        worth = fill(problem.existing, network, self.flow, self.scratch)
        self.posts = Posts(
            steps=np.zeros(problem.n_site, np.int64),
            best=np.zeros(problem.n_site, np.int64),
            worth=np.array([worth, worth]),
            prices=np.zeros(len(network.people)),
            filling=filling_of(network, problem.capacity),
            is_stale=np.ones(problem.n_site, np.bool_),
            trial=empty_flow(network),
        )
        self.kept = Kept(
            empty_flow(network), self.posts.steps.copy(), self.posts.worth.copy(), self.posts.prices.copy(),
            self.posts.filling.value.copy(), self.posts.is_stale.copy(), self.scratch.is_changed.copy(),
        )  # fmt: skip

    @property
    def worth(self) -> float:
        return float(self.posts.worth[1])

    def go_to(self, steps: Whole) -> None:
        go_to(steps, self.problem.step_people, self.problem.network, self.flow, self.scratch, self.posts)

    def run(self, rounds: int, manner: Manner) -> None:
        self.seed += 1
        search(
            self.seed % 2**32, rounds, self.problem.step_people, self.choice, manner, self.problem.network,
            self.flow, self.scratch, self.problem.capacity, self.posts, self.kept,
        )  # fmt: skip

    def complete(self, watch: Watch | None = None) -> None:
        """Spend what is left by the greedy rule, a few posts at a time, while `watch` goes on."""
        is_whole = False
        while not is_whole and (watch is None or watch.goes_on("greedy")):
            is_whole = recreate(
                self.problem.step_people, self.choice, GREEDY, self.problem.network, self.flow, self.scratch,
                self.problem.capacity, self.posts, 5,
            )  # fmt: skip
            note_best(self.posts)

    def try_plan(self, steps: Whole) -> None:
        """Look at another plan, completed; it is kept if it is better."""
        self.go_to(steps)
        self.complete()

    def improve(self, rounds: int, watch: Watch, until: float) -> None:
        """Ruin and recreate, from the best plan; accepts worse plans ever less. Ends at `until` seconds."""
        self.go_to(self.posts.best)
        for turn in range(rounds):
            if watch.seconds >= until or not watch.goes_on("plans"):
                return
            noise, near = (0.05, 0.3, 0.6)[turn % 3], (0.3, 0.8)[turn // 3 % 2]
            self.run(self.rounds, Manner(5e-4 * (1 - turn / rounds), noise, 4, 5, near))
            watch.objective = self.worth * self.problem.scale

    def prices(self) -> Floats:
        """What one more person of each demand is worth now."""
        refresh(
            self.problem.network, self.flow, self.scratch, self.problem.capacity, self.choice.most, self.posts
        )
        return self.posts.prices.copy()


def choice_of(least: Whole, most: Whole, costs: Costs) -> Choice:
    return Choice(least, most, costs.step, costs.opening, costs.budget)


class Bound:
    """The lowest bound so far, and the steps that a better plan can still have."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.least, self.most = np.zeros(problem.n_site, np.int64), problem.most.copy()
        self.filling = filling_of(problem.network, problem.capacity)
        self.lowest = everyone_at_best(problem)
        self.ruled_out = 0.0

    @property
    def choice(self) -> Choice:
        return choice_of(self.least, self.most, self.problem.grid)

    def lower(self, bound: float) -> None:
        """A bound on the plans that are not ruled out: those that are have their own."""
        self.lowest = min(self.lowest, max(bound * (1 + ROUNDING), self.ruled_out))

    def rule_out(self, prices: Floats, gamma: Floats, cuts: Cuts, worth: float) -> bool:
        """Drop k steps at site j where even the bound with them forced is no better than a plan of `worth`;
        False: nothing is left, `worth` is the best."""
        limit = worth * (1 + TOLERANCE / 4)
        problem = self.problem
        constant = fill_all(prices, gamma, problem.network, problem.capacity, cuts, self.filling)
        value = (forced(self.filling.value, self.choice) + constant) * (1 + ROUNDING)
        self.ruled_out = max(self.ruled_out, limit)
        keeps = value > limit
        if not keeps.any(axis=1).all():
            self.lowest = min(self.lowest, self.ruled_out)
            return False
        self.least = keeps.argmax(axis=1).astype(np.int64)
        self.most = (keeps.shape[1] - 1 - keeps[:, ::-1].argmax(axis=1)).astype(np.int64)
        return True


def everyone_at_best(problem: Problem) -> float:
    """Everybody is served where it is worth most: where there are posts enough no price beats this bound."""
    network = problem.network
    best = np.zeros(len(network.people))
    np.maximum.at(best, network.demand, network.worth)
    return float(best @ network.people)


class Solver:
    """One question from greedy plan to proof."""

    def __init__(self, problem: Problem, watch: Watch, seed: int) -> None:
        self.problem, self.watch = problem, watch
        self.search = Search(problem, problem.most, problem.costs, seed)
        self.bound = Bound(problem)
        self.groups = Groups()

    @property
    def is_proved(self) -> bool:
        return self.bound.lowest - self.search.worth <= TOLERANCE * self.search.worth * 0.999

    def goes_on(self, phase: str) -> bool:
        scale = self.problem.scale
        self.watch.objective, self.watch.bound = (self.search.worth * scale, self.bound.lowest * scale)
        return not self.is_proved and self.watch.goes_on(phase)

    def note(self, phase: str) -> None:
        scale = self.problem.scale
        worth, bound = self.search.worth * scale, self.bound.lowest * scale
        self.watch.note(f"{phase}: {worth:.1f} of at most {bound:.1f}")

    def solve(self) -> None:
        self.search.complete(self.watch)
        self.note("greedy")
        if not self.goes_on("prices"):
            return
        prices, flow = self.price()
        self.note("prices")
        is_small = self.problem.n_pair <= SMALL
        self.improve(ROUNDS if is_small else BIG_ROUNDS, 0.15)
        if not self.goes_on("plans") or not self.bound.rule_out(prices, NOTHING, NO_CUTS, self.search.worth):
            return
        if is_small:
            self.close(prices, flow)
        else:
            self.improve(10**9, 1.0)

    def price(self) -> tuple[Floats, Floats]:
        """Lower the bound by prices alone; the prices, and what the sites serve at them on average."""
        problem = self.problem
        descent = descent_from(self.search.prices(), NOTHING, self.search.flow.served, problem.n_site, FACTOR)
        while descent.numbers[2] >= LAST_FACTOR and self.goes_on("prices"):
            if self.watch.seconds > 0.4 * self.watch.time_limit:
                break
            descend(
                30, PATIENCE, self.search.worth, self.bound.choice, problem.network, problem.capacity,
                NO_CUTS, descent, self.bound.filling,
            )  # fmt: skip
            self.bound.lower(float(descent.numbers[0]))
            if descent.numbers[2] < FACTOR / 2:
                self.search.try_plan(descent.steps)
        return descent.best_prices, descent.mean_flow

    def improve(self, rounds: int, share: float) -> None:
        """Look for better plans for at most `share` of the time that is left."""
        self.search.improve(rounds, self.watch, self.watch.seconds + share * self.watch.left)
        self.note("plans")

    def close(self, prices: Floats, flow: Floats) -> None:
        """Group cuts, then branch and bound on what they leave."""
        program = Program(self.problem, self.bound.least, self.bound.most, self.every_pair(), self.watch)
        best = self.tighten(program, prices, flow)
        self.note("groups")
        self.improve(ROUNDS, 0.25)
        if not self.goes_on("plans"):
            return
        if not self.bound.rule_out(*best, self.groups.cuts(), self.search.worth):
            return
        if self.bound.lowest > self.search.worth * (1 + FAR):
            self.take(program.near(self.search.posts.best, self.bound.least, self.bound.most))
            self.note("near the program")
            if not self.goes_on("plans") or not self.bound.rule_out(
                *best, self.groups.cuts(), self.search.worth
            ):
                return
        program.bound_steps(self.bound.least, self.bound.most)
        steps, bound = program.branch(self.search.posts.best)
        self.take(steps)
        self.bound.lower(bound)
        self.note("branch and bound")

    def take(self, steps: Whole | None) -> None:
        """A plan of the program, if it found one and the money is there to the last cent."""
        if steps is not None and self.problem.costs.of(steps) <= self.problem.costs.budget:
            self.search.try_plan(steps)

    def every_pair(self) -> Whole:
        """Pairs of sites that have posts or may still get some."""
        is_open = (self.problem.existing > 0) | (self.bound.most > 0)
        return np.flatnonzero(is_open[self.problem.network.site])

    def tighten(self, program: Program, prices: Floats, flow: Floats) -> tuple[Floats, Floats]:
        """Cut after cut, until they do little; the prices of people and of cuts with the lowest bound."""
        until = self.watch.seconds + 0.5 * self.watch.left
        best, lowest, last, idle = (prices, NOTHING), self.bound.lowest, np.inf, 0
        turn = 0
        while self.goes_on("groups") and program.solve():
            added = program.tighten_sites() + (program.tighten_groups(self.groups) if turn >= 2 else 0)
            idle = idle + 1 if last - program.value < LEAST_PROGRESS * program.value else 0
            last, turn = program.value, turn + 1
            is_last = not added or idle >= 4 or self.watch.seconds > until
            if turn % 6 == 0 or is_last:
                found, at = self.certify(program, flow, 150 if is_last else 30)
                if found < lowest:
                    lowest, best = found, at
            if is_last:
                break
        missing = len(self.groups) - len(best[1])
        return best[0], np.r_[best[1], np.zeros(missing)]

    def certify(self, program: Program, flow: Floats, iterations: int) -> tuple[float, tuple[Floats, Floats]]:
        """The bound at the program's prices, over every pair, and a little further down."""
        problem = self.problem
        descent = descent_from(program.prices, program.gamma(), flow, problem.n_site, CERTIFY_FACTOR)
        descend(iterations, 10, self.search.worth, self.bound.choice, problem.network, problem.capacity,
                self.groups.cuts(), descent, self.bound.filling)  # fmt: skip
        self.bound.lower(float(descent.numbers[0]))
        self.search.try_plan(descent.steps)
        return float(descent.numbers[0]), (descent.best_prices, descent.best_gamma)


SMALL = 20_000  # pairs: group cuts and branch and bound pay
ROUNDS, BIG_ROUNDS = 150, 50  # of ruin and recreate, before the bound is tightened
FACTOR, LAST_FACTOR, CERTIFY_FACTOR, PATIENCE = 0.05, 1e-3, 0.02, 12
LEAST_PROGRESS = 2e-5
FAR = 2e-3  # so far from the bound, a better plan is looked for before the tree is


def exact_worth(problem: Problem, steps: Whole) -> float:
    """Worth of a plan from an exact transport of its own, in the caller's units."""
    capacity = problem.existing + problem.step_people * steps
    return worth_of(problem.network, flow_of(problem.network, capacity)) * problem.scale

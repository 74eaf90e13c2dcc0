"""The linear program of the norm plan, tightened by cuts, and its branch and bound.

z_jk is 1 where site j gets k steps or more; x_ij people, in units of a step. The program proposes prices,
which `lagrange` turns into a bound that holds whatever the solver's tolerances are; so it may leave out pairs
that hardly matter. Only branch and bound takes the solver's word, of the whole problem, less a margin."""

import time
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.norm.groups import Groups
from opstap.coverage.engine.norm.network import Whole
from opstap.coverage.engine.norm.problem import Problem
from opstap.coverage.engine.plan import Watch
from opstap.coverage.engine.quiet import quiet_highs

# HiGHS computes its bound with reduced costs that may be wrong by its tolerance, a tenth of MIP_TOLERANCE
# (of the largest worth), for every person whom any plan can serve. The margin is fifty times that.
MIP_TOLERANCE = 1e-8
MARGIN = 5e-8
MIP_GAP = 3e-7
# A plan near the program need not be the best of its kind: the whole tree comes after it.
AGREED, NEAR_GAP = 0.01, 2e-4
EVERY = 0.05  # seconds between two looks at the clock from within the solver


class Program:
    """The program over the pairs `kept`, with the steps allowed at each site between `least` and `most`."""

    def __init__(self, problem: Problem, least: Whole, most: Whole, kept: Whole, watch: Watch) -> None:
        self.problem, self.kept, self.watch = problem, kept, watch
        network = problem.network
        self.demand, self.site = network.demand[kept], network.site[kept]
        self.people = network.people[self.demand]
        self.n_step = problem.capacity.shape[1] - 1
        self.n_choice = problem.n_site * self.n_step
        self.start = np.searchsorted(self.site, np.arange(problem.n_site + 1))
        self.place = np.full(problem.n_pair, -1)
        self.place[kept] = np.arange(len(kept))
        self.group_rows: list[int] = []
        self.highs = quiet_highs()
        self.looked = 0.0
        for event in (self.highs.cbSimplexInterrupt, self.highs.cbMipInterrupt):
            event.subscribe(self.look)
        self.build()
        self.bound_steps(least, most)

    def look(self, event: Any) -> None:
        """The solver asks whether it may go on."""
        if time.monotonic() - self.looked > EVERY:
            self.looked = time.monotonic()
            event.interrupt(not self.watch.goes_on(self.phase))

    def build(self) -> None:
        problem, n_pair = self.problem, len(self.kept)
        n_column = self.n_choice + n_pair
        self.highs.addVars(
            n_column, np.zeros(n_column), np.r_[np.ones(self.n_choice), self.people / problem.step_people]
        )
        pairs = self.n_choice + np.arange(n_pair)
        self.highs.changeColsCost(n_pair, pairs.astype(np.int32), -problem.network.worth[self.kept])
        choices = np.arange(self.n_choice)
        later = choices[choices % max(1, self.n_step) > 0]
        self.n_demand, self.n_row = len(problem.network.people), 0
        self.add(
            np.r_[self.demand, self.n_demand + self.site, self.n_demand + choices // max(1, self.n_step)],
            np.r_[pairs, pairs, choices],
            np.r_[np.ones(2 * n_pair), -np.ones(self.n_choice)],
            np.r_[problem.network.people, problem.existing] / problem.step_people,
        )
        costs = np.full((problem.n_site, self.n_step), float(problem.costs.step))
        costs[:, :1] += problem.costs.opening[:, None]
        self.add(
            np.zeros(self.n_choice, int), choices, costs.ravel() / problem.costs.step,
            np.array([problem.costs.budget / problem.costs.step]),
        )  # fmt: skip
        rows = np.arange(len(later))
        self.add(
            np.r_[rows, rows], np.r_[later, later - 1], np.r_[np.ones(len(later)), -np.ones(len(later))],
            np.zeros(len(later)),
        )  # fmt: skip

    def add(self, rows: Any, columns: Any, values: Any, most: Floats) -> None:
        """Rows sum(values x columns) <= most."""
        if not len(most):
            return
        shape = (len(most), self.n_choice + len(self.kept))
        matrix = sparse.csr_array((values, (rows, columns)), shape=shape)
        self.highs.addRows(
            len(most), np.full(len(most), -np.inf), most, matrix.nnz, matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32), matrix.data,
        )  # fmt: skip
        self.n_row += len(most)

    def bound_steps(self, least: Whole, most: Whole) -> None:
        self.bound_choices(self.choices_of(least), self.choices_of(most))

    def bound_choices(self, low: Floats, high: Floats) -> None:
        columns = np.arange(self.n_choice, dtype=np.int32)
        self.highs.changeColsBounds(self.n_choice, columns, low, high)

    def solve(self) -> bool:
        """Solve the linear program; whether it was solved to its end."""
        self.phase = "groups"
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        values = np.array(self.highs.getSolution().col_value)
        self.choice = values[: self.n_choice].reshape(self.problem.n_site, self.n_step)
        self.flow = values[self.n_choice :] * self.problem.step_people
        self.value = -self.highs.getInfo().objective_function_value * self.problem.step_people
        self.duals = np.maximum(0.0, -np.array(self.highs.getSolution().row_dual))
        return True

    @property
    def prices(self) -> Floats:
        """What the program pays for one more person of each demand."""
        return np.asarray(self.duals[: self.n_demand])

    def gamma(self) -> Floats:
        """The prices of the group cuts, those added since the last solution at 0."""
        return np.array([self.duals[row] if row < len(self.duals) else 0.0 for row in self.group_rows])

    def whole_flow(self) -> Floats:
        """People of every pair, float64[n_pair]."""
        flow = np.zeros(self.problem.n_pair)
        flow[self.kept] = self.flow
        return flow

    def tighten_sites(self) -> int:
        """Cut off what one site alone cannot do: served of S <= the concave hull over its steps of
        min(people(S), capacity); how many rows were added."""
        rows, most = [], []
        busy = (self.choice.max(axis=1, initial=0.0) > 1e-7) | (self.problem.existing > 0)
        for j in np.flatnonzero(busy):
            cut = self.cut_of_site(int(j))
            if cut:
                rows.append(cut[0])
                most.append(cut[1])
        self.add_rows(rows, most)
        return len(rows)

    def cut_of_site(self, j: int) -> tuple[tuple[Whole, Floats], float] | None:
        pairs = np.arange(self.start[j], self.start[j + 1])
        step, best, found = self.problem.step_people, 1e-4, None
        flow, people = self.flow[pairs], self.people[pairs]
        for part in {*np.round(self.choice[j], 9).tolist(), 0.0}:
            inside = flow > (part + 1e-9) * people
            served = np.minimum(people[inside].sum(), self.problem.capacity[j]) / step
            more = np.diff(served)
            broken = flow[inside].sum() / step - served[0] - more @ self.choice[j]
            if broken > best and inside.any():
                columns = np.r_[self.n_choice + pairs[inside], j * self.n_step + np.arange(self.n_step)]
                best, found = broken, ((columns, np.r_[np.ones(int(inside.sum())), -more]), float(served[0]))
        return found

    def tighten_groups(self, groups: Groups) -> int:
        """Separate group cuts at the solution and add them as rows; how many."""
        problem, before = self.problem, len(groups)
        groups.separate(
            problem.network, self.whole_flow(), self.choice.sum(axis=1), problem.existing, problem.step_people
        )
        rows, most = [], []
        for c in range(before, len(groups)):
            pairs = self.place[groups.pairs[c]]
            pairs = pairs[pairs >= 0]
            choices = (groups.sites[c][:, None] * self.n_step + np.arange(self.n_step)).ravel()
            slope = np.full(len(choices), -groups.slope[c] / problem.step_people)
            rows.append((np.r_[self.n_choice + pairs, choices], np.r_[np.ones(len(pairs)), slope]))
            most.append(groups.constant[c] / problem.step_people)
        self.group_rows += range(self.n_row, self.n_row + len(rows))
        self.add_rows(rows, most)
        return len(rows)

    def add_rows(self, rows: list[tuple[Whole, Floats]], most: list[float]) -> None:
        if rows:
            counts = [len(columns) for columns, _ in rows]
            columns, values = (np.concatenate(part) for part in zip(*rows, strict=True))
            self.add(np.repeat(np.arange(len(rows)), counts), columns, values, np.array(most))

    def near(self, steps: Whole, least: Whole, most: Whole) -> Whole | None:
        """The best plan among those that differ from `steps` only where the last solution does, nearly (RINS:
        Danna, Rothberg and Le Pape 2005); None where the solver has none."""
        self.phase = "near the program"
        start, solved = self.choices_of(steps), self.choice.ravel()
        is_agreed = np.abs(solved - start) < AGREED
        low, high = self.choices_of(least), self.choices_of(most)
        self.bound_choices(np.where(is_agreed, start, low), np.where(is_agreed, start, high))
        self.run_whole(start, NEAR_GAP)
        self.bound_choices(low, high)
        return self.chosen()

    def branch(self, steps: Whole) -> tuple[Whole | None, float]:
        """Branch and bound from the plan `steps`: the solver's best plan, and its bound with the margin (inf
        where it has none). Only for a program with every pair of every site that may get steps."""
        self.phase = "branch and bound"
        self.run_whole(self.choices_of(steps), MIP_GAP)
        bound = self.highs.getInfo().mip_dual_bound
        return self.chosen(), -bound * self.problem.step_people + MARGIN * self.problem.most_people

    def run_whole(self, start: Floats, gap: float) -> None:
        """Branch and bound within the bounds of now, from a plan, until it is so near to the best."""
        highs, columns = self.highs, np.arange(self.n_choice, dtype=np.int32)
        kind = np.full(self.n_choice, highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(self.n_choice, columns, kind)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("mip_feasibility_tolerance", MIP_TOLERANCE)
        highs.setSolution(self.n_choice, columns, start)
        highs.run()

    def choices_of(self, steps: Whole) -> Floats:
        """z of a plan, float64[n_site * n_step]."""
        return (np.arange(1, self.n_step + 1) <= steps[:, None]).ravel().astype(float)

    def chosen(self) -> Whole | None:
        """The steps of the plan that the solver found, if it found one."""
        values = np.array(self.highs.getSolution().col_value)
        if len(values) == 0:
            return None
        chosen = np.round(values[: self.n_choice]).reshape(self.problem.n_site, self.n_step).sum(axis=1)
        return np.asarray(chosen.astype(np.int64))

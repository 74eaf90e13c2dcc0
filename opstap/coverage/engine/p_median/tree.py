"""Branch and bound by prices alone: a few dozen rounds of `climbing` in each node, from its parent's prices.

A node costs a tenth of its linear program, and where the bound of all plans is far from the best one there
are hundreds of nodes (a tree by Lagrangian bounds: Christofides and Beasley, EJOR 10, 1982). Sites to branch
on are tried both ways before one is taken.
"""

import heapq
import itertools
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import climbing
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.costs import Integers, column
from opstap.coverage.engine.p_median.multipliers import CLOSED, FREE, OPEN
from opstap.coverage.engine.p_median.search import Search

ROUNDS, ROUNDS_OF_TRIAL = 60, 25
STEPS, STEPS_OF_TRIAL = (0.2, 0.005), (0.2, 0.01)
TRIALS = 3
CLIMB_EVERY = 20  # nodes


@dataclass(order=True)
class Node:
    """Plans within `state`, int8[n_site]: none costs less than `value`.

    prices     float64[n_demand]: of the best bound
    most       float64[n_demand]: no price need be higher
    """

    value: float
    number: int
    state: NDArray[np.int8] = field(compare=False)
    prices: Floats = field(compare=False)
    most: Floats = field(compare=False)


class Tree:
    """One search of the tree; `waiting` is a heap by value."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.least = knowing.least_cost(search)
        self.number = itertools.count()
        self.waiting: list[Node] = []

    def child(self, node: Node, site: int, decision: int) -> Node:
        """The part of a node in which the site is OPEN or CLOSED, its bound raised in a trial."""
        state, most = node.state.copy(), node.most
        state[site] = decision
        if decision == OPEN:
            most = np.minimum(most, column(self.search.costs, site))
        child = Node(node.value, next(self.number), state, node.prices, most)
        self.climb(child, ROUNDS_OF_TRIAL, STEPS_OF_TRIAL)
        return child

    def climb(self, node: Node, rounds: int, steps: tuple[float, float]) -> climbing.Climb:
        """Raise the bound of a node and decide sites in it."""
        climb = climbing.begin(node.state, self.least, node.most, node.prices)
        search = self.search
        value = climbing.climb(
            search.nearby,
            search.weight,
            search.p,
            climb,
            known=-np.inf,
            cutoff=search.cutoff,
            steps=steps,
            rounds=rounds,
        )
        node.value, node.prices = max(node.value, value), climb.best
        return climb

    def is_done(self, node: Node) -> bool:
        """Whether no plan below the cutoff is in the node; one that is alone in it is offered."""
        if node.value >= self.search.cutoff:
            return True
        left, opened = np.flatnonzero(node.state != CLOSED), np.flatnonzero(node.state == OPEN)
        for sites in (left, opened):
            if len(sites) == self.search.p:
                knowing.offer(self.search, sites)
                return True
        return len(left) < self.search.p or len(opened) > self.search.p

    def explore(self, node: Node) -> Node | None:
        """Raise the bound of a node, then cut it in two: one part waits, the other is answered."""
        rounds, steps = ROUNDS, STEPS
        while True:
            climb = self.climb(node, rounds, steps)
            if self.is_done(node):
                return None
            if node.number % CLIMB_EVERY == 0:
                knowing.climb(self.search, np.flatnonzero(climb.inside))
            parts = self.best_parts(node, _undecided(climb.share, node.state))
            if parts is not None:
                heapq.heappush(self.waiting, parts[1])
                return parts[0]
            if self.is_done(node):
                return None
            rounds, steps = ROUNDS_OF_TRIAL, STEPS_OF_TRIAL

    def best_parts(self, node: Node, sites: Integers) -> tuple[Node, Node] | None:
        """The parts (OPEN, CLOSED) with the highest bounds; None: a site is decided, `node` is the rest."""
        best: tuple[float, Node, Node] | None = None
        for site in sites:
            opened = self.child(node, site, OPEN)
            if self.is_done(opened):
                node.state[site] = CLOSED
                return None
            closed = self.child(node, site, CLOSED)
            if self.is_done(closed):
                node.value, node.state, node.prices, node.most = (
                    opened.value, opened.state, opened.prices, opened.most,
                )  # fmt: skip
                return None
            gain = max(opened.value - node.value, 1e-9) * max(closed.value - node.value, 1e-9)
            if best is None or gain > best[0]:
                best = gain, opened, closed
        assert best is not None
        return best[1], best[2]


def _undecided(share: Floats, state: NDArray[np.int8]) -> Integers:
    """The FREE sites that are most undecided, fuller ones first."""
    free = np.flatnonzero(state == FREE)
    halves = np.minimum(share[free], 1 - share[free]) + 1e-3 * share[free]
    return np.asarray(free[np.argsort(-halves, kind="stable")[:TRIALS]])


def search_by_prices(search: Search, until: float) -> None:
    """Search the tree until it is proved, `until` seconds of the clock, or the caller says stop."""
    assert search.root is not None
    tree = Tree(search)
    node: Node | None = Node(
        search.root.value, next(tree.number), search.state.copy(), search.root.prices, search.nearby.radius
    )
    while node is not None and search.watch.seconds < until and search.watch.goes_on("branch"):
        node = tree.explore(node)
        if node is None and tree.waiting and tree.waiting[0].value < search.cutoff:
            node = heapq.heappop(tree.waiting)
        least = min([one.value for one in (node, *tree.waiting[:1]) if one], default=search.objective)
        knowing.raise_lower(search, least)
    search.watch.note(f"{next(tree.number)} parts by prices, lower bound {search.lower:.6g}")

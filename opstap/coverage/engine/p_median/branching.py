"""Branch and bound on one program: cuts hold everywhere, only the bounds of y change from node to node.

A node is given up only when `multipliers.bound` says that no plan in it is below the cutoff, or when its
sites leave one plan: what the solver calls infeasible or optimal decides nothing.
"""

import heapq
import itertools
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import multipliers
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.costs import Integers
from opstap.coverage.engine.p_median.multipliers import CLOSED, FREE, OPEN
from opstap.coverage.engine.p_median.program import Program, start_cuts
from opstap.coverage.engine.p_median.search import Search

ROUNDS_AT_ROOT, ROUNDS_IN_NODE = 200, 6
CLIMB_EVERY = 20  # nodes
WHOLE = 1e-6
ENOUGH = 1 + 1e-7  # so far above the cutoff the solver may stop: the exact bound will say the same


@dataclass(order=True)
class Node:
    """Plans within `state`, int8[n_site]: none costs less than `value`."""

    value: float
    number: int
    state: NDArray[np.int8] = field(compare=False)


def solve_relaxation(search: Search) -> Program:
    """Raise the bound to that of the linear relaxation; plans by climbing from its sites."""
    program = Program(search)
    start_cuts(program)
    for turn in range(ROUNDS_AT_ROOT):
        program.allow(search.state)
        is_done = program.solve()
        found = multipliers.bound(search.nearby, search.weight, search.p, search.state, program.prices())
        if turn % 3 == 0 or not is_done:
            knowing.climb(search, _best_sites(program, search.state, search.p))
        knowing.learn(search, found)
        knowing.settle(search)
        search.watch.note(f"relaxation {turn}: {found.value:.6g}, {len(program.row_demand)} cuts")
        if search.is_proved or not is_done or not search.watch.goes_on("bound"):
            break
        program.purge()
        if not program.separate():
            break
    return program


def branch(search: Search, program: Program) -> None:
    """Search the tree, the more promising child first; ends proved or when the clock says so."""
    if search.is_proved or search.root is None:
        return
    number = itertools.count()
    waiting: list[Node] = []
    node: Node | None = Node(search.root.value, next(number), search.state.copy())
    while node is not None and search.watch.goes_on("branch"):
        site = _explore(search, program, node)
        if site < 0:
            node = _next(search, waiting)
        else:
            heapq.heappush(waiting, Node(node.value, next(number), _decided(node, site, CLOSED)))
            node = Node(node.value, next(number), _decided(node, site, OPEN))
        least = min([one.value for one in (node, *waiting[:1]) if one], default=search.objective)
        knowing.raise_lower(search, least)
    search.watch.note(f"{next(number)} nodes, lower bound {search.lower:.6g}")


def _next(search: Search, waiting: list[Node]) -> Node | None:
    """The node with the lowest bound; those that cannot be better than the best plan are given up."""
    if not waiting or waiting[0].value >= search.cutoff:
        return None
    return heapq.heappop(waiting)


def _decided(node: Node, site: int, decision: int) -> NDArray[np.int8]:
    state = node.state.copy()
    state[site] = decision
    return state


def _explore(search: Search, program: Program, node: Node) -> int:
    """Raise the bound of a node; answers the site to branch on, -1 when nothing better is in it."""
    for _turn in range(ROUNDS_IN_NODE):
        if _is_decided(search, node.state):
            return -1
        program.allow(node.state)
        is_done = program.solve(search.cutoff * ENOUGH)
        _decide(search, program, node)
        if node.value >= search.cutoff:
            return -1
        if program.is_cut_short:
            is_done = program.solve()
            _decide(search, program, node)
        if not is_done or not program.separate():
            break
    if node.number % CLIMB_EVERY == 0 or _is_whole(program.y):
        knowing.climb(search, _best_sites(program, node.state, search.p))
    program.purge()
    return _branching_site(program.y, node.state)


def _is_decided(search: Search, state: NDArray[np.int8]) -> bool:
    """Whether at most one plan is left; it is offered."""
    left, opened = np.flatnonzero(state != CLOSED), np.flatnonzero(state == OPEN)
    for sites in (left, opened):
        if len(sites) == search.p:
            knowing.offer(search, sites)
            return True
    return len(left) < search.p or len(opened) > search.p


def _decide(search: Search, program: Program, node: Node) -> None:
    """The bound of the node at the prices of the program, and the sites that follow from it."""
    found = multipliers.bound(search.nearby, search.weight, search.p, node.state, program.prices())
    node.value = max(node.value, found.value)
    closed = multipliers.closing(found, node.state, search.cutoff)
    opened = multipliers.opening(found, node.state, search.cutoff)
    node.state[closed] = CLOSED
    node.state[opened] = OPEN


def _is_whole(y: Floats) -> bool:
    return bool(np.all(np.abs(y - np.round(y)) < WHOLE))


def _best_sites(program: Program, state: NDArray[np.int8], p: int) -> Integers:
    order = np.argsort(np.where(state == CLOSED, 1.0, -program.y), kind="stable")
    return order[:p]


def _branching_site(y: Floats, state: NDArray[np.int8]) -> int:
    """The FREE site that is most undecided, a fuller one first."""
    free = np.flatnonzero(state == FREE)
    return int(free[np.argmax(np.minimum(y[free], 1 - y[free]) + 1e-3 * y[free])])

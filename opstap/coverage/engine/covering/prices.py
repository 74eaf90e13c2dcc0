"""An upper bound that holds at any prices: Lagrangian relaxation of "each demand is served once".

At a price l_i for demand i, a site is worth rho_j = sum over its demand of max(0, w_i r_ij - l_i), and no p
sites are worth more than sum(l) + the p largest rho. The prices go down a subgradient (Held, Wolfe and
Crowder, 1974), made smooth by what came before; at their best this is the bound of the linear relaxation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import clear, compiled, write
from opstap.coverage.engine.covering.problem import Data, Places, Problem

# Sums of up to 10^8 positive floats are right to this share.
ROUNDING = 1e-10
PATIENCE = 20  # iterations without a lower bound until steps become half as long
LITTLE = 1e-6  # a fall of the bound by a smaller share is none
MEMORY = 0.6  # of the direction taken before
FIRST, LAST = 1.0, 1e-3  # length of steps, as a share of the gap


@dataclass
class Prices:
    """The prices with the lowest bound so far.

    prices, direction   float64[n]
    numbers             lowest bound, length of steps, iterations since it fell; float64[3]
    best                float64[n], prices of the lowest bound
    worth               rho of each site at these, float64[m]
    chosen              the p most worth at the last prices, int64[p]
    """

    prices: Floats
    direction: Floats
    best: Floats
    worth: Floats
    chosen: Places
    numbers: Floats

    @property
    def bound(self) -> float:
        return float(self.numbers[0]) * (1 + ROUNDING)

    @property
    def is_done(self) -> bool:
        return bool(self.numbers[1] < LAST)


def first_prices(problem: Problem, p: int) -> Prices:
    data = problem.data
    most = data.weights * problem.reach.max(axis=1).toarray().ravel()
    half = most / 2
    zeros = np.zeros(problem.n_site)
    return Prices(half, np.zeros(len(most)), half.copy(), zeros, np.arange(p), np.array([np.inf, FIRST, 0.0]))


def descend(problem: Problem, prices: Prices, value: float, iterations: int) -> None:
    """Some steps down, towards a plan of `value`."""
    data = problem.data
    _descend(
        data, prices.prices, prices.direction, prices.best, prices.worth, prices.chosen, prices.numbers,
        value, iterations,
    )  # fmt: skip


def ruled_out(worth: Floats, p: int, limit: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Sites that no better plan has, and those that all of them have; bool[m] each.

    limit: how far the bound in which sites have this `worth` lies above the best plan. With a site forced in,
    or out, the bound is the bound less what that costs.
    """
    if len(worth) <= p:
        nothing = np.zeros(len(worth), np.bool_)
        return nothing, nothing
    order = np.sort(worth)[::-1]
    inside, outside = order[p - 1], order[p]
    return worth < inside - limit, worth > outside + limit


@compiled
def _bound(data: Data, prices: Floats, worth: Floats, chosen: Places) -> float:
    """The bound at these prices; `worth` and `chosen`, the sites most worth, are written."""
    for j in range(len(worth)):
        total = 0.0
        for k in range(data.site_starts[j], data.site_starts[j + 1]):
            i = data.site_rows[k]
            total += max(data.weights[i] * data.site_reach[k] - prices[i], 0.0)
        worth[j] = total
    _most(worth, chosen)
    bound = 0.0
    for price in prices:
        bound += price
    for j in chosen:
        bound += worth[j]
    return bound


@compiled
def _most(worth: Floats, chosen: Places) -> None:
    """Positions of the largest, as many as `chosen` holds: a heap with the least of them on top."""
    p = len(chosen)
    for at in range(p):
        chosen[at] = at
    for at in range(p // 2 - 1, -1, -1):
        _sink(worth, chosen, at)
    for j in range(p, len(worth)):
        if worth[j] > worth[chosen[0]]:
            chosen[0] = j
            _sink(worth, chosen, 0)


@compiled
def _sink(worth: Floats, heap: Places, at: int) -> None:
    """Put the heap in order again below a position."""
    site = heap[at]
    while 2 * at + 1 < len(heap):
        below = 2 * at + 1
        if below + 1 < len(heap) and worth[heap[below + 1]] < worth[heap[below]]:
            below += 1
        if worth[heap[below]] >= worth[site]:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = site


@compiled
def _descend(
    data: Data, prices: Floats, direction: Floats, best: Floats, best_worth: Floats,
    last_chosen: Places, numbers: Floats, value: float, iterations: int,
) -> None:  # fmt: skip
    """numbers: lowest bound, length of steps, iterations since it fell."""
    worth = np.empty(len(best_worth))
    for _ in range(iterations):
        bound = _bound(data, prices, worth, last_chosen)
        numbers[2] += 1
        if bound < numbers[0]:
            numbers[2] *= bound > numbers[0] * (1 - LITTLE)
            numbers[0] = bound
            write(prices, best)
            write(worth, best_worth)
        elif numbers[2] >= PATIENCE:
            numbers[1] /= 2
            numbers[2] = 0
            write(best, prices)
            clear(direction)
            bound = _bound(data, prices, worth, last_chosen)
        if numbers[1] < LAST or bound <= value:
            return
        length = _turn(data, prices, direction, last_chosen)
        if length == 0:
            return
        step = numbers[1] * (bound - value) / length
        for i in range(len(prices)):
            prices[i] = max(prices[i] - step * direction[i], 0.0)


@compiled
def _turn(data: Data, prices: Floats, direction: Floats, chosen: Places) -> float:
    """The subgradient, 1 less the chosen sites that are worth the price, mixed with the old direction; its
    length, squared, where prices can follow it."""
    for i in range(len(direction)):
        direction[i] = MEMORY * direction[i] + 1 - MEMORY
    for j in chosen:
        for k in range(data.site_starts[j], data.site_starts[j + 1]):
            i = data.site_rows[k]
            if data.weights[i] * data.site_reach[k] > prices[i]:
                direction[i] -= 1 - MEMORY
    length = 0.0
    for i in range(len(direction)):
        if prices[i] > 0 or direction[i] < 0:
            length += direction[i] * direction[i]
    return length

"""Rounds of a subgradient method on the bound of `multipliers`, compiled: for all plans or for a part.

Steps shrink geometrically from a first to a last share of what lacks to the cutoff. At good prices the bound
has a sharp top: the first steps only lose, so prices go on from where they are and not from the best so far.
Directions keep a memory (Camerini, Fratta and Maffioli 1975). Each round also closes or opens sites whose
other state would bring the bound to the cutoff.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import clear, compiled_untyped, write
from opstap.coverage.engine.p_median.multipliers import CLOSED, FREE, OPEN, SAFETY, worths
from opstap.coverage.engine.p_median.nearby import Nearby

MEMORY = 0.8  # how much of the last direction stays
SHARE_MEMORY = 0.95


class Climb(NamedTuple):
    """Where a climb stands; changed in place.

    state      FREE, CLOSED or OPEN, int8[n_site]
    least, most
               float64[n_demand]: prices outside never help (the cheapest site; the radius or an OPEN site)
    best       the prices of the best bound, float64[n_demand]
    prices     the prices now
    direction  float64[n_demand]
    share      how often a site was chosen of late, float64[n_site], 0 to 1: close to the linear relaxation
    inside     the sites chosen in the last round, bool[n_site]
    """

    state: NDArray[np.int8]
    least: Floats
    most: Floats
    best: Floats
    prices: Floats
    direction: Floats
    share: Floats
    inside: NDArray[np.bool_]


def begin(state: NDArray[np.int8], least: Floats, most: Floats, prices: Floats) -> Climb:
    prices = np.minimum(prices, most)
    n, m = len(prices), len(state)
    return Climb(state, least, most, prices, prices.copy(), np.zeros(n), np.zeros(m), np.zeros(m, bool))


def climb(
    nearby: Nearby,
    weight: Floats,
    p: int,
    climbing: Climb,
    *,
    known: float,
    cutoff: float,
    steps: tuple[float, float],
    rounds: int,
) -> float:
    """Go on for so many rounds, or until the cutoff; answers the best bound, at least `known`.

    `known` is the bound at `climbing.best`, -inf if it was not computed yet.
    """
    shrink = (steps[1] / steps[0]) ** (1 / rounds)
    return float(_climb(nearby, weight, p, climbing, known, cutoff, steps[0], shrink, rounds))


@compiled_untyped
def _climb(nearby, weight, p, climbing, known, cutoff, step, shrink, rounds):  # type: ignore[no-untyped-def]
    prices, direction, least, most = climbing.prices, climbing.direction, climbing.least, climbing.most
    worth = np.empty(len(climbing.state))
    served = np.empty(len(prices))
    best = known
    lacking = -1.0
    for _turn in range(rounds):
        value, last_in, first_out = _value(nearby, weight, p, climbing, worth)
        if lacking < 0.0:
            lacking = max(cutoff - max(value, known), 0.0)
        if value > best:
            best = value
            write(prices, climbing.best)
        if _decide(climbing, value, last_in, first_out, worth, cutoff, p) or best >= cutoff:
            break
        _count_served(nearby, climbing, served)
        size = 0.0
        for i in range(len(prices)):
            ahead = (1.0 - MEMORY) * (1.0 - served[i]) + MEMORY * direction[i]
            if (ahead > 0 and prices[i] >= most[i]) or (ahead < 0 and prices[i] <= least[i]):
                ahead = 0.0
            direction[i] = ahead
            size += weight[i] * ahead * ahead
        if size <= 0.0:
            break
        length = step * lacking / size
        for i in range(len(prices)):
            prices[i] = min(max(prices[i] + length * direction[i], least[i]), most[i])
        step *= shrink
    return best


@compiled_untyped
def _value(nearby, weight, p, climbing, worth):  # type: ignore[no-untyped-def]
    """L at the prices, and the worth of the last FREE site inside and the first outside; fills `inside`."""
    state, prices, inside = climbing.state, climbing.prices, climbing.inside
    clear(worth)
    total = worths(nearby.start, nearby.site, nearby.cost, weight, prices, worth)
    some = p - np.sum(state == OPEN)
    free = worth[state == FREE]
    last_in, first_out = -np.inf, np.inf
    if 0 < some < len(free):
        free = np.partition(free, some)
        first_out = free[some]
        last_in = np.max(free[:some])
    elif some > 0:
        last_in = np.max(free)
    elif len(free):
        first_out = np.min(free)
    spared = 0.0
    ties = some - np.sum(free < first_out) if some > 0 else 0
    for j in range(len(state)):
        inside[j] = state[j] == OPEN or (state[j] == FREE and some > 0 and worth[j] < first_out)
        if not inside[j] and ties > 0 and state[j] == FREE and worth[j] == first_out:
            inside[j] = True
            ties -= 1
        if inside[j]:
            spared += worth[j]
    return total + spared - SAFETY * (total - spared), last_in, first_out


@compiled_untyped
def _decide(climbing, value, last_in, first_out, worth, cutoff, p):  # type: ignore[no-untyped-def]
    """Close and open sites by the bound; answers whether at most one plan is left."""
    state = climbing.state
    opened = 0
    left = 0
    for j in range(len(state)):
        climbing.share[j] *= SHARE_MEMORY
        if climbing.inside[j]:
            climbing.share[j] += 1.0 - SHARE_MEMORY
            if state[j] == FREE and value + first_out - worth[j] >= cutoff:
                state[j] = OPEN
        elif state[j] == FREE and value + worth[j] - last_in >= cutoff:
            state[j] = CLOSED
        opened += state[j] == OPEN
        left += state[j] != CLOSED
    return opened >= p or left <= p


@compiled_untyped
def _count_served(nearby, climbing, served):  # type: ignore[no-untyped-def]
    """How many sites inside are cheaper than the price of each demand."""
    clear(served)
    for j in range(len(climbing.inside)):
        if climbing.inside[j]:
            for k in range(nearby.site_start[j], nearby.site_start[j + 1]):
                if nearby.site_cost[k] < climbing.prices[nearby.demand[k]]:
                    served[nearby.demand[k]] += 1.0

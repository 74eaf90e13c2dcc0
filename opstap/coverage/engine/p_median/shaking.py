"""Iterated local search: exchange a few sites of one neighbourhood, mend around them, keep what is no worse.

Only sites near a demand whose nearest two changed are tried again, so that a round costs as much as its
neighbourhood is large (and a few passes over the demands), not as much as the region is.
"""

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled_untyped, write
from opstap.coverage.engine.p_median.costs import Costs, Integers
from opstap.coverage.engine.p_median.nearby import Nearby
from opstap.coverage.engine.p_median.swaps import best_exchange, exchange, losses, two_nearest, value_of

MOST_SHAKEN = 3  # sites exchanged at random in one round


def shaken(
    costs: Costs, weight: Floats, nearby: Nearby, chosen: Integers, rounds: int, seed: int
) -> Integers:
    """The plan after so many rounds from `chosen`, int64[p] of listed sites: none made it worse."""
    chosen = chosen.copy()
    _shake(costs, weight, nearby, chosen, rounds, seed)
    return chosen


@compiled_untyped
def _shake(costs, weight, nearby, chosen, rounds, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    n, m, p = len(weight), len(nearby.site_start) - 1, len(chosen)
    slot = np.full(m, -1, np.int64)
    for place in range(p):
        slot[chosen[place]] = place
    nearest = np.empty((n, 2), np.int64)
    price = np.empty((n, 2))
    for i in range(n):
        two_nearest(costs, nearby, chosen, slot, i, nearest[i], price[i])
    loss = np.empty(p)
    change = np.empty(p)
    losses(weight, nearest, price, loss)
    value = value_of(weight, price)
    queue = np.empty(m, np.int64)
    waits = np.zeros(m, np.bool_)
    for _round in range(rounds):
        kept = (chosen.copy(), nearest.copy(), price.copy())
        i = np.random.randint(n)
        for _turn in range(1 + np.random.randint(MOST_SHAKEN)):
            j = _near(nearby, slot, i, price[i, 1])
            if j >= 0:
                place = nearest[i, np.random.randint(2)]
                exchange(costs, nearby, chosen, slot, place, j, nearest, price)
                i = nearby.demand[np.random.randint(nearby.site_start[j], nearby.site_start[j + 1])]
        waiting = _changed(nearby, kept[1], nearest, price, queue, waits, 0, 0)
        losses(weight, nearest, price, loss)
        _mend(costs, weight, nearby, chosen, slot, nearest, price, loss, change, queue, waits, waiting)
        reached = value_of(weight, price)
        if reached > value:
            for place in range(p):
                slot[chosen[place]] = -1
            write(kept[0], chosen)
            write(kept[1].ravel(), nearest.ravel())
            write(kept[2].ravel(), price.ravel())
            for place in range(p):
                slot[chosen[place]] = place
        else:
            value = reached


@compiled_untyped
def _near(nearby, slot, i, limit):  # type: ignore[no-untyped-def]
    """A listed site of demand i that costs at most `limit`, at random; -1 if it is chosen or none is."""
    size = np.searchsorted(nearby.cost[nearby.start[i] : nearby.start[i + 1]], limit, side="right")
    if size == 0:
        return -1
    j = nearby.site[nearby.start[i] + np.random.randint(size)]
    return -1 if slot[j] >= 0 else j


@compiled_untyped
def _changed(nearby, before, nearest, price, queue, waits, at, waiting):  # type: ignore[no-untyped-def]
    """Queue the sites that are cheaper than the nearest two of a demand whose nearest two changed.

    The queue is a ring: `waiting` sites stand in it from `at` on. Answers how many wait now.
    """
    m = len(queue)
    for i in range(len(nearest)):
        if before[i, 0] != nearest[i, 0] or before[i, 1] != nearest[i, 1]:
            for k in range(nearby.start[i], nearby.start[i + 1]):
                if nearby.cost[k] >= price[i, 1]:
                    break
                j = nearby.site[k]
                if not waits[j]:
                    waits[j] = True
                    queue[(at + waiting) % m] = j
                    waiting += 1
    return waiting


@compiled_untyped
def _mend(  # type: ignore[no-untyped-def]
    costs, weight, nearby, chosen, slot, nearest, price, loss, change, queue, waits, waiting
):
    """Exchange sites of the queue, int64[m] of which some wait, while that helps; the queue is used up."""
    m = len(queue)
    least = 1e-12 * (1.0 + value_of(weight, price))
    at = 0
    while waiting > 0:
        j = queue[at % m]
        at += 1
        waiting -= 1
        waits[j] = False
        if slot[j] >= 0:
            continue
        place, difference = best_exchange(weight, nearby, j, nearest, price, loss, change)
        if difference < -least:
            before = nearest.copy()
            exchange(costs, nearby, chosen, slot, place, j, nearest, price)
            losses(weight, nearest, price, loss)
            waiting = _changed(nearby, before, nearest, price, queue, waits, at, waiting)

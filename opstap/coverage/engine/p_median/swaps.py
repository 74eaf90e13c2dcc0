"""Local search: exchange one chosen site for another as long as that helps.

Eager swaps with the losses of removal kept up to date: Schubert and Rousseeuw, "Fast and eager k-medoids
clustering", Information Systems 101 (2021).
"""

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import clear, compiled_untyped, write
from opstap.coverage.engine.p_median.costs import Costs, Integers, between, column
from opstap.coverage.engine.p_median.nearby import Nearby

# So many swaps, or so many pairs looked at, between two looks at the clock.
SWAPS_AT_ONCE = 200
PAIRS_AT_ONCE = 100_000_000


def swap(costs: Costs, weight: Floats, nearby: Nearby, chosen: Integers, order: Integers) -> tuple[bool, int]:
    """Improve `chosen`, int64[p] with p >= 2, in place; sites are tried in the `order` given, int64[k].

    Answers whether no swap helps any more (as far as the lists of `nearby` show), and how many were done.
    """
    return _swap(costs, weight, nearby, chosen, order, SWAPS_AT_ONCE, PAIRS_AT_ONCE)  # type: ignore[no-any-return]


@compiled_untyped
def two_nearest(costs, nearby, chosen, slot, i, found, price):  # type: ignore[no-untyped-def]
    """Slots of the cheapest and the second cheapest of `chosen` into found[:2], their costs into price[:2].

    With many sites chosen the list of the demand is walked, else (or when it ends too early) all are tried.
    """
    count = 0
    if len(chosen) > 40:
        for k in range(nearby.start[i], nearby.start[i + 1]):
            place = slot[nearby.site[k]]
            if place >= 0:
                found[count] = place
                price[count] = nearby.cost[k]
                count += 1
                if count == 2:
                    return
    price[0] = np.inf
    price[1] = np.inf
    found[0] = -1
    found[1] = -1
    for place in range(len(chosen)):
        cost = between(costs, i, chosen[place])
        if cost < price[0]:
            price[1] = price[0]
            found[1] = found[0]
            price[0] = cost
            found[0] = place
        elif cost < price[1]:
            price[1] = cost
            found[1] = place


@compiled_untyped
def losses(weight, nearest, price, loss):  # type: ignore[no-untyped-def]
    """What closing each chosen site would cost."""
    clear(loss)
    for i in range(len(weight)):
        loss[nearest[i, 0]] += weight[i] * (price[i, 1] - price[i, 0])


@compiled_untyped
def value_of(weight, price):  # type: ignore[no-untyped-def]
    """What the plan costs."""
    value = 0.0
    for i in range(len(weight)):
        value += weight[i] * price[i, 0]
    return value


@compiled_untyped
def exchange(costs, nearby, chosen, slot, place, j, nearest, price):  # type: ignore[no-untyped-def]
    """Site j takes the place; the two nearest of every demand follow."""
    slot[chosen[place]] = -1
    chosen[place] = j
    slot[j] = place
    costs_there = column(costs, j)
    for i in range(len(nearest)):
        cost = costs_there[i]
        if nearest[i, 0] == place or nearest[i, 1] == place:
            two_nearest(costs, nearby, chosen, slot, i, nearest[i], price[i])
        elif cost < price[i, 0]:
            nearest[i, 1] = nearest[i, 0]
            price[i, 1] = price[i, 0]
            nearest[i, 0] = place
            price[i, 0] = cost
        elif cost < price[i, 1]:
            nearest[i, 1] = place
            price[i, 1] = cost


@compiled_untyped
def best_exchange(weight, nearby, j, nearest, price, loss, change):  # type: ignore[no-untyped-def]
    """The place that site j would best take, and what the objective then changes by (at most)."""
    write(loss, change)
    gain = 0.0
    for k in range(nearby.site_start[j], nearby.site_start[j + 1]):
        i = nearby.demand[k]
        cost = nearby.site_cost[k]
        if cost < price[i, 0]:
            gain += weight[i] * (cost - price[i, 0])
            change[nearest[i, 0]] += weight[i] * (price[i, 0] - price[i, 1])
        elif cost < price[i, 1]:
            change[nearest[i, 0]] += weight[i] * (cost - price[i, 1])
    place = np.argmin(change)
    return place, gain + change[place]


@compiled_untyped
def _swap(costs, weight, nearby, chosen, order, most_swaps, most_pairs):  # type: ignore[no-untyped-def]
    n, p = len(weight), len(chosen)
    slot = np.full(len(nearby.site_start) - 1, -1, np.int64)
    for place in range(p):
        slot[chosen[place]] = place
    nearest = np.empty((n, 2), np.int64)
    price = np.empty((n, 2))
    for i in range(n):
        two_nearest(costs, nearby, chosen, slot, i, nearest[i], price[i])
    loss = np.empty(p)
    change = np.empty(p)
    losses(weight, nearest, price, loss)
    least = 1e-12 * (1.0 + value_of(weight, price))
    swaps = 0
    seen = 0
    since = 0
    at = 0
    while since < len(order):
        j = order[at]
        at = (at + 1) % len(order)
        since += 1
        if slot[j] >= 0:
            continue
        seen += nearby.site_start[j + 1] - nearby.site_start[j]
        place, difference = best_exchange(weight, nearby, j, nearest, price, loss, change)
        if difference < -least:
            exchange(costs, nearby, chosen, slot, place, j, nearest, price)
            losses(weight, nearest, price, loss)
            swaps += 1
            since = 0
        if swaps >= most_swaps or seen >= most_pairs:
            return False, swaps
    return True, swaps

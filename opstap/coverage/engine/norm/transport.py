"""The exact value of posts: a transport problem that follows its capacities one change at a time.

People are served where they are worth most, as far as capacity goes. When a site gets more capacity, or loses
some, the best flow is found again by shortest augmenting paths in the graph of the *sites*: an arc from a to
b moves a person of some demand i from a to b and gains worth_ib - worth_ia. The price of a site is what one
more person of capacity would be worth there; with the prices as potentials no arc is negative, so that
Dijkstra's search finds each path (successive shortest paths; Ahuja, Magnanti, Orlin, Network Flows, 1993,
section 9.7). One post more or less is a few dozen short paths. `grow` and `shrink` are each other's inverse.
"""

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled, write
from opstap.coverage.engine.norm.network import Flow, Network, Scratch

LEAST_PEOPLE = 1e-7  # fewer than these are nobody
LEAST_GAIN = 1e-10  # of worth, whose largest is 1: less is no gain


@compiled
def put(pair: int, people: float, network: Network, flow: Flow) -> None:
    """Serve `people` more along `pair`, and keep it among the pairs in use of its demand."""
    if flow.served[pair] <= LEAST_PEOPLE:
        i = network.demand[pair]
        flow.used[network.demand_start[i] + flow.used_count[i]] = pair
        flow.used_count[i] += 1
        flow.served[pair] = 0.0
    flow.served[pair] += people


@compiled
def take(pair: int, people: float, network: Network, flow: Flow) -> None:
    """The inverse of `put`."""
    flow.served[pair] -= people
    if flow.served[pair] > LEAST_PEOPLE:
        return
    flow.served[pair] = 0.0
    i = network.demand[pair]
    start, count = network.demand_start[i], flow.used_count[i]
    for at in range(start, start + count):
        if flow.used[at] == pair:
            flow.used[at] = flow.used[start + count - 1]
            flow.used_count[i] -= 1
            break


@compiled
def opening_price(j: int, network: Network, flow: Flow) -> float:
    """The smallest price at which site j, closed so far, draws nobody from where they are served now."""
    least = 0.0
    for pair in range(network.site_start[j], network.site_start[j + 1]):
        i = network.demand[pair]
        own = 0.0
        if flow.unserved[i] <= LEAST_PEOPLE and flow.used_count[i] > 0:
            at = flow.used[network.demand_start[i]]
            own = network.worth[at] - flow.price[network.site[at]]
        least = max(least, network.worth[pair] - own)
    return least


@compiled
def nearest_touched(n_touched: int, scratch: Scratch) -> int:
    """The touched site that is not settled yet and nearest; -1: none."""
    nearest, least = -1, np.inf
    for at in range(n_touched):
        site = scratch.touched[at]
        if not scratch.is_settled[site] and scratch.distance[site] < least:
            nearest, least = site, scratch.distance[site]
    return nearest


@compiled
def touch(site: int, distance: float, left: int, came: int, n_touched: int, scratch: Scratch) -> int:
    """Note a shorter way to `site`, by the pairs that are left and come to; the number of touched sites."""
    if scratch.distance[site] == np.inf:
        scratch.touched[n_touched] = site
        scratch.is_settled[site] = False
        n_touched += 1
    if distance < scratch.distance[site]:
        scratch.distance[site] = distance
        scratch.left_by[site] = left
        scratch.came_by[site] = came
    return n_touched


@compiled
def begin(j: int, scratch: Scratch) -> None:
    scratch.touched[0] = j
    scratch.distance[j] = 0.0
    scratch.is_settled[j] = False


@compiled
def settle_prices(sign: float, reached: float, n_touched: int, flow: Flow, scratch: Scratch) -> None:
    """After a path of length `reached` sites nearer than that move their price by the difference."""
    for at in range(n_touched):
        site = scratch.touched[at]
        if scratch.distance[site] < reached:
            moved = reached - scratch.distance[site]
            flow.price[site] = max(0.0, flow.price[site] + sign * moved)
            scratch.is_changed[site] = True
        scratch.distance[site] = np.inf


@compiled
def way_to_people(j: int, network: Network, flow: Flow, scratch: Scratch) -> tuple[float, int, int, int]:
    """The cheapest way to bring one more person to site j: backwards from j to an unserved person, or to a
    site that has capacity to spare (its person then moves on).

    Returns the way's length, the site where it ends, the pair of the unserved person (-1: spare capacity) and
    how many sites were touched; the way itself stands in `scratch`."""
    begin(j, scratch)
    n_touched, length, end, last = 1, np.inf, -1, -1
    while True:
        b = nearest_touched(n_touched, scratch)
        if b < 0 or scratch.distance[b] >= length:
            return length, end, last, n_touched
        so_far = scratch.distance[b]
        scratch.is_settled[b] = True
        if so_far + flow.price[b] < length:
            length, end, last = so_far + flow.price[b], b, -1
        for pair in range(network.site_start[b], network.site_start[b + 1]):
            i = network.demand[pair]
            onward = so_far + flow.price[b] - network.worth[pair]
            if flow.unserved[i] > LEAST_PEOPLE and onward < length:
                length, end, last = max(onward, so_far), b, pair
            start = network.demand_start[i]
            for at in range(start, start + flow.used_count[i]):
                left = flow.used[at]
                a = network.site[left]
                if a != b:
                    way = max(so_far, onward + network.worth[left] - flow.price[a])
                    if way < length:
                        n_touched = touch(a, way, left, pair, n_touched, scratch)


@compiled
def grow(j: int, people: float, network: Network, flow: Flow, scratch: Scratch) -> float:
    """Site j can serve `people` more; the exact gain of worth."""
    if people <= LEAST_PEOPLE:
        return 0.0
    scratch.is_changed[j] = True
    if flow.capacity[j] <= LEAST_PEOPLE:
        flow.price[j] = opening_price(j, network, flow)
    flow.capacity[j] += people
    rest, total = people, 0.0
    if flow.spare[j] > LEAST_PEOPLE:
        flow.spare[j] += rest
        return 0.0
    while rest > LEAST_PEOPLE:
        before = flow.price[j]
        length, end, last, n_touched = way_to_people(j, network, flow, scratch)
        gain = before - length
        settle_prices(-1.0, length, n_touched, flow, scratch)
        if gain <= LEAST_GAIN:
            flow.spare[j] += rest
            flow.price[j] = 0.0
            break
        moved = moved_along(j, end, last, rest, network, flow, scratch)
        rest -= moved
        total += gain * moved
    return total


@compiled
def moved_along(
    j: int, end: int, last: int, most: float, network: Network, flow: Flow, scratch: Scratch
) -> float:
    """Move as many people as the way from j to `end` carries, at most `most`; how many moved."""
    moved = most
    if last >= 0:
        moved = min(moved, flow.unserved[network.demand[last]])
    site = end
    while site != j:
        moved = min(moved, flow.served[scratch.left_by[site]])
        site = network.site[scratch.came_by[site]]
    if last >= 0:
        i = network.demand[last]
        flow.unserved[i] -= moved
        if flow.unserved[i] < LEAST_PEOPLE:
            flow.unserved[i] = 0.0
        put(last, moved, network, flow)
    else:
        flow.spare[end] += moved
    site = end
    while site != j:
        following = network.site[scratch.came_by[site]]
        take(scratch.left_by[site], moved, network, flow)
        put(scratch.came_by[site], moved, network, flow)
        site = following
    return moved


@compiled
def way_out(j: int, network: Network, flow: Flow, scratch: Scratch) -> tuple[float, int, int, int]:
    """The cheapest way to serve one person less at site j: forwards from j to a site with capacity to spare,
    or to a person who is then served no more. Returns as `way_to_people` does; the pair is the one given
    up."""
    begin(j, scratch)
    n_touched, length, end, last = 1, np.inf, -1, -1
    while True:
        b = nearest_touched(n_touched, scratch)
        if b < 0 or scratch.distance[b] >= length:
            return length, end, last, n_touched
        so_far = scratch.distance[b]
        scratch.is_settled[b] = True
        if flow.spare[b] > LEAST_PEOPLE:
            return so_far, b, -1, n_touched
        for pair in range(network.site_start[b], network.site_start[b + 1]):
            if flow.served[pair] <= LEAST_PEOPLE:
                continue
            i = network.demand[pair]
            onward = so_far + network.worth[pair] - flow.price[b]
            if onward < length:
                length, end, last = max(onward, so_far), b, pair
            for at in range(network.demand_start[i], network.demand_start[i + 1]):
                came = network.of_demand[at]
                a = network.site[came]
                if a != b and flow.capacity[a] > LEAST_PEOPLE:
                    way = max(so_far, onward - network.worth[came] + flow.price[a])
                    if way < length:
                        n_touched = touch(a, way, pair, came, n_touched, scratch)


@compiled
def shrink(j: int, people: float, network: Network, flow: Flow, scratch: Scratch) -> float:
    """Site j serves `people` fewer; the exact change of worth, not above zero. At most its capacity."""
    if people <= LEAST_PEOPLE:
        return 0.0
    scratch.is_changed[j] = True
    flow.capacity[j] -= people
    idle = min(flow.spare[j], people)
    flow.spare[j] -= idle
    rest, total = people - idle, 0.0
    if flow.spare[j] <= LEAST_PEOPLE:
        flow.spare[j] = 0.0
    while rest > LEAST_PEOPLE:
        before = flow.price[j]
        length, end, last, n_touched = way_out(j, network, flow, scratch)
        if end < 0:
            break
        settle_prices(1.0, length, n_touched, flow, scratch)
        moved = moved_out(j, end, last, rest, network, flow, scratch)
        rest -= moved
        total -= (before + length) * moved
    if flow.capacity[j] <= LEAST_PEOPLE:
        flow.capacity[j] = 0.0
        flow.spare[j] = 0.0
    return total


@compiled
def moved_out(
    j: int, end: int, last: int, rest: float, network: Network, flow: Flow, scratch: Scratch
) -> float:
    """Move as many people as the way from j to `end` carries, at most `rest`; how many moved."""
    moved: float = min(rest, flow.served[last]) if last >= 0 else min(rest, flow.spare[end])
    site = end
    while site != j:
        moved = min(moved, flow.served[scratch.left_by[site]])
        site = network.site[scratch.left_by[site]]
    if last >= 0:
        flow.unserved[network.demand[last]] += moved
        take(last, moved, network, flow)
    else:
        flow.spare[end] -= moved
        if flow.spare[end] <= LEAST_PEOPLE:
            flow.spare[end] = 0.0
    site = end
    while site != j:
        following = network.site[scratch.left_by[site]]
        take(scratch.left_by[site], moved, network, flow)
        put(scratch.came_by[site], moved, network, flow)
        site = following
    return moved


@compiled
def fill(capacity: Floats, network: Network, flow: Flow, scratch: Scratch) -> float:
    """From nothing to `capacity`, people a site; the exact worth."""
    total = 0.0
    for j in range(len(capacity)):
        total += grow(j, capacity[j], network, flow, scratch)
    return total


@compiled
def copy(source: Flow, target: Flow) -> None:
    """Write one flow over another: cheaper than taking capacity away again."""
    write(source.served, target.served)
    write(source.unserved, target.unserved)
    write(source.capacity, target.capacity)
    write(source.spare, target.spare)
    write(source.price, target.price)
    write(source.used, target.used)
    write(source.used_count, target.used_count)


SLICES = 4


@compiled
def would_gain(
    j: int, people: float, hopeless: float, network: Network, flow: Flow, scratch: Scratch, before: Flow
) -> float:
    """What `grow` would gain, and everything back as it stands in `before`, a copy of `flow`.

    Each further person gains less than the last: what cannot exceed `hopeless` any more is left."""
    changed = scratch.is_changed.copy()
    slice_of = people / SLICES
    total, grown = 0.0, 0
    while grown < SLICES:
        gain = grow(j, slice_of, network, flow, scratch)
        total += gain
        grown += 1
        if total + gain * (SLICES - grown) <= hopeless:
            break
    copy(before, flow)
    write(changed, scratch.is_changed)
    return total

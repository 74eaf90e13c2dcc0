"""Plans: greedy by exact gain per cost, then part of the plan taken down and built up again, over and over.

Ruin and recreate (Schrimpf and others 2000): a few posts, mostly of one neighbourhood, are taken away, and
the money is spent again by the same greedy rule with some noise. Which sites are looked at is decided by what
they could gain at most at the present prices of people; what they gain in truth is computed by the exact
transport."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled, write
from opstap.coverage.engine.norm.lagrange import Choice, Filling, cost, fill_site
from opstap.coverage.engine.norm.network import Flow, Network, Scratch, Whole
from opstap.coverage.engine.norm.transport import LEAST_PEOPLE, copy, grow, shrink, would_gain


class Posts(NamedTuple):
    """Where the search stands: steps at each site, the best steps so far, and the worth of both.

    prices    what one more person of each demand is worth to the sites with room, float64[n_demand]
    filling   what each site could do at most at these prices
    is_stale  sites whose filling is older than the prices
    worth     [now, best]
    trial     room for a copy of the flow, while gains are tried
    """

    steps: Whole
    best: Whole
    worth: Floats
    prices: Floats
    filling: Filling
    is_stale: NDArray[np.bool_]
    trial: Flow


class Kept(NamedTuple):
    """A state of the search to come back to: a copy of the flow and of what goes with it."""

    flow: Flow
    steps: Whole
    worth: Floats
    prices: Floats
    value: Floats
    is_stale: NDArray[np.bool_]
    is_changed: NDArray[np.bool_]


class Manner(NamedTuple):
    """How a search goes about.

    accepts     a plan worse by this share than the best is still gone on from
    noise       gains are raised by up to this share, at random
    most_ruined steps of the plan taken down at once, at most
    most_tried  sites whose exact gain is computed before the best is taken
    near        share of rounds that ruin one neighbourhood, rather than anywhere
    """

    accepts: float
    noise: float
    most_ruined: int
    most_tried: int
    near: float


@compiled
def price_of(i: int, network: Network, flow: Flow) -> float:
    """What one more person of demand i is worth: the best of the open sites, after their own price."""
    price = 0.0
    for at in range(network.demand_start[i], network.demand_start[i + 1]):
        pair = network.of_demand[at]
        site = network.site[pair]
        if flow.capacity[site] > LEAST_PEOPLE:
            price = max(price, network.worth[pair] - flow.price[site])
    return price


@compiled
def refresh(
    network: Network, flow: Flow, scratch: Scratch, capacity: Floats, most: Whole, posts: Posts
) -> None:
    """Prices of people and possible gains after sites have changed; only what changed is computed again."""
    for site in range(len(most)):
        if not scratch.is_changed[site]:
            continue
        scratch.is_changed[site] = False
        for pair in range(network.site_start[site], network.site_start[site + 1]):
            i = network.demand[pair]
            price = price_of(i, network, flow)
            if abs(price - posts.prices[i]) > 1e-12:
                posts.prices[i] = price
                for at in range(network.demand_start[i], network.demand_start[i + 1]):
                    posts.is_stale[network.site[network.of_demand[at]]] = True
    for site in range(len(most)):
        if posts.is_stale[site] and most[site] > 0:
            fill_site(site, posts.prices, network.worth, network, capacity, posts.filling)
            posts.is_stale[site] = False


@compiled
def change(
    j: int, by: int, people: float, network: Network, flow: Flow, scratch: Scratch, posts: Posts
) -> None:
    """`by` steps more (or fewer) at site j, each of `people`."""
    if by > 0:
        posts.worth[0] += grow(j, by * people, network, flow, scratch)
    elif by < 0:
        posts.worth[0] += shrink(j, -by * people, network, flow, scratch)
    posts.steps[j] += by


@compiled
def go_to(steps: Whole, people: float, network: Network, flow: Flow, scratch: Scratch, posts: Posts) -> None:
    """From the present plan to another: first what goes, then what comes."""
    for j in range(len(steps)):
        if steps[j] < posts.steps[j]:
            change(j, steps[j] - posts.steps[j], people, network, flow, scratch, posts)
    for j in range(len(steps)):
        if steps[j] > posts.steps[j]:
            change(j, steps[j] - posts.steps[j], people, network, flow, scratch, posts)


@compiled
def possible(left: int, choice: Choice, posts: Posts) -> tuple[Floats, Whole, Whole]:
    """What can be afforded, best possible gain per cost first: that gain, the site, the steps.

    A site that is to be opened is offered with one step, two, and so on: the opening is paid once."""
    most = int((choice.most - posts.steps).sum())
    gain, site, by, n = np.empty(most), np.empty(most, np.int64), np.empty(most, np.int64), 0
    value = posts.filling.value
    for j in range(len(choice.most)):
        k = posts.steps[j]
        for more in range(1, choice.most[j] - k + 1):
            if more > 1 and (k > 0 or choice.opening[j] == 0):
                break
            price = cost(j, k + more, choice) - cost(j, k, choice)
            if price > left:
                break
            gain[n], site[n], by[n] = (value[j, k + more] - value[j, k]) / price, j, more
            n += 1
    order = np.argsort(-gain[:n])
    return gain[:n][order], site[:n][order], by[:n][order]


@compiled
def recreate(
    people: float, choice: Choice, manner: Manner, network: Network, flow: Flow, scratch: Scratch,
    capacity: Floats, posts: Posts, at_most: int,
) -> bool:  # fmt: skip
    """Spend what is left, by the greatest gain per cost among the few that promise most; `at_most` times.
    Whether all is spent that can be."""
    for _ in range(at_most):
        left = choice.budget
        for j in range(len(posts.steps)):
            left -= cost(j, posts.steps[j], choice)
        if left < choice.step:
            return True
        refresh(network, flow, scratch, capacity, choice.most, posts)
        hopes, site, by = possible(left, choice, posts)
        best, at = 0.0, -1
        copy(flow, posts.trial)
        for n in range(min(len(hopes), manner.most_tried)):
            if hopes[n] * (1 + manner.noise) <= best:
                break
            j, k = site[n], posts.steps[site[n]]
            price = cost(j, k + by[n], choice) - cost(j, k, choice)
            hopeless = best * price / (1 + manner.noise)
            gain = would_gain(j, by[n] * people, hopeless, network, flow, scratch, posts.trial)
            gain *= (1 + manner.noise * np.random.random()) / price
            if gain > best:
                best, at = gain, n
        if at < 0:
            return True
        change(site[at], by[at], people, network, flow, scratch, posts)
    return False


@compiled
def neighbour(site: int, network: Network) -> int:
    """Two steps at random through people whom two sites share."""
    for _ in range(2):
        start, end = network.site_start[site], network.site_start[site + 1]
        if end == start:
            return site
        i = network.demand[start + np.random.randint(end - start)]
        first, last = network.demand_start[i], network.demand_start[i + 1]
        site = network.site[network.of_demand[first + np.random.randint(last - first)]]
    return site


@compiled
def ruin(
    people: float, least: Whole, manner: Manner, network: Network, flow: Flow, scratch: Scratch, posts: Posts
) -> None:  # fmt: skip
    """Take down a few sites' steps, around one of them or anywhere."""
    chosen = np.flatnonzero(posts.steps > least)
    if not len(chosen):
        return
    centre = chosen[np.random.randint(len(chosen))]
    rest = 1 + np.random.randint(manner.most_ruined)
    is_near = np.random.random() < manner.near
    for attempt in range(8 * rest):
        site = centre
        if attempt > 0:
            site = neighbour(centre, network) if is_near else chosen[np.random.randint(len(chosen))]
        there = posts.steps[site] - least[site]
        if there == 0:
            continue
        by = there if np.random.random() < 0.5 else 1 + np.random.randint(there)
        change(site, -by, people, network, flow, scratch, posts)
        rest -= 1
        if rest <= 0:
            return


@compiled
def keep(flow: Flow, scratch: Scratch, posts: Posts, kept: Kept) -> None:
    """Note where the search stands."""
    copy(flow, kept.flow)
    write(posts.steps, kept.steps)
    kept.worth[0] = posts.worth[0]
    write(posts.prices, kept.prices)
    write(posts.filling.value.ravel(), kept.value.ravel())
    write(posts.is_stale, kept.is_stale)
    write(scratch.is_changed, kept.is_changed)


@compiled
def come_back(flow: Flow, scratch: Scratch, posts: Posts, kept: Kept) -> None:
    """The inverse of `keep`."""
    copy(kept.flow, flow)
    write(kept.steps, posts.steps)
    posts.worth[0] = kept.worth[0]
    write(kept.prices, posts.prices)
    write(kept.value.ravel(), posts.filling.value.ravel())
    write(kept.is_stale, posts.is_stale)
    write(kept.is_changed, scratch.is_changed)


@compiled
def note_best(posts: Posts) -> None:
    if posts.worth[0] > posts.worth[1] + 1e-9 * abs(posts.worth[1]):
        posts.worth[1] = posts.worth[0]
        write(posts.steps, posts.best)


EVERYTHING = 2**60


@compiled
def search(
    seed: int,
    rounds: int,
    people: float,
    choice: Choice,
    manner: Manner,
    network: Network,
    flow: Flow,
    scratch: Scratch,
    capacity: Floats,
    posts: Posts,
    kept: Kept,
) -> None:
    """Complete the present plan, then ruin and recreate it `rounds` times."""
    np.random.seed(seed)
    for turn in range(rounds + 1):
        if turn > 0:
            ruin(people, choice.least, manner, network, flow, scratch, posts)
        recreate(people, choice, manner, network, flow, scratch, capacity, posts, EVERYTHING)
        note_best(posts)
        if turn == 0 or posts.worth[0] >= posts.worth[1] * (1 - manner.accepts):
            keep(flow, scratch, posts, kept)
        else:
            come_back(flow, scratch, posts, kept)

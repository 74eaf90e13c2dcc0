"""For each demand its cheap sites, cheapest first, up to a radius; and the same pairs by site.

A bound stays valid however small the radius is (`multipliers`): what is beyond it is never counted on.
Memory: 24 bytes a pair, at most `MOST_PAIRS` pairs.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled_untyped
from opstap.coverage.engine.p_median.costs import Costs, Integers, row

MOST_PAIRS = 30_000_000


class Nearby(NamedTuple):
    """Pairs (demand, site) with a cost strictly below the radius of the demand.

    radius            float64[n_demand]; infinite where every candidate is in the list
    start             int64[n_demand + 1]: the pairs of demand i stand from start[i] to start[i + 1]
    site, cost        int32 and float64[pairs], cheapest first
    site_start        int64[n_site + 1]
    demand, site_cost int32 and float64[pairs]: the same pairs by site
    """

    radius: Floats
    start: Integers
    site: NDArray[np.int32]
    cost: Floats
    site_start: Integers
    demand: NDArray[np.int32]
    site_cost: Floats


def within(costs: Costs, candidate: NDArray[np.bool_], radius: Floats) -> Nearby:
    """List all pairs of a `candidate` site, bool[n_site], within the radius of each demand."""
    start = np.zeros(len(radius) + 1, np.int64)
    np.cumsum(_count(costs, candidate, radius), out=start[1:])
    site, cost = np.empty(start[-1], np.int32), np.empty(start[-1])
    values = np.empty(len(candidate))
    for i in range(len(radius)):
        row(costs, i, values)
        near = np.flatnonzero(candidate & (values < radius[i]))
        near = near[np.argsort(values[near], kind="stable")]
        site[start[i] : start[i + 1]], cost[start[i] : start[i + 1]] = near, values[near]
    return Nearby(radius, start, site, cost, *_by_site(start, site, cost, len(candidate)))


def shortened(nearby: Nearby, candidate: NDArray[np.bool_], radius: Floats) -> Nearby:
    """Keep the pairs of a `candidate` site within a radius that is nowhere larger than before."""
    start, site, cost = _keep(nearby.start, nearby.site, nearby.cost, candidate, radius)
    return Nearby(radius, start, site, cost, *_by_site(start, site, cost, len(candidate)))


def pairs_within(costs: Costs, candidate: NDArray[np.bool_], radius: Floats) -> int:
    """How many pairs `within` would list."""
    return int(_count(costs, candidate, radius).sum())


@compiled_untyped
def _count(costs, candidate, radius):  # type: ignore[no-untyped-def]
    n, m = len(radius), len(candidate)
    counts = np.zeros(n, np.int64)
    values = np.empty(m)
    for i in range(n):
        row(costs, i, values)
        for j in range(m):
            if candidate[j] and values[j] < radius[i]:
                counts[i] += 1
    return counts


@compiled_untyped
def _keep(start, site, cost, candidate, radius):  # type: ignore[no-untyped-def]
    n = len(radius)
    kept_start = np.zeros(n + 1, np.int64)
    for i in range(n):
        few = 0
        for k in range(start[i], start[i + 1]):
            if cost[k] >= radius[i]:
                break
            few += candidate[site[k]]
        kept_start[i + 1] = kept_start[i] + few
    kept_site = np.empty(kept_start[n], np.int32)
    kept_cost = np.empty(kept_start[n])
    at = 0
    for i in range(n):
        for k in range(start[i], start[i + 1]):
            if cost[k] >= radius[i]:
                break
            if candidate[site[k]]:
                kept_site[at] = site[k]
                kept_cost[at] = cost[k]
                at += 1
    return kept_start, kept_site, kept_cost


@compiled_untyped
def _by_site(start, site, cost, m):  # type: ignore[no-untyped-def]
    site_start = np.zeros(m + 1, np.int64)
    for k in range(len(site)):
        site_start[site[k] + 1] += 1
    for j in range(m):
        site_start[j + 1] += site_start[j]
    at = site_start[:m].copy()
    demand = np.empty(len(site), np.int32)
    site_cost = np.empty(len(site))
    for i in range(len(start) - 1):
        for k in range(start[i], start[i + 1]):
            j = site[k]
            demand[at[j]] = i
            site_cost[at[j]] = cost[k]
            at[j] += 1
    return site_start, demand, site_cost

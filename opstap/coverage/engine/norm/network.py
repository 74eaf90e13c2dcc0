"""Who can be served where: the pairs of demand and site, seen from either side, and what flows through
them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.checks import Floats

Whole = NDArray[np.int64]


class Network(NamedTuple):
    """The pairs (demand, site) along which serving is worth something, sorted by site.

    site_start    pairs of site j are site_start[j] to site_start[j + 1], int64[n_site + 1]
    demand, site  of each pair, int64[n_pair]
    worth         need x reach of each pair, in (0, 1] (scaled by the largest), float64[n_pair]
    demand_start  of_demand[demand_start[i] : demand_start[i + 1]] are the pairs of demand i
    people        inhabitants of each demand, float64[n_demand]
    """

    site_start: Whole
    demand: Whole
    site: Whole
    worth: Floats
    demand_start: Whole
    of_demand: Whole
    people: Floats


class Flow(NamedTuple):
    """Who is served where, and the prices that prove that nobody could be served better.

    served      people of each pair, float64[n_pair]
    unserved    people of each demand that nobody serves, float64[n_demand]
    capacity, spare
                people each site can serve, and those of them it does not, float64[n_site]
    price       what one more person of capacity would be worth at each site, float64[n_site]
    used, used_count
                the pairs of demand i with people in them:
                used[demand_start[i] : demand_start[i] + used_count[i]]
    """

    served: Floats
    unserved: Floats
    capacity: Floats
    spare: Floats
    price: Floats
    used: Whole
    used_count: Whole


class Scratch(NamedTuple):
    """What a search for the shortest path writes on, by site; `is_changed`: its price moved since last
    asked."""

    distance: Floats
    is_settled: NDArray[np.bool_]
    left_by: Whole
    came_by: Whole
    touched: Whole
    is_changed: NDArray[np.bool_]


def network_of(people: Floats, need: Floats, reach: sparse.csr_array, is_open: NDArray[np.bool_]) -> Network:
    """The pairs that are worth something, of sites where `is_open`; worth is not scaled yet.

    people, need float64[n_demand]; reach n_demand x n_site; is_open bool[n_site]."""
    pairs = reach.tocoo()
    worth = need[pairs.row] * pairs.data
    kept = (worth > 0) & (people[pairs.row] > 0) & is_open[pairs.col]
    demand, site, worth = pairs.row[kept].astype(np.int64), pairs.col[kept].astype(np.int64), worth[kept]
    by_site = np.lexsort((demand, site))
    demand, site, worth = demand[by_site], site[by_site], worth[by_site]
    of_demand = np.lexsort((site, demand))
    n_demand, n_site = reach.shape
    return Network(
        site_start=np.searchsorted(site, np.arange(n_site + 1)).astype(np.int64),
        demand=demand,
        site=site,
        worth=worth,
        demand_start=np.searchsorted(demand[of_demand], np.arange(n_demand + 1)).astype(np.int64),
        of_demand=of_demand.astype(np.int64),
        people=people,
    )


def empty_flow(network: Network) -> Flow:
    """Nobody is served, no site has any capacity."""
    n_site, n_pair = len(network.site_start) - 1, len(network.demand)
    return Flow(
        served=np.zeros(n_pair),
        unserved=network.people.copy(),
        capacity=np.zeros(n_site),
        spare=np.zeros(n_site),
        price=np.zeros(n_site),
        used=np.zeros(n_pair, np.int64),
        used_count=np.zeros(len(network.people), np.int64),
    )


def scratch_of(network: Network) -> Scratch:
    n_site = len(network.site_start) - 1
    return Scratch(
        distance=np.full(n_site, np.inf),
        is_settled=np.zeros(n_site, np.bool_),
        left_by=np.zeros(n_site, np.int64),
        came_by=np.zeros(n_site, np.int64),
        touched=np.zeros(n_site + 1, np.int64),
        is_changed=np.ones(n_site, np.bool_),
    )

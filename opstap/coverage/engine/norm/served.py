"""Who is served by given posts: exact, and quick enough to ask "what if" while somebody waits."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from opstap.coverage.engine.checks import Floats, numbers, reach_matrix
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.engine.norm.network import Flow, Network, Whole, empty_flow, network_of, scratch_of
from opstap.coverage.engine.norm.transport import fill


@dataclass(frozen=True)
class Served:
    """What given posts do, when they serve where it is worth most.

    worth    sum of need x reach x people served: what the norm plan maximises
    people   inhabitants served, unweighted
    by_area  inhabitants served of each demand, float64[n_demand]; a demand without need (need 0) counts as
             not served, since serving it is worth nothing
    by_site  inhabitants that each site serves, float64[n_site]
    """

    worth: float
    people: float
    by_area: Floats
    by_site: Floats


def served(
    population: ArrayLike, need: ArrayLike, reach: Any, posts: ArrayLike, *, people_per_post: float = 10_000
) -> Served:
    """Who is served when site j has `posts[j]` posts in all (existing and added), float64[n_site], not
    negative.

    The other arguments are those of `norm_plan`. Exact: an optimal flow of the transport problem,
    deterministic where several are as good. Before and after are two calls; 724 areas x 300 sites take a few
    milliseconds."""
    people = numbers("population", population)
    weights = numbers("need", np.full(len(people), need) if np.ndim(need) == 0 else need, length=len(people))
    capacity = numbers("posts", posts) * float(people_per_post)
    if not (math.isfinite(people_per_post) and people_per_post > 0):
        raise EngineError("people_per_post", "range", "must be above 0")
    matrix = reach_matrix("reach", reach, shape=(len(people), len(capacity)))
    network = network_of(people, weights, matrix, capacity > 0)
    scale = float(network.worth.max()) if len(network.worth) else 1.0
    network = network._replace(worth=network.worth / scale)
    flow = flow_of(network, capacity)
    return Served(
        worth=worth_of(network, flow) * scale,
        people=math.fsum(flow.served),
        by_area=summed(network.demand, flow.served, len(people)),
        by_site=summed(network.site, flow.served, len(capacity)),
    )


def value_of(
    population: ArrayLike, need: ArrayLike, reach: Any, posts: ArrayLike, *, people_per_post: float = 10_000
) -> float:
    """The worth of given posts: `served(...).worth`."""
    return served(population, need, reach, posts, people_per_post=people_per_post).worth


def summed(rows: Whole, values: Floats, n: int) -> Floats:
    """The values of each row added up, float64[n]."""
    return np.bincount(rows, values, n).astype(np.float64)


def flow_of(network: Network, capacity: Floats) -> Flow:
    """The best flow from nothing."""
    flow = empty_flow(network)
    fill(capacity, network, flow, scratch_of(network))
    return flow


def worth_of(network: Network, flow: Flow) -> float:
    """Summed without loss from the people of each pair."""
    return math.fsum(network.worth * flow.served)

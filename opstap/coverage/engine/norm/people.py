"""How many people given posts can serve, without who and without a compiler: one greatest flow."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from opstap.coverage.engine.checks import numbers, reach_matrix
from opstap.coverage.engine.errors import EngineError

MOST = np.iinfo(np.int32).max


def people_served(
    population: ArrayLike, reach: Any, posts: ArrayLike, *, people_per_post: float = 10_000
) -> int:
    """The most people that `posts[j]` posts at each site j can serve, each at most once, within reach.

    population  people of each demand, float[n_demand]; counted in whole people, those without need too
    reach       float[n_demand, n_site], sparse or dense: a pair counts, or it does not
    posts       of each site in all, float[n_site], not negative

    Where serving is worth need alone (reach 0 or 1, every need above 0) this is `served(...).people`, to
    whole people: serving where it is worth most serves as many as possible (the sets of people that can be
    served form a matroid). Raises EngineError (argument, row, reason), also above 2,147,483,647 people.
    """
    people = numbers("population", population)
    capacity = numbers("posts", posts) * float(people_per_post)
    matrix = sparse.coo_array(reach_matrix("reach", reach, shape=(len(people), len(capacity))))
    sources, sinks = _whole("population", people), _whole("posts", capacity)
    demands, sites = len(people), len(capacity)
    source, sink = demands + sites, demands + sites + 1
    first = [np.full(demands, source), matrix.row, demands + np.arange(sites)]
    second = [np.arange(demands), demands + matrix.col, np.full(sites, sink)]
    along = [sources, sources[matrix.row], sinks]
    graph = sparse.csr_array(
        (np.concatenate(along), (np.concatenate(first), np.concatenate(second))), shape=(sink + 1, sink + 1)
    )
    return int(maximum_flow(sparse.csr_matrix(graph), source, sink).flow_value)


def _whole(argument: str, values: Any) -> Any:
    whole = np.rint(values)
    if whole.sum() > MOST:
        raise EngineError(argument, "range", f"more than {MOST} people")
    return whole.astype(np.int32)

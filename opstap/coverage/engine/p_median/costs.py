"""What serving a demand from a site costs: read from a matrix, or computed from points when it is needed."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import clear, compiled_untyped, write

Integers = NDArray[np.int64]
Distance = Literal["straight", "floored", "great circle"]

EARTH_RADIUS_M = 6_371_008.8
MATRIX, STRAIGHT, FLOORED, GREAT_CIRCLE = 0, 1, 2, 3
KINDS: dict[Distance, int] = {"straight": STRAIGHT, "floored": FLOORED, "great circle": GREAT_CIRCLE}


class Costs(NamedTuple):
    """All costs of a question, finite and not negative.

    kind      MATRIX, or how the distance of two points is measured
    matrix    float64[n_demand, n_site]; empty unless MATRIX
    demand    float64[n_demand, d], sites float64[n_site, d]: the points; empty when MATRIX
    """

    kind: int
    matrix: Floats
    demand: Floats
    sites: Floats


def of_matrix(matrix: Floats) -> Costs:
    return Costs(MATRIX, one_kind(matrix), np.empty((0, 2)), np.empty((0, 2)))


def of_points(demand: Floats, sites: Floats, distance: Distance) -> Costs:
    """Points float64[n, 2]; "great circle": latitude and longitude in degrees, distances in metres."""
    if distance == "great circle":
        demand, sites = _on_the_sphere(demand), _on_the_sphere(sites)
    return Costs(KINDS[distance], np.empty((0, 0)), one_kind(demand), one_kind(sites))


def one_kind(values: Floats) -> Floats:
    """The same numbers, writable and contiguous: the compiled loops know no other arrays."""
    return np.require(values, np.float64, ["C", "W"])


def _on_the_sphere(points: Floats) -> Floats:
    """Unit vectors float64[n, 3] of latitudes and longitudes."""
    latitude, longitude = np.radians(points).T
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def sizes(costs: Costs) -> tuple[int, int]:
    """Rows of demand, sites."""
    if costs.kind == MATRIX:
        return costs.matrix.shape[0], costs.matrix.shape[1]
    return len(costs.demand), len(costs.sites)


def are_whole(costs: Costs, weight: Floats) -> bool:
    """Whether every cost times weight is a whole number: a bound may then be rounded up."""
    if np.any(weight != np.floor(weight)):
        return False
    if costs.kind == MATRIX:
        return bool(np.all(costs.matrix == np.floor(costs.matrix)))
    return costs.kind == FLOORED


@compiled_untyped
def between(costs, i, j):  # type: ignore[no-untyped-def]
    """The cost of serving demand i from site j."""
    if costs.kind == MATRIX:
        return costs.matrix[i, j]
    square = 0.0
    for k in range(costs.demand.shape[1]):
        step = costs.demand[i, k] - costs.sites[j, k]
        square += step * step
    distance = np.sqrt(square)
    if costs.kind == FLOORED:
        return np.floor(distance)
    if costs.kind == GREAT_CIRCLE:
        return 2.0 * EARTH_RADIUS_M * np.arcsin(min(1.0, 0.5 * distance))
    return distance


@compiled_untyped
def row(costs, i, values):  # type: ignore[no-untyped-def]
    """Fill `values`, float64[n_site], with the costs of demand i: `between`, several times as fast."""
    if costs.kind == MATRIX:
        write(costs.matrix[i], values)
    else:
        _distances(costs.kind, costs.demand[i], costs.sites, values)


@compiled_untyped
def column(costs, j):  # type: ignore[no-untyped-def]
    """What serving from site j costs each demand: float64[n_demand]."""
    if costs.kind == MATRIX:
        return costs.matrix[:, j].copy()
    values = np.empty(len(costs.demand))
    _distances(costs.kind, costs.sites[j], costs.demand, values)
    return values


@compiled_untyped
def _distances(kind, point, others, values):  # type: ignore[no-untyped-def]
    """Fill `values` with the distances of one point, float64[d], to others, float64[n, d]."""
    clear(values)
    for k in range(len(point)):
        for j in range(len(values)):
            step = point[k] - others[j, k]
            values[j] += step * step
    for j in range(len(values)):
        values[j] = np.sqrt(values[j])
    if kind == FLOORED:
        for j in range(len(values)):
            values[j] = np.floor(values[j])
    elif kind == GREAT_CIRCLE:
        for j in range(len(values)):
            values[j] = 2.0 * EARTH_RADIUS_M * np.arcsin(min(1.0, 0.5 * values[j]))


@compiled_untyped
def column_sums(costs, weight):  # type: ignore[no-untyped-def]
    """What it costs to serve everybody from one site, for each site: float64[n_site]."""
    m = costs.matrix.shape[1] if costs.kind == MATRIX else len(costs.sites)
    sums, values = np.zeros(m), np.empty(m)
    for i in range(len(weight)):
        row(costs, i, values)
        for j in range(m):
            sums[j] += weight[i] * values[j]
    return sums


@compiled_untyped
def nearest_cost(costs, chosen):  # type: ignore[no-untyped-def]
    """The cost of each demand at the cheapest of the sites `chosen`: float64[n_demand]."""
    return two_least(costs, chosen)[0]


@compiled_untyped
def two_least(costs, chosen):  # type: ignore[no-untyped-def]
    """The costs of each demand at the cheapest and second cheapest of `chosen`: float64[n_demand] each."""
    n = costs.matrix.shape[0] if costs.kind == MATRIX else len(costs.demand)
    least, second = np.full(n, np.inf), np.full(n, np.inf)
    for j in chosen:
        values = column(costs, j)
        for i in range(n):
            if values[i] < least[i]:
                second[i] = least[i]
                least[i] = values[i]
            elif values[i] < second[i]:
                second[i] = values[i]
    return least, second


def rank_cost(costs: Costs, candidate: Integers, rank: Integers) -> Floats:
    """The cost of each demand at its rank-th cheapest site (from 0) of the `candidate` sites, int64[k].

    `rank` int64[n_demand]; infinite where there are not so many sites: float64[n_demand].
    """
    found = np.full(len(rank), np.inf)
    values = np.empty(sizes(costs)[1])
    for i in np.flatnonzero(rank < len(candidate)):
        row(costs, i, values)
        found[i] = np.partition(values[candidate], rank[i])[rank[i]]
    return found

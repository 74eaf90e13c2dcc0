"""How much help each place can get: the enhanced two-step floating catchment area (E2SFCA).

Luo and Qi, Health & Place 15 (2009) 1100-1107. Step one: each supply is divided by the people in its
catchment, near ones counting more. Step two: each place adds up what it gets from every supply within reach.
Nothing is lost on the way: people × access adds up to the supply that somebody reaches; every run checks it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from opstap.coverage.engine import checks
from opstap.coverage.engine.buckets import Buckets, spread
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.decay import Bands, Decay, reach_of_distances
from opstap.coverage.engine.distances import points
from opstap.coverage.engine.errors import EngineError

# Sums of positive floats, in another order: a million terms lose less than this share.
CONSERVED = 1e-9


class ConservationError(ArithmeticError):
    """People × access is not the supply that was reached: the result is not to be used."""


@dataclass(frozen=True)
class Access:
    """Who gets how much, and what was checked.

    access          supply per person of need 1, float64[n_demand]; with weekly staffed minutes × animators as
                    capacity: minutes of an animator a week. A person of need 2 is entitled to twice as much.
    ratio           supply per person in its catchment, float64[n_supply]; 0 where nobody is within reach
    catchment       people × need × decay around each supply, float64[n_supply]
    supply_reached  the capacity that somebody reaches = sum of population × need × access
    uncovered       rows of demand with people, and need, but no capacity within reach, int64[]
    idle            rows of supply with capacity that nobody reaches, int64[]
    """

    access: Floats
    ratio: Floats
    catchment: Floats
    supply_reached: float
    uncovered: NDArray[np.int64]
    idle: NDArray[np.int64]


def floating_catchment(
    population: ArrayLike, capacity: ArrayLike, reach: Any, *, need: ArrayLike | None = None
) -> Access:
    """E2SFCA over given reach: travel times or any other distance (`reach_of_distances` makes reach of them).

    population  people of each place, float[n_demand], not negative
    capacity    of each supply, float[n_supply], not negative
    reach       weight of each pair, 0 to 1, sparse or dense float[n_demand, n_supply]; absent: out of reach
    need        how much a person of each place counts, float[n_demand], not negative; None: 1

    Raises EngineError (argument, row, reason); ConservationError when the sums do not meet.
    Memory: one copy of `reach`.
    """
    demand, supply = _demand(population, need), checks.numbers("capacity", capacity)
    weights = checks.reach_matrix("reach", reach, shape=(len(demand), len(supply)))
    catchment = weights.T @ demand
    ratio = _ratio(supply, catchment)
    return _result(demand, supply, catchment, ratio, weights @ ratio)


def floating_catchment_of_points(
    demand_points: ArrayLike,
    supply_points: ArrayLike,
    population: ArrayLike,
    capacity: ArrayLike,
    decay: Decay,
    *,
    need: ArrayLike | None = None,
) -> Access:
    """E2SFCA over straight lines on a plane; for a cell grid, the points are the middles of its cells.

    demand_points, supply_points  float[n_demand, 2] and float[n_supply, 2], both in the unit of the decay's
                                  limit (metres); for degrees take `distances_within` instead
    decay                         `Bands` or `Gaussian`; the rest as in `floating_catchment`

    Memory: about 80 bytes a place, no pairs are kept (a `Gaussian` keeps them: 40 bytes a pair).
    """
    places, around = points("demand_points", demand_points), points("supply_points", supply_points)
    demand, supply = _demand(population, need), checks.numbers("capacity", capacity)
    _same_length("demand_points", places, demand)
    _same_length("supply_points", around, supply)
    if not isinstance(decay, Bands):
        reach = reach_of_distances(_plane_distances(places, around, decay.limit), decay)
        return floating_catchment(demand, supply, reach)
    buckets = Buckets.of(places, decay.limit)
    catchment, access = spread(buckets, demand, around, supply, decay)
    return _result(demand, supply, catchment, _ratio(supply, catchment), access)


def _demand(population: ArrayLike, need: ArrayLike | None) -> Floats:
    people = checks.numbers("population", population)
    if need is None:
        return people
    return people * checks.numbers("need", need, length=len(people))


def _same_length(argument: str, given: Floats, numbers: Floats) -> None:
    if len(given) != len(numbers):
        raise EngineError(argument, "shape", f"{len(given)} points for {len(numbers)} numbers")


def _ratio(supply: Floats, catchment: Floats) -> Floats:
    return np.divide(supply, catchment, out=np.zeros_like(supply), where=catchment > 0)


def _result(demand: Floats, supply: Floats, catchment: Floats, ratio: Floats, access: Floats) -> Access:
    reached = float(supply[catchment > 0].sum())
    received = float(demand @ access)
    if not abs(received - reached) <= CONSERVED * reached:
        raise ConservationError(f"{received!r} received of {reached!r} that was reached")
    return Access(
        access=access,
        ratio=ratio,
        catchment=catchment,
        supply_reached=reached,
        uncovered=np.flatnonzero((demand > 0) & (access == 0)),
        idle=np.flatnonzero((supply > 0) & (catchment == 0)),
    )


def _plane_distances(places: Floats, around: Floats, limit: float) -> sparse.csr_array:
    shape = (len(places), len(around))
    if 0 in shape:
        return sparse.csr_array(shape)
    found = cKDTree(places).sparse_distance_matrix(cKDTree(around), limit, output_type="ndarray")
    return sparse.csr_array((found["v"], (found["i"], found["j"])), shape=shape)

"""From places on the globe to distances between those that are near: straight lines, times a detour."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from opstap.coverage.engine import checks
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.errors import EngineError

EARTH_RADIUS_M = 6_371_008.8


def points(argument: str, given: ArrayLike) -> Floats:
    """Two finite numbers a row; float64[n, 2]."""
    values = checks.table(argument, given)
    if values.size == 0:
        return np.empty((0, 2))
    if values.ndim != 2 or values.shape[1] != 2:
        raise EngineError(argument, "shape", f"needs n × 2 numbers, has shape {values.shape}")
    checks.refuse(argument, ~np.isfinite(values).all(axis=1), "not-finite", "not a finite place")
    return np.ascontiguousarray(values)


def places(argument: str, given: ArrayLike) -> Floats:
    """Latitude and longitude in degrees (WGS84); float64[n, 2]."""
    values = points(argument, given)
    outside = (np.abs(values[:, 0]) > 90) | (np.abs(values[:, 1]) > 180)
    checks.refuse(argument, outside, "range", "no place on the globe")
    return values


def distances_within(
    demand: ArrayLike,
    supply: ArrayLike,
    limit: float,
    *,
    detour: float = 1.0,
    radius: float = EARTH_RADIUS_M,
) -> sparse.csr_array:
    """Great-circle distances (haversine) × `detour` in metres, of all pairs not farther than `limit`.

    demand, supply  latitude and longitude in degrees, float[n_demand, 2] and float[n_supply, 2]
    limit           metres, after the detour
    detour          how much longer than a straight line the way is: 1.3 is usual in towns

    Returns csr float64[n_demand, n_supply]. A stored 0 is a distance of nothing; absent is out of reach.
    Memory: 12 bytes a pair within reach, three times that on the way.
    """
    checks.numbers("limit", [limit])
    checks.numbers("detour", [detour], least=1.0)
    rows, columns = places("demand", demand), places("supply", supply)
    chord = 2 * np.sin(min(limit / detour / radius, np.pi) / 2) * (1 + 1e-9)
    first, second = _near(on_sphere(rows), on_sphere(columns), chord)
    metres = haversine(rows[first], columns[second], radius) * detour
    kept = metres <= limit
    shape = (len(rows), len(columns))
    return sparse.csr_array((metres[kept], (first[kept], second[kept])), shape=shape)


def on_sphere(degrees: Floats) -> Floats:
    """Places as points of the unit sphere, float64[n, 3]: their chords are as ordered as their distances."""
    lat, lon = np.radians(degrees).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def haversine(one: Floats, other: Floats, radius: float = EARTH_RADIUS_M) -> Floats:
    """Metres between places row by row, degrees in; the rows may be broadcast."""
    lat, lon = np.radians(one[..., 0]), np.radians(one[..., 1])
    lat2, lon2 = np.radians(other[..., 0]), np.radians(other[..., 1])
    half = np.sin((lat2 - lat) / 2) ** 2 + np.cos(lat) * np.cos(lat2) * np.sin((lon2 - lon) / 2) ** 2
    metres: Floats = 2 * radius * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return metres


def _near(one: Floats, other: Floats, far: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of all pairs not farther apart than `far`, straight through."""
    if not len(one) or not len(other):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    found = cKDTree(one).query_ball_point(other, far)
    counts = np.fromiter(map(len, found), np.int64, len(found))
    first = np.fromiter((i for near in found for i in near), np.int64, int(counts.sum()))
    return first, np.repeat(np.arange(len(other)), counts)


def distances_between(demand: ArrayLike, supply: ArrayLike, *, detour: float = 1.0) -> Floats:
    """Great-circle distances × `detour` in metres of all pairs, however far: float64[n_demand, n_supply].

    Arguments as in `distances_within`. Memory: 8 bytes a pair.
    """
    checks.numbers("detour", [detour], least=1.0)
    rows, columns = places("demand", demand), places("supply", supply)
    found = np.empty((len(rows), len(columns)))
    for at, row in enumerate(rows):
        found[at] = haversine(row[None, :], columns) * detour
    return found

"""Points in buckets, row after row: what lies around a place is then a few stretches of memory."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled
from opstap.coverage.engine.decay import Bands

BUCKETS_ACROSS = 8  # of a catchment: narrower ones look at fewer points in vain, but at more stretches


@dataclass(frozen=True)
class Buckets:
    """Points sorted by bucket (rows from south to north, in a row from west to east).

    x, y    of the sorted points, float64[n]
    order   the row each had before, int32[n]
    starts  where the points of each bucket begin, int32[rows × columns + 1]
    """

    x: Floats
    y: Floats
    order: NDArray[np.int32]
    starts: NDArray[np.int32]
    west: float
    south: float
    side: float
    rows: int
    columns: int

    @classmethod
    def of(cls, points: Floats, limit: float) -> "Buckets":
        """`points` float64[n, 2], finite. At most about six buckets a point."""
        x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
        west, south = (x.min(), y.min()) if len(points) else (0.0, 0.0)
        wide, high = (x.max() - west, y.max() - south) if len(points) else (0.0, 0.0)
        most = 2 * len(points) + 1
        side = max(2 * limit / BUCKETS_ACROSS, math.sqrt(wide * high / most), wide / most, high / most)
        rows, columns = int(high / side) + 1, int(wide / side) + 1
        order, starts, x, y = _sort(x, y, west, south, side, rows, columns)
        return cls(x, y, order, starts, float(west), float(south), float(side), rows, columns)


def spread(
    buckets: Buckets, demand: Floats, around: Floats, supply: Floats, bands: Bands
) -> tuple[Floats, Floats]:
    """Both steps of E2SFCA: what each supply has around it, float64[n_supply]; what each point gets of it."""
    return _spread(
        buckets.x, buckets.y, buckets.order, buckets.starts, buckets.west, buckets.south, buckets.side,
        buckets.rows, buckets.columns, demand, around, supply, bands.edges, bands.values,
    )  # fmt: skip


@compiled
def _sort(
    x: Floats, y: Floats, west: float, south: float, side: float, rows: int, columns: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats, Floats]:
    """Counting sort: order, starts, and the coordinates in that order."""
    n = len(x)
    bucket = np.empty(n, np.int32)
    starts = np.zeros(rows * columns + 1, np.int32)
    for i in range(n):
        row = min(int((y[i] - south) / side), rows - 1)
        column = min(int((x[i] - west) / side), columns - 1)
        bucket[i] = row * columns + column
        starts[bucket[i] + 1] += 1
    for k in range(rows * columns):
        starts[k + 1] += starts[k]
    place = starts[:-1].copy()
    order = np.empty(n, np.int32)
    sorted_x, sorted_y = np.empty(n), np.empty(n)
    for i in range(n):
        k = place[bucket[i]]
        place[bucket[i]] += 1
        order[k], sorted_x[k], sorted_y[k] = i, x[i], y[i]
    return order, starts, sorted_x, sorted_y


@compiled
def _span(middle: float, half: float, least: float, side: float, most: int) -> tuple[int, int]:
    """First and last strip that `middle` ± `half` touches, a hair wider; the first is larger when none."""
    first = (middle - half - least) / side - 1e-6
    last = (middle + half - least) / side + 1e-6
    if last < 0 or first >= most:
        return 1, 0
    return int(max(first, 0.0)), int(min(last, most - 1.0))


@compiled
def _within(
    x: Floats, y: Floats, at_x: float, at_y: float, edges: Floats, values: Floats,
    begin: int, end: int, found: NDArray[np.int32], weights: Floats, n: int,
) -> int:  # fmt: skip
    """Add the points of one stretch that are within reach, with their weights; how many there are now."""
    for k in range(begin, end):
        distance = math.sqrt((x[k] - at_x) ** 2 + (y[k] - at_y) ** 2)
        for band in range(len(edges)):
            if distance <= edges[band]:
                found[n], weights[n] = k, values[band]
                n += 1
                break
    return n


@compiled
def _spread(
    x: Floats, y: Floats, order: NDArray[np.int32], starts: NDArray[np.int32],
    west: float, south: float, side: float, rows: int, columns: int,
    demand: Floats, around: Floats, supply: Floats, edges: Floats, values: Floats,
) -> tuple[Floats, Floats]:  # fmt: skip
    people = demand[order]
    catchment = np.zeros(len(supply))
    received = np.zeros(len(x))
    found, weights = np.empty(len(x), np.int32), np.empty(len(x))
    limit = edges[-1]
    for j in range(len(supply)):
        at_x, at_y = around[j, 0], around[j, 1]
        n = 0
        first_row, last_row = _span(at_y, limit, south, side, rows)
        for row in range(first_row, last_row + 1):
            strip = south + row * side
            away = max(strip - at_y, at_y - strip - side, 0.0)
            half = math.sqrt(max(limit * limit - away * away, 0.0))
            first, last = _span(at_x, half, west, side, columns)
            begin, end = starts[row * columns + first], starts[row * columns + last + 1]
            n = _within(x, y, at_x, at_y, edges, values, begin, end, found, weights, n)
        for k in range(n):
            catchment[j] += weights[k] * people[found[k]]
        if catchment[j] > 0:
            ratio = supply[j] / catchment[j]
            for k in range(n):
                received[found[k]] += weights[k] * ratio
    access = np.empty(len(x))
    access[order] = received
    return catchment, access

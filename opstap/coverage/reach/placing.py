"""In which area a space lies."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.distances import on_sphere
from opstap.coverage.reach.demand import AreaDemand
from opstap.coverage.reach.supply import Site
from opstap.territory.geo import contains, rings_of

FIRST_ASKED = 8
"""The area that holds a point is nearly always one of so many whose hearts are nearest."""


class Placing:
    """Of these areas; they are searched once for as many spaces as are asked."""

    def __init__(self, areas: Sequence[AreaDemand]) -> None:
        self.areas = areas
        self._noted = {one.area.pk: place for place, one in enumerate(areas)}
        self._found: dict[tuple[float, float], int | None] = {}

    def area_of(self, site: Site) -> int | None:
        """The position of the site's area: the municipality on its record, else the shape that holds it, else
        the nearest area. None: neither a municipality of these nor a point."""
        noted = self._noted.get(site.space.municipality_id or 0)
        if noted is not None or site.point is None:
            return noted
        if site.point not in self._found:
            self._found[site.point] = self._by_point(site.point)
        return self._found[site.point]

    def _by_point(self, point: tuple[float, float]) -> int | None:
        if not self.areas:
            return None
        known = min(FIRST_ASKED, len(self.areas))
        _far, nearest = self._hearts.query(on_sphere(np.array([point])), k=[*range(1, known + 1)])
        first = [int(place) for place in nearest[0]]
        held = (place for place in (*first, *self._around(point)) if self._holds(place, point))
        return next(held, first[0])

    def _holds(self, place: int, point: tuple[float, float]) -> bool:
        shape = self._shapes[place]
        return shape is not None and contains(shape, *point)

    def _around(self, point: tuple[float, float]) -> Iterator[int]:
        """The areas whose box holds the point."""
        lat, lon = point
        south, north, west, east = self._boxes
        yield from np.flatnonzero((south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)).tolist()

    @cached_property
    def _hearts(self) -> cKDTree:
        return cKDTree(on_sphere(np.array([one.point for one in self.areas])))

    @cached_property
    def _shapes(self) -> list[dict[str, Any] | None]:
        shapes = (getattr(one.area, "shape", None) for one in self.areas)
        return [None if shape is None else shape.geometry for shape in shapes]

    @cached_property
    def _boxes(self) -> Floats:
        """South, north, west and east end of each shape, float64[4, n]; of no shape: what holds nothing."""
        return np.array([NOWHERE if shape is None else _box(shape) for shape in self._shapes]).T


NOWHERE = (np.inf, -np.inf, np.inf, -np.inf)


def _box(shape: dict[str, Any]) -> tuple[float, float, float, float]:
    corners = np.array([corner[:2] for ring in rings_of(shape) for corner in ring])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return south, north, west, east

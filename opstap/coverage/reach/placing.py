"""In which area a space lies."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.distances import on_sphere
from opstap.coverage.reach.demand import AreaDemand
from opstap.coverage.reach.supply import Site
from opstap.territory.geo import contains, rings_of


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
        lat, lon = point
        south, north, west, east = self._boxes
        is_around = (south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)
        for place in np.flatnonzero(is_around).tolist():
            shape = self._shape(place)
            if shape is not None and contains(shape, lat, lon):
                return int(place)
        _far, nearest = self._hearts.query(on_sphere(np.array([point])))
        return int(nearest[0])

    def _shape(self, place: int) -> dict[str, Any] | None:
        shape = getattr(self.areas[place].area, "shape", None)
        return None if shape is None else shape.geometry

    @cached_property
    def _hearts(self) -> cKDTree:
        return cKDTree(on_sphere(np.array([one.point for one in self.areas])))

    @cached_property
    def _boxes(self) -> Floats:
        """South, north, west and east end of each shape, float64[4, n]; of no shape: what holds nothing."""
        shapes = map(self._shape, range(len(self.areas)))
        return np.array([NOWHERE if shape is None else _box(shape) for shape in shapes]).T


NOWHERE = (np.inf, -np.inf, np.inf, -np.inf)


def _box(shape: dict[str, Any]) -> tuple[float, float, float, float]:
    corners = np.array([corner[:2] for ring in rings_of(shape) for corner in ring])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return south, north, west, east

"""In which area a space lies."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.distances import on_sphere
from opstap.coverage.reach.demand import AreaDemand
from opstap.coverage.reach.supply import Site
from opstap.territory.outlines import Outline


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
            outline = self.areas[place].outline
            if outline is not None and outline.contains(lat, lon):
                return int(place)
        _far, nearest = self._hearts.query(on_sphere(np.array([point])))
        return int(nearest[0])

    @cached_property
    def _hearts(self) -> cKDTree:
        return cKDTree(on_sphere(np.array([one.point for one in self.areas])))

    @cached_property
    def _boxes(self) -> Floats:
        """South, north, west and east end of each outline, float64[4, n]; of none: what holds nothing."""
        return np.array([_box(one.outline) for one in self.areas]).T


NOWHERE = (np.inf, -np.inf, np.inf, -np.inf)


def _box(outline: Outline | None) -> tuple[float, float, float, float]:
    return NOWHERE if outline is None else (outline.south, outline.north, outline.west, outline.east)

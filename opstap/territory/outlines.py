"""The outlines of areas, which a process reads once for as long as what they hold stays the same.

A region has a megabyte of them, and its pages draw them all. What the database holds is compared by its text,
so an import counts at once, in every process, and nobody has to say that something changed.
"""

import json
from collections import OrderedDict
from hashlib import blake2b
from typing import Any

import numpy as np
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from opstap.territory.geo import polygons_of
from opstap.territory.models import Area, AreaShape

MOST_KEPT = 10_000
"""Outlines a process keeps: a kilobyte for each sixty corners."""


class Outline:
    """A Polygon or MultiPolygon, WGS84 degrees.

    polygons    each a list of rings, the first around it and the others its holes; a ring is float64[n, 2],
                longitude and latitude, closed
    south, north, west, east    how far it goes
    """

    __slots__ = ("east", "north", "polygons", "rings", "south", "west")

    def __init__(self, geometry: dict[str, Any]) -> None:
        """geometry: GeoJSON; a height beside longitude and latitude does not count."""
        self.polygons = [
            [np.array([corner[:2] for corner in ring]) for ring in polygon]
            for polygon in polygons_of(geometry)
        ]
        self.rings = [ring for polygon in self.polygons for ring in polygon]
        corners = np.concatenate(self.rings)
        self.west, self.south = corners.min(axis=0).tolist()
        self.east, self.north = corners.max(axis=0).tolist()

    def contains(self, lat: float, lon: float) -> bool:
        """Whether it holds the point (on the border: either)."""
        return any(sum(_crossings(ring, lat, lon) for ring in polygon) % 2 == 1 for polygon in self.polygons)


def outlines_of(areas: QuerySet[Area]) -> dict[int, Outline]:
    """Primary key of an area → its outline, of those that have one; asks once for all."""
    rows = AreaShape.objects.filter(area__in=areas).annotate(text=Cast("geometry", TextField()))
    return {area: _outline(text) for area, text in rows.order_by().values_list("area", "text")}


_kept: OrderedDict[bytes, Outline] = OrderedDict()


def _outline(text: str) -> Outline:
    """By the digest of the text, so that the text itself is not kept."""
    digest = blake2b(text.encode(), digest_size=16).digest()
    found = _kept.get(digest)
    if found is None:
        found = _kept[digest] = Outline(json.loads(text))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _crossings(ring: NDArray[np.float64], lat: float, lon: float) -> int:
    """How often a line from the point to the east crosses the ring: odd within (even-odd rule)."""
    x, y = ring[:, 0], ring[:, 1]
    passes = np.flatnonzero((y[:-1] > lat) != (y[1:] > lat))
    x1, y1, x2, y2 = x[passes], y[passes], x[passes + 1], y[passes + 1]
    return int(np.count_nonzero(lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1))

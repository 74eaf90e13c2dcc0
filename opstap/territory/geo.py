"""Distances and boxes on the globe. Pure: no Django. Degrees are WGS84, distances metres or kilometres."""

import itertools
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_RADIUS_M = 6_371_008.8
KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Box:
    """Degrees. A box that would pass a pole or the date line is cut there."""

    south: float
    north: float
    west: float
    east: float


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres (haversine)."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def box(lat: float, lon: float, km: float) -> Box:
    """The smallest box that holds every point within `km` kilometres of the point."""
    high = km / KM_PER_DEGREE
    wide = high / max(0.01, cos(radians(min(89.0, abs(lat) + high))))
    return Box(
        south=max(-90.0, lat - high),
        north=min(90.0, lat + high),
        west=max(-180.0, lon - wide),
        east=min(180.0, lon + wide),
    )


def contains(geometry: dict[str, Any], lat: float, lon: float) -> bool:
    """Whether a GeoJSON Polygon or MultiPolygon holds the point (on the border: either)."""
    shapes = geometry["coordinates"]
    polygons = [shapes] if geometry["type"] == "Polygon" else shapes
    return any(sum(_is_in_ring(ring, lat, lon) for ring in polygon) % 2 == 1 for polygon in polygons)


def _is_in_ring(ring: list[list[float]], lat: float, lon: float) -> bool:
    """Even-odd rule: a line to the east crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1, *_), (x2, y2, *_) in itertools.pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1

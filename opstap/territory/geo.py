"""Distances and boxes on the globe. Pure: no Django. Degrees are WGS84, distances metres or kilometres."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_RADIUS_M = 6_371_008.8
KM_PER_DEGREE = 111.195

Ring = list[list[float]]
# West, east, south and north end of a line, and its two points as longitude and latitude.
Line = tuple[float, float, float, float, tuple[float, float], tuple[float, float]]


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


def polygons_of(geometry: dict[str, Any]) -> list[list[Ring]]:
    """The polygons of a GeoJSON Polygon or MultiPolygon, each a list of rings."""
    shapes: Any = geometry["coordinates"]
    return [shapes] if geometry["type"] == "Polygon" else shapes


def rings_of(geometry: dict[str, Any]) -> list[Ring]:
    """All rings of a GeoJSON Polygon or MultiPolygon."""
    return [ring for polygon in polygons_of(geometry) for ring in polygon]


def crossing(rings: Iterable[Ring], most: int) -> tuple[float, float] | None:
    """A point (longitude, latitude) where two lines of closed rings cross; None when none do. Touching is no
    crossing. Raises OverflowError when more than `most` pairs of lines would have to be compared."""
    lines = sorted(_line(one, other) for ring in rings for one, other in itertools.pairwise(ring))
    compared = 0
    for number, (_west, east, south, north, a, b) in enumerate(lines):
        for other in itertools.islice(lines, number + 1, None):
            if other[0] > east:
                break
            compared += 1
            if other[2] <= north and other[3] >= south and _do_cross(a, b, other[4], other[5]):
                return a
        if compared > most:
            raise OverflowError
    return None


def _line(one: list[float], other: list[float]) -> Line:
    (x1, y1, *_), (x2, y2, *_) = one, other
    return min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2), (x1, y1), (x2, y2)


def _do_cross(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    """Each line has the ends of the other on its two sides."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: tuple[float, float], b: tuple[float, float], point: tuple[float, float]) -> float:
    """Above zero to the left of the line from `a` to `b`, below to the right."""
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])

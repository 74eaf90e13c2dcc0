"""Distances and boxes on the globe. Pure: no Django. Degrees are WGS84, distances metres or kilometres."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

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

"""The map: the outlines of the areas as paths of an SVG, drawn by the server. Pure numbers, no Django.

It never carries what the table lacks: class and number of each area stand in its row too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, inf, radians
from typing import Any

WIDTH = 600.0
FINEST = 0.6
"""Points nearer than this to the one before are left out: nobody sees them."""
MOST_CLASS = 5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One area. `shade` 1..5; `x`, `y`: where its number stands. Texts: no language changes the dot."""

    path: str
    shade: int
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`dots`: where spaces are."""

    width: int
    height: int
    areas: list[Drawn]
    dots: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to the drawing: equirectangular around the middle, north up."""

    west: float
    north: float
    across: float
    down: float

    def at(self, lon: float, lat: float) -> Point:
        return (lon - self.west) * self.across, (self.north - lat) * self.down


def draw(
    shapes: Sequence[dict[str, Any]], shades: Sequence[int], middles: Sequence[Point], dots: Sequence[Point]
) -> Drawing:
    """shapes: GeoJSON Polygons and MultiPolygons; middles, dots: (lat, lon) in degrees."""
    frame, height = frame_of(shapes)
    areas = []
    for shape, shade, (lat, lon) in zip(shapes, shades, middles, strict=True):
        x, y = frame.at(lon, lat)
        areas.append(Drawn(_path(shape, frame), shade, _text(x), _text(y)))
    placed = [frame.at(lon, lat) for lat, lon in dots]
    inside = [(x, y) for x, y in placed if 0 <= x <= WIDTH and 0 <= y <= height]
    return Drawing(int(WIDTH), round(height), areas, [(_text(x), _text(y)) for x, y in inside])


def shades_of(values: Sequence[float]) -> list[int]:
    """1 for nothing, 2 to 5 in equal steps up to the greatest."""
    most = max(values, default=0.0)
    return [_shade(value, most) for value in values]


def _shade(value: float, most: float) -> int:
    if value <= 0 or most <= 0:
        return 1
    return min(MOST_CLASS, 2 + int((MOST_CLASS - 1) * value / most))


def frame_of(shapes: Sequence[dict[str, Any]]) -> tuple[Frame, float]:
    """The frame that just holds the shapes, and how high the drawing is."""
    corners = [corner for shape in shapes for ring in rings(shape) for corner in ring]
    lons, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    narrow = max(0.01, cos(radians((south + north) / 2)))
    across = WIDTH / max(east - west, 1e-6)
    down = across / narrow
    return Frame(west, north, across, down), max(1.0, (north - south) * down)


def rings(shape: dict[str, Any]) -> list[list[list[float]]]:
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _path(shape: dict[str, Any], frame: Frame) -> str:
    return "".join(_ring(ring, frame) for ring in rings(shape))


def _ring(ring: list[list[float]], frame: Frame) -> str:
    """Written without small functions: the map of a region has tens of thousands of corners."""
    kept: list[str] = []
    west, north, across, down = frame.west, frame.north, frame.across, frame.down
    last_x = last_y = inf
    for corner in ring:
        x, y = (corner[0] - west) * across, (north - corner[1]) * down
        if abs(x - last_x) + abs(y - last_y) >= FINEST:
            kept.append(f"{x:.1f} {y:.1f}")
            last_x, last_y = x, y
    return f"M{'L'.join(kept)}z"


def _text(number: float) -> str:
    return f"{number:.1f}"

"""The map: the outlines of the areas as paths of an SVG, drawn by the server.

It never carries what the table lacks: class and number of each area stand in its row too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from opstap.territory.outlines import MOST_KEPT, Outline

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

    @property
    def layers(self) -> list[tuple[int, str]]:
        """All areas of a shade as one path: five are drawn and written more quickly than hundreds."""
        shades = sorted({one.shade for one in self.areas})
        return [(shade, "".join(one.path for one in self.areas if one.shade == shade)) for shade in shades]


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
    outlines: Sequence[Outline], shades: Sequence[int], middles: Sequence[Point], dots: Sequence[Point]
) -> Drawing:
    """middles, dots: (lat, lon) in degrees."""
    frame, height = frame_of(outlines)
    areas = []
    for outline, shade, (lat, lon) in zip(outlines, shades, middles, strict=True):
        x, y = frame.at(lon, lat)
        areas.append(Drawn(_path(outline, frame), shade, _text(x), _text(y)))
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


def frame_of(outlines: Sequence[Outline]) -> tuple[Frame, float]:
    """The frame that just holds the outlines, and how high the drawing is."""
    west, east = min(one.west for one in outlines), max(one.east for one in outlines)
    south, north = min(one.south for one in outlines), max(one.north for one in outlines)
    narrow = max(0.01, cos(radians((south + north) / 2)))
    across = WIDTH / max(east - west, 1e-6)
    down = across / narrow
    return Frame(west, north, across, down), max(1.0, (north - south) * down)


@lru_cache(maxsize=MOST_KEPT)
def _path(outline: Outline, frame: Frame) -> str:
    """Kept, as outlines are: the map of a region has tens of thousands of corners, and each page draws it."""
    return "".join(_ring(ring, frame) for ring in outline.rings)


def _ring(ring: NDArray[np.float64], frame: Frame) -> str:
    """In tenths from corner to corner, which takes half of the letters."""
    steps: list[str] = []
    last_x = last_y = at_x = at_y = 0.0
    for number, (lon, lat) in enumerate(ring.tolist()):
        x, y = frame.at(lon, lat)
        if number and abs(x - last_x) + abs(y - last_y) < FINEST:
            continue
        last_x, last_y = x, y
        x, y = round(10 * x), round(10 * y)
        steps.append(f"{(x - at_x) / 10:g} {(y - at_y) / 10:g}")
        at_x, at_y = x, y
    first, *more = steps
    return f"M{first}l{' '.join(more)}z" if more else f"M{first}z"


def _text(number: float) -> str:
    return f"{number:.1f}"

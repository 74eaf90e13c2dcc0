"""The map as a drawing of the server: seen until a script draws the one that moves, and where there is none.

It shows the places of one page of the list, by their numbers there, over the outlines around them.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from opstap.finder.display.outlines import Outlines
from opstap.territory.geo import KM_PER_DEGREE, rings_of

WIDTH = 600.0
LOWEST, HIGHEST = 240.0, 600.0
# Room for pins at the edge, and how much is seen of one place alone.
ROOM = 40.0
NARROWEST_KM = 2.0
# Points nearer to the one before are left out: nobody sees them.
FINEST = 0.6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a place is drawn; texts, so that no language changes the dot."""

    number: int
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """`paths`: the outlines, for an SVG of this width and height."""

    width: int
    height: int
    paths: list[str]
    pins: list[Pin]


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to the drawing: equirectangular around the middle, north up."""

    lat: float
    lon: float
    scale: float
    height: float

    def at(self, lat: float, lon: float) -> Point:
        across = self.scale * cos(radians(self.lat))
        return WIDTH / 2 + (lon - self.lon) * across, self.height / 2 - (lat - self.lat) * self.scale


def sketch(places: Sequence[tuple[int, float, float]], ground: Outlines) -> Sketch | None:
    """places: number, latitude and longitude, in degrees. None when there is none."""
    if not places:
        return None
    frame = _frame([lat for _no, lat, _lon in places], [lon for _no, _lat, lon in places])
    # The first of the list lies on top.
    pins = [Pin(number, *map(_text, frame.at(lat, lon))) for number, lat, lon in reversed(places)]
    return Sketch(int(WIDTH), round(frame.height), list(_paths(ground, frame)), pins)


def _frame(lats: Sequence[float], lons: Sequence[float]) -> _Frame:
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    least = NARROWEST_KM / KM_PER_DEGREE
    high, wide = max(max(lats) - min(lats), least), (max(lons) - min(lons)) * cos(radians(lat))
    scale = min((HIGHEST - 2 * ROOM) / high, (WIDTH - 2 * ROOM) / max(wide, least))
    return _Frame(lat, lon, scale, max(LOWEST, high * scale + 2 * ROOM))


def _paths(ground: Outlines, frame: _Frame) -> Iterator[str]:
    for shape in _shapes(ground):
        path = "".join(_path(ring, frame) for ring in rings_of(shape))
        if path:
            yield path


@lru_cache(maxsize=2)
def _shapes(ground: Outlines) -> list[dict[str, Any]]:
    features = json.loads(gzip.decompress(ground.body))["features"]
    return [feature["geometry"] for feature in features]


def _path(ring: Sequence[Sequence[float]], frame: _Frame) -> str:
    """The ring as a part of a path; "" where it lies beside the drawing."""
    points = [frame.at(lat, lon) for lon, lat in ring]
    across, down = zip(*points, strict=True)
    if max(across) < 0 or min(across) > WIDTH or max(down) < 0 or min(down) > frame.height:
        return ""
    kept: list[Point] = []
    for x, y in points:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST:
            kept.append((x, y))
    return f"M{'L'.join(f'{_text(x)} {_text(y)}' for x, y in kept)}z"


def _text(number: float) -> str:
    return f"{number:.1f}"

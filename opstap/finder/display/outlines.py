"""The outlines under the points: the municipalities of all networks, made simple, named by their digest.

What is drawn at their address never changes, so browsers keep it for ever. New outlines get a new address
within ten minutes after they were imported.
"""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from opstap.territory.geo import polygons_of, rings_of
from opstap.territory.models import Area, AreaShape, Network

KEPT_SECONDS = 600
# A territory is drawn on so many steps from one side to the other, and of so many points at most.
STEPS = 4_000
FINEST = 0.0001
MOST_POINTS = 60_000


@dataclass(frozen=True, slots=True)
class Outlines:
    """The GeoJSON, compressed. `sources`: who must be named for them. No areas: nothing is drawn."""

    digest: str
    body: bytes
    sources: tuple[str, ...]
    is_empty: bool


def outlines() -> Outlines:
    """The outlines as they are sent; read anew every ten minutes."""
    found: Outlines = cache.get_or_set("finder:outlines", _read, KEPT_SECONDS)  # type: ignore[assignment]
    return found


def _read() -> Outlines:
    shapes = list(_shapes())
    features = [
        {
            "type": "Feature",
            "properties": {"names": shape.area.names, "at": _middle(shape.area)},
            "geometry": drawn,
        }
        for shape, drawn in zip(shapes, simplified([shape.geometry for shape in shapes]), strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    sources = tuple(dict.fromkeys(shape.source for shape in shapes if shape.source))
    return Outlines(sha256(body).hexdigest()[:20], gzip.compress(body, 9, mtime=0), sources, not features)


def _shapes() -> Iterable[AreaShape]:
    areas = Area.objects.none()
    for network in Network.objects.select_related("area"):
        areas = areas | Area.objects.within(network.area).municipalities()
    return AreaShape.objects.filter(area__in=areas).select_related("area").order_by("area__code")


def _middle(area: Area) -> list[float] | None:
    """Where its name stands: longitude, latitude."""
    return None if area.lat is None or area.lon is None else [round(area.lon, 4), round(area.lat, 4)]


def simplified(shapes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """GeoJSON Polygons and MultiPolygons on a common grid, coarse enough for all of them together.

    Every point goes to the grid by itself, so neighbours keep their common border.
    """
    step = max(FINEST, _widest(shapes) / STEPS)
    drawn = [_on_grid(shape, step) for shape in shapes]
    while sum(map(_points, drawn)) > MOST_POINTS:
        step *= 2
        drawn = [_on_grid(shape, step) for shape in shapes]
    return drawn


def _widest(shapes: Sequence[dict[str, Any]]) -> float:
    """Degrees from one side to the other, the longer way."""
    points = [point for shape in shapes for ring in rings_of(shape) for point in ring]
    columns = ([point[0] for point in points], [point[1] for point in points])
    return max(max(column, default=0.0) - min(column, default=0.0) for column in columns)


def _points(shape: dict[str, Any]) -> int:
    return sum(map(len, rings_of(shape)))


def _on_grid(shape: dict[str, Any], step: float) -> dict[str, Any]:
    """A MultiPolygon; rings too small for the grid are left out."""
    polygons = [[_ring(ring, step) for ring in polygon] for polygon in polygons_of(shape)]
    kept = [[ring for ring in polygon if len(ring) > 3] for polygon in polygons if len(polygon[0]) > 3]
    return {"type": "MultiPolygon", "coordinates": kept}


def _ring(ring: Sequence[Sequence[float]], step: float) -> list[list[float]]:
    """Without points that say nothing new: the same as the one before, or between two on one line."""
    kept: list[tuple[int, int]] = []
    for lon, lat, *_ in ring:
        point = round(lon / step), round(lat / step)
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _is_between(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return [[round(x * step, 5), round(y * step, 5)] for x, y in kept]


def _is_between(one: tuple[int, int], middle: tuple[int, int], other: tuple[int, int]) -> bool:
    """Straight on from `one` over `middle`."""
    (dx, dy), (ex, ey) = (
        (middle[0] - one[0], middle[1] - one[1]),
        (other[0] - middle[0], other[1] - middle[1]),
    )
    return dx * ey == dy * ex and dx * ex + dy * ey > 0

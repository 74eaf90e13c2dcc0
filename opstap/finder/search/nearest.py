"""The spaces nearest to a point: an index on place, a box that grows, and the great circle."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, inf, radians, sin, sqrt
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Value

from opstap.core.prepared import NOW, UNTIL, Prepared, prepare
from opstap.spaces.models.space import SpaceQuerySet, strips_between
from opstap.territory.geo import Box, box, distance_m

# Marks of a prepared search: values no question can have.
LAT, LON, SQUEEZE, SKEW = -1001.5, -1002.5, -1003.5, -1004.5
SOUTH, NORTH, WEST, EAST = -1011.5, -1012.5, -1013.5, -1014.5
# So many strips of longitude are asked for one by one: some 30 kilometres to either side of Brussels.
STRIPS = list(range(-2001, -2033, -1))

FIRST_KM = 1.0
NEAREST_KM = 0.05
# From here on a box holds a country, and the next one everything: half the way around the globe.
COUNTRY_KM = 200.0
WIDEST_KM = 20_100.0
# The database sorts by a formula that is a few metres wrong: so many more are read, and sorted exactly.
SPARE = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One space of an answer. `metres` from the origin as the crow flies, None where that means nothing."""

    pk: int
    metres: float | None = None


@dataclass(frozen=True)
class Point:
    """The point somebody asks from, and the instants of the filters."""

    lat: float
    lon: float
    now: datetime
    until: datetime

    def values(self, area: Box | None) -> dict[Any, Any]:
        """What stands in the place of the marks of a prepared search."""
        across = cos(radians(self.lat))
        values = {NOW: self.now, UNTIL: self.until, LAT: self.lat, LON: self.lon}
        # A degree of longitude is shorter the farther it is from the equator, also within the box.
        values |= {SQUEEZE: across**2, SKEW: across * sin(radians(self.lat)) * radians(1)}
        if area is None or area.north - area.south > 10:
            values[SKEW] = 0.0
        if area is not None:
            values |= {SOUTH: area.south, NORTH: area.north, WEST: area.west, EAST: area.east}
        return values


@dataclass(frozen=True, eq=False)
class Nearby:
    """The SQL of the first spaces in a box, for a narrow one and for any. Each is itself only: made once."""

    narrow: Prepared
    wide: Prepared

    def run(self, point: Point, area: Box) -> list[tuple[Any, ...]]:
        values, strips = point.values(area), strips_between(area.west, area.east)
        if len(strips) > len(STRIPS):
            return self.wide.run(values)
        # A strip that is asked for twice is read once.
        last = strips[-1]
        return self.narrow.run(values | dict.fromkeys(STRIPS, last) | dict(zip(STRIPS, strips, strict=False)))


def prepare_nearby(spaces: SpaceQuerySet, count: int) -> Nearby:
    """The first `count` of the spaces of a box in the order of distance.

    The order is right to a few metres over a hundred kilometres; `_measured` sorts by the great circle.
    Nothing is read but what the index on place holds: the rows themselves are read later, for the few shown.
    """
    boxed = spaces.in_box(SOUTH, NORTH, WEST, EAST)
    some = slice(count + SPARE)
    return Nearby(prepare(_by_distance(boxed.in_strips(STRIPS))[some]), prepare(_by_distance(boxed)[some]))


def prepare_few(spaces: SpaceQuerySet, count: int) -> Nearby:
    """As `prepare_nearby`, of spaces that something else than their place leads to: strips would not help."""
    wide = prepare(_by_distance(spaces.in_box(SOUTH, NORTH, WEST, EAST))[: count + SPARE])
    return Nearby(wide, wide)


def prepare_all(spaces: SpaceQuerySet) -> Prepared:
    """All of the spaces in the order of distance."""
    return prepare(_by_distance(spaces))


def _by_distance(spaces: SpaceQuerySet) -> Any:
    north, east = F("lat") - Value(LAT), F("lon") - Value(LON)
    apart = ExpressionWrapper(
        north * north + east * east * (Value(SQUEEZE) - Value(SKEW) * north), FloatField()
    )
    return spaces.order_by(apart.asc(nulls_last=True), "pk").values_list("pk", "lat", "lon")


def nearest(spaces: Nearby, point: Point, count: int, *, reach_km: float = WIDEST_KM) -> list[Found]:
    """The first `count` of spaces prepared in a box, nearest first: the box grows until it holds them.

    Fewer when there are no more within `reach_km`, or a little farther. Among places thousands of kilometres
    away the order is not exact.
    """
    asked = (spaces, count, round(point.lat, 2), round(point.lon, 2))
    km = min(_looked.get(asked, FIRST_KM), reach_km)
    while True:
        found = _measured(spaces.run(point, box(point.lat, point.lon, km)), point)[:count]
        farthest = (found[-1].metres or 0.0) / 1000 if found else 0.0
        # Corners of the box are farther than its sides: only the circle inside is complete.
        if km >= reach_km or (len(found) == count and farthest <= km):
            _remember(asked, km if len(found) < count else farthest * ROOM)
            return found
        km = min(farthest if len(found) == count else _wider(km, len(found), count), reach_km)


# How far one had to look, by what was asked, within a kilometre: where the next search from there begins.
# Only a guess, which saves boxes that are too small and rows that are too far: what is found stays exact.
_looked: dict[tuple[Nearby, int, float, float], float] = {}
MOST_LOOKED = 20_000
# Neighbours ask from a little farther away.
ROOM = 1.2


def _remember(asked: tuple[Nearby, int, float, float], km: float) -> None:
    if len(_looked) >= MOST_LOOKED:
        _looked.clear()
    _looked[asked] = max(km, NEAREST_KM)


def _wider(km: float, found: int, wanted: int) -> float:
    """The next box: what is wanted would lie in it, were places spread evenly. Too wide costs more than one
    step too many."""
    if km > COUNTRY_KM:
        return WIDEST_KM
    return km * min(2.2, max(1.3, 1.1 * sqrt(wanted / max(1, found))))


def all_by_distance(spaces: Prepared, point: Point) -> list[Found]:
    """All of the few spaces, nearest first; those nobody could place come last."""
    return _measured(spaces.run(point.values(None)), point)


def _measured(rows: list[tuple[Any, ...]], point: Point) -> list[Found]:
    found = [Found(pk, _metres(point, lat, lon)) for pk, lat, lon in rows]
    # Sorting is stable: what has no distance keeps the order of the database.
    return sorted(found, key=lambda one: inf if one.metres is None else one.metres)


def _metres(point: Point, lat: float | None, lon: float | None) -> float | None:
    return None if lat is None or lon is None else distance_m(point.lat, point.lon, lat, lon)

"""Coordinates in the shapes sources write them; the result is (latitude, longitude) in WGS84 degrees."""

import math
import re
from functools import cache
from typing import Any

from opstap.exchange.reading.converters.base import (
    Cell,
    Cells,
    Converted,
    Flaw,
    Setting,
    converter,
    first,
    flaw,
)
from opstap.exchange.reading.converters.numbers import decimal_of

# EPSG codes of national grids: https://epsg.org
_GRIDS = {"lambert93": 2154, "lambert72": 31370, "lambert2008": 3812}
# Where x and y of the grids lie, in metres: least x, most x, least y, most y.
_EXTENTS = {
    "lambert93": (0, 1_300_000, 6_000_000, 7_200_000),
    "lambert72": (10_000, 310_000, 10_000, 260_000),
    "lambert2008": (510_000, 810_000, 510_000, 760_000),
}
# Decimals of a degree that are kept: 6 is about 0.1 m, and hides the noise of transformations.
DECIMALS = 6

_NUMBER = r"([+-]?\d+(?:[.,]\d+)?)"
_LATITUDE = re.compile(rf"""\b(?:lat|latitude|y)["']?\s*[:=]\s*["']?{_NUMBER}""", re.IGNORECASE)
_LONGITUDE = re.compile(rf"""\b(?:lon|lng|long|longitude|x)["']?\s*[:=]\s*["']?{_NUMBER}""", re.IGNORECASE)
_LIST = re.compile(rf"coordinates[\"']?\s*:\s*\[\s*{_NUMBER}\s*,\s*{_NUMBER}", re.IGNORECASE)
_WKT = re.compile(rf"(?:SRID=4326;)?POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)", re.IGNORECASE)
_PAIR = re.compile(r"\s*[\[(]?\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*[\])]?\s*")
_COMMA_PAIR = re.compile(r"\s*([+-]?\d+(?:,\d+)?)\s*[;\s]\s*([+-]?\d+(?:,\d+)?)\s*")


def _degrees(said: str) -> float | None:
    value = decimal_of(said)
    return None if value is None else float(value)


def _unread(cells: Cells) -> Converted:
    """Neither point nor doubt: the cells that are no number are named."""
    odd = [cell for cell in cells if cell.text and _degrees(cell.text) is None] or [first(cells)]
    return Converted(None, tuple(Flaw(cell.column, "bad_coordinates", cell.text) for cell in odd))


def _point(cells: Cells, latitude: float | None, longitude: float | None) -> Converted:
    if latitude is None or longitude is None:
        return _unread(cells)
    return _checked(first(cells), latitude, longitude)


def _checked(cell: Cell, latitude: float, longitude: float) -> Converted:
    shown = f"{latitude}, {longitude}"
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return Converted(None, flaw(cell, "bad_coordinates"))
    if latitude == 0 and longitude == 0:
        return Converted(None, flaw(cell, "coordinates_zero", shown))
    if abs(latitude) > 90 or abs(longitude) > 180:
        return Converted(None, flaw(cell, "coordinates_off_globe", shown))
    return Converted((round(latitude, DECIMALS), round(longitude, DECIMALS)))


@converter("lat_lon", "point", columns=2)
def lat_lon(cells: Cells, setting: Setting) -> Converted:
    """Two columns, latitude then longitude, in degrees; decimal point or comma."""
    return _point(cells, _degrees(cells[0].text), _degrees(cells[1].text))


@converter("swapped", "point", columns=2)
def swapped(cells: Cells, setting: Setting) -> Converted:
    """Two columns named X and Y of which X holds the latitude and Y the longitude."""
    return lat_lon(cells, setting)


@converter("lon_lat", "point", columns=2)
def lon_lat(cells: Cells, setting: Setting) -> Converted:
    """Two columns, longitude then latitude, in degrees."""
    return _point(cells, _degrees(cells[1].text), _degrees(cells[0].text))


@converter("lambert93", "point", columns=2)
def lambert93(cells: Cells, setting: Setting) -> Converted:
    """Two columns, x then y, of the French grid Lambert 93 (EPSG:2154)."""
    return _from_grid("lambert93", cells)


@converter("lambert72", "point", columns=2)
def lambert72(cells: Cells, setting: Setting) -> Converted:
    """Two columns, x then y, of the Belgian grid Lambert 72 (EPSG:31370)."""
    return _from_grid("lambert72", cells)


@converter("lambert2008", "point", columns=2)
def lambert2008(cells: Cells, setting: Setting) -> Converted:
    """Two columns, x then y, of the Belgian grid Lambert 2008 (EPSG:3812)."""
    return _from_grid("lambert2008", cells)


def _from_grid(grid: str, cells: Cells) -> Converted:
    x, y = _metres(cells[0].text), _metres(cells[1].text)
    if x is None or y is None:
        return _unread(cells)
    if x == 0 and y == 0:
        return _checked(first(cells), 0.0, 0.0)
    flaws = [
        Flaw(cell.column, "coordinates_rounded", cell.text) for cell in cells if _degrees(cell.text) is None
    ]
    if not _is_on(grid, x, y):
        x, y = y, x
        swapped = "coordinates_swapped" if _is_on(grid, x, y) else "coordinates_out_of_area"
        flaws.append(Flaw(cells[0].column, swapped, f"{cells[0].text}, {cells[1].text}"))
    if not _is_on(grid, x, y):
        return Converted(None, tuple(flaws))
    longitude, latitude = _transformer(_GRIDS[grid]).transform(x, y)
    placed = _checked(first(cells), latitude, longitude)
    return Converted(placed.value, (*placed.flaws, *flaws))


def _is_on(grid: str, x: float, y: float) -> bool:
    least_x, most_x, least_y, most_y = _EXTENTS[grid]
    return least_x <= x <= most_x and least_y <= y <= most_y


def _metres(said: str) -> float | None:
    """A number of metres; where only its decimals are spoilt, the whole metres."""
    whole = re.match(r"([+-]?\d{5,8})[.,]", said)
    exact = _degrees(said)
    return exact if exact is not None else float(whole[1]) if whole else None


@cache
def _transformer(epsg: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(epsg, 4326, always_xy=True)


@converter("point_text", "point", columns=1)
def point_text(cells: Cells, setting: Setting) -> Converted:
    """One column: {'lat': 48.8, 'lon': 2.3} in any spelling, "48.8, 2.3", GeoJSON or POINT(2.3 48.8)."""
    pair = _named(cells[0].text) or _ordered(cells[0].text)
    return _point(cells, *pair) if pair else _unread(cells)


def _named(said: str) -> tuple[float | None, float | None] | None:
    latitude, longitude = _LATITUDE.search(said), _LONGITUDE.search(said)
    if latitude and longitude:
        return _degrees(latitude[1]), _degrees(longitude[1])
    in_order = _LIST.search(said) or _WKT.match(said)
    return (_degrees(in_order[2]), _degrees(in_order[1])) if in_order else None


def _ordered(said: str) -> tuple[float | None, float | None] | None:
    pair = _PAIR.fullmatch(said) or _COMMA_PAIR.fullmatch(said)
    return (_degrees(pair[1]), _degrees(pair[2])) if pair else None

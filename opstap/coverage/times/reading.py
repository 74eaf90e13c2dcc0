"""A file of times to lines, one after the other: encodings and separators as office programs write them."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from opstap.coverage.times.errors import TimesError

LARGEST = 200 * 1024 * 1024
COLUMNS = {
    "area": ("area", "area_code", "code"),
    "place": ("place", "place_code", "slug"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude"),
    "minutes": ("minutes", "time"),
}
SEPARATORS = ";,\t|"


class Line(NamedTuple):
    """`number` as a spreadsheet counts it; `place`: a slug, a code, or "latitude,longitude"."""

    number: int
    area: str
    place: str
    minutes: str


def read_lines(content: bytes) -> Iterator[Line]:
    """The lines below the head. Raises TimesError: large, not-text, columns."""
    if len(content) > LARGEST:
        raise TimesError("large")
    text = _text(content)
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=head.count))
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        yield from _lines(reader, _positions(names))
    except csv.Error as problem:
        raise TimesError("not-text") from problem


def _text(content: bytes) -> str:
    """UTF-16 where it says so, else UTF-8, else what western office programs write instead."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise TimesError("not-text")
    return text


def _positions(names: list[str]) -> dict[str, int]:
    """Where each column stands; the place is a column of its own, or latitude and longitude."""
    found = {
        column: names.index(known)
        for column, others in COLUMNS.items()
        if (known := next((name for name in others if name in names), None)) is not None
    }
    for column in ("area", "minutes"):
        if column not in found:
            raise TimesError("columns", column)
    if "place" not in found and not {"lat", "lon"} <= found.keys():
        raise TimesError("columns", "place")
    return found


def _lines(reader: Iterator[list[str]], at: dict[str, int]) -> Iterator[Line]:
    area, minutes, place = at["area"], at["minutes"], at.get("place", -1)
    width = max(at.values()) + 1
    for number, given in enumerate(reader, start=2):
        if not any(given):
            continue
        cells = given if len(given) >= width else [*given, *[""] * (width - len(given))]
        where = cells[place].strip() if place >= 0 else ""
        yield Line(number, cells[area].strip(), where or _point(cells, at), cells[minutes].strip())


def _point(cells: list[str], at: dict[str, int]) -> str:
    if "lat" not in at or "lon" not in at:
        return ""
    lat, lon = (cells[at[name]].strip().replace(",", ".") for name in ("lat", "lon"))
    return f"{lat},{lon}" if lat or lon else ""

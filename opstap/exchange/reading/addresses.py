"""Belgian address files (BeST, published by BOSA as CSV or ZIP), row by row: they are hundreds of megabytes.

The columns that are read: `EPSG:4326_lat` and `_lon` (else `EPSG:31370_x/_y`, or `EPSG:3812_x/_y`, which take
their place from October 2026 on), `house_number`, `municipality_id`, `municipality_name_fr/_nl/_de`,
`postname_fr/_nl`, `postcode`, `street_id`, `streetname_fr/_nl/_de`, `status`.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

from opstap.exchange.reading.problems import ReadingError, RowProblem, refusal

LANGUAGES = ("fr", "nl", "de")
# Latitude and longitude of Belgium, with room around it.
SOUTH, NORTH, WEST, EAST = 49.3, 51.7, 2.3, 6.6
GRIDS = (31370, 3812)
DECIMALS = 6
PROBLEMS_KEPT = 1000
# A line of an address is some 300 bytes: what is longer is no address.
LONGEST_CELL = 10_000
_NUMBER = re.compile(r"\s*(\d{1,5})\s*[-_/.]?\s*([A-Za-z]{0,2})(?![A-Za-z])")
_NEEDED = ("postcode", "house_number", "street_id")


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address in use. `key`: ids of municipality and street; degrees WGS84; names by language."""

    key: str
    postcode: str
    streets: dict[str, str]
    cities: dict[str, str]
    number: int
    letter: str
    lat: float
    lon: float


@dataclass
class AddressesRead:
    """What became of the rows: they add up. `problems`: the first PROBLEMS_KEPT refusals."""

    rows: int = 0
    read: int = 0
    not_in_use: int = 0
    refused: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, problem: RowProblem) -> None:
        self.refused += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)


class _RowError(Exception):
    def __init__(self, column: str, code: str, value: str) -> None:
        super().__init__(code)
        self.column, self.code, self.value = column, code, value


def read_addresses(path: Path, count: AddressesRead) -> Iterator[AddressRow]:
    """The addresses in use of a CSV file, or of all CSV files of a ZIP; `count` is filled meanwhile.

    Raises ReadingError: missing, directory, unreadable, broken_zip, not_addresses, not_utf8, empty.
    """
    try:
        with ExitStack() as stack:
            for stream in _streams(path, stack):
                yield from _rows(stream, count)
    except UnicodeDecodeError as error:
        raise ReadingError("not_utf8") from error
    except csv.Error as error:
        raise ReadingError("not_addresses", columns=str(error)) from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReadingError("broken_zip") from error
    except OSError as error:
        raise _unopened(path, error) from error


def _unopened(path: Path, error: OSError) -> ReadingError:
    if isinstance(error, FileNotFoundError):
        return ReadingError("missing", path=str(path))
    if isinstance(error, IsADirectoryError):
        return ReadingError("directory", path=str(path))
    return ReadingError("unreadable", path=str(path), reason=type(error).__name__)


def _streams(path: Path, stack: ExitStack) -> Iterator[IO[str]]:
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if not is_zip:
        yield stack.enter_context(path.open(encoding="utf-8-sig", newline=""))
        return
    archive = stack.enter_context(zipfile.ZipFile(path))
    names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
    if not names:
        raise ReadingError("empty")
    for name in names:
        with archive.open(name) as packed:
            yield io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")


def _rows(stream: IO[str], count: AddressesRead) -> Iterator[AddressRow]:
    csv.field_size_limit(LONGEST_CELL)
    head = stream.readline(LONGEST_CELL)
    separator = max(",;\t", key=head.count)
    columns = {name.strip().strip('"').lower(): place for place, name in enumerate(head.split(separator))}
    _check(columns)
    for number, cells in enumerate(csv.reader(stream, delimiter=separator), start=2):
        if not any(cells):
            continue
        count.rows += 1
        row = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
        if row.get("status", "current").lower() not in {"", "current"}:
            count.not_in_use += 1
            continue
        try:
            yield _address(row)
            count.read += 1
        except _RowError as error:
            count.refuse(refusal(number, error.code, error.column, error.value))


def _check(columns: dict[str, int]) -> None:
    if not any(columns):
        raise ReadingError("empty")
    lacking = [name for name in _NEEDED if name not in columns]
    if not any(f"streetname_{code}" in columns for code in LANGUAGES):
        lacking.append("streetname_fr")
    if not {"epsg:4326_lat", "epsg:4326_lon"} <= set(columns) and not _grid(columns):
        lacking.append("EPSG:4326_lat")
    if lacking:
        raise ReadingError("not_addresses", columns=", ".join(lacking))


def _grid(columns: dict[str, int] | dict[str, str]) -> int | None:
    return next((grid for grid in GRIDS if {f"epsg:{grid}_x", f"epsg:{grid}_y"} <= set(columns)), None)


def _address(row: dict[str, str]) -> AddressRow:
    streets = _texts(row, "streetname")
    if not streets:
        raise _RowError("streetname_fr", "no_street", "")
    number = _NUMBER.match(row.get("house_number", ""))
    if number is None:
        raise _RowError("house_number", "bad_house_number", row.get("house_number", ""))
    lat, lon = _point(row)
    return AddressRow(
        key=f"{row.get('municipality_id', '')}/{row['street_id'] or next(iter(streets.values()))}",
        postcode=row.get("postcode", "")[:12],
        streets=streets,
        cities=_texts(row, "municipality_name") | _texts(row, "postname"),
        number=int(number[1]),
        letter=number[2].lower(),
        lat=lat,
        lon=lon,
    )


def _texts(row: dict[str, str], name: str) -> dict[str, str]:
    found = {code: row.get(f"{name}_{code}", "") for code in LANGUAGES}
    return {code: text[:200] for code, text in found.items() if text}


def _point(row: dict[str, str]) -> tuple[float, float]:
    written = (row.get("epsg:4326_lat", ""), row.get("epsg:4326_lon", ""))
    grid = None if all(written) else _grid(row)
    if grid is not None:
        written = (row[f"epsg:{grid}_x"], row[f"epsg:{grid}_y"])
    shown = ", ".join(written)
    try:
        one, other = (float(part) for part in written)
        lat, lon = (one, other) if grid is None else _projection(grid).transform(one, other)
    except ValueError as error:
        raise _RowError("EPSG:4326_lat", "bad_coordinates", shown) from error
    if not (SOUTH < lat < NORTH and WEST < lon < EAST):
        raise _RowError("EPSG:4326_lat", "coordinates_out_of_area", shown)
    return round(lat, DECIMALS), round(lon, DECIMALS)


@cache
def _projection(grid: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(grid, 4326)

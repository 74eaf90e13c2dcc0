"""From "rue Haute 12, 1000" or "Hoogstraat 12" to a point. Read-only; without the file nothing is found."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from opstap.core.likeness import slips, slips_allowed
from opstap.territory.streets.building import LANGUAGES, VERSION
from opstap.territory.streets.writing import Written, street_key, street_sound, ways_to_read

logger = logging.getLogger(__name__)

NAME = "streets.sqlite3"
MOST = 8
_COMPARED = 40
# Likeness costs more than equality: so many ways to read a text are tried.
_WAYS = 6
_SHORTEST_SOUND = 4
_STREET = "SELECT id, postcode, fr, nl, de, city_fr, city_nl, city_de, cities FROM street WHERE"


Home = Callable[[], frozenset[str]]


@dataclass(frozen=True)
class Hit:
    """A street, or a house in it. `exact`: the house itself is known, or no number was asked for;
    `alike`: the name of the street is not what was typed, only like it."""

    lat: float
    lon: float
    label: dict[str, str]
    exact: bool
    alike: bool = False


@dataclass(frozen=True)
class Summary:
    """What stands in the file."""

    made_at: datetime
    source: str
    streets: int
    addresses: int


def streets_path() -> Path:
    return Path(settings.DATA_DIR) / NAME


def has_streets() -> bool:
    return _opened() is not None


def summary() -> Summary | None:
    """None where no file is, or none that this program reads."""
    rows = _ask("SELECT made_at, source, streets, addresses FROM about", ())
    return next((Summary(datetime.fromisoformat(made), *rest) for made, *rest in rows), None)


def find_streets(text: str, postcode: str, home: Home) -> list[Hit]:
    """The streets meant by a text, at most MOST; [] without the file.

    `postcode`: the one in the text, or ''. `home` gives the postcodes of the networks: where several streets
    bear the name and one lies there, those elsewhere in the country are not meant.
    """
    ways = list(ways_to_read(text, postcode)) if has_streets() else []
    for way in ways:
        found = _fitting(_by_key(street_key(way.street)), way, postcode)
        if found:
            return [_hit(row, way) for row in _at_home(found, home)[:MOST]]
    return []


def streets_alike(text: str, postcode: str, home: Home) -> list[Hit]:
    """Streets whose name sounds like the text, or holds a slip or two, nearest first."""
    ways = list(ways_to_read(text, postcode))[:_WAYS] if has_streets() else []
    for way in ways:
        found = _fitting(_by_sound(street_sound(way.street)), way, postcode)
        if found:
            return [_hit(row, way, alike=True) for row in _at_home(found, home)[:MOST]]
    return []


def _by_key(key: str) -> list[Any]:
    return _rows([street for (street,) in _ask("SELECT street FROM name WHERE key = ? LIMIT 1000", (key,))])


def _by_sound(heard: str) -> list[Any]:
    if not heard:
        return []
    same = [street for (street,) in _ask("SELECT street FROM name WHERE sound = ? LIMIT 1000", (heard,))]
    return _rows(same or [street for street, _apart in _near(heard)])


def _rows(streets: list[int]) -> list[Any]:
    """In the order that is given, each once."""
    marks = ", ".join("?" * len(streets))
    rows = {row[0]: row for row in _ask(f"{_STREET} id IN ({marks})", tuple(streets))} if streets else {}
    return [rows[street] for street in dict.fromkeys(streets)]


def _near(heard: str) -> list[tuple[int, int]]:
    """(street, letters apart): those that share most groups of three letters, compared letter by letter."""
    if len(heard) < _SHORTEST_SOUND:
        return []
    groups = dict.fromkeys(heard[place : place + 3] for place in range(len(heard) - 2))
    match = " OR ".join(f'"{group}"' for group in groups)
    sql = (
        "SELECT street, name.sound FROM name_fts JOIN name ON name.id = name_fts.rowid WHERE name_fts MATCH ?"
    )
    rows = _ask(f"{sql} ORDER BY rank LIMIT {_COMPARED}", (match,))
    allowed = slips_allowed(len(heard))
    apart = ((street, slips(heard, other, allowed)) for street, other in rows)
    return sorted(((street, far) for street, far in apart if far is not None), key=lambda pair: pair[1])


def _fitting(rows: list[Any], way: Written, postcode: str) -> list[Any]:
    """Those with the postcode that was written, and in the municipality whose name follows."""
    if postcode:
        return [row for row in rows if row[1] == postcode]
    return [row for row in rows if f"|{way.rest}" in row[8]] if way.rest else rows


def _at_home(rows: list[Any], home: Home) -> list[Any]:
    known = home() if len(rows) > 1 else frozenset()
    return [row for row in rows if row[1] in known] or rows


def _hit(row: Any, way: Written, *, alike: bool = False) -> Hit:
    lat, lon, exact = _point(row[0], way)
    number = "" if way.number is None else f" {way.number}{way.letter.upper()}"
    names = dict(zip(LANGUAGES, zip(row[2:5], row[5:8], strict=True), strict=True))
    city = next(filter(None, row[5:8]), "")
    label = {
        code: f"{street}{number}, {row[1]} {own or city}".rstrip()
        for code, (street, own) in names.items()
        if street
    }
    return Hit(lat, lon, label, exact, alike)


def _point(street: int, way: Written) -> tuple[float, float, bool]:
    """The house; else the place between its neighbours on the same side; else the last one."""
    if way.number is None:
        rows = _ask("SELECT lat, lon FROM address WHERE street = ? ORDER BY number, letter", (street,))
        lat, lon = rows[len(rows) // 2]
        return lat, lon, True
    same = _ask(
        "SELECT letter, lat, lon FROM address WHERE street = ? AND number = ? ORDER BY letter",
        (street, way.number),
    )
    if same:
        _letter, lat, lon = next((row for row in same if row[0] == way.letter), same[0])
        return lat, lon, True
    return (*_between(street, way.number), False)


def _between(street: int, number: int) -> tuple[float, float]:
    """Where a missing number would stand: even and odd ones have a side each."""
    sql = (
        "SELECT number, lat, lon FROM address WHERE street = ? AND number {} ? {} ORDER BY number {} LIMIT 1"
    )
    for side, values in (("AND number % 2 = ?", (number % 2,)), ("", ())):
        below = _ask(sql.format("<", side, "DESC"), (street, number, *values))
        above = _ask(sql.format(">", side, "ASC"), (street, number, *values))
        if below and above:
            (low, *start), (high, *end) = below[0], above[0]
            part = (number - low) / (high - low)
            return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
        if below or above:
            _number, lat, lon = (below or above)[0]
            return lat, lon
    return 0.0, 0.0  # no street is without a house: `build` adds one with its first


# --- the file --------------------------------------------------------------------------------------

_own = threading.local()


def _ask(sql: str, values: tuple[Any, ...]) -> list[Any]:
    db = _opened()
    if db is None:
        return []
    try:
        return db.execute(sql, values).fetchall()
    except sqlite3.DatabaseError:
        logger.exception("The file of streets cannot be read: import it again")
        return []


def _opened() -> sqlite3.Connection | None:
    """The file as it is now: a new one in its place is opened, one that is gone or of another shape is not
    read."""
    path = streets_path()
    try:
        state = path.stat()
    except OSError:
        return None
    mark = (str(path), state.st_ino, state.st_mtime_ns, state.st_size)
    if getattr(_own, "mark", None) != mark:
        if getattr(_own, "db", None) is not None:
            _own.db.close()
        _own.mark, _own.db = mark, _open(path)
    return cast("sqlite3.Connection | None", _own.db)


def _open(path: Path) -> sqlite3.Connection | None:
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        (version,) = db.execute("SELECT version FROM about").fetchone()
    except (sqlite3.DatabaseError, TypeError):
        version = None
    if version == VERSION:
        return db
    logger.warning("The file of streets is damaged or of another version: import it again")
    db.close()
    return None

"""Making the file of streets: rows stream in, the file takes its place at once or not at all."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from opstap.core.folding import fold
from opstap.territory.streets.writing import street_key, street_sound

# Another number means another shape of the file: an older one is then not read.
VERSION = 1
BATCH = 5_000
LANGUAGES = ("fr", "nl", "de")
_TABLES = """
CREATE TABLE about (version INTEGER, made_at TEXT, source TEXT, streets INTEGER, addresses INTEGER);
CREATE TABLE street (id INTEGER PRIMARY KEY, postcode TEXT, fr TEXT, nl TEXT, de TEXT,
    city_fr TEXT, city_nl TEXT, city_de TEXT, cities TEXT);
CREATE TABLE address (street INTEGER, number INTEGER, letter TEXT, lat REAL, lon REAL,
    PRIMARY KEY (street, number, letter)) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, street INTEGER, key TEXT, sound TEXT);
"""
_INDEXES = """
CREATE INDEX name_key ON name (key);
CREATE INDEX name_sound ON name (sound);
CREATE VIRTUAL TABLE name_fts USING fts5(sound, content='name', content_rowid='id', tokenize='trigram');
INSERT INTO name_fts(name_fts) VALUES ('rebuild');
ANALYZE;
"""


@dataclass(frozen=True)
class Address:
    """One address point, WGS84 degrees. `key`: the register's id of the street. Names by language."""

    key: str
    postcode: str
    streets: dict[str, str]
    cities: dict[str, str]
    number: int
    letter: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Built:
    streets: int
    addresses: int


def build(addresses: Iterable[Address], path: Path, *, source: str, now: datetime) -> Built:
    """Write the file anew and put it in the place of the older one, which is read until that moment.

    Memory is bounded by the number of streets, not of addresses. What `addresses` raises comes through, and
    then nothing has changed. Raises OSError when the folder cannot be written.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    aside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(aside, isolation_level=None)) as db:
            built = _fill(db, addresses, source, now)
        aside.chmod(0o600)
        _to_disk(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return built


def _fill(db: sqlite3.Connection, addresses: Iterable[Address], source: str, now: datetime) -> Built:
    db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES}")
    known: dict[str, int] = {}
    for batch in _batches(addresses):
        db.execute("BEGIN")
        db.executemany("INSERT OR IGNORE INTO address VALUES (?, ?, ?, ?, ?)", _points(db, batch, known))
        db.execute("COMMIT")
    db.executescript(_INDEXES)
    (count,) = db.execute("SELECT count(*) FROM address").fetchone()
    db.execute(
        "INSERT INTO about VALUES (?, ?, ?, ?, ?)", (VERSION, now.isoformat(), source, len(known), count)
    )
    return Built(len(known), count)


def _batches(addresses: Iterable[Address]) -> Iterator[list[Address]]:
    rows = iter(addresses)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _points(
    db: sqlite3.Connection, batch: list[Address], known: dict[str, int]
) -> Iterator[tuple[int, int, str, float, float]]:
    for row in batch:
        # A street that passes a border has one id and two postcodes.
        key = f"{row.key} {row.postcode}"
        if key not in known:
            known[key] = _add_street(db, row)
        yield known[key], row.number, row.letter, row.lat, row.lon


def _add_street(db: sqlite3.Connection, row: Address) -> int:
    names, cities = ([texts.get(code, "") for code in LANGUAGES] for texts in (row.streets, row.cities))
    folded = " ".join(dict.fromkeys(f"|{fold(city)}|" for city in row.cities.values() if city))
    values = (row.postcode, *names, *cities, folded)
    added = db.execute("INSERT INTO street VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid or 0
    for name in dict.fromkeys(fold(name) for name in names if name):
        pair = (street_key(name), street_sound(name))
        db.execute("INSERT INTO name VALUES (NULL, ?, ?, ?)", (added, *pair))
    return added


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

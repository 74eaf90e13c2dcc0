"""SQLite: a snapshot by the database's own backup interface, and the digests of a snapshot's rows.

The snapshot is copied in one step under a read lock: with WAL, writers go on meanwhile. Measured beside it
(255 MB, 2 cores): backup interface 0.45 s, VACUUM INTO 1.28 s. No Django: `sqlite3` of the standard library.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from opstap.keeping.backup.manifest import Table
from opstap.keeping.backup.problems import BackupError, DamagedError
from opstap.keeping.backup.rows import RowDigest

VENDOR = "sqlite"
ROWS_AT_ONCE = 1000
BUSY_SECONDS = 20.0


def take_snapshot(source: Path, target: Path) -> None:
    """Copy the database as it is at one moment into the empty file `target`.

    `target` is not waited for on the disk: it is copied on. Raises BackupError when it cannot be read.
    """
    try:
        with (
            closing(sqlite3.connect(_uri(source, "mode=ro"), uri=True, timeout=BUSY_SECONDS)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            copy.execute("PRAGMA synchronous=OFF")
            live.backup(copy, pages=-1)
    except sqlite3.Error as error:
        raise BackupError(f"The database {source} cannot be read: {error}") from error


def check_sound(snapshot: Path) -> None:
    """Raise DamagedError when the pages of the database do not hang together."""
    with _frozen(snapshot) as database:
        found = [row[0] for row in database.execute("PRAGMA quick_check(3)")]
    if found != ["ok"]:
        raise DamagedError(f"The database is damaged inside: {'; '.join(found)}")


def tables(snapshot: Path) -> tuple[Table, ...]:
    """Every table of a file that nobody writes to, with the digest of its rows."""
    with _frozen(snapshot) as database:
        return tuple(_digested(database, name) for name in table_names(database))


def table_names(database: sqlite3.Connection) -> list[str]:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "ORDER BY name"
    )
    return [name for (name,) in found]


def _digested(database: sqlite3.Connection, name: str) -> Table:
    described = list(database.execute(f"PRAGMA table_info({_quoted(name)})"))
    columns = [column[1] for column in described]
    key = [column[1] for column in sorted(described, key=lambda column: column[5]) if column[5]]
    selected = ", ".join(map(_quoted, columns))
    order = ", ".join(map(_quoted, key)) or selected
    digest = RowDigest()
    found = database.execute(f"SELECT {selected} FROM {_quoted(name)} ORDER BY {order}")  # noqa: S608 - our own names, quoted
    while rows := found.fetchmany(ROWS_AT_ONCE):
        digest.add("".join(map(repr, rows)).encode("utf-8", "surrogatepass"), len(rows))
    return digest.table(name, columns)


def migrations(snapshot: Path) -> tuple[tuple[str, str], ...]:
    with _frozen(snapshot) as database:
        if "django_migrations" not in table_names(database):
            return ()
        return tuple(database.execute("SELECT app, name FROM django_migrations ORDER BY app, name"))


def holds_any(source: Path, names: tuple[str, ...]) -> bool:
    """Whether one of these tables has a row. A file that is not there holds nothing."""
    if not source.exists() or not source.stat().st_size:
        return False
    with closing(sqlite3.connect(_uri(source, "mode=ro"), uri=True, timeout=BUSY_SECONDS)) as database:
        known = set(table_names(database))
        return any(
            database.execute(f"SELECT EXISTS (SELECT 1 FROM {_quoted(name)})").fetchone()[0]  # noqa: S608
            for name in names
            if name in known
        )


def is_open_elsewhere(source: Path) -> bool:
    """Whether another connection has the file open: only the last one may leave write-ahead logging.

    When this answers False, everything of the log stands in the file itself.
    """
    if not source.exists():
        return False
    with closing(sqlite3.connect(source, timeout=0.5)) as database:
        try:
            return bool(database.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
        except sqlite3.OperationalError:
            return True


def close_log(database: Path) -> None:
    """Put the log of a file that nobody else has open into the file itself, and wait for the disk."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _frozen(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that nobody writes to: neither locks nor a log are made beside it."""
    try:
        with closing(sqlite3.connect(_uri(path, "mode=ro&immutable=1"), uri=True)) as database:
            database.text_factory = _text
            yield database
    except sqlite3.DatabaseError as error:
        raise DamagedError(f"The copy of the database cannot be read: {error}") from error


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _uri(path: Path, options: str) -> str:
    return f"file:{quote(str(path))}?{options}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

"""PostgreSQL: tables copied out of one read-only snapshot and copied in again, through psycopg alone.

Rows are copied as text, which every version of PostgreSQL reads. No Django: a psycopg connection is given.
"""

import select
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from opstap.keeping.backup.manifest import Table
from opstap.keeping.backup.rows import RowDigest

VENDOR = "postgresql"
LEAVING = 2.0  # seconds that a server needs at most to see that somebody hung up
PIECE = 8 << 20  # bytes of one piece of a table in the backup
Connection = psycopg.Connection[Any]

# The same rows must give the same text, whatever the server or the person prefers.
PLAIN_TEXT = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
)
# Keys are sorted in memory: a table of a million rows needs about this much, and one backup runs at a time.
SORTING = "SET LOCAL work_mem = '128MB'"
TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.relname COLLATE "C"
"""
LARGEST_FIRST = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r'
    ORDER BY pg_table_size(c.oid) DESC, c.relname COLLATE "C"
"""
COLUMNS = """
    SELECT a.attname FROM pg_attribute a
    WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum
"""
# Text is ordered byte by byte: each cluster may have another idea of the alphabet.
KEY = """
    SELECT a.attname, a.attcollation <> 0 FROM pg_index i
    JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place) ON true
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
    WHERE i.indrelid = to_regclass(%s) AND i.indisprimary ORDER BY k.place
"""
SEQUENCES = """
    SELECT c.relname, a.attname, s.last_value FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_sequences s ON format('%I.%I', s.schemaname, s.sequencename)::regclass
        = pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)::regclass
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND s.last_value IS NOT NULL
"""
OTHER_SESSIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@dataclass
class Source:
    """A table on its way out: its pieces as they are read, its digest when all were read."""

    name: str
    columns: tuple[str, ...]
    digest: RowDigest = field(default_factory=RowDigest)

    def table(self) -> Table:
        return self.digest.table(self.name, self.columns)


@contextmanager
def snapshot(connection: Connection, *, of: Connection | None = None) -> Iterator[None]:
    """Everything read inside is of one moment; nothing can be written. The connection is in autocommit.

    of: another connection inside its snapshot, whose moment is shared.
    """
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        if of is not None:
            (moment,) = of.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(moment))
        speak_plainly(connection)
        connection.execute(SORTING)
        yield
    finally:
        connection.execute("ROLLBACK")


def speak_plainly(connection: Connection) -> None:
    """Until the end of the transaction, the same values are written as the same text everywhere."""
    for statement in PLAIN_TEXT:
        connection.execute(statement)


def table_names(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES).fetchall()]


def largest_first(connection: Connection) -> list[str]:
    """The names of the tables, those with most bytes first."""
    return [name for (name,) in connection.execute(LARGEST_FIRST).fetchall()]


def columns_of(connection: Connection, table: str) -> tuple[str, ...]:
    found = connection.execute(COLUMNS, [_shown(connection, table)]).fetchall()
    return tuple(name for (name,) in found)


def pieces(connection: Connection, source: Source) -> Iterator[bytes]:
    """The rows in the order of their key, in pieces that end with a row; digested as they pass."""
    key = connection.execute(KEY, [_shown(connection, source.name)]).fetchall()
    order = [
        sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(name)) for name, is_text in key
    ]
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        _list(source.columns),
        sql.Identifier(source.name),
        sql.SQL(", ").join(order) if order else _list(source.columns),
    )
    waiting: list[bytes] = []
    size = 0
    for row in _copied_out(connection.pgconn, query.as_bytes(connection)):
        waiting.append(row)
        size += len(row)
        if size >= PIECE:
            yield _passed(source, waiting)
            waiting, size = [], 0
    if waiting:
        yield _passed(source, waiting)


def _copied_out(server: PGconn, query: bytes) -> Iterator[bytes]:
    """Each row of a COPY … TO STDOUT, asked of libpq itself.

    A backup has hundreds of thousands of them, and psycopg's own reader takes twice as long for a row.
    Raises psycopg.Error when the server refuses or goes away.
    """
    begun = server.exec_(query)
    if begun.status != ExecStatus.COPY_OUT:
        raise psycopg.OperationalError(begun.get_error_message())
    while True:
        length, row = server.get_copy_data(1)
        if length > 0:
            yield bytes(row)
        elif length == 0:  # nothing is here yet: other threads may work while we wait
            select.select([server.socket], [], [])
            server.consume_input()
        else:
            break
    while (ended := server.get_result()) is not None:
        if ended.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(ended.get_error_message())


def _passed(source: Source, rows: list[bytes]) -> bytes:
    whole = b"".join(rows)
    source.digest.add(whole, len(rows))
    return whole


def tables(connection: Connection, order: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Table, ...]:
    """Every table with the digest of its rows, as they are in the running transaction.

    order: the columns of tables as their rows are written; those not named are as the table has them.
    """
    known = order or {}
    return tuple(
        digested(connection, name, known.get(name) or columns_of(connection, name))
        for name in table_names(connection)
    )


def digested(connection: Connection, name: str, columns: tuple[str, ...]) -> Table:
    source = Source(name, columns)
    for _piece in pieces(connection, source):
        pass
    return source.table()


def sequences(connection: Connection) -> dict[str, int]:
    """ "table.column" → the last number given. Asked after the rows, so never behind them."""
    return {f"{table}.{column}": number for table, column, number in connection.execute(SEQUENCES)}


def migrations(connection: Connection) -> tuple[tuple[str, str], ...]:
    if "django_migrations" not in table_names(connection):
        return ()
    return tuple(connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall())


def size(connection: Connection) -> int:
    """Bytes of the database on the server, indexes included."""
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def holds_any(connection: Connection, names: tuple[str, ...]) -> bool:
    """Whether one of these tables has a row; those that are not there have none."""
    known = set(table_names(connection))
    asked = [
        sql.SQL("EXISTS (SELECT 1 FROM {})").format(sql.Identifier(name)) for name in names if name in known
    ]
    if not asked:
        return False
    row = connection.execute(sql.SQL("SELECT {}").format(sql.SQL(" OR ").join(asked))).fetchone()
    return bool(row and row[0])


def other_sessions(connection: Connection) -> int:
    """How many other programs are connected to this database.

    Who has just hung up is still counted for a moment, as those of a backup are: they are waited for.
    """
    give_up = time.monotonic() + LEAVING
    while True:
        row = connection.execute(OTHER_SESSIONS).fetchone()
        others = int(row[0]) if row else 0
        if not others or time.monotonic() > give_up:
            return others
        time.sleep(0.05)
        connection.execute("SELECT pg_stat_clear_snapshot()")


def empty(connection: Connection, names: Iterable[str]) -> None:
    connection.execute(sql.SQL("TRUNCATE {}").format(_list(names)))


def copy_in(connection: Connection, table: Table, piece: Iterable[bytes]) -> None:
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), _list(table.columns))
    with connection.cursor() as cursor, cursor.copy(query) as rows:
        for chunk in piece:
            rows.write(chunk)


def set_sequences(connection: Connection, numbers: dict[str, int]) -> None:
    """Let the next numbers follow the last ones given, as before the backup."""
    for name, number in numbers.items():
        table, _dot, column = name.rpartition(".")
        connection.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [_shown(connection, table), column, number]
        )


def drop(connection: Connection, names: Iterable[str]) -> None:
    """Drop tables, inside the transaction of a restore only."""
    known = set(table_names(connection))
    if gone := [name for name in names if name in known]:
        connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(_list(gone)))


def _shown(connection: Connection, table: str) -> str:
    return sql.Identifier(table).as_string(connection)


def _list(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))

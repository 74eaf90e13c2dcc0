"""A QuerySet turned into SQL once, run many times with other values: for what is asked at every turn.

Django takes up to two milliseconds to write the SQL of a list with its filters, the database often less to
answer it. The filters stay QuerySet methods with names; they are called with marks in the place of the
values, and each run puts its own values where the marks stand.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateField, DateTimeField, QuerySet, UUIDField

# Values no question can have. Every mark is used for one value only.
NOW = datetime(1899, 1, 1, tzinfo=UTC)
UNTIL = datetime(1899, 1, 2, tzinfo=UTC)


def key_marks(count: int) -> list[int]:
    """Marks for so many primary keys: `filter(pk__in=key_marks(20))`."""
    return [-1 - place for place in range(count)]


def with_keys(keys: Sequence[int | None]) -> dict[Any, Any]:
    """The values for `key_marks(len(keys))`. Nothing has the key None."""
    return dict(zip(key_marks(len(keys)), keys, strict=True))


@dataclass(frozen=True)
class Prepared:
    """SQL with its parameters, marks among them, and how Django reads its columns.

    No SQL: a question that cannot have an answer, such as one about no keys at all.
    """

    sql: str
    params: tuple[Any, ...]
    readers: tuple[tuple[int, "Reader"], ...] = ()

    def run(self, values: dict[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows as `values_list` gives them. `values`: mark → value."""
        rows = self.run_unread(values)
        return [self._read(row) for row in rows] if self.readers else rows

    def run_unread(self, values: dict[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows as the driver of the database gives them: to compare them, or for numbers and texts."""
        if not self.sql:
            return []
        given = {
            mark: _as_stored(value) if type(value) is datetime else value for mark, value in values.items()
        }
        with open_cursor() as cursor:
            cursor.execute(self.sql, [given.get(param, param) for param in self.params])
            return list(cursor.fetchall())

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        read = list(row)
        for place, reader in self.readers:
            read[place] = reader(read[place])
        return tuple(read)


Reader = Callable[[Any], Any]


def open_cursor() -> Any:
    """A cursor of Django's. Of what it is asked with this one, PostgreSQL keeps the plan."""
    through: Any = connections[DEFAULT_DB_ALIAS]  # every look at the proxy `connection` costs
    if through.vendor != "postgresql":
        return through.cursor()
    if through.connection is None:
        through.ensure_connection()
    with through.wrap_database_errors:
        return through._prepare_cursor(_numbering_cursor()(through.connection))


@lru_cache(maxsize=1)
def _numbering_cursor() -> Any:
    """Imported late: without psycopg there is none."""
    from django.db.backends.postgresql import base
    from psycopg import RawCursor

    class NumberingCursor(cast("Any", base).CursorMixin, RawCursor[Any]):  # type: ignore[misc]
        """Takes SQL as Django writes it. The driver itself would look for the places of the values in every
        question anew once there are more than fifty, as in a help record: a tenth of the time of an act."""

        def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
            return super().execute(_numbered(query), params or (), **how)

    return NumberingCursor


@lru_cache(maxsize=2048)
def _numbered(sql: str) -> bytes:
    """ "a = %s AND b LIKE '%%x'" → "a = $1 AND b LIKE '%x'": how PostgreSQL itself names values."""
    count = itertools.count(1)
    return re.sub("%(s|%)", lambda found: f"${next(count)}" if found[1] == "s" else "%", sql).encode()


def prepare(queryset: QuerySet[Any, Any]) -> Prepared:
    """The SQL of a queryset of plain columns (`values_list`)."""
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Prepared("", ())
    stored = {_as_stored(mark): mark for mark in (NOW, UNTIL)}
    columns = [column[0] for column in compiler.select]
    readers = tuple((place, _reader(column)) for place, column in enumerate(columns) if _converters(column))
    return Prepared(sql, tuple(stored.get(param, param) for param in params), readers)


def _converters(column: Any) -> list[Any]:
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _reader(column: Any) -> Reader:
    if isinstance(column.output_field, DateTimeField):
        return read_instant
    converters = _converters(column)

    def read(value: Any) -> Any:
        for converter in converters:
            value = converter(value, column, connection)
        return value

    return read


_INSTANT: "DateTimeField[Any, Any]" = DateTimeField()


@lru_cache(maxsize=64)
def _as_stored(value: Any) -> Any:
    """An instant as the database driver gets it: SQLite keeps it as text. Asked several times a page."""
    return _INSTANT.get_db_prep_value(value, connection)


def read_instant(value: Any) -> Any:
    """Aware. SQLite gives the text it kept, or for a whole column the naive datetime in it."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if isinstance(read, datetime) and read.tzinfo is None else read


# Ids and days, which SQLite keeps as text. Marks and values of both go through these.

_ID: "UUIDField[Any, Any]" = UUIDField()
_DAY: "DateField[Any, Any]" = DateField()


def as_id(value: UUID) -> Any:
    return _ID.get_db_prep_value(value, connection)


def as_day(value: date) -> Any:
    return _DAY.get_db_prep_value(value, connection)


def id_marks(count: int) -> list[UUID]:
    """Marks for so many ids of clients: `filter(uid__in=id_marks(20))`."""
    return [UUID(int=1 + place) for place in range(count)]


def with_ids(ids: Sequence[UUID]) -> dict[Any, Any]:
    """The values for `id_marks(len(ids))`."""
    return {as_id(mark): as_id(value) for mark, value in zip(id_marks(len(ids)), ids, strict=True)}

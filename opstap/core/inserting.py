"""New rows, written with SQL that is made once: a table at a time, or all rows of one act in one statement.

For a few rows several times faster than `bulk_create`. A transaction costs PostgreSQL and us a question and
an answer for each of its statements, BEGIN and COMMIT included; one statement is a transaction by itself.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db import models as columns
from django.db.models import Model

from opstap.core.prepared import open_cursor

MOST_PARAMETERS = 900
MOST_AT_ONCE = 12
"""Rows. PostgreSQL keeps a plan for each number of rows of each table; more would be too many plans."""

Rows = Mapping[type[Model], Sequence[Model]]
Place = tuple[int, int]
"""The number of a table in a statement, and of a row of it."""
Pointers = tuple[tuple[str, Place], ...]
"""Columns of a row that hold the key of a row of the same statement."""


def insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Write new rows of one table, which then have their keys."""
    size = MOST_PARAMETERS // len(_fields(model))
    for start in range(0, len(rows), size):
        _insert_some(model, rows[start : start + size])


def fits_in_one_statement(rows: Rows) -> bool:
    """Whether `insert_at_once` is the way. To SQLite every statement is near: it writes a table at a time."""
    return connection.vendor == "postgresql" and sum(map(len, rows.values())) <= MOST_AT_ONCE


def insert_at_once(rows: Rows) -> None:
    """Write new rows of several tables in one statement, whole or not at all; they then have their keys.

    A row may point at one of a table that comes before its own.
    """
    every = [row for some in rows.values() for row in some]
    places = {id(row): (table, n) for table, some in enumerate(rows.values()) for n, row in enumerate(some)}
    pointers = tuple(_pointers(row, places) for row in every)
    values = [
        value for row, pointing in zip(every, pointers, strict=True) for value in _values(row, pointing)
    ]
    with open_cursor() as cursor:
        cursor.execute(_sql_at_once(tuple(map(type, every)), pointers), values)
        found = cursor.fetchone()
    for some, keys in zip(rows.values(), found, strict=True):
        _now_written(some, keys)
    for row, pointing in zip(every, pointers, strict=True):
        if pointing:
            _take_keys_of_others(row)


def _insert_some(model: type[Model], rows: Sequence[Model]) -> None:
    for row in rows:
        _take_keys_of_others(row)
    with open_cursor() as cursor:
        cursor.execute(
            _insert_sql(model, ((),) * len(rows)), [value for row in rows for value in _values(row)]
        )
        keys = [key for (key,) in cursor.fetchall()]
    _now_written(rows, keys)


def _take_keys_of_others(row: Model) -> None:
    """Of the rows it points at that had none when it was made."""
    row._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]


def _now_written(rows: Sequence[Model], keys: Sequence[Any]) -> None:
    for row, key in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, DEFAULT_DB_ALIAS


def _pointers(row: Model, places: Mapping[int, Place]) -> Pointers:
    return tuple(
        (field.attname, place)
        for field in _foreign_keys(type(row))
        if getattr(row, field.attname) is None
        and (place := places.get(id(field.get_cached_value(row, default=None))))
    )


# Values


def _values(row: Model, pointers: Pointers = ()) -> list[Any]:
    """As the driver of the database takes them, in the order of the columns; without what others hold."""
    elsewhere = dict(pointers)
    through = connections[DEFAULT_DB_ALIAS]  # every look at the proxy `connection` costs
    return [
        field.get_db_prep_save(field.pre_save(row, True), through) if is_changed else getattr(row, name)
        for name, field, is_changed in _columns(type(row))
        if name not in elsewhere
    ]


# What every driver takes as it stands in the row, and what that of PostgreSQL takes besides.
_TAKEN: set[type[Any]] = {
    columns.CharField, columns.BooleanField, columns.IntegerField,
    columns.PositiveIntegerField, columns.PositiveSmallIntegerField, columns.BigAutoField,
}  # fmt: skip
_TAKEN_BY_POSTGRESQL: set[type[Any]] = {columns.UUIDField, columns.DateField, columns.DateTimeField}


@lru_cache(maxsize=64)
def _columns(model: type[Model]) -> tuple[tuple[str, Any, bool], ...]:
    """Name, field, and whether Django must make something else of the value for the driver."""
    return tuple((field.attname, field, not _is_taken(field)) for field in _fields(model))


def _is_taken(field: Any) -> bool:
    kind = type(field.target_field if field.many_to_one else field)
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return False
    return kind in _TAKEN or (connection.vendor == "postgresql" and kind in _TAKEN_BY_POSTGRESQL)


@lru_cache(maxsize=64)
def _fields(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)


@lru_cache(maxsize=64)
def _foreign_keys(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in _fields(model) if field.many_to_one)


# Statements


@lru_cache(maxsize=512)
def _sql_at_once(models: tuple[type[Model], ...], pointers: tuple[Pointers, ...]) -> str:
    """WITH t0 AS (INSERT … RETURNING id), t1 AS (…) SELECT for each table the keys of its rows, in order."""
    rows: dict[type[Model], list[Pointers]] = {}
    for model, pointing in zip(models, pointers, strict=True):
        rows.setdefault(model, []).append(pointing)
    inserts = [_insert_sql(model, tuple(some)) for model, some in rows.items()]
    born = ", ".join(f"t{number} AS ({insert_sql})" for number, insert_sql in enumerate(inserts))
    keys = ", ".join(f"ARRAY({_KEYS.format(number)})" for number in range(len(inserts)))
    return f"WITH {born} SELECT {keys}"


_KEYS = "SELECT id FROM t{} ORDER BY id"
"""They are given out in the order of the rows."""


@lru_cache(maxsize=512)
def _insert_sql(model: type[Model], rows: tuple[Pointers, ...]) -> str:
    quote = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None
    names = ", ".join(quote(field.column) for field in _fields(model))
    values = ", ".join(_row_sql(model, dict(pointers)) for pointers in rows)
    into = f"{quote(model._meta.db_table)} ({names})"
    return f"INSERT INTO {into} VALUES {values} RETURNING {quote(key.column)} AS id"  # noqa: S608 (names of columns)


def _row_sql(model: type[Model], pointers: Mapping[str, Place]) -> str:
    values = []
    for field in _fields(model):
        table, row = pointers.get(field.attname, (None, 0))
        values.append("%s" if table is None else f"({_KEYS.format(table)} LIMIT 1 OFFSET {row})")
    return f"({', '.join(values)})"

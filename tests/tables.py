"""The tables of a database, told in a way that can be compared."""

from typing import Any

from django.db import connection

PARTS = ("columns", "unique", "index", "foreign_key")


def described() -> list[Any]:
    """Every column and rule of every table, in an order of their own; as JSON would give them back."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return [[table, *row] for table in sorted(tables) for row in _rows(cursor, table)]


def _rows(cursor: Any, table: str) -> list[Any]:
    inside = connection.introspection
    columns = sorted(
        [row.name, str(inside.get_field_type(row.type_code, row)), row.null_ok]
        for row in inside.get_table_description(cursor, table)
    )
    found = inside.get_constraints(cursor, table)
    rules = [[_name(name, rule), *(rule[part] for part in PARTS)] for name, rule in found.items()]
    return columns + sorted(([*map(_plain, rule)] for rule in rules), key=str)


def _name(name: str, rule: dict[str, Any]) -> str:
    """Of a check, whose columns do not tell it from others; SQLite counts those without a name."""
    return name if rule["check"] and not name.startswith("__unnamed") else ""


def _plain(part: Any) -> Any:
    return list(part) if isinstance(part, tuple) else part

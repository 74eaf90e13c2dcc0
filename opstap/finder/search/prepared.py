"""A QuerySet turned into SQL once, run many times with other values.

Django takes two milliseconds to write the SQL of a list with its filters, SQLite one half to answer it. The
filters stay QuerySet methods with names; they are called with marks in the place of the values, and each run
puts its own values where the marks stand.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, QuerySet

# Values no question can have. Every mark is used for one value only.
NOW = datetime(1899, 1, 1, tzinfo=UTC)
UNTIL = datetime(1899, 1, 2, tzinfo=UTC)
LAT, LON, SQUEEZE = -1001.5, -1002.5, -1003.5
SOUTH, NORTH, WEST, EAST = -1011.5, -1012.5, -1013.5, -1014.5


@dataclass(frozen=True)
class Prepared:
    """SQL with its parameters, marks among them."""

    sql: str
    params: tuple[Any, ...]

    def run(self, values: dict[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows, as the database gives them. `values`: mark → value."""
        given = {_as_stored(mark): _as_stored(value) for mark, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given.get(param, param) for param in self.params])
            return list(cursor.fetchall())


def prepare(queryset: QuerySet[Any, Any]) -> Prepared:
    """The SQL of a queryset of plain columns (`values_list` of numbers and texts)."""
    sql, params = queryset.query.sql_with_params()
    return Prepared(sql, params)


def _as_stored(value: Any) -> Any:
    """As the database driver gets it: SQLite keeps instants as text."""
    return DateTimeField().get_db_prep_value(value, connection) if isinstance(value, datetime) else value

"""Digests of a table's rows: the same rows give the same digest, however the file is laid out.

Rows come in the order of their key, each in one canonical piece of bytes; both databases use this. Pure.
"""

import hashlib
from collections.abc import Iterable

from opstap.keeping.backup.manifest import Table


class RowDigest:
    """Counts rows and digests them as they pass by."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.rows = 0

    def add(self, piece: bytes, rows: int) -> None:
        self._digest.update(piece)
        self.rows += rows

    def table(self, name: str, columns: Iterable[str]) -> Table:
        return Table(name, tuple(columns), self.rows, self._digest.hexdigest())


def differing(wanted: Iterable[Table], found: Iterable[Table]) -> list[str]:
    """Names of the tables that are not alike: other rows, other columns, missing or one too many."""
    expected = {table.name: table for table in wanted}
    given = {table.name: table for table in found}
    return sorted(name for name in expected.keys() | given.keys() if expected.get(name) != given.get(name))

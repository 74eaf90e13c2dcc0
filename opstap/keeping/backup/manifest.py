"""What a backup holds, said by the backup itself: versions, migrations, rows and files with their digests.

Pure: no Django.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from opstap.keeping.backup.archive import Entry
from opstap.keeping.backup.problems import DamagedError, RefusedError

NAME = "manifest.json"
FORMAT = 1
MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Table:
    """One table: `sha256` is over its rows in the order of their key, whatever the layout of the file.

    `columns` in the order of the copied rows. Comparable between backups of the same kind of database.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    program: str
    vendor: str  # "sqlite" or "postgresql"
    taken_at: datetime
    run: str  # uid of the run that made it
    migrations: tuple[tuple[str, str], ...]  # (app, name) of those applied
    tables: tuple[Table, ...]
    entries: tuple[Entry, ...]
    sequences: dict[str, int] = field(default_factory=dict)  # "table.column" → last number given
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """Bytes of everything in it."""
        return sum(entry.size for entry in self.entries)

    def below(self, folder: str) -> list[Entry]:
        """The entries named "<folder>/…"."""
        return [entry for entry in self.entries if entry.name.startswith(f"{folder}/")]


def to_bytes(manifest: Manifest) -> bytes:
    data = asdict(manifest) | {"taken_at": manifest.taken_at.isoformat()}
    return json.dumps(data, indent=1, sort_keys=True).encode()


def from_bytes(data: bytes) -> Manifest:
    """Raises RefusedError for a format of the future, DamagedError for anything that is no manifest."""
    try:
        found = json.loads(data)
        if found["format"] > FORMAT:
            raise RefusedError(
                f"This backup has format {found['format']}; this program knows up to {FORMAT}. "
                "Install the newer version of Opstap that made it, then restore."
            )
        return _built(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(f"The manifest of the backup cannot be read: {error}") from error


def _built(found: dict[str, Any]) -> Manifest:
    return Manifest(
        program=str(found["program"]),
        vendor=str(found["vendor"]),
        taken_at=datetime.fromisoformat(found["taken_at"]),
        run=str(found["run"]),
        migrations=tuple((str(app), str(name)) for app, name in found["migrations"]),
        tables=tuple(Table(**one | {"columns": tuple(one["columns"])}) for one in found["tables"]),
        entries=tuple(Entry(**one) for one in found["entries"]),
        sequences={str(name): int(number) for name, number in found["sequences"].items()},
        format=int(found["format"]),
    )

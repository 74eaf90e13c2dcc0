"""Is a file a sound backup, and may it be restored here? Nothing is changed by asking."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from opstap.keeping.backup import archive, manifest, rows, sqlite
from opstap.keeping.backup.archive import Reader
from opstap.keeping.backup.installation import JOURNALS, Installation, program_version
from opstap.keeping.backup.manifest import Manifest
from opstap.keeping.backup.problems import DamagedError, RefusedError

SQLITE_ENTRY = "database/opstap.sqlite3"


@contextmanager
def opened(path: Path) -> Iterator[tuple[Reader, Manifest]]:
    """The entries and the manifest of a whole file, every byte of which is as it was written.

    Raises DamagedError; RefusedError for a format that only a newer program reads.
    """
    try:
        archive.check_seal(path)
    except OSError as error:
        raise DamagedError(f"{path} cannot be read: {error.strerror}.") from error
    with archive.opened(path) as reader:
        said = manifest.from_bytes(reader.read(manifest.NAME, manifest.MOST_BYTES))
        listed = {entry.name for entry in said.entries}
        if listed != set(reader.names()) - {manifest.NAME}:
            raise DamagedError("The backup does not hold what its manifest says.")
        yield reader, said


def check_content(reader: Reader, said: Manifest) -> None:
    """Every file has its digest, and so has every row. Raises DamagedError."""
    for entry in said.entries:
        for _chunk in reader.chunks(entry):
            pass
    found = _sqlite_tables(reader, said) if said.vendor == sqlite.VENDOR else _copied_tables(reader, said)
    check_tables(said, found)


def check_tables(said: Manifest, found: tuple[manifest.Table, ...]) -> None:
    if wrong := rows.differing(said.tables, found):
        raise DamagedError(f"Rows are not those that were backed up, in: {', '.join(wrong)}")


def _sqlite_tables(reader: Reader, said: Manifest) -> tuple[manifest.Table, ...]:
    entry = next((entry for entry in said.entries if entry.name == SQLITE_ENTRY), None)
    if entry is None:
        raise DamagedError("The backup holds no database.")
    with tempfile.TemporaryDirectory(prefix="opstap-check-") as folder:
        copy = reader.extract(entry, Path(folder), below="database")
        sqlite.check_sound(copy)
        return sqlite.tables(copy)


def _copied_tables(reader: Reader, said: Manifest) -> tuple[manifest.Table, ...]:
    found = []
    for table in said.tables:
        digest = rows.RowDigest()
        for entry in said.below(f"database/{table.name}"):
            for chunk in reader.chunks(entry):
                digest.add(chunk, chunk.count(b"\n"))
        found.append(digest.table(table.name, table.columns))
    return tuple(found)


def check_fits(said: Manifest, target: Installation) -> None:
    """Raise RefusedError when this program must not restore the file into this installation."""
    if said.vendor != target.vendor:
        raise RefusedError(
            f"This backup was made of {_spoken(said.vendor)}; here is {_spoken(target.vendor)}. "
            "Set DATABASE_URL to the kind of database that was backed up, then restore."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    if ahead := [f"{app}.{name}" for app, name in said.migrations if (app, name) not in known]:
        raise RefusedError(
            f"This backup was made by a newer Opstap ({said.program}; this is {program_version()}): "
            f"{', '.join(ahead[:3])} is not known here. Install that version or a later one, then restore."
        )
    unknown = [entry.name for entry in said.entries if not _has_a_place(entry.name, target)]
    if unknown:
        raise RefusedError(f"The backup holds what has no place here: {', '.join(unknown[:3])}.")


def _has_a_place(name: str, target: Installation) -> bool:
    below, _slash, rest = name.partition("/")
    places = {"keys": rest in target.keys, "journals": rest in JOURNALS}
    return places.get(below, below in {"files", "database"})


def _spoken(vendor: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(vendor, vendor)

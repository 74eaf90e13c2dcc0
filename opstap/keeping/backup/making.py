"""Making a backup: written under another name, verified, and only then given its own."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any, BinaryIO

from django.db import connection

from opstap.keeping.backup import archive, manifest, postgresql, sqlite
from opstap.keeping.backup.archive import Entry, Writer
from opstap.keeping.backup.installation import Installation, program_version
from opstap.keeping.backup.manifest import Manifest, Table
from opstap.keeping.backup.problems import BackupError, BusyError, NoSpaceError

STREAMS = 2  # tables of PostgreSQL that are copied at once
SPARE = 64 << 20  # bytes that must stay free


@dataclass(frozen=True)
class Made:
    """A good backup. `taken` seconds: copied, hashed, on the disk; `checked` seconds: verified after that."""

    path: Path
    size: int
    manifest: Manifest
    taken: float
    checked: float


def make_backup(
    installation: Installation, folder: Path, *, now: datetime, run: str = "", prefix: str = "opstap"
) -> Made:
    """Write one verified file of mode 0600 into `folder`. Raises BackupError, and leaves nothing then."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        _sweep(folder)
        check_space(folder, _expected(installation))
        name = f"{prefix}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{installation.vendor}.tar"
        path, partial = folder / name, folder / f".{name}.partial"
        if path.exists():
            raise BackupError(f"{path} exists already.")
        try:
            return _made(installation, path, partial, now, run)
        except OSError as error:
            raise BackupError(f"The backup could not be written: {error}") from error
        finally:
            _sweep(folder)


def _made(installation: Installation, path: Path, partial: Path, now: datetime, run: str) -> Made:
    begun = time.perf_counter()
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        writer = Writer(file)
        with _database(installation, partial.with_suffix(".snapshot"), writer) as database:
            others = [*_files(installation, writer), *_small(installation, writer)]
            _sync(file)
            taken = time.perf_counter() - begun
            found = database.finished()
        said = Manifest(
            program=program_version(),
            vendor=installation.vendor,
            taken_at=now,
            run=run,
            migrations=found.migrations,
            tables=found.tables,
            entries=(*found.entries, *others),
            sequences=found.sequences,
        )
        content = manifest.to_bytes(said)
        writer.add(manifest.NAME, len(content), [content])
        writer.seal()
        _sync(file)
    archive.check_seal(partial)
    partial.rename(path)
    archive.sync_folder(path.parent)
    checked = time.perf_counter() - begun - taken
    return Made(path, path.stat().st_size, said, taken, checked)


# --- the database ----------------------------------------------------------------------------------


@dataclass
class _Copied:
    """What is known of the database once it was written."""

    entries: list[Entry]
    migrations: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    sequences: Any = None
    snapshot: Path | None = None

    def finished(self) -> "_Copied":
        """With the digests of the rows that were written; on SQLite they are read from the snapshot."""
        if self.snapshot is not None:
            sqlite.check_sound(self.snapshot)
            self.migrations, self.tables = sqlite.migrations(self.snapshot), sqlite.tables(self.snapshot)
        return self


@contextmanager
def _database(installation: Installation, snapshot: Path, writer: Writer) -> Iterator[_Copied]:
    if installation.database is None:
        yield _copy_postgresql(writer)
        return
    archive.write_new(snapshot, [])
    sqlite.take_snapshot(installation.database, snapshot)
    with snapshot.open("rb") as file:
        size = snapshot.stat().st_size
        entry = writer.add("database/opstap.sqlite3", size, archive.chunks_of(file, size))
    yield _Copied([entry], sequences={}, snapshot=snapshot)
    snapshot.unlink()


def _copy_postgresql(writer: Writer) -> _Copied:
    """Every table out of one snapshot, over connections of their own, as many tables at once as those."""
    with ExitStack() as stack:
        streams = [stack.enter_context(_own_connection()) for _ in range(STREAMS)]
        first = streams[0]
        for stream in streams:
            shared = None if stream is first else first
            stack.enter_context(postgresql.snapshot(stream, of=shared))
        names = postgresql.largest_first(first)
        copied = _Copied([], postgresql.migrations(first))
        found = sorted(_copy_tables(streams, names, writer), key=lambda table: table[0].name)
        copied.entries = [entry for _table, entries in found for entry in entries]
        copied.tables = tuple(table for table, _entries in found)
        copied.sequences = postgresql.sequences(first)
    return copied


def _copy_tables(
    streams: list[postgresql.Connection], names: list[str], writer: Writer
) -> list[tuple[Table, list[Entry]]]:
    """Each stream takes the next table as soon as it is done with one. Raises what one of them raised."""
    free: SimpleQueue[postgresql.Connection] = SimpleQueue()
    for stream in streams:
        free.put(stream)
    turn = Lock()  # to write: the pieces of several tables stand in the file as they come

    def copy(name: str) -> tuple[Table, list[Entry]]:
        own = free.get()
        try:
            source, entries = postgresql.Source(name, postgresql.columns_of(own, name)), []
            for number, piece in enumerate(postgresql.pieces(own, source), 1):
                with turn:
                    entries.append(writer.add(f"database/{name}/{number:06}", len(piece), [piece]))
            return source.table(), entries
        finally:
            free.put(own)

    with ThreadPoolExecutor(len(streams)) as pool:
        return list(pool.map(copy, names))


@contextmanager
def _own_connection() -> Iterator[postgresql.Connection]:
    wrapper = connection.copy()
    try:
        wrapper.ensure_connection()
        yield wrapper.connection
    finally:
        wrapper.close()


def django_connection() -> postgresql.Connection:
    """Django's own connection, as psycopg knows it."""
    connection.ensure_connection()
    raw: postgresql.Connection = connection.connection
    return raw


# --- files, keys, journals -------------------------------------------------------------------------


def _files(installation: Installation, writer: Writer) -> Iterator[Entry]:
    """After the database, so that no row names a file that was not there yet.

    One that is deleted meanwhile is left out.
    """
    for name in installation.file_names():
        with contextlib.suppress(FileNotFoundError), (installation.files / name).open("rb") as file:
            yield _add_file(writer, f"files/{name}", file)


def _small(installation: Installation, writer: Writer) -> Iterator[Entry]:
    for below, names in (("keys", installation.kept_keys), ("journals", installation.journals)):
        for name in names:
            with (installation.data / name).open("rb") as file:
                yield _add_file(writer, f"{below}/{name}", file)


def _add_file(writer: Writer, name: str, file: BinaryIO) -> Entry:
    size = os.fstat(file.fileno()).st_size
    try:
        return writer.add(name, size, archive.chunks_of(file, size))
    except ValueError as error:
        raise BackupError(f"A file was cut short while it was copied: {name}. Try again.") from error


# --- the folder ------------------------------------------------------------------------------------


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time into one folder; the lock goes with the process."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BusyError(f"Another backup is being written into {folder}. Wait until it is done.") from error
    else:
        yield
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a killed backup left. Called under the lock, so it belongs to nobody."""
    for pattern in (".*.tar.partial", ".*.tar.snapshot", ".*.tar.snapshot-journal"):
        for path in folder.glob(pattern):
            path.unlink()


def _expected(installation: Installation) -> int:
    """Bytes needed at the most while the backup is being made."""
    if installation.database is None:
        with _own_connection() as own:
            database = postgresql.size(own)
    else:
        log = Path(f"{installation.database}-wal")
        database = 2 * sum(path.stat().st_size for path in (installation.database, log) if path.exists())
    return database + installation.files_size()


def check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise NoSpaceError(
            f"Not enough room in {folder}: about {_megabytes(needed + SPARE)} needed, "
            f"{_megabytes(free)} free. Nothing was written. Free some room, or name another folder."
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())

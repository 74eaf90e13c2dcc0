"""Putting a backup back: everything is made ready beside what is there, then takes its place at once.

`<data>/.restoring` holds what is being made ready. On SQLite the restore takes place in the moment in which
this folder is renamed to `.restored`; on PostgreSQL in the commit. `complete` then moves the parts where they
belong, and goes on with it after a crash.
"""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from opstap.core import serving
from opstap.keeping.backup import archive, checking, making, postgresql, settling, sqlite
from opstap.keeping.backup.archive import Reader
from opstap.keeping.backup.installation import TELLING_TABLES, Installation, here
from opstap.keeping.backup.into_postgresql import fill_postgresql
from opstap.keeping.backup.making import Made
from opstap.keeping.backup.manifest import Manifest
from opstap.keeping.backup.problems import BackupError, RefusedError

READYING, READY, UID = ".restoring", ".restored", "uid"
DATABASE = "opstap.sqlite3"


@dataclass(frozen=True)
class Restored:
    """What a restore did. `saved` is the backup of what was there before, if there was anything."""

    manifest: Manifest
    saved: Made | None
    again: dict[str, int] = field(default_factory=dict)


def restore(path: Path, target: Installation, *, now: datetime, saved_to: Path | None = None) -> Restored:
    """Put the backup at `path` into `target`. Raises BackupError; then nothing of `target` was changed.

    A target that is not empty is refused, unless `saved_to` names a folder: it is backed up there first.
    """
    with checking.opened(path) as (reader, said):
        checking.check_fits(said, target)
        target.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with serving.closed(target.data):
                complete(target)
                _check_nobody_is_in(target)
                saved = _save(target, saved_to, now)
                again = _put(reader, said, target)
        except serving.InUseError as error:
            raise RefusedError(
                "Opstap is running on this data folder (`opstap serve` or `opstap work` holds its lock). "
                "Stop it, then restore."
            ) from error
        return Restored(said, saved, again)


def _check_nobody_is_in(target: Installation) -> None:
    """The lock tells of our own servers; the database tells of anybody else who has it open."""
    if target.database is not None:
        connections.close_all()
        if sqlite.is_open_elsewhere(target.database):
            raise RefusedError(f"Another program has {target.database} open. Stop it, then restore.")
        return
    others = postgresql.other_sessions(making.django_connection())
    if others:
        raise RefusedError(
            f"{others} other connections to this database are open: a server or a worker still runs, "
            "perhaps on another machine. Stop them, then restore."
        )


def _save(target: Installation, folder: Path | None, now: datetime) -> Made | None:
    """Back up what is there. Raises RefusedError when there is something and no folder to save it to."""
    if not _holds_anything(target):
        return None
    if folder is None:
        raise RefusedError(
            "There are accounts, places or files here already. Nothing was changed. Restore into an empty "
            "place (--into FOLDER), or give --replace: what is here is then backed up first."
        )
    try:
        return making.make_backup(target, folder, now=now, prefix="before-restore")
    except BackupError as error:
        raise RefusedError(
            f"What is here could not be backed up first, so nothing was changed. {error} "
            f"If it cannot be mended, move {target.data} aside and restore into an empty one."
        ) from error


def _holds_anything(target: Installation) -> bool:
    if any(target.file_names()):
        return True
    if target.database is not None:
        return sqlite.holds_any(target.database, TELLING_TABLES)
    return postgresql.holds_any(making.django_connection(), TELLING_TABLES)


def _put(reader: Reader, said: Manifest, target: Installation) -> dict[str, int]:
    making.check_space(target.data, said.size + _largest(said))
    readying = target.data / READYING
    shutil.rmtree(readying, ignore_errors=True)
    readying.mkdir(mode=0o700)
    act = uuid.uuid4()
    try:
        archive.write_new(readying / UID, [str(act).encode()])
        _extract(reader, said, readying)
        _merge_journals(reader, said, target.data)
        if target.database is None:
            again = fill_postgresql(reader, said, restore=act)
        else:
            again = _ready_sqlite(reader, said, target, readying, act)
        readying.rename(target.data / READY)
    finally:
        shutil.rmtree(readying, ignore_errors=True)
    archive.sync_folder(target.data)
    complete(target)
    return again


def _largest(said: Manifest) -> int:
    """Bringing the database up to date may write it once more."""
    return sum(entry.size for entry in said.below("database"))


def _extract(reader: Reader, said: Manifest, readying: Path) -> None:
    (readying / "files").mkdir(mode=0o700)
    (readying / "keys").mkdir(mode=0o700)
    for below in ("files", "keys"):
        for entry in said.below(below):
            reader.extract(entry, readying / below, below=below)


def _merge_journals(reader: Reader, said: Manifest, data: Path) -> None:
    """Lines of the backup's journal that are not in ours are added to it; ours is never rolled back."""
    for entry in said.below("journals"):
        ours = data / entry.name.partition("/")[2]
        _append_missing(ours, b"".join(reader.chunks(entry)).splitlines())


def _append_missing(journal: Path, lines: Iterable[bytes]) -> None:
    handle = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "a+b") as file:
        file.seek(0)
        content = file.read()
        known = set(content.splitlines())
        missing = [line for line in dict.fromkeys(lines) if line and line not in known]
        torn = b"\n" if content and not content.endswith(b"\n") and missing else b""
        file.write(torn + b"".join(line + b"\n" for line in missing))
        file.flush()
        os.fsync(file.fileno())


def _ready_sqlite(
    reader: Reader, said: Manifest, target: Installation, readying: Path, act: uuid.UUID
) -> dict[str, int]:
    """The database in a file of its own: rows as backed up, then brought up to date by another process."""
    entry = next((entry for entry in said.entries if entry.name == checking.SQLITE_ENTRY), None)
    if entry is None:
        raise BackupError("The backup holds no database.")
    copy = reader.extract(entry, readying, below="database")
    sqlite.check_sound(copy)
    checking.check_tables(said, sqlite.tables(copy))
    command = [sys.executable, "-m", "opstap.cli", "settle", str(act), f"--run={said.run}"]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{quote(str(copy))}",
        "OPSTAP_DATA_DIR": str(target.data),
        "OPSTAP_SECRET_KEY": settings.SECRET_KEY,
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(
            "The restored database could not be brought up to date, so nothing was replaced:\n"
            + done.stderr.strip()
        )
    sqlite.close_log(copy)
    again: dict[str, int] = json.loads(done.stdout)
    return again


# --- putting in place ------------------------------------------------------------------------------


def complete_here() -> None:
    """Before anything is served: finish an interrupted restore. Raises NotReadyError while one runs."""
    target = here()
    if not any((target.data / name).exists() for name in (READYING, READY)):
        return
    try:
        with serving.closed(target.data):
            complete(target)
    except serving.InUseError as error:
        raise serving.NotReadyError(
            "A restore is running, or waits to be finished while something serves. "
            "Stop everything, then start again."
        ) from error


def complete(target: Installation) -> bool:
    """Put in place what a restore made ready, also after a crash in the middle. True when there was any."""
    ready, readying = target.data / READY, target.data / READYING
    if not ready.exists() and _was_committed(target, readying):
        readying.rename(ready)
    shutil.rmtree(readying, ignore_errors=True)
    if not ready.exists():
        return False
    if target.database is not None and (ready / DATABASE).exists():
        _replace_database(ready / DATABASE, target.database)
    if (ready / "files").exists():
        _replace_folder(ready / "files", target.files, ready)
    for key in (ready / "keys").iterdir():
        _replace_file(key, target.data / key.name)
    shutil.rmtree(ready)
    archive.sync_folder(target.data)
    return True


def _was_committed(target: Installation, readying: Path) -> bool:
    """On PostgreSQL: whether the transaction of this restore stands. On SQLite the folder's name counts."""
    if target.database is not None or not (readying / UID).exists():
        return False
    text = (readying / UID).read_text()
    return bool(text) and settling.was_settled(uuid.UUID(text))


def _replace_database(new: Path, old: Path) -> None:
    for log in (f"{old}-wal", f"{old}-shm", f"{old}-journal"):
        Path(log).unlink(missing_ok=True)
    _replace_file(new, old)


def _replace_file(new: Path, old: Path) -> None:
    """By one rename; from another disk, copied beside first."""
    old.parent.mkdir(parents=True, exist_ok=True)
    if new.stat().st_dev != old.parent.stat().st_dev:
        beside = old.with_name(f".{old.name}.restored")
        beside.unlink(missing_ok=True)
        with new.open("rb") as file:
            archive.write_new(beside, archive.chunks_of(file, new.stat().st_size))
        beside.replace(old)
        new.unlink()
    else:
        new.replace(old)
    archive.sync_folder(old.parent)


def _replace_folder(new: Path, old: Path, ready: Path) -> None:
    """What stood there goes with the folder `ready`."""
    if old.exists():
        old.rename(ready / f"before-{uuid.uuid4()}")
    new.rename(old)
    archive.sync_folder(old.parent)

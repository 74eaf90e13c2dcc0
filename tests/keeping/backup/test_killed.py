"""kill -9 in the middle of a backup or a restore leaves nothing that looks good and is not."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from opstap.keeping.backup import checking, restoring
from opstap.keeping.backup.installation import Installation, at
from opstap.keeping.backup.making import make_backup
from opstap.spaces.models import Space
from tests.factories import make_space

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PACKAGE = "opstap.keeping.backup"

# Runs a backup or a restore, and kills itself when (or right after) the named function is called.
CHILD = """
import importlib, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from dataclasses import replace
from opstap.keeping.backup import installation, making, restoring

what, point, data, file = sys.argv[1:]
moment, _, name = point.rpartition(":")
module, _, function = name.rpartition(".")
owner = importlib.import_module(module)
original = getattr(owner, function)

def die(*arguments, **named):
    if moment == "after":
        original(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, function, die)
here, now = installation.here(), datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
if what == "backup":
    making.make_backup(replace(here, data=Path(data), files=Path(data) / "files"), Path(file), now=now)
target = installation.at(Path(data))
if here.database is None:
    target = replace(target, database=None)
saved_to = Path(data) / "saved" if here.database is None else None
restoring.restore(Path(file), target, now=now, saved_to=saved_to)
"""


def killed(what: str, point: str, data: Path, file: Path, here: Installation) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "opstap.settings", "DATABASE_URL": _url(here)}
    connection.close()
    command = [sys.executable, "-c", CHILD, what, point, str(data), str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def _url(here: Installation) -> str:
    """Of the database of the tests."""
    if here.database is not None:
        return f"sqlite:///{here.database}"
    own = os.environ["DATABASE_URL"]
    return own.rpartition("/")[0] + "/" + settings.DATABASES["default"]["NAME"]


BACKUP_POINTS = [
    f"{PACKAGE}.making._files",  # the database is written
    f"{PACKAGE}.archive.seal_of",  # everything but the seal
    f"{PACKAGE}.archive.check_seal",  # all of it, not yet read again
]


@pytest.mark.parametrize("point", BACKUP_POINTS)
def test_a_killed_backup_leaves_no_backup(here: Installation, tmp_path: Path, point: str) -> None:
    folder = tmp_path / "backups"
    killed("backup", point, here.data, folder, here)
    left = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    partial = [path.name for path in folder.glob(".*.partial")]
    assert (left, len(partial)) == ([], 1)

    made = make_backup(here, folder, now=NOW)
    assert sorted(path.name for path in folder.iterdir()) == [".lock", made.path.name]


def test_a_backup_killed_after_it_got_its_name_is_good(here: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    killed("backup", f"{PACKAGE}.archive.sync_folder", here.data, folder, here)
    (path,) = folder.glob("*.tar")
    with checking.opened(path) as (reader, said):
        checking.check_content(reader, said)


def prepared(here: Installation, tmp_path: Path) -> tuple[Path, Installation]:
    """A backup with one space, and a target that had another file and another key before."""
    make_space("de-trede")
    made = make_backup(here, tmp_path / "backups", now=NOW)
    target = at(tmp_path / "elsewhere")
    target.data.mkdir()
    (target.data / "secret_key").write_text("of before")
    return made.path, target if here.database is not None else replace(target, database=None)


def is_untouched(target: Installation) -> bool:
    database = Space.objects.count() == 2 if target.database is None else not target.database.exists()
    key = (target.data / "secret_key").read_text()
    return database and key == "of before" and not target.files.exists()


def is_whole(target: Installation) -> bool:
    database = Space.objects.count() == 1 if target.database is None else target.database.exists()
    key = (target.data / "secret_key").read_text()
    files = sorted(path.name for path in target.files.rglob("*") if path.is_file())
    return database and key == "kept secret" and files == ["liste.csv", "logo.png"]


BEFORE = {
    "sqlite": [f"after:{PACKAGE}.restoring._extract", f"{PACKAGE}.sqlite.close_log"],
    "postgresql": [f"after:{PACKAGE}.restoring._extract", f"after:{PACKAGE}.settling.settle_rows"],
}
AFTER = {
    "sqlite": [f"{PACKAGE}.restoring._replace_database", f"after:{PACKAGE}.restoring._replace_database"],
    "postgresql": [f"after:{PACKAGE}.restoring.fill_postgresql", f"{PACKAGE}.restoring._replace_file"],
}


@pytest.mark.parametrize("number", [0, 1])
def test_a_restore_killed_before_its_moment_changed_nothing(
    here: Installation, tmp_path: Path, number: int
) -> None:
    file, target = prepared(here, tmp_path)
    make_space("later")
    killed("restore", BEFORE[connection.vendor][number], target.data, file, here)

    assert is_untouched(target)
    assert restoring.complete(target) is False
    assert is_untouched(target)
    assert not list(target.data.glob(".rest*"))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_restore_killed_after_its_moment_is_finished_later(
    here: Installation, tmp_path: Path, number: int
) -> None:
    points = [*AFTER[connection.vendor], f"{PACKAGE}.restoring._replace_folder"]
    file, target = prepared(here, tmp_path)
    make_space("later")
    killed("restore", points[number], target.data, file, here)

    assert restoring.complete(target) is True
    assert is_whole(target)
    assert restoring.complete(target) is False
    assert not list(target.data.glob(".rest*"))

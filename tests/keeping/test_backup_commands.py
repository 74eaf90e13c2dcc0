"""`opstap backup` and `opstap restore` at the terminal."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from opstap.core import jobs, serving
from opstap.keeping.backup import restoring
from opstap.keeping.models import BackupRun
from opstap.keeping.services import backups
from tests.factories import make_space

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "data" / "files"
    settings.BACKUP_DIR = tmp_path / "backups"
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def opstap() -> Callable[..., str]:
    def opstap(*words: Any) -> str:
        out = io.StringIO()
        call_command(*map(str, words), stdout=out)
        return out.getvalue()

    return opstap


def test_a_backup_is_made_written_down_and_good(opstap: Callable[..., str], tmp_path: Path) -> None:
    said = json.loads(opstap("backup", "--json"))
    run = BackupRun.objects.get()

    assert (run.state, run.file_name, run.size) == ("good", Path(said["file"]).name, said["size"])
    assert run.rows == said["rows"]
    assert Path(said["file"]).parent == tmp_path / "backups"
    assert (said["verified"], said["keys"], said["database"]) == (True, [], connection.vendor)
    assert opstap("restore", said["file"], "--check-only").startswith("Good: ")
    checked = json.loads(opstap("restore", said["file"], "--check-only", "--json"))
    assert (checked["rows"], checked["restored"]) == (said["rows"], False)


def test_into_another_folder_keeping_the_newest(opstap: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "opstap-20200101T000000Z-sqlite.tar").touch()
    said = opstap("backup", "--to", folder, "--keep", 1)

    assert said.startswith(f"Good backup: {folder}")
    assert "removed the older" in said
    assert len(list(folder.glob("*.tar"))) == 1


def test_keeping_none_is_refused(opstap: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="1 or more"):
        opstap("backup", "--keep", "0")
    assert BackupRun.objects.count() == 0


def test_a_folder_that_cannot_be_one_is_said(opstap: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="No backup was made"):
        opstap("backup", "--to", tmp_path / "file")
    assert BackupRun.objects.get().state == "failed"


def test_restored_into_a_folder_and_refused_the_second_time(
    opstap: Callable[..., str], tmp_path: Path
) -> None:
    make_space("de-trede")
    file = json.loads(opstap("backup", "--json"))["file"]
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="--into is for SQLite"):
            opstap("restore", file, "--into", tmp_path / "drill")
        return
    said = json.loads(opstap("restore", file, "--into", tmp_path / "drill", "--json"))
    assert (said["restored"], said["into"], said["saved"]) == (True, str(tmp_path / "drill"), None)
    with pytest.raises(CommandError, match="already"):
        opstap("restore", file, "--into", tmp_path / "drill")


def test_what_is_no_backup_is_said(opstap: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "letter.tar").write_bytes(b"Dear all" * 700)
    for words in ([], ["--check-only"]):
        with pytest.raises(CommandError, match=r"letter\.tar"):
            opstap("restore", tmp_path / "letter.tar", *words)
        with pytest.raises(CommandError, match="cannot be read"):
            opstap("restore", tmp_path / "none.tar", *words)


def test_the_worker_makes_the_one_of_the_night(data: Path, tmp_path: Path) -> None:
    job = jobs.enqueue(backups.DUE)
    while jobs.run_next() is not None:
        pass
    jobs.enqueue(backups.DUE)
    while jobs.run_next() is not None:
        pass
    job.refresh_from_db()

    assert (job.state, job.reason) == ("done", "")
    assert [run.state for run in BackupRun.objects.all()] == ["good"]
    assert len(list((tmp_path / "backups").glob("opstap-*.tar"))) == 1


# --- starting after an interrupted restore ---------------------------------------------------------


def test_a_start_finishes_what_was_ready(data: Path) -> None:
    (data / ".restored" / "keys").mkdir(parents=True)
    (data / ".restored" / "keys" / "secret_key").write_text("of the backup")
    serving.prepare()

    assert (data / "secret_key").read_text() == "of the backup"
    assert not (data / ".restored").exists()


def test_a_start_throws_away_what_was_not(data: Path) -> None:
    (data / ".restoring" / "keys").mkdir(parents=True)
    (data / ".restoring" / "uid").write_text("")
    serving.prepare()

    assert not (data / ".restoring").exists()


def test_no_start_while_a_restore_runs(data: Path) -> None:
    (data / restoring.READYING).mkdir()
    with serving.closed(data), pytest.raises(serving.NotReadyError, match="A restore is running"):
        serving.prepare()
    with serving.closed(data), pytest.raises(CommandError, match=r"being restored|restore is running"):
        call_command("work", "--once")

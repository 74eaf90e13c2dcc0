"""The page of the backups, the warning on every page, and what the worker does by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from opstap.core import serving
from opstap.core.models import AuditEntry, Job
from opstap.keeping import warning
from opstap.keeping.backup import making
from opstap.keeping.backup.problems import NoSpaceError
from opstap.keeping.models import BackupRun
from opstap.keeping.services import backups
from tests.factories import make_administrator, make_animator, make_space

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PAGE = "/en/keeping/backups/"
WARNING = "The last good backup is more than a day old"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.BACKUP_DIR = tmp_path
    return tmp_path


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_administrator())
    return client


@pytest.fixture
def old_installation() -> None:
    MigrationRecorder.Migration.objects.update(applied=timezone.now() - timedelta(days=3))


def good(age: timedelta, **fields: Any) -> BackupRun:
    now = timezone.now()
    return BackupRun.objects.create(started_at=now - age, finished_at=now, verified=True, **fields)


# --- the page --------------------------------------------------------------------------------------


def test_the_page_before_the_first(administrator: Client) -> None:
    body = administrator.get(PAGE).content.decode()
    assert "none yet" in body
    assert "within the hour" in body
    assert "No backup has been made yet." in body


def test_good_failed_and_running_ones_with_reason(administrator: Client, folder: Path) -> None:
    (folder / "opstap-x.tar").touch()
    good(HOUR, file_name="opstap-x.tar", size=2 << 20, rows=1234)
    good(HOUR * 2, file_name="gone.tar")
    BackupRun.objects.create(
        started_at=timezone.now(), finished_at=timezone.now(), reason="no-space: 3 MB free"
    )
    BackupRun.objects.create()
    body = administrator.get(PAGE).content.decode()

    assert "opstap-x.tar" in body
    assert "gone.tar" not in body
    assert [body.count(word) for word in ("no longer in the folder", "being made", "not enough room")] == [
        1,
        1,
        1,
    ]
    assert "3 MB free" in body
    assert "2.0\xa0MB" in body


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_questions_does_not_grow(
    administrator: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        good(HOUR)
    administrator.get(PAGE)
    with django_assert_num_queries(9):
        administrator.get(PAGE)


def test_make_one_now_queues_one_job_and_says_who(administrator: Client) -> None:
    first = administrator.post(PAGE, follow=True).content.decode()
    second = administrator.post(PAGE, follow=True).content.decode()

    assert "A backup will be made in a moment" in first
    assert "A backup is waiting or being made already." in second
    assert Job.objects.filter(kind=backups.ASKED).count() == 1
    assert AuditEntry.objects.filter(action="backup.asked").count() == 1


def test_off_is_said(administrator: Client, settings: Any) -> None:
    settings.BACKUP_KEEP = (0, 0, 0)
    body = administrator.get(PAGE).content.decode()
    assert "Backups do not make themselves here" in body
    assert "only when you ask for it" in body


# --- the warning -----------------------------------------------------------------------------------


def test_a_first_day_without_warning(administrator: Client) -> None:
    assert WARNING not in administrator.get("/en/home/").content.decode()


def test_never_after_the_first_day(administrator: Client, old_installation: None) -> None:
    assert WARNING in administrator.get("/en/home/").content.decode()


@pytest.mark.parametrize(("hours", "warned"), [(25, False), (27, True)])
def test_the_last_good_one_counts(
    administrator: Client, old_installation: None, hours: int, warned: bool
) -> None:
    good(HOUR * hours)
    BackupRun.objects.create(started_at=timezone.now(), finished_at=timezone.now(), reason="failed: x")
    assert (WARNING in administrator.get("/en/home/").content.decode()) is warned


def test_only_administrators_are_warned(client: Client, old_installation: None) -> None:
    client.force_login(make_animator(make_space()))
    assert WARNING not in client.get("/en/home/").content.decode()


def test_off_does_not_warn(administrator: Client, old_installation: None, settings: Any) -> None:
    settings.BACKUP_KEEP = (0, 0, 0)
    assert WARNING not in administrator.get("/en/home/").content.decode()


def test_whoever_starts_the_server_reads_it(old_installation: None, settings: Any) -> None:
    assert "WARNING: the last good backup was never made. Make one now: opstap backup" in serving.greeting(
        "x", 1
    )
    good(HOUR)
    assert warning.greeting() == []
    settings.BACKUP_KEEP = (0, 0, 0)
    assert "OPSTAP_BACKUP_KEEP=0" in warning.greeting()[0]


# --- by itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due"),
    [  # 2 o'clock in Brussels is 1 in UTC in winter, 0 in summer
        (datetime(2026, 1, 10, 0, 59, tzinfo=UTC), datetime(2026, 1, 9, 1, tzinfo=UTC)),
        (datetime(2026, 1, 10, 1, 0, tzinfo=UTC), datetime(2026, 1, 10, 1, tzinfo=UTC)),
        (datetime(2026, 7, 10, 12, 0, tzinfo=UTC), datetime(2026, 7, 10, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_is_that_of_the_place(now: datetime, due: datetime) -> None:
    assert backups.last_due(now) == due


def test_due_until_a_good_one_was_made() -> None:
    now = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
    BackupRun.objects.create(started_at=now, finished_at=now, reason="failed: x")
    assert (backups.is_due(now), backups.next_due(now)) == (True, now)
    BackupRun.objects.create(started_at=now, finished_at=now, verified=True)
    assert backups.is_due(now) is False
    assert backups.next_due(now) == datetime(2026, 1, 11, 1, 0, tzinfo=UTC)


def test_off_is_never_due(settings: Any) -> None:
    settings.BACKUP_KEEP = (0, 0, 0)
    assert (backups.is_due(timezone.now()), backups.next_due(timezone.now())) == (False, None)


def test_a_failed_run_keeps_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise NoSpaceError("3 MB free")

    monkeypatch.setattr(making, "make_backup", full)
    with pytest.raises(NoSpaceError):
        backups.make_and_record()
    run = BackupRun.objects.get()
    assert (run.state, run.reason) == ("failed", "no-space: 3 MB free")


def test_old_ones_go_and_strange_files_stay(folder: Path) -> None:
    days = [f"opstap-202603{day:02}T010000Z-sqlite.tar" for day in range(1, 12)]
    others = ["before-restore-20260301T010000Z-sqlite.tar", "opstap-mine.tar", "notes.txt"]
    for name in days + others:
        (folder / name).touch()
    removed = backups.remove_old(folder, backups.Keep(3, 0, 0))

    assert [path.name for path in removed] == days[:-3]
    assert sorted(path.name for path in folder.iterdir()) == sorted(days[-3:] + others)
    assert [path.name for path in backups.keep_newest(folder, 1)] == days[-3:-1]
    with pytest.raises(ValueError, match="0"):
        backups.keep_newest(folder, 0)

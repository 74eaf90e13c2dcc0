"""The installation's own backups: made every night or when asked for, written down, old ones removed.

What makes one is loaded then; whether one is due is asked everywhere.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit, jobs
from opstap.core.models import Job, JobState
from opstap.keeping.backup.installation import here
from opstap.keeping.backup.problems import BackupError
from opstap.keeping.backup.rotation import NAME, Keep, kept
from opstap.keeping.models import BackupRun

if TYPE_CHECKING:
    from opstap.keeping.backup.making import Made

logger = logging.getLogger(__name__)

ASKED, DUE = "keeping.backup", "keeping.backup-when-due"
LOOK_EVERY = timedelta(hours=1)
TOO_OLD = timedelta(hours=26)
FIRST_DAY = timedelta(days=1)
STAMP = "%Y%m%dT%H%M%SZ"


def make_and_record(*, folder: Path | None = None, now: datetime | None = None) -> "tuple[BackupRun, Made]":
    """Make a backup and write the run down, also when it fails. Raises BackupError with the reason."""
    from opstap.keeping.backup import making

    run = BackupRun.objects.create(started_at=now or timezone.now())
    try:
        made = making.make_backup(here(), folder or settings.BACKUP_DIR, now=run.started_at, run=str(run.uid))
    except Exception as error:
        code = error.code if isinstance(error, BackupError) else type(error).__name__
        run.reason, run.finished_at = f"{code}: {error}", timezone.now()
        run.save(update_fields=["reason", "finished_at"])
        raise
    run.file_name, run.size, run.rows = made.path.name, made.size, made.manifest.rows
    run.verified, run.reason, run.finished_at = True, "", timezone.now()
    with transaction.atomic():
        run.save()
        # The lock of the folder was ours: whatever else has no end was cut off.
        BackupRun.objects.unfinished().update(finished_at=run.finished_at, reason="interrupted")
    return run, made


# --- by itself -------------------------------------------------------------------------------------


def plan() -> Keep:
    """What is kept; nothing at all means that no backup is made by itself."""
    return Keep(*settings.BACKUP_KEEP)


def last_due(now: datetime) -> datetime:
    """The latest moment at which a daily backup was to be made."""
    today = timezone.localtime(now)
    moment = datetime.combine(today.date(), time(settings.BACKUP_HOUR), tzinfo=today.tzinfo)
    return moment if moment <= now else moment - timedelta(days=1)


def is_due(now: datetime) -> bool:
    return bool(plan()) and not BackupRun.objects.good().filter(started_at__gte=last_due(now)).exists()


def next_due(now: datetime) -> datetime | None:
    """When the worker makes the next one by itself; None when it makes none."""
    if not plan():
        return None
    return now if is_due(now) else last_due(now) + timedelta(days=1)


def run_when_due(_job: Job) -> None:
    """Looked at every hour: a failed night is tried again an hour later."""
    if is_due(timezone.now()):
        run_asked(_job)


def run_asked(_job: Job) -> None:
    make_and_record()
    remove_old(settings.BACKUP_DIR, plan())


def ask_for_one(*, by: User) -> Job | None:
    """Let the worker make one now; None when one is waiting or being made already."""
    busy = Job.objects.filter(kind=ASKED, state__in=[JobState.WAITING, JobState.RUNNING])
    with transaction.atomic():
        if busy.exists():
            return None
        job = jobs.enqueue(ASKED)
        audit.record("backup.asked", by=by, kind="backup", uid=job.uid)
    return job


# --- the old ones ----------------------------------------------------------------------------------


def remove_old(folder: Path, keep: Keep) -> list[Path]:
    """Remove backups beyond the plan. Files that do not bear our name are never touched."""
    return list(_remove(_backups_in(folder), kept(_backups_in(folder), keep))) if keep else []


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Remove all but the newest ones. Raises ValueError below one."""
    if number < 1:
        raise ValueError(number)
    found = _backups_in(folder)
    return list(_remove(found, set(sorted(found)[-number:])))


def _backups_in(folder: Path) -> dict[datetime, Path]:
    found = {}
    for path in folder.glob("opstap-*.tar"):
        if named := NAME.fullmatch(path.name):
            found[datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)] = path
    return found


def _remove(found: dict[datetime, Path], staying: set[datetime]) -> Iterator[Path]:
    for moment in sorted(found.keys() - staying):
        found[moment].unlink()
        yield found[moment]


# --- the warning -----------------------------------------------------------------------------------


def is_overdue(now: datetime) -> bool:
    """Whether somebody must be told: backups should make themselves, and the last good one is too old."""
    if not plan():
        return False
    last = BackupRun.objects.last_good()
    if last is not None:
        return last.age(now) > TOO_OLD
    return now - installed_at(now) > FIRST_DAY


def installed_at(now: datetime) -> datetime:
    """When the database was made."""
    first = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    return first or now

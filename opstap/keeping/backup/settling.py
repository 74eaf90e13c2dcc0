"""What a restored database needs before it is used. Runs in a process, or a transaction, that sees it."""

import uuid

from django.core.management import call_command
from django.db import Error, connection, transaction
from django.utils import timezone

from opstap.accounts.models import Session
from opstap.core import audit
from opstap.core.models import AuditEntry, Job, JobState
from opstap.keeping.backup import after_restore
from opstap.keeping.backup.problems import BackupError
from opstap.keeping.models import BackupRun


def settle(*, restore: uuid.UUID, run: str) -> dict[str, int]:
    """Bring the database up to date, guard it, write the restore down, do again what must be done again.

    `restore` is the id of this act, `run` the one of the backup's own run. Answers what `after_restore` did.
    Raises BackupError when the audit trail is not protected; what the registered functions raise goes on.
    """
    bring_up_to_date()
    return settle_rows(restore=restore, run=run)


def bring_up_to_date() -> None:
    """Every migration that the backup had not seen."""
    call_command("migrate", verbosity=0, interactive=False)


def settle_rows(*, restore: uuid.UUID, run: str) -> dict[str, int]:
    """The same in a database that is up to date."""
    with transaction.atomic():
        audit.record("backup.restored", by=None, kind="backup", uid=restore)
        _close_what_ran(run)
        Session.objects.all().delete()
    check_append_only()
    return after_restore.run_all()


def was_settled(restore: uuid.UUID) -> bool:
    """Whether the database is the one that this restore put in place."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return False
    return AuditEntry.objects.filter(action="backup.restored", object_uid=restore).exists()


def _close_what_ran(run: str) -> None:
    """The backup was made in the middle of itself: its own run succeeded, whatever else ran was cut off."""
    now = timezone.now()
    own = BackupRun.objects.unfinished().filter(uid=run) if run else BackupRun.objects.none()
    own.update(verified=True, finished_at=now)
    BackupRun.objects.unfinished().update(finished_at=now, reason="restored")
    Job.objects.filter(state=JobState.RUNNING).update(
        state=JobState.FAILED, finished_at=now, reason="The installation was restored from a backup."
    )


def check_append_only() -> None:
    """Try to change the audit trail: the database must refuse. Raises BackupError when it does not."""
    newest = AuditEntry.objects.order_by("-pk").first()
    assert newest is not None
    try:
        with transaction.atomic():
            AuditEntry.objects.filter(pk=newest.pk).update(action=newest.action)
            raise BackupError("The restored audit trail could be changed: the restore is stopped.")
    except Error as error:
        if "append-only" not in str(error) or not audit.guards_present():
            raise BackupError(f"The audit trail is not protected: {error}") from error

"""The runs of the backup: which one succeeded last, and why one failed."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from opstap.core.ids import uuid7


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def good(self) -> Self:
        """Finished, read again from the disk, and found to be what was written."""
        return self.filter(verified=True)

    def unfinished(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def last_good(self) -> "BackupRun | None":
        return self.good().order_by("-started_at").first()


class BackupRun(models.Model):
    """One attempt at a backup. Good only when `verified`; a failed one keeps its reason."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=255, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    rows = models.PositiveBigIntegerField(default=0)
    verified = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="why it failed")

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["verified", "-started_at"], name="backup_run_good")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified=False) | models.Q(finished_at__isnull=False, reason=""),
                name="backup_run_good_is_finished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name or self.uid} {self.state}"

    @property
    def state(self) -> str:
        """ "running", "good" or "failed"."""
        if self.finished_at is None:
            return "running"
        return "good" if self.verified else "failed"

    def age(self, now: datetime) -> timedelta:
        return now - self.started_at

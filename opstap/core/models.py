"""What every room needs: the audit trail, receipts of what clients sent, and jobs."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7


class AuditEntry(models.Model):
    """One act of one person. Append-only: the database refuses changes (see core.audit)."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_uid = models.UUIDField()
    space_uid = models.UUIDField(null=True)
    device_uid = models.UUIDField(null=True, help_text="enrolled computer it was sent from")
    fields = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_uid"], name="audit_object"),
            models.Index(fields=["space_uid", "-at"], name="audit_space"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_uid}"


class Outcome(models.TextChoices):
    """What became of what a client sent. What is refused has no receipt; a conflict has a Quarantine row."""

    RECORDED = "recorded", _("recorded")
    """It is a record now, or it changed one."""
    UNCHANGED = "unchanged", _("there was nothing left to change")
    COUNTED = "counted", _("kept apart at first, then counted")
    DROPPED = "dropped", _("thrown away at a computer, never recorded")


class Receipt(models.Model):
    """Proof that what a client sent under its own id was taken: once, with this content and this outcome.

    `actor` is who sent it; None when an enrolled computer sent by itself.
    """

    uid = models.UUIDField(unique=True)
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    device_uid = models.UUIDField(null=True)
    space_uid = models.UUIDField()
    received_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RECORDED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="receipt_outcome")
        ]
        indexes = [models.Index(fields=["space_uid", "-received_at"], name="receipt_space")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    def conclude(self, outcome: Outcome) -> None:
        """Say what became of it. In the transaction that stores it: before it is written, or just after."""
        self.outcome = outcome
        if not self._state.adding:
            self.save(update_fields=["outcome"])


class Decision(models.TextChoices):
    """What a person decided about something kept apart."""

    COUNTED = "counted", _("counted")
    DROPPED = "dropped", _("dropped")


class Quarantine(models.Model):
    """What was sent again under a known id with other content: kept aside for a person, never lost.

    Once decided it stays as history; what was dropped without its content.
    """

    uid = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    content = models.JSONField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    device_uid = models.UUIDField(null=True)
    space_uid = models.UUIDField()
    received_at = models.DateTimeField(default=timezone.now)

    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    counted_as = models.UUIDField(null=True, help_text="id of the record it became")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "content_hash"], name="quarantine_once")]
        indexes = [models.Index(fields=["space_uid", "decision"], name="quarantine_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """Long or nightly work, done by the one worker beside the server. A failed job keeps its reason, and so
    does one that waits again because its process was lost."""

    uid = models.UUIDField(default=uuid7, unique=True)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    run_after = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_after"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Remark(models.Model):
    """A remark or a complaint from the public, without an account. Nothing about the person but what she
    gives herself, to be answered."""

    LONGEST = 2000

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    text = models.TextField(max_length=LONGEST)
    page = models.CharField(max_length=500, blank=True, help_text="address of the page it is about")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["handled_at", "-created_at"], name="remark_open")]

    def __str__(self) -> str:
        return self.text[:60]

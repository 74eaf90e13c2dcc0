"""What this installation issued: each credential as it was signed, and where it stands now."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField


class State(models.TextChoices):
    VALID = "valid", _("valid")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("withdrawn")


class CredentialQuerySet(models.QuerySet["Credential"]):
    def ended(self) -> "CredentialQuerySet":
        """Those whose bit is set: withdrawn for good, or suspended for now."""
        return self.filter(models.Q(revoked_at__isnull=False) | models.Q(suspended_at__isnull=False))

    def about(self, subject_id: str) -> "CredentialQuerySet":
        return self.filter(subject_id=subject_id)


class Credential(models.Model):
    """One verifiable credential. `document` never changes; what may change is whether it still counts."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=40, help_text="what it attests: a code of the room that issues it")
    subject_id = models.CharField(max_length=500, help_text="address of whom it is about")
    subject_names = TextsField()
    names = TextsField(help_text="what it attests, for people")
    document = models.JSONField(help_text="as signed")
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField(default=timezone.now)
    suspended_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, max_length=500, help_text="why it was suspended or withdrawn")

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["list_number", "list_index"], name="credential_place_in_list"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, suspended_at=None) | ~models.Q(reason=""),
                name="credential_ends_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["subject_id", "kind"], name="credential_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def state(self) -> State:
        if self.revoked_at:
            return State.REVOKED
        return State.SUSPENDED if self.suspended_at else State.VALID

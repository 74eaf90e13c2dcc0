"""Seals of the audit trail. Append-only."""

from django.db import models
from django.utils import timezone


class AuditSeal(models.Model):
    """Closes a batch of rows of the audit trail: a hash over these rows and the seal before.

    `digest`: SHA-256, 64 hexadecimal digits. `previous`: the digest of the seal before, "" for the first.
    The rows of a batch are those with a key from `first_id` to `last_id`; `number`: how many there are.
    """

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    number = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True, unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_id__gte=models.F("first_id")), name="seal_last_after_first"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"

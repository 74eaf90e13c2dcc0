"""The shared computer of a desk, and the PIN by which a person of the team says who she is there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.spaces.models import Space


class DeskDevice(models.Model):
    """A browser that a coordinator enrolled for the desk of one space. Only a hash of its secret is kept.

    `person`: who is at it now, `acted_at`: her last act there. Revoked, it opens nothing any more.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="desk_devices")
    name = models.CharField(max_length=60)
    letter = models.CharField(max_length=1, help_text="before the turn numbers it gives on its own")
    token_hash = models.CharField(max_length=64, unique=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField(default=timezone.now)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["letter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "letter"], condition=Q(revoked_at__isnull=True), name="device_letter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class DeskPin(models.Model):
    """The PIN of a person at the desk of one space, hashed like a password."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    secret = models.CharField(max_length=200)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "space"], name="pin_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.set_at:%Y-%m-%d}"


class PinTries(models.Model):
    """Wrong PINs of one person at one computer, since the last right one."""

    device = models.ForeignKey(DeskDevice, models.CASCADE, related_name="tries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    wrong = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "person"], name="pin_tries_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.wrong}"

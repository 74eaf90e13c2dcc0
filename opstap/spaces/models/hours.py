"""When a space is open and who is there: intervals materialised from the hours, and duties."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7

FOR = "for:"
"""Begins the kind of a time that is reserved for a public: "for:women"."""


class Opening(models.Model):
    """One interval of one kind, derived from a space's hours 60 days ahead and re-derived nightly.

    Reserved times stand beside the open ones: each as `reserved`, and once more as `circle` when nobody who
    just walks in is meant, else as FOR and the code of each public that is.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("open")
        STAFFED = "staffed", _("somebody helps")
        TRAINING = "training", _("course")
        RESERVED = "reserved", _("reserved")
        CIRCLE = "circle", _("reserved for a closed circle")

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="openings")
    kind = models.CharField(max_length=20, choices=Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="opening_ends_later")
        ]
        indexes = [models.Index(fields=["space", "kind", "ends_at", "starts_at"], name="opening_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def present_at(self, when: datetime) -> "DutyQuerySet":
        """Duties whose person checked in and is still there at the instant."""
        return self.filter(checked_in_at__lte=when, ends_at__gt=when).filter(
            Q(checked_out_at__isnull=True) | Q(checked_out_at__gt=when)
        )

    def planned_between(self, start: datetime, end: datetime) -> "DutyQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start, cancelled_at__isnull=True)


class Duty(models.Model):
    """Who is there, when; confirmed by a check-in. Personal data of staff: see docs/privacy.md."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="duties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_later")
        ]
        indexes = [
            models.Index(fields=["space", "starts_at"], name="duty_space"),
            models.Index(
                fields=["space", "ends_at"], condition=Q(checked_in_at__isnull=False), name="duty_present"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

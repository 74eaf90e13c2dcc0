"""The nightly measurement of labelled spaces, and the watch that a failing criterion opens."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.label.models.register import Hearing, Label
from opstap.label.models.scheme import Criterion


class Measurement(models.Model):
    """What one criterion of one label was worth from a day until the next row: written when it changes.

    `met`: None = not measured, and `reason` says why.
    """

    label = models.ForeignKey(Label, models.CASCADE, related_name="measurements")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    measured_on = models.DateField()
    value = models.CharField(max_length=20, blank=True, help_text="number in the fact's unit, yes, no, ''")
    met = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["label", "criterion", "measured_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["label", "criterion", "measured_on"], name="label_measured_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.measured_on} {self.value}"


class Stage(models.TextChoices):
    WARNING = "warning", _("warning")
    REPAIR = "repair", _("time to repair")
    PROPOSED = "proposed", _("put before the committee")
    CLOSED = "closed", _("closed")


class Watch(models.Model):
    """A measured criterion of a label that failed, until it is met again or the committee has decided."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    label = models.ForeignKey(Label, models.PROTECT, related_name="watches")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WARNING)
    opened_on = models.DateField()
    value = models.CharField(max_length=20, help_text="what was measured when it opened")
    warning_until = models.DateField()
    repair_until = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=20, blank=True, help_text="repaired, decided, label_ended")
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="watches")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["label", "criterion"], condition=~Q(stage="closed"), name="label_one_open_watch"
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_on__isnull=False)
                | ~Q(stage="closed") & Q(closed_on__isnull=True),
                name="label_watch_closed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.stage}"

"""Who answered: completeness is registered apart from values, so that "not reported" is never zero."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.spaces.models import Space


class Completion(models.Model):
    """The space's counting of a month is complete: said by its coordinator. `month` is the first day."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="completions")
    month = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["space", "month"], name="completion_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="completion_first_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.month:%Y-%m}"


class Declaration(models.Model):
    """A yearly value that no room measures yet (training given, learners), typed by the coordinator."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="declarations")
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["year", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["space", "year", "indicator"], name="declaration_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="declaration_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.year} {self.indicator}"

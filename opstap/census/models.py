"""Who answered: completeness is registered apart from values, so that "not reported" is never zero."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.spaces.models import Space


class CompletionQuerySet(models.QuerySet["Completion"]):
    def in_force(self) -> "CompletionQuerySet":
        """Without what was taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def between(self, first: date, last: date) -> "CompletionQuerySet":
        """Of the months from that of `first` to that of `last`."""
        return self.filter(month__range=(first.replace(day=1), last))


class Completion(models.Model):
    """The space's counting of a month is complete: said by its coordinator. `month` is the first day.

    Taken back: the row stays and says by whom and when; saying it again makes a new row.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="completions")
    month = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "month"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="completion_once",
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="completion_first_of_month"),
        ]
        indexes = [models.Index(fields=["month"], name="completion_month")]

    def __str__(self) -> str:
        return f"{self.space} {self.month:%Y-%m}"


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def given(self) -> "DeclarationQuerySet":
        """With a value: an empty one is not reported."""
        return self.filter(value__isnull=False)


class Declaration(models.Model):
    """A yearly value that no room measures yet (training given, learners), typed by the coordinator.

    `indicator` is the code of an indicator. 0 = none; no row, or a row emptied again, = not reported.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="declarations")
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["year", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["space", "year", "indicator"], name="declaration_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="declaration_not_negative"),
        ]
        indexes = [models.Index(fields=["year", "indicator"], name="declaration_year")]

    def __str__(self) -> str:
        return f"{self.space} {self.year} {self.indicator}"

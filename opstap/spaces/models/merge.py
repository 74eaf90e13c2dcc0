"""Two records of one place: which took over which, which pairs only look alike; and who ran a place when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.spaces.models.organisation import Organisation
from opstap.spaces.models.space import Space


class Merge(models.Model):
    """`kept` took over what belonged to `merged`, whose row stays as an empty shell that leads there.

    `before`: what undoing needs, by rule (`spaces.merging`): primary keys that moved, values that were.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kept = models.ForeignKey(Space, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Space, models.PROTECT, related_name="mergings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_into_one"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merged_with_another"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class NotTheSame(models.Model):
    """Two places that look alike and are two: nobody is asked again. The smaller key first."""

    first = models.ForeignKey(Space, models.CASCADE, related_name="+")
    second = models.ForeignKey(Space, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_the_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


class Operation(models.Model):
    """An organisation ran a place, from a day until a day; an open beginning is not known."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="operations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="operations")
    valid_from = models.DateField(_("from"), null=True)
    valid_until = models.DateField(_("until"), null=True)

    class Meta:
        ordering = [F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space"], condition=Q(valid_until__isnull=True), name="run_by_one_today"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="run_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space}: {self.organisation}"

"""Proof that personal data were erased, and the periods the administrator chose. Both are append-only."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from opstap.core.ids import uuid7


class Erasure(models.Model):
    """One transaction that erased: by which rule, up to when, how many rows, which (a hash of their ids).

    `held`: how many due rows stayed, by the code of their hold. `number` 0: nothing but rows that are held.
    A person erased on request has no period; `subject` is the id of her account, in which nothing is left.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    rule = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
    cut_off = models.DateTimeField()
    period = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=6, blank=True)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the sorted ids, one a line")
    held = models.JSONField(default=dict)
    subject = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["rule", "-at"], name="erasure_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d} {self.number}"


class ChosenPeriod(models.Model):
    """A period that the administrator chose for a rule, from that moment on. The newest one is in force.

    `by`: None where it was put back after a restore that does not know her account.
    """

    rule = models.CharField(max_length=60)
    period = models.PositiveSmallIntegerField(help_text="in the unit of the rule")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["rule", "-id"], name="chosen_period_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.period}"

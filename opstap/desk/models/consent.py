"""Sheets on which a person agrees to be helped on her own accounts. The name is on the paper only."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opstap.core.ids import uuid7
from opstap.spaces.models import Space


class ConsentQuerySet(models.QuerySet["ConsentSheet"]):
    def at(self, space: Space) -> Self:
        return self.filter(space=space)

    def kept(self) -> Self:
        """Not taken back; the space still has the paper."""
        return self.filter(withdrawn_on__isnull=True)

    def expiring_by(self, day: date) -> Self:
        """Kept, and good for nothing after that day, or already now."""
        return self.kept().filter(expires_on__lte=day)


class ConsentSheet(models.Model):
    """A line of the register: the number on the paper, its language and its days."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="consent_sheets")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    given_on = models.DateField()
    expires_on = models.DateField(help_text="first day on which it is no longer good")
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["space", "number"], name="consent_number_once"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("given_on")), name="consent_lasts"),
        ]

    def __str__(self) -> str:
        return str(self.number)

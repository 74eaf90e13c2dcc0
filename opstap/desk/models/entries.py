"""What every row of the desk has: when, by whom, in which space, and what the clock there was worth."""

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.spaces.models import Space

Row_co = TypeVar("Row_co", bound="Entry", covariant=True)


class EntryQuerySet(models.QuerySet[Row_co]):
    """Shared by everything the desk records."""

    def counted(self) -> Self:
        """Without what was undone."""
        return self.filter(voiding__isnull=True)

    def at(self, space: Space) -> Self:
        return self.filter(space=space)

    def on(self, day: date) -> Self:
        return self.filter(local_date=day)

    def between(self, first: date, last: date) -> Self:
        """Local dates from `first` to `last`, both included."""
        return self.filter(local_date__range=(first, last))

    def with_names(self) -> Self:
        """With who recorded it, and who undid it when."""
        return self.select_related("by", "voiding__by")


class Clock(models.TextChoices):
    """How the moment was found when the clock of the computer could not be taken as it was."""

    CORRECTED = "corrected"
    GUESSED = "guessed"


class Entry(models.Model):
    """When and by whom a row was recorded. `local_date` is frozen: the day in the space's own time zone.

    `by` did it; who sent it stands on the receipt. `client_at`: what the clock said where `clock` is set.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    local_date = models.DateField()
    clock = models.CharField(max_length=10, choices=Clock, blank=True)
    client_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-happened_at", "-pk"]

"""Coaching of one person towards doing it alone: a series under a code, never a name."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opstap.core.ids import uuid7
from opstap.desk import codes
from opstap.spaces.models import Space


class SeriesQuerySet(models.QuerySet["CoachingSeries"]):
    def at(self, space: Space) -> Self:
        """What can still be opened; what was erased is a count only."""
        return self.filter(space=space, code__isnull=False)

    def running(self) -> Self:
        return self.filter(ended_on__isnull=True)


class CoachingSeries(models.Model):
    """The code is a pseudonym local to the space: another space cannot open it.

    Erased, only the row with its dates stays, so that the number of people coached stays true.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="coaching_series")
    code = models.CharField(max_length=5, null=True, help_text="None = erased")
    goal = models.CharField(max_length=40, blank=True, help_text="a theme that reveals nothing")
    aim = models.CharField(max_length=12, blank=True, help_text="vocabulary autonomy")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    last_on = models.DateField(help_text="day of the last help or step")
    alone_on = models.DateField(null=True, blank=True, help_text="does what the goal says alone")
    ended_on = models.DateField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["-last_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="coaching_code_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("opened_on")), name="coaching_last_after_first"
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=False)
                | Q(goal="", aim="", ended_on__isnull=False, alone_on__isnull=True),
                name="coaching_erased_is_a_count",
            ),
        ]

    def __str__(self) -> str:
        return codes.show(self.code) if self.code else "—"

    @property
    def is_running(self) -> bool:
        return self.ended_on is None


class CoachingStep(models.Model):
    """A small step of the way: a theme that reveals nothing; done, and then done alone."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    series = models.ForeignKey(CoachingSeries, models.CASCADE, related_name="steps")
    theme = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    done_on = models.DateField(null=True, blank=True)
    alone_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "theme"], name="coaching_step_once"),
            models.CheckConstraint(
                condition=Q(alone_on__isnull=True) | Q(done_on__isnull=False), name="coaching_alone_is_done"
            ),
        ]

    def __str__(self) -> str:
        return self.theme

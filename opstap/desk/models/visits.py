"""Who came in, and who had to be sent away."""

from django.db import models

from opstap.desk.models.e_services import EService
from opstap.desk.models.entries import Entry, EntryQuerySet


class Visit(Entry):
    """One entry of one person. `tap`: the client's id of the tap that counted it ("+8" makes eight rows)."""

    tap = models.UUIDField()
    position = models.PositiveSmallIntegerField(default=0)
    purpose = models.CharField(max_length=20, blank=True, help_text="vocabulary purpose; '' = not said")
    e_service = models.ForeignKey(EService, models.PROTECT, null=True, blank=True, related_name="visits")

    objects = EntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [models.UniqueConstraint(fields=["tap", "position"], name="visit_tap_once")]
        indexes = [models.Index(fields=["space", "local_date"], name="visit_day")]

    def __str__(self) -> str:
        return f"{self.local_date} {self.purpose}"


class SentAway(Entry):
    """Somebody could not be helped: the only proof of overload. At the door it is not a visit; `visit`: of
    somebody who had come in and taken a number. Of one visit at most one row counts."""

    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="sent_away")
    reason = models.CharField(max_length=15, help_text="vocabulary sent_away")

    objects = EntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["space", "local_date"], name="sent_away_day")]

    def __str__(self) -> str:
        return f"{self.local_date} {self.reason}"

"""Help that was given."""

from django.db import models
from django.db.models import Count, Q

from opstap.desk.models.e_services import EService
from opstap.desk.models.entries import Entry, EntryQuerySet
from opstap.desk.models.visits import Visit


class HelpQuerySet(EntryQuerySet["HelpRecord"]):
    def themes_by_use(self) -> list[str]:
        """The themes that occur, the most frequent first."""
        counts = self.order_by().values_list("theme").annotate(number=Count("pk"))
        return [theme for theme, _number in counts.order_by("-number", "theme")]


class HelpRecord(Entry):
    """One piece of support. In the space it belongs to a visit; remote help has none: nobody entered."""

    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="help_records")
    mode = models.CharField(max_length=12, help_text="vocabulary help_mode")
    theme = models.CharField(max_length=40, help_text="digital:code or administrative:code")
    minutes = models.PositiveSmallIntegerField()
    autonomy = models.CharField(max_length=12, blank=True)
    device = models.CharField(max_length=10, blank=True)
    age = models.CharField(max_length=10, blank=True, help_text="band at the date of the help, as said")
    situation = models.CharField(max_length=15, blank=True)
    gender = models.CharField(max_length=10, blank=True)
    publics = models.JSONField(default=list, help_text="vocabulary public, as the person says")
    e_service = models.ForeignKey(
        EService, models.PROTECT, null=True, blank=True, related_name="help_records"
    )

    objects = HelpQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=600), name="help_minutes_in_range"
            ),
            models.CheckConstraint(
                condition=Q(mode="remote", visit__isnull=True) | (~Q(mode="remote") & Q(visit__isnull=False)),
                name="help_has_a_visit_unless_remote",
            ),
        ]
        indexes = [models.Index(fields=["space", "local_date"], name="help_day")]

    def __str__(self) -> str:
        return f"{self.local_date} {self.theme}"

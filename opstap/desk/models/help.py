"""Help that was given."""

from django.db import models
from django.db.models import Count, Q

from opstap.desk.models.coaching import CoachingSeries
from opstap.desk.models.e_services import EService
from opstap.desk.models.entries import Entry, EntryQuerySet
from opstap.desk.models.visits import Visit


class HelpQuerySet(EntryQuerySet["HelpRecord"]):
    def themes_by_use(self) -> list[str]:
        """The themes that occur, the most frequent first."""
        counts = self.order_by().values_list("theme").annotate(number=Count("pk"))
        return [theme for theme, _number in counts.order_by("-number", "theme")]


class HelpRecord(Entry):
    """One piece of support, with one main theme.

    In the space it belongs to a visit. From a distance, at home or elsewhere it has none: nobody entered.
    A group is one record of several people: in the space, `visit` and `others` are a visit for each of them.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="help_records")
    people = models.PositiveSmallIntegerField(default=1)
    others = models.ManyToManyField(Visit, related_name="group_records")
    totals = models.JSONField(default=dict, help_text='of a group, as said: {"age": {"70_plus": 3}}')
    mode = models.CharField(max_length=12, help_text="vocabulary help_mode")
    theme = models.CharField(max_length=40, help_text="digital:code or administrative:code")
    further = models.JSONField(default=list, help_text="further themes, without the main one")
    place = models.CharField(max_length=10, default="space", help_text="vocabulary help_place")
    minutes = models.PositiveSmallIntegerField()
    began = models.TimeField(null=True, blank=True, help_text="hour of the local day")
    ended = models.TimeField(null=True, blank=True, help_text="hour of the same local day")
    autonomy = models.CharField(max_length=12, blank=True)
    device = models.CharField(max_length=10, blank=True)
    age = models.CharField(max_length=10, blank=True, help_text="band at the date of the help, as said")
    situation = models.CharField(max_length=15, blank=True)
    gender = models.CharField(max_length=10, blank=True)
    publics = models.JSONField(default=list, help_text="vocabulary public, as the person says")
    # What the person said of herself was erased: it stands as counts in keeping.KeptCount (desk.retention).
    answers_erased = models.BooleanField(default=False, editable=False)
    e_service = models.ForeignKey(
        EService, models.PROTECT, null=True, blank=True, related_name="help_records"
    )
    next_step = models.CharField(max_length=15, blank=True)
    series = models.ForeignKey(
        CoachingSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="help_records",
        help_text="never where something reveals health, justice, migration or belief: services.apart",
    )

    objects = HelpQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=600), name="help_minutes_in_range"
            ),
            models.CheckConstraint(
                condition=Q(place="space", visit__isnull=False) | (~Q(place="space") & Q(visit__isnull=True)),
                name="help_has_a_visit_in_the_space",
            ),
            models.CheckConstraint(
                condition=Q(mode="remote", place="remote") | (~Q(mode="remote") & ~Q(place="remote")),
                name="help_place_fits_the_mode",
            ),
            models.CheckConstraint(
                condition=Q(people=1) | Q(mode="workshop", people__gte=1, people__lte=200),
                name="help_of_several_is_a_group",
            ),
            models.CheckConstraint(
                condition=Q(began__isnull=True, ended__isnull=True)
                | Q(began__isnull=False, ended__isnull=False, ended__gt=models.F("began")),
                name="help_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "local_date"], name="help_day"),
            models.Index(fields=["local_date"], condition=Q(answers_erased=False), name="help_answers_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.local_date} {self.theme}"

    def visits_of_all(self) -> list[int]:
        """The primary keys of the visits of its people; none outside the space."""
        first = [] if self.visit_id is None else [self.visit_id]
        return [*first, *self.others.values_list("pk", flat=True)] if self.people > 1 else first

"""What the desk records: visits, help, people sent away. Counted, not named.

An access is one entry of one person: one Visit row a person. Help attaches to a visit or creates it, never
both.
Nothing is deleted: undo is a Voiding row, and every count leaves voided rows out.
"""

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.models import NetworkMembership, Space
from opstap.spaces.models.people import valid_on
from opstap.territory.models import Network


class EServiceQuerySet(models.QuerySet["EService"]):
    def in_force(self, on: date) -> Self:
        return self.filter(valid_on(on))

    def known_at(self, space: Space) -> Self:
        """The lists of the networks the space belongs to today, itself or through its organisation."""
        member = Q(space=space)
        if space.organisation_id:
            member |= Q(organisation=space.organisation_id)
        memberships = NetworkMembership.objects.filter(valid_on(timezone.localdate()), member)
        return self.filter(network__in=memberships.values("network"))


class EService(models.Model):
    """A public e-service that brings people to the desk: a list kept by the network."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="e_services")
    names = TextsField(verbose_name=_("name"))
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = EServiceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return say(self.names)


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


class Entry(models.Model):
    """When and by whom a row was recorded. `local_date` is frozen: the day in the space's own time zone."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    local_date = models.DateField()

    class Meta:
        abstract = True
        ordering = ["-happened_at", "-pk"]


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


class SentAway(Entry):
    """Somebody could not be helped: the only proof of overload. Not a visit."""

    reason = models.CharField(max_length=15, help_text="vocabulary sent_away")

    objects = EntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["space", "local_date"], name="sent_away_day")]

    def __str__(self) -> str:
        return f"{self.local_date} {self.reason}"


class Voiding(models.Model):
    """Undo: exactly one visit, help record or sent-away no longer counts."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="voiding")
    help_record = models.OneToOneField(HelpRecord, models.PROTECT, null=True, related_name="voiding")
    sent_away = models.OneToOneField(SentAway, models.PROTECT, null=True, related_name="voiding")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, help_record__isnull=True, sent_away__isnull=True)
                | Q(visit__isnull=True, help_record__isnull=False, sent_away__isnull=True)
                | Q(visit__isnull=True, help_record__isnull=True, sent_away__isnull=False),
                name="voiding_of_one_row",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

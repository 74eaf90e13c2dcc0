"""A space is closed for a time, or works at another address for a time: said in advance, kept afterwards."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say


class InterruptionQuerySet(models.QuerySet["Interruption"]):
    def standing(self) -> "InterruptionQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def closures(self) -> "InterruptionQuerySet":
        return self.filter(kind=Interruption.Kind.CLOSED)

    def touching(self, first: date, last: date | None = None) -> "InterruptionQuerySet":
        """Those with a day from `first` to `last`; without `last`, all that are not past on `first`."""
        found = self.filter(Q(last_day__isnull=True) | Q(last_day__gte=first))
        return found if last is None else found.filter(first_day__lte=last)


class Interruption(models.Model):
    """Days on which a space is closed, or somewhere else. No last day = until further notice.

    The hours of a closed space open nothing on these days; a moved one keeps its hours at the other address.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        MOVED = "moved", _("at another address")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="interruptions")
    kind = models.CharField(_("closed or moved"), max_length=6, choices=Kind)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    reasons = TextsField(verbose_name=_("why"))
    # Where it is meanwhile; of a closure these stay empty.
    streets = TextsField(verbose_name=_("street and number"))
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    cities = TextsField(verbose_name=_("city"))
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    announced_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InterruptionQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="interruption_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["closed", "moved"])
                & (Q(kind="moved") | Q(lat__isnull=True, lon__isnull=True, postcode="")),
                name="interruption_only_a_move_has_an_address",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="interruption_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day} {self.last_day or ''}".strip()

    @property
    def is_move(self) -> bool:
        return self.kind == self.Kind.MOVED

    def covers(self, day: date) -> bool:
        return self.first_day <= day and not self.is_past(day)

    def is_past(self, day: date) -> bool:
        return self.last_day is not None and self.last_day < day

    @property
    def address(self) -> str:
        """In one line, in the language of the page."""
        city = f"{self.postcode} {say(self.cities)}".strip()
        return ", ".join(filter(None, (say(self.streets), city)))

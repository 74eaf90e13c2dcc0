"""Times on foot or by public transport that a network brought in."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.territory.models import Network


class Means(models.TextChoices):
    FOOT = "foot", _("on foot")
    TRANSIT = "transit", _("by public transport")


class TravelTimes(models.Model):
    """One matrix of a network; a new one of the same means takes its place. No row is ever changed.

    `content`: as `times.matrix.pack` writes it. `areas`, `places`: how many points of each; `pairs`: of how
    many of their pairs the time is known.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="travel_times")
    means = models.CharField(_("means"), max_length=8, choices=Means)
    source = models.CharField(_("source"), max_length=200)
    dated = models.DateField(_("date of the times"))
    at = models.DateTimeField(default=timezone.now)
    areas = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name_plural = "travel times"
        ordering = ["means"]
        constraints = [
            models.UniqueConstraint(fields=["network", "means"], name="travel_times_once"),
            models.CheckConstraint(condition=Q(means__in=Means.values), name="travel_times_of_known_means"),
            models.CheckConstraint(condition=Q(pairs__gte=1), name="travel_times_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.means}, {self.source}"

"""What a network declares about measuring reach: how far, by which way, and whose need counts more."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.territory.models import Network

DETOUR = Decimal("1.30")
REACH_M = 2500
"""Half an hour on foot, at 5 km an hour."""
SHORTEST_M, LONGEST_M = 200, 100_000
REACH_MIN = 30
SHORTEST_MIN, LONGEST_MIN = 5, 240
GREATEST_WEIGHT = 2


class Measure(models.TextChoices):
    """By what ways are taken: those of `models.times.Means`, or the straight line."""

    LINE = "line", _("straight line times the detour, in metres")
    FOOT = "foot", _("time on foot, in minutes")
    TRANSIT = "transit", _("time by public transport, in minutes")


class ReachRules(models.Model):
    """The declared rules of one network; a network without a row measures by the defaults."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.OneToOneField(Network, models.CASCADE, related_name="reach_rules")
    # How much longer than a straight line the way is.
    detour = models.DecimalField(max_digits=3, decimal_places=2, default=DETOUR)
    # How far a space is still near: metres of way, the detour included.
    reach_m = models.PositiveIntegerField(default=REACH_M)

    # By what ways are taken, and how far is still near where that is in minutes.
    measure = models.CharField(max_length=8, choices=Measure, default=Measure.LINE)
    reach_min = models.PositiveSmallIntegerField(default=REACH_MIN)

    class Meta:
        verbose_name_plural = "reach rules"
        constraints = [
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="reach_by_a_known_measure"),
            models.CheckConstraint(
                condition=Q(reach_min__range=(SHORTEST_MIN, LONGEST_MIN)), name="reach_minutes_in_range"
            ),
            models.CheckConstraint(
                condition=Q(detour__gte=1) & Q(detour__lte=3), name="reach_detour_in_range"
            ),
            models.CheckConstraint(
                condition=Q(reach_m__range=(SHORTEST_M, LONGEST_M)), name="reach_distance_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.reach_m} m × {self.detour}"


class NeedWeight(models.Model):
    """How much one figure of the areas changes their need: see `reach.demand.need_of`."""

    rules = models.ForeignKey(ReachRules, models.CASCADE, related_name="weights")
    figure = models.CharField(max_length=40, help_text="key of an AreaFigure")
    weight = models.DecimalField(max_digits=3, decimal_places=2)

    class Meta:
        ordering = ["figure"]
        constraints = [
            models.UniqueConstraint(fields=["rules", "figure"], name="need_weight_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=-GREATEST_WEIGHT) & Q(weight__lte=GREATEST_WEIGHT) & ~Q(weight=0),
                name="need_weight_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} × {self.weight}"

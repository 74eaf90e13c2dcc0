"""What visitors may use, in lots: pieces of one kind, bought in one year."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.spaces.models.space import Space

COUNTED = {"computers": ("desktop", "laptop"), "tablets": ("tablet",), "printers": ("printer",)}
"""Counts on the record of a space → the kinds of equipment they count."""

TO_WORK_ON = (*COUNTED["computers"], *COUNTED["tablets"])
"""The kinds that one person works on."""

FIRST_YEAR = 1980
UNDER_REPAIR = "repair"
COUNTED_FOR = timedelta(days=365)
"""So long a count of equipment holds: a year."""


class EquipmentLotQuerySet(models.QuerySet["EquipmentLot"]):
    def counts(self) -> dict[str, int]:
        """The counts of the record that these lots tell; one of which there is no lot is left out.

        What is under repair is no use to anybody, so it does not count.
        """
        numbers = list(self.order_by().values_list("equipment_kind", "number", "condition"))
        return {
            field: sum(number for kind, number, state in numbers if kind in kinds and state != UNDER_REPAIR)
            for field, kinds in COUNTED.items()
            if any(kind in kinds for kind, _number, _state in numbers)
        }

    def usable(self) -> "EquipmentLotQuerySet":
        """What visitors can use today: all but what is under repair."""
        return self.exclude(condition=UNDER_REPAIR)

    def counted_before(self, day: date) -> "EquipmentLotQuerySet":
        """Lots of which nobody said since that day that they are still right."""
        return self.filter(Q(counted_on__isnull=True) | Q(counted_on__lt=day))


class EquipmentLot(models.Model):
    """Pieces of one kind that are alike. None and "" = not said.

    Where a space has lots of a kind, they tell the count on its record: `services.equipment`.
    """

    class Origin(models.TextChoices):
        NEW = "new", _("bought new")
        REFURBISHED = "refurbished", _("refurbished")
        DONATED = "donated", _("given by somebody")

    class Condition(models.TextChoices):
        WORKING = "working", _("works")
        REPAIR = UNDER_REPAIR, _("under repair, not to be used now")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="equipment")
    equipment_kind = models.CharField(_("kind"), max_length=12, help_text="vocabulary equipment_kind")
    number = models.PositiveSmallIntegerField(_("how many"))
    year_bought = models.PositiveSmallIntegerField(_("year of purchase"), null=True, blank=True)
    origin = models.CharField(_("new or refurbished"), max_length=12, choices=Origin, blank=True)
    condition = models.CharField(_("state of it"), max_length=8, choices=Condition, blank=True)
    runs_free_software = models.BooleanField(_("free software"), null=True, blank=True)
    is_online = models.BooleanField(_("connected to the internet"), null=True, blank=True)
    # When somebody last said that this line is right; None: before such a day was kept.
    counted_on = models.DateField(_("counted on"), null=True, blank=True)

    objects = EquipmentLotQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__range=(1, 999)), name="equipment_some_pieces"),
            models.CheckConstraint(
                condition=Q(year_bought__isnull=True) | Q(year_bought__range=(FIRST_YEAR, 2100)),
                name="equipment_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.equipment_kind}"

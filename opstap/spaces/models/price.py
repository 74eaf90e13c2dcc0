"""What costs what, row by row. Where rows tell what a computer or help costs, the record follows."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField
from opstap.spaces.models.lists import codes_of

ACCESS = ("computer", "help")
"""What "free" is about: a computer, and somebody who helps. Printing or a course never makes a place paid."""

HIGHEST = Decimal("9999.99")


def told_by(rows: Iterable["PriceRule"]) -> dict[str, Any]:
    """The columns of the record that these rows tell; {} where none is about a computer or help.

    free: nobody pays for either. conditional: somebody pays, and somebody does not (a public, the first
    hours). paid: everybody pays. The price of an hour is the highest that everybody pays for a computer.
    """
    access = [row for row in rows if row.item in ACCESS]
    if not access:
        return {}
    everybody = [row for row in access if not row.publics]
    is_free = bool(everybody) and all(row.amount == 0 for row in access)
    some_free = any(row.amount == 0 or row.free_units for row in access)
    hourly = [row.amount for row in everybody if row.item == "computer" and row.unit == "hour"]
    return {
        "price": "free" if is_free else "conditional" if some_free else "paid",
        "price_hour": max(hourly, default=Decimal(0)) or None,
    }


class PriceRule(models.Model):
    """One price in euros, 0 = free; for everybody, or for some publics beside it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="price_rules")
    item = models.CharField(_("what"), max_length=12, help_text="vocabulary price_item")
    amount = models.DecimalField(_("price in euros"), max_digits=6, decimal_places=2)
    unit = models.CharField(_("for each"), max_length=8, help_text="vocabulary price_unit")
    publics = models.JSONField(_("publics"), default=list, blank=True, validators=[codes_of("public")])
    free_units = models.PositiveSmallIntegerField(_("how many are free first"), null=True, blank=True)
    conditions = TextsField(verbose_name=_("conditions in words"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__range=(0, HIGHEST)) & ~Q(item="") & ~Q(unit=""), name="price_says_what"
            ),
            models.CheckConstraint(
                condition=Q(free_units__isnull=True) | Q(free_units__range=(1, 999), amount__gt=0),
                name="price_first_ones_free_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.amount} EUR / {self.unit}"

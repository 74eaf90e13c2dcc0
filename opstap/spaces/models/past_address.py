"""Where a space stood before it moved for good: kept, so that what was counted there stays there."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.models.space import Precision, Space
from opstap.territory.models import Area


class PastAddressQuerySet(models.QuerySet["PastAddress"]):
    def within(
        self, areas: Iterable[Area] | models.QuerySet[Area], first: date, last: date
    ) -> "PastAddressQuerySet":
        """Those in one of the municipalities, with a day from `first` to `last`."""
        stood = self.filter(municipality__in=areas, valid_until__gte=first)
        return stood.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=last))


class PastAddress(models.Model):
    """An address from a day (not known where empty) until the day before the move. One address a day.

    The address of today stands in the record of the space; a slip in it is corrected there and is no move.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="past_addresses")
    streets = TextsField(verbose_name=_("street and number"))
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    cities = TextsField(verbose_name=_("city"))
    municipality = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=12, choices=Precision, default=Precision.UNPLACED)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"))
    written_at = models.DateTimeField(auto_now_add=True)

    objects = PastAddressQuerySet.as_manager()

    class Meta:
        ordering = ["valid_until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "valid_until"], name="past_address_ends_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="past_address_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """In one line, in the language of the page."""
        city = f"{self.postcode} {say(self.cities)}".strip()
        return ", ".join(filter(None, (say(self.streets), city)))

"""Where an itinerant space stops, and when it is there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.hours.osm import DAYS


class Stop(models.Model):
    """One stop with its days and times, as one rule of OpenStreetMap: `Tu,Th 14:00-17:00`, or dates.

    The accompanied hours of the space follow its stops: nobody types them twice. What stops every week stays
    away on public holidays.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="stops")
    names = TextsField(verbose_name=_("name of the stop"))
    streets = TextsField(verbose_name=_("street and number"), blank=False)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    cities = TextsField(verbose_name=_("city"))
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    hours = models.CharField(_("days and times"), max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(hours="") & ~Q(hours__contains=";") & ~Q(streets={}),
                name="stop_says_where_and_when",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="stop_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_weekly(self) -> bool:
        return self.hours.startswith(DAYS)

    @property
    def whole_hours(self) -> str:
        """An expression of its own."""
        return f"{self.hours}; PH off" if self.is_weekly else self.hours

    @property
    def address(self) -> str:
        """In one line, in the language of the page."""
        city = f"{self.postcode} {say(self.cities)}".strip()
        return ", ".join(filter(None, (say(self.names), say(self.streets), city)))

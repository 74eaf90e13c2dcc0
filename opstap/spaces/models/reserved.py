"""Parts of the week in which a space is for some people only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField
from opstap.spaces.models.lists import codes_of

PUBLIC = "public"
"""Reserved for publics of the vocabulary; anything else is a closed circle: members, an activity, a partner's
people. Of a closed circle nobody is who just walks in."""


class ReservedTime(models.Model):
    """Weekdays and times as one rule of OpenStreetMap, `Tu,Th 14:00-16:00`, within the opening hours.

    What lies outside of these, or on a day on which nothing opens, reserves nothing.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="reserved_times")
    hours = models.CharField(_("days and times"), max_length=300)
    reserved_for = models.CharField(_("reserved for"), max_length=12, help_text="vocabulary reserved_for")
    publics = models.JSONField(_("publics"), default=list, blank=True, validators=[codes_of("public")])
    names = TextsField(verbose_name=_("in words"))
    by_appointment = models.BooleanField(_("by appointment only"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(hours="") & ~Q(hours__contains=";") & ~Q(reserved_for=""),
                name="reserved_says_when_and_for_whom",
            ),
            models.CheckConstraint(
                condition=Q(reserved_for=PUBLIC) & ~Q(publics=[]) | ~Q(reserved_for=PUBLIC) & Q(publics=[]),
                name="reserved_publics_only_for_publics",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} {self.reserved_for}"

    @property
    def is_circle(self) -> bool:
        return self.reserved_for != PUBLIC

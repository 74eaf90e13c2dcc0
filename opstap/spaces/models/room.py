"""The rooms of a space: what is in them and what they are for. Who books one is the agenda's."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.models.lists import codes_of
from opstap.spaces.models.space import Wheelchair

MOST = 999


class Room(models.Model):
    """None and "" = not said."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="rooms")
    names = TextsField(verbose_name=_("name of the room"), blank=False)
    uses = models.JSONField(_("what it is for"), default=list, blank=True, validators=[codes_of("room_use")])
    places = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    machines = models.PositiveSmallIntegerField(_("computers in it"), null=True, blank=True)
    wheelchair = models.CharField(_("wheelchair"), max_length=8, choices=Wheelchair, blank=True)
    can_be_booked = models.BooleanField(_("others can book it"), null=True, blank=True)
    conditions = TextsField(verbose_name=_("conditions in words"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(names={}), name="room_has_a_name"),
            models.CheckConstraint(
                condition=(Q(places__isnull=True) | Q(places__range=(1, MOST)))
                & (Q(machines__isnull=True) | Q(machines__range=(0, MOST))),
                name="room_numbers_in_range",
            ),
        ]

    def __str__(self) -> str:
        return say(self.names)

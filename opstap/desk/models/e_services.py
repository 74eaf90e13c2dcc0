"""Public e-services that bring people to the desk."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
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
        return self.of_networks_with(space.pk, space.organisation_id, timezone.localdate())

    def of_networks_with(self, space: int, organisation: int | None, on: date) -> Self:
        """The lists of the networks a space or an organisation, by primary key, belonged to on a day."""
        member = Q(space=space)
        if organisation is not None:
            member |= Q(organisation=organisation)
        memberships = NetworkMembership.objects.filter(valid_on(on), member)
        return self.filter(network__in=memberships.values("network"))


class EService(models.Model):
    """A public e-service that brings people to the desk: a list kept by the network."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="e_services")
    names = TextsField(verbose_name=_("name"))
    reveals = models.BooleanField(
        default=False, help_text="says something about health, justice, migration or belief"
    )
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = EServiceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return say(self.names)

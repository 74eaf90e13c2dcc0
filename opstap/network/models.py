"""The catalogue of free software that a network keeps, and where which of it is in use."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.ids import uuid7
from opstap.core.texts import TextsField
from opstap.spaces.models import NetworkMembership, Space
from opstap.spaces.models.people import valid_on
from opstap.territory.models import Network

MOST_MACHINES = 999


class FreeProgramQuerySet(models.QuerySet["FreeProgram"]):
    def in_force(self, on: date) -> Self:
        """Those the network still recommends on that day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))

    def known_at(self, space: Space, on: date) -> Self:
        """Of the networks that the space belonged to on a day, itself or through its organisation."""
        member = Q(space=space.pk)
        if space.organisation_id is not None:
            member |= Q(organisation=space.organisation_id)
        memberships = NetworkMembership.objects.filter(valid_on(on), member)
        return self.filter(network__in=memberships.values("network"))


class FreeProgram(models.Model):
    """A free program: what it is for, what it stands in for, on what it runs. Facts and a link, no file.

    `replaces`: names of proprietary programs. `systems`, `languages`: codes of the vocabularies
    operating_system and language; [] = not said. `licence`: an expression of the SPDX list (`licences`).
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="free_programs")
    name = models.CharField(_("name"), max_length=80)
    folded = models.CharField(max_length=160)
    field = models.CharField(_("what kind"), max_length=20, help_text="vocabulary software_field")
    purposes = TextsField(verbose_name=_("what it is for"), blank=False)
    replaces = models.JSONField(_("what it replaces"), default=list, blank=True)
    licence = models.CharField(_("licence"), max_length=100)
    systems = models.JSONField(_("runs on"), default=list, blank=True)
    languages = models.JSONField(_("languages of its screens"), default=list, blank=True)
    website = models.URLField(_("website of its makers"), max_length=300, blank=True)
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = FreeProgramQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "folded"], name="free_program_once"),
            models.CheckConstraint(
                condition=~Q(folded="") & ~Q(licence="") & ~Q(purposes={}),
                name="free_program_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_recommended(self, on: date) -> bool:
        return self.valid_until is None or self.valid_until >= on

    def field_label(self, language: str) -> str:
        return vocabularies.label("software_field", self.field, language)


class ProgramInUse(models.Model):
    """Visitors of a space may work with a program there, on so many machines (None = not said)."""

    program = models.ForeignKey(FreeProgram, models.PROTECT, related_name="uses")
    space = models.ForeignKey(Space, models.CASCADE, related_name="programs_in_use")
    machines = models.PositiveSmallIntegerField(_("on how many machines"), null=True, blank=True)
    said_on = models.DateField()

    class Meta:
        verbose_name_plural = "programs in use"
        ordering = ["program__folded", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "space"], name="program_in_use_once"),
            models.CheckConstraint(
                condition=Q(machines__isnull=True) | Q(machines__range=(1, MOST_MACHINES)),
                name="program_in_use_on_some_machines",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.space}"

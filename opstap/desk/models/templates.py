"""Quick templates of a space: a usual piece of help under a name, put into the form with one tap."""

from typing import Self

from django.db import models
from django.db.models import Q

from opstap.core.ids import uuid7
from opstap.spaces.models import Space


class HelpTemplateQuerySet(models.QuerySet["HelpTemplate"]):
    def offered_at(self, space: Space) -> Self:
        return self.filter(space=space, retired_at__isnull=True)


class HelpTemplate(models.Model):
    """`preset`: what the form is filled with, by the names of its fields; codes as the form sends them."""

    MOST = 12

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="help_templates")
    name = models.CharField(max_length=40)
    preset = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = HelpTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "name"], condition=Q(retired_at__isnull=True), name="template_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

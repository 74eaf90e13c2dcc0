"""Photos of a space, each in two sizes, with what they show in words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.models.space import Space


class Photo(models.Model):
    """The content lies in the files of the installation, by its digest: `services.photos`."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="photos")
    alternatives = TextsField(verbose_name=_("what the photo shows"), blank=False)
    large = models.CharField(max_length=64, help_text="digest")
    large_width = models.PositiveSmallIntegerField()
    large_height = models.PositiveSmallIntegerField()
    small = models.CharField(max_length=64, help_text="digest")
    small_width = models.PositiveSmallIntegerField()
    small_height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alternatives={}), name="photo_says_what_it_shows"),
            models.UniqueConstraint(fields=["space", "large"], name="photo_once"),
        ]

    def __str__(self) -> str:
        return say(self.alternatives)

"""One record that was two places: which became which, since when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opstap.core.ids import uuid7
from opstap.spaces.models.space import Space


class Split(models.Model):
    """`new` was part of `space` until `since`. Undone, its row is gone and `new_slug` leads to `space`.

    `before`: what undoing needs, by rule (`spaces.splitting`).
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="splits")
    new = models.ForeignKey(Space, models.SET_NULL, null=True, related_name="split_from")
    new_slug = models.SlugField(max_length=80)
    since = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(new__isnull=True) | ~Q(new=F("space")), name="split_in_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(new__isnull=True), name="split_undone_is_one_again"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} → {self.new_slug}"

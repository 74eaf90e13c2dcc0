"""Undo: nothing is deleted, a row says that another one no longer counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.desk.models.help import HelpRecord
from opstap.desk.models.visits import SentAway, Visit


class Voiding(models.Model):
    """Undo: exactly one visit, help record or sent-away no longer counts."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="voiding")
    help_record = models.OneToOneField(HelpRecord, models.PROTECT, null=True, related_name="voiding")
    sent_away = models.OneToOneField(SentAway, models.PROTECT, null=True, related_name="voiding")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, help_record__isnull=True, sent_away__isnull=True)
                | Q(visit__isnull=True, help_record__isnull=False, sent_away__isnull=True)
                | Q(visit__isnull=True, help_record__isnull=True, sent_away__isnull=False),
                name="voiding_of_one_row",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

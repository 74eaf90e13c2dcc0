"""Mails that did not leave: kept until they do, or until somebody told the person by other means."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.label.models.application import Step
from opstap.label.models.register import Label


class UnsentMail(models.Model):
    """About one step of a file, or about one label. `text` is emptied once the person knows."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="unsent")
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="unsent")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    failed_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=1)
    tried_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="told by other means")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["failed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=False, label__isnull=True)
                | Q(step__isnull=True, label__isnull=False),
                name="label_mail_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(told_at__isnull=True), name="label_mail_settled_once"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by__isnull=True)
                | Q(told_at__isnull=False, told_by__isnull=False),
                name="label_mail_told_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(tried_at__gte=F("failed_at")), name="label_mail_tried_after_it_failed"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tried_at"],
                condition=Q(sent_at__isnull=True, told_at__isnull=True),
                name="label_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject

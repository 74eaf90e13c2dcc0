"""What happens to a file: correction requests, visits, conflicts of interest, reviews, meetings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.label.models.application import Application, FilePart
from opstap.label.models.scheme import Criterion, Scheme


class Correction(models.Model):
    """A question on a named criterion or part. Dated both ways; while it is open the file's clock stops."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=10, choices=FilePart, blank=True)
    question = models.TextField(max_length=4000)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer_until = models.DateField()
    answer = models.TextField(blank=True, max_length=8000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lapsed_at = models.DateTimeField(null=True, blank=True, help_text="the term passed without an answer")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion__isnull=False, part="") | Q(criterion__isnull=True) & ~Q(part=""),
                name="label_correction_names_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="label_correction_answer_after_question",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.lapsed_at is None


class VisitReport(models.Model):
    """What was seen on the spot. `findings`: `{criterion code: "met" | "not_met" | "not_seen"}`."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("day of the visit"))
    text = models.TextField(_("what was seen"), max_length=10_000)
    findings = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["visited_on", "pk"]

    def __str__(self) -> str:
        return f"{self.application} {self.visited_on}"


class Interest(models.Model):
    """Said before a reviewer opens a file: has she a link with the space or its organisation?"""

    application = models.ForeignKey(Application, models.PROTECT, related_name="interests")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    has_conflict = models.BooleanField()
    explanation = models.TextField(blank=True, max_length=2000)
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="label_interest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.has_conflict}"


class Advice(models.TextChoices):
    FAVOURABLE = "favourable", _("favourable")
    UNFAVOURABLE = "unfavourable", _("unfavourable")
    ABSTAINS = "abstains", _("abstains")


class Review(models.Model):
    """One reviewer's view of a file, with reasons the applicant will read."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    advice = models.CharField(max_length=12, choices=Advice)
    reasons = models.TextField(max_length=10_000)
    findings = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="label_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.advice}"


class Meeting(models.Model):
    """A meeting of the committee of a scheme: agenda, then minutes."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    present = models.TextField(_("who was there"), blank=True, max_length=2000)
    minutes = models.TextField(_("minutes"), blank=True, max_length=20_000)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.held_on}"


class AgendaItem(models.Model):
    """A file on the agenda, and what the committee advised. It advises; the authority decides."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()
    advice = models.CharField(max_length=12, choices=Advice, blank=True)
    minutes = models.TextField(blank=True, max_length=8000)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="label_agenda_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.position}"

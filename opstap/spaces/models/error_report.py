"""What a visitor found wrong in the record of a space, without an account; and what was done about it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7

OVERDUE_AFTER = timedelta(days=14)


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> "ErrorReportQuerySet":
        """Those nobody has brought to an end."""
        return self.filter(state__in=ErrorReport.OPEN)

    def overdue(self, now: datetime) -> "ErrorReportQuerySet":
        """Those that have waited for too long."""
        return self.open().filter(created_at__lte=now - OVERDUE_AFTER)


class ErrorReport(models.Model):
    """Nothing about the person but what she gives herself, to be answered. Its `uid` is known to her alone:
    the page at it tells her what became of it."""

    class Topic(models.TextChoices):
        SHUT = "shut", _("I came, and it was closed")
        HOURS = "hours", _("The hours are wrong")
        ADDRESS = "address", _("The address or the way is wrong")
        CONTACT = "contact", _("The phone number, e-mail or website is wrong")
        OFFER = "offer", _("They do not do what the page says")
        BUILDING = "building", _("I could not get in: steps, door, toilet")
        GONE = "gone", _("This place does not exist any more")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("not looked at yet")
        LOOKING = "looking", _("somebody is looking into it")
        MENDED = "mended", _("put right")
        NO_ERROR = "no_error", _("looked at: the page is right")

    OPEN = (State.NEW, State.LOOKING)
    LONGEST = 1000
    LONGEST_ANSWER = 500

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="error_reports")
    topic = models.CharField(_("what is wrong"), max_length=8, choices=Topic)
    text = models.TextField(max_length=LONGEST, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)
    followed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    # When the coordinators of the space were last told by mail that it waits.
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["space", "state"], name="error_report_of_space")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "looking", "mended", "no_error"])
                & (
                    Q(state="new", followed_at__isnull=True)
                    | (~Q(state="new") & Q(followed_at__isnull=False))
                ),
                name="error_report_followed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    topic__in=["shut", "hours", "address", "contact", "offer", "building", "gone", "other"]
                )
                & (~Q(topic="other") | ~Q(text="")),
                name="error_report_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.text[:40]}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.created_at <= now - OVERDUE_AFTER

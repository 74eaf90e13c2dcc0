"""The file of one space for one version of a scheme: its state, its eight parts, its answers and pieces."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.label.models.scheme import Criterion, SchemeVersion
from opstap.spaces.models import Organisation, Space


class State(models.TextChoices):
    """Where a file is. That a correction is open is no state: it stops the clock in any of them."""

    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("handed in, completeness is checked")
    REVIEW = "review", _("complete, in review")
    SCHEDULED = "scheduled", _("on the agenda of the committee")
    ADVISED = "advised", _("the committee has advised")
    ACCEPTED = "accepted", _("label awarded")
    REFUSED = "refused", _("refused")
    RETRACTED = "retracted", _("taken back by the applicant")


class FilePart(models.TextChoices):
    """The eight parts of an application (Brussels, 2019 and 2021)."""

    TERRITORY = "territory", _("study of the territory")
    PLACE = "place", _("place, status and layout")
    HOURS = "hours", _("hours")
    BUDGET = "budget", _("budget and funding")
    OFFER = "offer", _("support, training, activities and prices")
    EQUIPMENT = "equipment", _("equipment and software")
    STAFF = "staff", _("coordinator, animators, recruitment")
    RULES = "rules", _("house rules, privacy and communication")


RUNNING = (State.DRAFT, State.SUBMITTED, State.REVIEW, State.SCHEDULED, State.ADVISED)


class Application(models.Model):
    """A file. It stays with its version of the scheme and with the organisation that ran the space then."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="applications")
    space = models.ForeignKey(Space, models.PROTECT, related_name="label_applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="label_applications")
    language = models.CharField(
        _("language of letters"), max_length=2, choices=[("fr", _("French")), ("nl", _("Dutch"))]
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True, help_text="declared complete")
    advised_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    texts_erased_at = models.DateTimeField(null=True, blank=True, help_text="never handed in, or taken back")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "version"],
                condition=Q(state__in=["draft", "submitted", "review", "scheduled", "advised"]),
                name="label_one_running_file",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "retracted"]) | Q(submitted_at__isnull=False),
                name="label_file_handed_in_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | Q(decided_at__isnull=False),
                name="label_file_decided_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="label_file_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def state_now(self) -> State:
        return State(self.state)


class Mail(models.TextChoices):
    """What became of the mails about a step. A mail that fails undoes nothing, and the page says so."""

    SENT = "sent", _("sent")
    FAILED = "failed", _("did not leave")
    NOT_SET_UP = "none", _("this installation sends no mail")


class Step(models.Model):
    """One transition of a file: append-only history, what each party reads in its own words."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=30)
    before = models.CharField(max_length=10, choices=State, blank=True)
    after = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    remark = models.TextField(blank=True)
    mail = models.CharField(max_length=6, choices=Mail, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.application} {self.act}"


class PartText(models.Model):
    """What the applicant wrote for one of the eight parts, and that it is ready."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="parts")
    part = models.CharField(max_length=10, choices=FilePart)
    text = models.TextField(blank=True, max_length=20_000)
    is_ready = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "part"], name="label_part_once"),
        ]

    def __str__(self) -> str:
        return self.get_part_display()


class Answer(models.Model):
    """What the applicant says of one criterion: yes or no, and why it differs from what is measured."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    declared = models.BooleanField(_("declared"), null=True, help_text="None = not said")
    remark = models.TextField(blank=True, max_length=4000)
    # What Opstap measured when the file was handed in: frozen, so that the decision can be understood later.
    measured = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="label_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.criterion_id}"


class Scan(models.TextChoices):
    NOT_SCANNED = "not_scanned", _("not scanned for viruses")
    CLEAN = "clean", _("scanned, nothing found")


class Piece(models.Model):
    """A file added to an application: private, served as an attachment, its type checked by content."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="pieces")
    part = models.CharField(max_length=10, choices=FilePart, blank=True)
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, help_text="pdf, png, jpeg, docx, xlsx, odt, ods, txt")
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

"""Labels given, what ended or paused them, the decisions behind, and appeals."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.label.models.application import Application
from opstap.label.models.scheme import SchemeVersion
from opstap.spaces.models import Organisation, Space


class Standing(models.TextChoices):
    """A label has no end date: it holds as long as the criteria hold, and ends only by a decision."""

    IN_FORCE = "in_force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    RENOUNCED = "renounced", _("given up by the organisation")


HELD = (Standing.IN_FORCE, Standing.SUSPENDED)


class Label(models.Model):
    """The label of one space. It names the organisation it was given to; the space keeps its history."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="labels")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="labels"
    )
    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="labels")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.IN_FORCE)
    awarded_on = models.DateField(_("since"))
    ended_on = models.DateField(null=True, blank=True)
    is_from_before = models.BooleanField(
        default=False, help_text="awarded earlier: given before Opstap, brought in from a list"
    )
    source = models.CharField(max_length=300, blank=True, help_text="of a label awarded earlier")
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="label"
    )
    credential_uid = models.UUIDField(null=True, blank=True, help_text="proof issued to the organisation")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "version"],
                condition=Q(standing__in=["in_force", "suspended"]),
                name="label_held_once",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=["in_force", "suspended"], ended_on__isnull=True)
                | Q(standing__in=["withdrawn", "renounced"], ended_on__isnull=False),
                name="label_ended_has_day",
            ),
        ]
        indexes = [models.Index(fields=["standing", "space"], name="label_standing")]

    def __str__(self) -> str:
        return f"{self.space}: {self.version}"

    @property
    def is_in_force(self) -> bool:
        return self.standing == Standing.IN_FORCE

    @property
    def is_held(self) -> bool:
        return self.standing in HELD


class DecisionKind(models.TextChoices):
    AWARD = "award", _("the label is awarded")
    REFUSE = "refuse", _("the label is refused")
    SUSPEND = "suspend", _("the label is suspended")
    REINSTATE = "reinstate", _("the label is in force again")
    WITHDRAW = "withdraw", _("the label is withdrawn")
    RENOUNCE = "renounce", _("the organisation gives up the label")
    KEEP = "keep", _("after a hearing, the label stays as it is")
    UPHOLD = "uphold", _("the appeal is refused, the decision stands")
    OVERTURN = "overturn", _("the appeal is accepted, the decision falls")


class Decision(models.Model):
    """A decision with its reasons and the ways of appeal. Never changed; an appeal makes a new one.

    `facts` freezes what the letter says: criteria with what was measured, declared and advised.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=DecisionKind)
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="decisions")
    reasons = models.TextField(max_length=20_000)
    appeal_ways = models.TextField(blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=2)
    facts = models.JSONField(default=dict)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(label__isnull=False),
                name="label_decision_about_something",
            ),
            # A refused file may be opened again and decided anew, but it is accepted once only.
            models.UniqueConstraint(
                fields=["application"], condition=Q(kind="award"), name="label_awarded_once"
            ),
            # Two who decide at once never make two decisions; opened again, it is another file.
            models.UniqueConstraint(
                fields=["application"], condition=Q(kind__in=["award", "refuse"]), name="label_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def kind_now(self) -> DecisionKind:
        return DecisionKind(self.kind)

    @property
    def has_letter(self) -> bool:
        """Nobody writes to an organisation what it decided itself, nor what was decided before Opstap."""
        return bool(self.facts) and self.kind != DecisionKind.RENOUNCE


class AppealState(models.TextChoices):
    LODGED = "lodged", _("lodged")
    UPHELD = "upheld", _("refused: the decision stands")
    OVERTURNED = "overturned", _("accepted: the decision falls")
    RETRACTED = "retracted", _("taken back")
    MOOT = "moot", _("without object: the label changed otherwise")


class Appeal(models.Model):
    """Against one decision, within its term; decided by somebody who had no part in it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    grounds = models.TextField(max_length=10_000)
    lodged_at = models.DateTimeField(default=timezone.now)
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.LODGED)
    outcome = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-lodged_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.decision}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == AppealState.LODGED


class Hearing(models.Model):
    """Before a label is suspended or withdrawn: the proposal, its reasons, and the organisation's answer."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    label = models.ForeignKey(Label, models.PROTECT, related_name="hearings")
    proposal = models.CharField(
        max_length=10, choices=[("suspend", _("suspend")), ("withdraw", _("withdraw"))]
    )
    reasons = models.TextField(max_length=10_000)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer_until = models.DateField()
    answer = models.TextField(blank=True, max_length=10_000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="hearing")

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["label"], condition=Q(closed_at__isnull=True), name="label_one_open_hearing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.proposal}"

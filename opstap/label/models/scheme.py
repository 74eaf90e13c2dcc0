"""The label as data: a scheme, its dated versions, and the criteria of each version."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.models import Organisation
from opstap.territory.models import Network


class Scheme(models.Model):
    """A label of one network: who decides about it, and what it is called."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="label_schemes")
    slug = models.SlugField(max_length=80, unique=True)
    names = TextsField(verbose_name=_("name"))
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("authority")
    )
    authority_names = TextsField(verbose_name=_("authority, as letters name it"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return say(self.names)


class VersionQuerySet(models.QuerySet["SchemeVersion"]):
    def published(self) -> "VersionQuerySet":
        return self.filter(published_at__isnull=False)

    def in_force(self, on: date) -> "VersionQuerySet":
        """Of each scheme the newest published version that is valid on the day."""
        newer = SchemeVersion.objects.published().filter(
            scheme=models.OuterRef("scheme"), valid_from__lte=on, valid_from__gt=models.OuterRef("valid_from")
        )
        return self.published().filter(~models.Exists(newer), valid_from__lte=on)


class SchemeVersion(models.Model):
    """The criteria, terms and texts of a scheme from a day on. Once published it never changes.

    Terms are in working days of the scheme's country where the name says so, else in calendar days.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    titles = TextsField(verbose_name=_("title of the version"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False
    )
    summaries = TextsField(verbose_name=_("what the label means, in one plain sentence"))
    legal_bases = TextsField(verbose_name=_("legal basis"))
    sources = TextsField(verbose_name=_("where these rules were found, and what was not published"))
    appeal_ways = TextsField(verbose_name=_("ways of appeal, as letters state them"))
    # Terms
    completeness_working_days = models.PositiveSmallIntegerField(_("to check completeness"), default=10)
    correction_working_days = models.PositiveSmallIntegerField(
        _("to answer a correction request"), default=20
    )
    review_working_days = models.PositiveSmallIntegerField(_("to review a complete file"), default=60)
    decision_working_days = models.PositiveSmallIntegerField(_("to decide after the advice"), default=20)
    appeal_days = models.PositiveSmallIntegerField(_("to appeal, in calendar days"), default=30)
    hearing_working_days = models.PositiveSmallIntegerField(_("to be heard"), default=20)
    warning_days = models.PositiveSmallIntegerField(_("of warning, in calendar days"), default=30)
    repair_days = models.PositiveSmallIntegerField(_("to repair, in calendar days"), default=60)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="label_version_number_once"),
            models.UniqueConstraint(
                fields=["scheme", "valid_from"],
                condition=Q(published_at__isnull=False),
                name="label_version_day_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(valid_from__isnull=False),
                name="label_version_published_has_day",
            ),
        ]

    def __str__(self) -> str:
        return say(self.titles)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Family(models.TextChoices):
    """The four families of 2021, and what other schemes ask beside."""

    OPENING = "opening", _("opening hours")
    TRAINING = "training", _("training and support hours")
    STAFF = "staff", _("qualified trainer or animator")
    EQUIPMENT = "equipment", _("suitable equipment")
    WELCOME = "welcome", _("welcome and prices")
    DUTIES = "duties", _("duties towards the network")


class CriterionKind(models.TextChoices):
    MEASURED = "measured", _("measured by Opstap")
    DECLARED = "declared", _("declared by the applicant")
    DOCUMENT = "document", _("shown by a document")
    VISIT = "visit", _("seen on a visit")


class Operator(models.TextChoices):
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")
    IS = "is", _("is so")


class OnFailure(models.TextChoices):
    BLOCKING = "blocking", _("blocks the label")
    REPAIRABLE = "repairable", _("must be repaired within the term")


class Criterion(models.Model):
    """One condition of a version. A measured one names a registered fact (`spaces.facts`) and a threshold."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    family = models.CharField(_("family"), max_length=10, choices=Family)
    texts = TextsField(verbose_name=_("text"))
    hints = TextsField(verbose_name=_("hint for who fills in"))
    kind = models.CharField(_("kind"), max_length=10, choices=CriterionKind)
    fact = models.CharField(_("measured fact"), max_length=60, blank=True)
    operator = models.CharField(_("compared"), max_length=10, choices=Operator, blank=True)
    threshold = models.DecimalField(_("threshold"), max_digits=8, decimal_places=2, null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(_("measured over, in days"), default=28)
    weight = models.PositiveSmallIntegerField(_("weight of evidence, 1 to 5"), default=3)
    on_failure = models.CharField(
        _("what a failure means"), max_length=10, choices=OnFailure, default=OnFailure.REPAIRABLE
    )

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="label_criterion_code_once"),
            models.CheckConstraint(
                condition=~Q(kind="measured") & Q(fact="", operator="", threshold__isnull=True)
                | Q(kind="measured", operator="is", threshold__isnull=True) & ~Q(fact="")
                | Q(kind="measured", operator__in=["at_least", "at_most"], threshold__isnull=False)
                & ~Q(fact=""),
                name="label_criterion_measured_has_fact",
            ),
            models.CheckConstraint(condition=Q(weight__range=(1, 5)), name="label_criterion_weight"),
            models.CheckConstraint(condition=Q(window_days__range=(7, 366)), name="label_criterion_window"),
        ]

    def __str__(self) -> str:
        return say(self.texts)

    def is_met_by(self, value: Decimal | bool) -> bool:
        """Whether a measured value (in the fact's unit, or yes/no) meets the threshold."""
        if self.operator == Operator.IS:
            return bool(value)
        threshold = self.threshold or Decimal(0)
        return value >= threshold if self.operator == Operator.AT_LEAST else value <= threshold

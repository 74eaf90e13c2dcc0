"""Who may do what where (Membership), and the funded posts with the people in them."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from opstap.core.ids import uuid7
from opstap.spaces.models.organisation import Organisation
from opstap.spaces.models.scope import Role, Scope
from opstap.spaces.models.space import Space
from opstap.territory.models import Network


def valid_on(day: date) -> Q:
    """Condition on a dated row: in force on `day`."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (
        Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    )


def scope_fits_role() -> Q:
    """Condition on a row with a role and a scope: `ROLES_IN`, for the database."""
    return (
        Q(role__in=["animator", "coordinator"], network__isnull=True)
        & (
            Q(space__isnull=False, organisation__isnull=True)
            | Q(space__isnull=True, organisation__isnull=False)
        )
        | Q(
            role__in=["network_coordinator", "region_officer"],
            network__isnull=False,
            space__isnull=True,
            organisation__isnull=True,
        )
        | Q(role="administrator", network__isnull=True, space__isnull=True, organisation__isnull=True)
    )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date) -> "MembershipQuerySet":
        return self.filter(valid_on(on))

    def ended(self, on: date) -> "MembershipQuerySet":
        return self.filter(valid_until__lt=on)


class Membership(models.Model):
    """A role of a person in one scope: a space, an organisation, a network, or the whole installation.

    Animators work in a space; coordinators run a space or all spaces of an organisation; network
    coordinators and region officers are scoped to a network; administrators have no scope.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    space = models.ForeignKey(Space, models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="staff")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=scope_fits_role(), name="membership_scope_fits_role")]

    def __str__(self) -> str:
        colon = pgettext("between a name and what is said of it", ": ")
        return f"{self.get_role_display()}{colon}{self.scope}"

    @property
    def scope(self) -> Scope:
        return Scope(self.space or self.organisation or self.network)


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, on: date) -> "PostQuerySet":
        return self.filter(valid_on(on))

    def professional(self) -> "PostQuerySet":
        """Posts that count for the norm: permanent and temporary; insertion and volunteers stand beside."""
        return self.filter(status__in=["permanent", "temporary"])


class Post(models.Model):
    """A funded position in full-time equivalents, distinct from the person in it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    space = models.ForeignKey(Space, models.PROTECT, null=True, blank=True, related_name="posts")
    function = models.CharField(_("function"), max_length=15, help_text="vocabulary post_function")
    status = models.CharField(_("status"), max_length=15, help_text="vocabulary post_status")
    fte = models.DecimalField(_("full-time equivalents"), max_digits=4, decimal_places=2)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fte__gt=Decimal(0), fte__lte=Decimal(10)), name="post_fte_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.fte}"


class Assignment(models.Model):
    """A person in a post, for a share of it, from a day until a day."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    share = models.DecimalField(_("share of the post"), max_digits=3, decimal_places=2, default=Decimal(1))
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    # '' = not said, "none" = none so far; the day it was obtained, when known.
    qualification = models.CharField(
        _("qualification"), max_length=16, blank=True, help_text="vocabulary qualification"
    )
    qualified_on = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(qualified_on__isnull=True) | ~Q(qualification__in=["", "none"]),
                name="assignment_day_of_a_qualification",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=Decimal(0), share__lte=Decimal(1)), name="assignment_share_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.share}"

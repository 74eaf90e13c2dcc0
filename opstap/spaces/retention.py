"""How long accounts, roles and duties stay."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.accounts.retention import NAME_FIELDS, SIGN_IN_FIELDS, erase_accounts, erase_sign_in
from opstap.core import retention
from opstap.core.retention import Count, Hold, Kept, Rows, Rule, Unit
from opstap.spaces.models import Assignment, Duty, ErrorReport, Invitation, Membership

STAFF = _("the people who work in the spaces")
YEARS_OF_ACCOUNTS = 7
"""Code of Economic Law of Belgium, art. III.86 and III.88: from 1 January of the year that follows."""


def register() -> None:
    retention.register(SIGN_IN, ACCOUNTS, ROLES, DUTIES, ERROR_REPORTS, INVITATIONS)
    retention.keep(ASSIGNMENTS, CONTACTS, CONFIRMED, PHOTOS, MERGES)


_OTHER_ROLES: list[Callable[[datetime], "QuerySet[Any]"]] = []


def count_as_role(held_since: Callable[[datetime], "QuerySet[Any]"]) -> None:
    """A room on the right registers what is a role too: keys of accounts that held it on or after a day."""
    if held_since not in _OTHER_ROLES:
        _OTHER_ROLES.append(held_since)


def without_role_since(moment: datetime) -> QuerySet[User]:
    """Accounts, not erased yet, that had no role on or after that day, and were made before it."""
    later = Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=moment.date()))
    people = User.objects.filter(erased_at__isnull=True, date_joined__lt=moment)
    people = people.exclude(pk__in=later.values("user"))
    for held_since in _OTHER_ROLES:
        people = people.exclude(pk__in=held_since(moment))
    return people


def _can_sign_in(cut_off: datetime) -> QuerySet[User]:
    has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    has_more = Q(pk__in=Authenticator.objects.values("user")) | ~Q(public_name="")
    return without_role_since(cut_off).filter(has_password | has_more | Q(last_login__isnull=False))


def held_for_the_accounts(users: Rows) -> Rows:
    """People in a funded post within the last seven years, counted from 1 January after its end."""
    first = date(timezone.localdate().year - YEARS_OF_ACCOUNTS, 1, 1)
    posts = Assignment.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first))
    return users.filter(pk__in=posts.filter(person__isnull=False).values("person"))


SIGN_IN = Rule(
    code="spaces.sign-in",
    name=_("Password, second factor, entry in a directory, and first name shown to visitors"),
    people=STAFF,
    purpose=_("To sign in safely; to tell visitors who helps, if the person wants it."),
    since=_("the last day of the last role"),
    effect=_("They are erased: the person cannot sign in any more."),
    unit=Unit.MONTHS,
    period=3,
    least=1,
    most=12,
    fields=SIGN_IN_FIELDS,
    due=_can_sign_in,
    erase=erase_sign_in,
)

ACCOUNTS = Rule(
    code="spaces.account",
    name=_("Name and e-mail address of an account"),
    people=STAFF,
    purpose=_("To know who worked where and who recorded what."),
    since=_("the last day of the last role"),
    effect=_("They are erased. What the person counted stays and names nobody."),
    unit=Unit.MONTHS,
    period=24,
    least=6,
    most=60,
    fields=NAME_FIELDS,
    due=without_role_since,
    erase=erase_accounts,
    holds=(
        Hold(
            "accounts",
            _(
                "The person held a post in the last seven years: pieces of the accounts and of subsidies are "
                "kept so long (Code of Economic Law, art. III.86)."
            ),
            held_for_the_accounts,
        ),
    ),
)

ROLES = Rule(
    code="spaces.role",
    name=_("Roles that have ended"),
    people=STAFF,
    purpose=_("To know who might do what, and when."),
    since=_("the last day of the role"),
    effect=_("The role is deleted."),
    unit=Unit.MONTHS,
    period=60,
    least=24,
    most=120,
    fields=("spaces.Membership.user",),
    due=lambda cut_off: Membership.objects.filter(valid_until__lt=cut_off.date()),
    erase=lambda rows: rows.delete(),
)


def _reports_due(cut_off: datetime) -> QuerySet[ErrorReport]:
    """From the day they were last followed up; what still waits is due by its own day, and held back."""
    return ErrorReport.objects.filter(
        Q(followed_at__lt=cut_off) | Q(followed_at__isnull=True, created_at__lt=cut_off)
    )


ERROR_REPORTS = Rule(
    code="spaces.error-report",
    name=_("Errors that visitors report"),
    people=_("visitors who write without an account"),
    purpose=_("To put the page of a place right, and to answer."),
    since=_("the day it was last followed up"),
    effect=_("The message is deleted, with the e-mail address and the answer."),
    unit=Unit.MONTHS,
    period=12,
    least=1,
    most=36,
    fields=(
        "spaces.ErrorReport.text",
        "spaces.ErrorReport.email",
        "spaces.ErrorReport.answer",
        "spaces.ErrorReport.followed_by",
    ),
    due=_reports_due,
    erase=lambda rows: rows.delete(),
    holds=(
        Hold(
            "open",
            _("Nobody has brought it to an end yet."),
            lambda rows: rows.filter(state__in=ErrorReport.OPEN),
        ),
    ),
)


def duty_counts(rows: Rows) -> Iterator[Count]:
    """How often somebody was planned, and how often she checked in, by month of the space's own days."""
    for duty in rows.select_related("space"):
        month = duty.starts_at.astimezone(duty.space.zone).date().replace(day=1)
        if duty.cancelled_at is None:
            yield Count(duty.space_id, month, "duty", "planned", 1)
        if duty.checked_in_at is not None:
            yield Count(duty.space_id, month, "duty", "confirmed", 1)


DUTIES = Rule(
    code="spaces.duty",
    name=_("Who was there, and when"),
    people=STAFF,
    purpose=_("To plan the work, and to tell visitors that somebody is there."),
    since=_("the day of the duty"),
    effect=_("It is deleted. How often somebody was there stays, as a number for each month."),
    unit=Unit.MONTHS,
    period=24,
    least=1,
    most=84,
    fields=("spaces.Duty.person",),
    due=lambda cut_off: Duty.objects.filter(ends_at__lt=cut_off),
    erase=lambda rows: rows.delete(),
    counts=duty_counts,
)

INVITATIONS = Rule(
    code="spaces.invitation",
    name=_("Invitations that nobody took up"),
    people=_("people who were invited to work in the spaces"),
    purpose=_("To send an invitation again."),
    since=_("the day until which the link was valid"),
    effect=_("It is deleted. One that is taken up or withdrawn is deleted at once."),
    unit=Unit.DAYS,
    period=30,
    least=1,
    most=90,
    fields=(
        "spaces.Invitation.email",
        "spaces.Invitation.name",
        "spaces.Invitation.language",
        "spaces.Invitation.invited_by",
    ),
    due=lambda cut_off: Invitation.objects.filter(expires_at__lt=cut_off),
    erase=lambda rows: rows.delete(),
)

ASSIGNMENTS = Kept(
    code="spaces.assignment",
    name=_("Who held which post, and qualified by what"),
    people=STAFF,
    reason=_(
        "The figures count the people who help, also those of earlier years. The row names nobody any more "
        "once the account is erased."
    ),
    fields=("spaces.Assignment.person", "spaces.Assignment.qualification", "spaces.Assignment.qualified_on"),
)

CONTACTS = Kept(
    code="spaces.contact",
    name=_("Phone and e-mail of a place, an organisation or a network"),
    people=_("nobody: they belong to the organisation"),
    reason=_("So that people can reach it. The coordinator changes them."),
    fields=(
        "spaces.Space.email",
        "spaces.Space.phone",
        "spaces.Organisation.email",
        "spaces.Organisation.phone",
        "territory.Network.email",
        "territory.Network.phone",
    ),
)

CONFIRMED = Kept(
    code="spaces.confirmed-by",
    name=_("Who confirmed the record of a place"),
    people=STAFF,
    reason=_(
        "Somebody answers for what is public. The row names nobody any more once the account is erased."
    ),
    fields=("spaces.Space.confirmed_by",),
)

PHOTOS = Kept(
    code="spaces.photo",
    name=_("Photos of a place, and what they show in words"),
    people=_("whoever can be recognised and has agreed"),
    reason=_("So that people find the door. The coordinator removes a photo; its content is then deleted."),
    fields=("spaces.Photo.alternatives", "spaces.Photo.large", "spaces.Photo.small"),
)

MERGES = Kept(
    code="spaces.merged-by",
    name=_("Who said that two records are one place, or are not"),
    people=STAFF,
    reason=_(
        "Somebody answers for what is public. The row names nobody any more once the account is erased."
    ),
    fields=(
        "spaces.Merge.by",
        "spaces.Merge.undone_by",
        "spaces.Merge.before",
        "spaces.NotTheSame.by",
        "spaces.Split.by",
        "spaces.Split.undone_by",
        "spaces.Split.before",
    ),
)

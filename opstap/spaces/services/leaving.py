"""Somebody leaves: her role ends on a day, and what is open goes to a colleague. What she did stays hers.

A room on the right registers in `AppConfig.ready()` what it hands over (appointments, tasks):

    leaving.register(hand_over_appointments)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import Assignment, Duty, Membership, Role, Scope, Space
from opstap.spaces.models.people import valid_on
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.services.duty import cancel_duty, in_the_way
from opstap.spaces.services.people import end_role, give_role
from opstap.spaces.services.posts import end_assignment


@dataclass(frozen=True)
class Handed:
    """How many open things went to the colleague, and how many were taken back: nobody can do them."""

    given: int = 0
    taken_back: int = 0

    def __add__(self, other: "Handed") -> "Handed":
        return Handed(self.given + other.given, self.taken_back + other.taken_back)


HandOver = Callable[[User, SpaceQuerySet, date, User | None, User], Handed]
"""(who leaves, the spaces of her role, her last day, who takes over or None, by whom)"""

_ROOMS: list[HandOver] = []


def register(hand_over: HandOver) -> None:
    if hand_over not in _ROOMS:
        _ROOMS.append(hand_over)


def spaces_of(scope: Scope) -> SpaceQuerySet:
    """The spaces in which a role in this scope holds; of a network or the installation none in particular."""
    if isinstance(scope.thing, Space):
        return Space.objects.filter(pk=scope.thing.pk)
    if scope.kind == "organisation" and scope.thing is not None:
        return Space.objects.filter(organisation=scope.thing.pk)
    return Space.objects.none()


def colleagues_of(membership: Membership) -> QuerySet[User]:
    """Who may take over: the others with a role today where hers holds."""
    today = timezone.localdate()
    if membership.network_id or membership.role == Role.ADMINISTRATOR:
        where = Q(network=membership.network_id, role=membership.role)
    else:
        spaces = spaces_of(membership.scope)
        where = Q(space__in=spaces.values("pk")) | Q(organisation__in=spaces.values("organisation"))
        where |= Q(organisation=membership.organisation_id, organisation__isnull=False)
    others = Membership.objects.in_force(today).filter(where).exclude(user=membership.user_id)
    return User.objects.filter(is_active=True, pk__in=others.values("user")).order_by("name")


def left_alone(membership: Membership, last_day: date) -> list[Space]:
    """Spaces that would have no coordinator after that day."""
    if membership.role != Role.COORDINATOR:
        return []
    return list(
        without_coordinator(spaces_of(membership.scope), last_day + timedelta(days=1), but=membership)
    )


def without_coordinator(spaces: SpaceQuerySet, day: date, *, but: Membership | None = None) -> SpaceQuerySet:
    """Those of the spaces that nobody coordinates on that day; `but`: without counting this role."""
    roles = Membership.objects.filter(valid_on(day), role=Role.COORDINATOR, user__is_active=True)
    if but is not None:
        roles = roles.exclude(pk=but.pk)
    run = Q(pk__in=roles.filter(space__isnull=False).values("space"))
    run |= Q(organisation__in=roles.filter(organisation__isnull=False).values("organisation"))
    return spaces.exclude(run)


def open_duties(person: User, spaces: SpaceQuerySet, last_day: date) -> list[Duty]:
    """Her duties after the evening of that day, by the clock of each space."""
    planned = Duty.objects.filter(
        person=person, space__in=spaces, cancelled_at__isnull=True, checked_in_at__isnull=True
    )
    found = planned.filter(starts_at__gt=datetime.combine(last_day, time(), timezone.get_current_timezone()))
    return [
        duty
        for duty in found.select_related("space").order_by("starts_at", "pk")
        if duty.starts_at.astimezone(duty.space.zone).date() > last_day
    ]


def open_assignments(person: User, spaces: SpaceQuerySet) -> QuerySet[Assignment]:
    """Her time in posts of these spaces, or of who runs them, that has no end yet."""
    where = Q(post__space__in=spaces) | Q(
        post__space__isnull=True, post__organisation__in=spaces.values("organisation")
    )
    return Assignment.objects.filter(where, person=person, valid_until__isnull=True)


@transaction.atomic
def leave(
    *,
    membership: Membership,
    last_day: date,
    by: User,
    successor: User | None = None,
    leaves_post: bool = False,
) -> Handed:
    """The role ends; a successor gets it from today, with the duties after that day.

    Duties that nobody takes, or for which the successor is busy, are taken back: the public is not told that
    somebody will be there. `leaves_post`: her time in the funded post ends as well.
    """
    person, spaces = membership.user, spaces_of(membership.scope)
    if successor is not None:
        said = {"name": successor.name, "language": successor.language}
        role = Role(membership.role)
        give_role(email=successor.email, role=role, scope=membership.scope, by=by, **said)
    ended = end_role(membership=membership, last_day=last_day, by=by)
    last = ended.valid_until or last_day
    if leaves_post:
        for assignment in open_assignments(person, spaces):
            end_assignment(assignment, last_day=max(last, assignment.valid_from), by=by)
    handed = _hand_over_duties(person, spaces, last, successor, by)
    for hand_over in _ROOMS:
        handed += hand_over(person, spaces, last, successor, by)
    return handed


def _hand_over_duties(
    person: User, spaces: SpaceQuerySet, last_day: date, successor: User | None, by: User
) -> Handed:
    handed = Handed()
    if _still_works(person, spaces, last_day):
        return handed
    for duty in open_duties(person, spaces, last_day):
        if successor is None or in_the_way(successor, duty.starts_at, duty.ends_at):
            cancel_duty(duty, by=by)
            handed += Handed(taken_back=1)
        else:
            Duty.objects.filter(pk=duty.pk).update(person=successor)
            audit.record("duty.handed-over", by=by, kind="duty", uid=duty.uid, space_uid=duty.space.uid)
            handed += Handed(given=1)
    return handed


def _still_works(person: User, spaces: SpaceQuerySet, last_day: date) -> bool:
    """Whether another role of hers goes on there: then her duties are still hers."""
    where = Q(space__in=spaces) | Q(organisation__in=spaces.values("organisation"))
    roles = Membership.objects.filter(where, valid_on(last_day + timedelta(days=1)), user=person)
    return roles.exists()

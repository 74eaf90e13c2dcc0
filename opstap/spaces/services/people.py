"""Roles of people: giving, ending, and the link with which somebody signs in. No role is ever deleted."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from opstap.accounts import services as accounts
from opstap.accounts.models import User
from opstap.core import audit, revocations
from opstap.core.revocations import Revocation
from opstap.spaces.models import Membership, Role, Scope, Space


@dataclass(frozen=True)
class Given:
    """What became of giving a role: the membership, and what was new about it."""

    membership: Membership
    is_new_person: bool
    is_new_role: bool


@transaction.atomic
def give_role(*, email: str, name: str, language: str, role: Role, scope: Scope, by: User | None) -> Given:
    """The person of this e-mail has the role there from today; her account is made when there is none.

    Somebody who has the role already keeps it as it is. Whether `by` may do this is asked before.
    """
    person, is_new = accounts.get_or_add_person(email=email, name=name, language=language, by=by)
    # Two clicks at once give one role: the second waits here for the first.
    User.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate()
    where = {"space": None, "organisation": None, "network": None} | scope.as_fields()
    held = Membership.objects.in_force(today).filter(_same(where), user=person, role=role)
    known = held.filter(valid_until__isnull=True).first()
    if known is not None:
        return Given(known, is_new, False)
    membership = Membership.objects.create(user=person, role=role, valid_from=today, **where)
    _record("role.given", membership, by=by, fields=["role", "valid_from", *scope.as_fields()])
    return Given(membership, is_new, True)


def _same(where: dict[str, object]) -> Q:
    condition = Q()
    for name, thing in where.items():
        condition &= Q(**{f"{name}__isnull": True}) if thing is None else Q(**{name: thing})
    return condition


@transaction.atomic
def end_role(*, membership: Membership, last_day: date, by: User) -> Membership:
    """The role holds until the end of `last_day`; a day before its first day becomes that first day."""
    membership.valid_until = max(last_day, membership.valid_from or last_day)
    membership.save(update_fields=["valid_until"])
    _record("role.ended", membership, by=by, fields=["valid_until"])
    until = membership.valid_until.isoformat()
    revocations.note("role", uid=membership.uid, at=timezone.now(), by=by, until=until)
    return membership


def end_role_again(said: Revocation) -> bool:
    """After a restore: the role ends on the day that was said last."""
    last_day = date.fromisoformat(said.until)
    membership = Membership.objects.select_for_update().filter(uid=said.uid).first()
    if membership is None or membership.valid_until == last_day:
        return False
    membership.valid_until = last_day
    membership.save(update_fields=["valid_until"])
    _record("role.ended", membership, by=None, fields=["valid_until"])
    return True


def is_last_administrator(membership: Membership, last_day: date) -> bool:
    """Whether nobody would administer this installation after that day."""
    if membership.role != Role.ADMINISTRATOR:
        return False
    others = Membership.objects.filter(role=Role.ADMINISTRATOR).exclude(user=membership.user)
    return not others.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)).exists()


@transaction.atomic
def make_sign_in_link(*, person: User, forget_phone: bool = False, by: User | None) -> str:
    """A new one-time link to set a password; on demand her lost phone is forgotten."""
    if forget_phone and by is not None:
        accounts.remove_second_factor(user=person, by=by)
    audit.record("person.link-made", by=by, kind="user", uid=person.uid)
    return accounts.set_password_link(person)


def _record(action: str, membership: Membership, *, by: User | None, fields: list[str]) -> None:
    space = membership.space
    space_uid = space.uid if isinstance(space, Space) else None
    audit.record(action, by=by, kind="membership", uid=membership.uid, space_uid=space_uid, fields=fields)

"""Enrolling the computer of a desk, saying by PIN who is at it, and revoking it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit, revocations
from opstap.core.revocations import Revocation
from opstap.desk.models import DeskDevice, DeskPin, PinTries
from opstap.spaces.models import Space
from opstap.spaces.permissions import team_of

LETTERS = "ABCDEFGHIJKLMNOPQRST"
"""U to Z are spare letters of turn numbers."""

QUIET = timedelta(minutes=60)
MOST_WRONG = 5
LOCKED = timedelta(minutes=15)


def _hash(token: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def enrol_computer(*, space: Space, by: User, name: str) -> tuple[DeskDevice, str]:
    """The computer, and the secret that its browser keeps; it is told only now."""
    Space.objects.select_for_update().get(pk=space.pk)
    live = DeskDevice.objects.filter(space=space, revoked_at__isnull=True)
    taken = set(live.values_list("letter", flat=True))
    letter = next((letter for letter in LETTERS if letter not in taken), None)
    if letter is None:
        raise ValidationError(_("This desk has twenty computers already. Revoke one first."))
    token = secrets.token_urlsafe(32)
    device = DeskDevice.objects.create(
        space=space, name=name, letter=letter, token_hash=_hash(token), enrolled_by=by
    )
    audit.record("computer.enrolled", by=by, kind="computer", uid=device.uid, space_uid=space.uid)
    return device, token


@transaction.atomic
def revoke_computer(*, device: DeskDevice, by: User) -> DeskDevice:
    """At once, and whoever is at it leaves. Revoking twice is no error."""
    device = DeskDevice.objects.select_for_update().select_related("space").get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = timezone.now(), by
        device.person = device.acted_at = None
        device.save(update_fields=["revoked_at", "revoked_by", "person", "acted_at"])
        audit.record("computer.revoked", by=by, kind="computer", uid=device.uid, space_uid=device.space.uid)
        revocations.note("computer", uid=device.uid, at=device.revoked_at, by=by)
    return device


def revoke_computer_again(said: Revocation) -> bool:
    """After a restore: as it was said."""
    device = DeskDevice.objects.select_for_update().filter(uid=said.uid, revoked_at__isnull=True).first()
    if device is None:
        return False
    device.revoked_at, device.revoked_by = (
        said.at,
        User.objects.filter(uid=said.by).first() if said.by else None,
    )
    device.person = device.acted_at = None
    device.save(update_fields=["revoked_at", "revoked_by", "person", "acted_at"])
    audit.record("computer.revoked", by=None, kind="computer", uid=device.uid, space_uid=device.space.uid)
    return True


def leave_all_computers() -> int:
    """After a restore everybody says anew who she is; at how many computers somebody was."""
    return DeskDevice.objects.filter(person__isnull=False).update(person=None, acted_at=None)


def computer_with(token: str) -> DeskDevice | None:
    """The enrolled computer with this secret, revoked or not."""
    return DeskDevice.objects.select_related("space", "person").filter(token_hash=_hash(token)).first()


def person_at(device: DeskDevice, now: datetime | None = None) -> User | None:
    """Who is at it: gone after an hour without an act, and at once when she is no longer of the team."""
    now = now or timezone.now()
    if device.person is None or device.acted_at is None or device.acted_at < now - QUIET:
        return None
    return team_of(device.space).filter(pk=device.person.pk).first()


def seen(device: DeskDevice, *, acted: bool) -> None:
    """Somebody (`acted`: a person) sent something from it. Written once a minute at most."""
    now = timezone.now()
    if device.last_seen_at is None or device.last_seen_at < now - timedelta(minutes=1):
        fields = {"last_seen_at": now} | ({"acted_at": now} if acted else {})
        DeskDevice.objects.filter(pk=device.pk, revoked_at__isnull=True).update(**fields)


@transaction.atomic
def set_pin(*, space: Space, by: User, pin: str) -> None:
    """One's own PIN at the desk of this space."""
    DeskPin.objects.update_or_create(
        person=by, space=space, defaults={"secret": make_password(pin), "set_at": timezone.now()}
    )
    PinTries.objects.filter(person=by, device__space=space).delete()
    audit.record("pin.set", by=by, kind="user", uid=by.uid, space_uid=space.uid)


def choose_person(*, device: DeskDevice, person: User, pin: str) -> User:
    """She is at this computer now. Raises ValidationError: wrong PIN, none set, or five wrong ones before."""
    refusal = _refusal(device, person, pin)
    if refusal:
        raise ValidationError({"pin": refusal})
    return person


@transaction.atomic
def _refusal(device: DeskDevice, person: User, pin: str) -> str:
    """Why not; '' when she is at it now. The count of wrong PINs is kept, whatever is answered."""
    now = timezone.now()
    PinTries.objects.get_or_create(device=device, person=person)
    tries = PinTries.objects.select_for_update().get(device=device, person=person)
    known = DeskPin.objects.filter(person=person, space=device.space_id).first()
    # The same work whether or not there is a PIN: the time of the answer tells nothing.
    right = check_password(pin, known.secret if known else _nobodys_pin())
    if tries.locked_until is not None and tries.locked_until > now:
        return _("Too many tries. Wait a quarter of an hour, then try again.")
    if known is None or not right:
        _count_wrong(tries, device, person, now)
        return _("This PIN is not right. Try again, or set one after signing in.")
    tries.delete()
    live = DeskDevice.objects.filter(pk=device.pk, revoked_at__isnull=True)
    if not live.update(person=person, acted_at=now, last_seen_at=now):
        return _("This computer does not belong to the desk any more.")
    _record("computer.taken", person, device)
    return ""


@cache
def _nobodys_pin() -> str:
    return make_password("no PIN of anybody")


def _count_wrong(tries: PinTries, device: DeskDevice, person: User, now: datetime) -> None:
    tries.wrong += 1
    if tries.wrong >= MOST_WRONG:
        tries.wrong, tries.locked_until = 0, now + LOCKED
        _record("pin.locked", None, device)
    tries.save()


def leave_computer(*, device: DeskDevice) -> None:
    """Nobody is at it any more."""
    if DeskDevice.objects.filter(pk=device.pk, person__isnull=False).update(person=None, acted_at=None):
        _record("computer.left", device.person, device)


def _record(action: str, by: User | None, device: DeskDevice) -> None:
    space = device.space
    audit.record(action, by=by, kind="computer", uid=device.uid, space_uid=space.uid, device_uid=device.uid)

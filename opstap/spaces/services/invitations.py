"""Asking somebody by mail to join: sent, sent again, withdrawn, taken up once."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from opstap.accounts import services as accounts
from opstap.accounts.models import User
from opstap.core import audit, revocations
from opstap.core.revocations import Revocation
from opstap.spaces.models import Invitation, Role, Scope
from opstap.spaces.models.invitation import VALID
from opstap.spaces.permissions import powers_of
from opstap.spaces.services.people import give_role

KIND = "invitation"


class NotOpenError(Exception):
    """The link was taken up, withdrawn, sent anew or is too old; or who sent it may not give the role now."""


@transaction.atomic
def invite(
    *, email: str, name: str, language: str, role: Role, scope: Scope, by: User, now: datetime | None = None
) -> tuple[Invitation, str]:
    """The invitation and its link, which is kept nowhere. Who is invited already to this gets a new link."""
    now = now or timezone.now()
    where = {"space": None, "organisation": None, "network": None} | scope.as_fields()
    known = Invitation.objects.select_for_update().filter(email=email.lower(), role=role)
    for other in known:
        if other.scope == scope:
            return other, _with_new_link(other, by=by, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(),
        name=name,
        language=language,
        role=role,
        token_hash=_hash(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + VALID,
        **where,
    )
    _record("invitation.sent", invitation, by=by, fields=["role", *scope.as_fields()])
    return invitation, link_of(invitation, token)


@transaction.atomic
def renew(*, invitation: Invitation, by: User, now: datetime | None = None) -> str:
    """A new link, valid from now on; the one sent before opens nothing any more."""
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    return _with_new_link(found, by=by, now=now or timezone.now())


def _with_new_link(invitation: Invitation, *, by: User, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.sent_at = _hash(token), None
    invitation.invited_by, invitation.invited_at, invitation.expires_at = by, now, now + VALID
    invitation.save()
    _record("invitation.sent", invitation, by=by, fields=[])
    return link_of(invitation, token)


def send(*, invitation: Invitation, link: str) -> bool:
    """Mail the link in the person's language; whether it left. Outside the transaction: mail takes time."""
    with translation.override(invitation.language):
        subject = gettext("An invitation to Opstap")
        said = {"invitation": invitation, "link": link, "by": invitation.invited_by.name}
        text = render_to_string("spaces/email/invitation.txt", said)
    left = accounts.send_mail_to(invitation.email, subject, text)
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() if left else None)
    return left


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """The link opens nothing any more, and nothing of the person is kept."""
    _record("invitation.withdrawn", invitation, by=by, fields=[])
    _close(invitation, by=by)


def find(token: str, *, now: datetime | None = None) -> Invitation:
    """The open invitation of a link. Raises NotOpenError."""
    found = Invitation.objects.select_related("space", "organisation", "network", "invited_by")
    invitation = found.filter(token_hash=_hash(token), expires_at__gt=now or timezone.now()).first()
    if invitation is None or not _may_still_be_given(invitation):
        raise NotOpenError
    return invitation


def _may_still_be_given(invitation: Invitation) -> bool:
    by = invitation.invited_by
    return by.is_active and invitation.role in powers_of(by).roles_in(invitation.scope)


@transaction.atomic
def take_up(*, token: str, name: str, language: str, password: str) -> tuple[User, bool]:
    """Her account with the role, and whether it is new. Without a password she signs in by passkey.

    An account that there is by now keeps its name and its password: a link changes nothing of it. Raises
    NotOpenError, also when the same link was taken up a moment ago.
    """
    found = find(token)
    if not Invitation.objects.select_for_update().filter(pk=found.pk, token_hash=_hash(token)).exists():
        raise NotOpenError
    role = Role(found.role)
    given = give_role(
        email=found.email, name=name, language=language, role=role, scope=found.scope, by=found.invited_by
    )
    person = given.membership.user
    if given.is_new_person and password:
        person.set_password(password)
        person.save(update_fields=["password"])
    _record("invitation.taken-up", found, by=person, fields=[])
    _close(found, by=person)
    return person, given.is_new_person


def _close(invitation: Invitation, *, by: User) -> None:
    revocations.note(KIND, uid=invitation.uid, at=timezone.now(), by=by)
    Invitation.objects.filter(pk=invitation.pk).delete()


def close_again(said: Revocation) -> bool:
    """After a restore: a link that was taken up or withdrawn opens nothing."""
    gone, _kinds = Invitation.objects.filter(uid=said.uid).delete()
    return bool(gone)


def link_of(invitation: Invitation, token: str) -> str:
    with translation.override(invitation.language):
        return str(settings.SITE_URL) + reverse("spaces:invitation", args=[token])


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _record(action: str, invitation: Invitation, *, by: User, fields: list[str]) -> None:
    space_uid = invitation.space.uid if invitation.space else None
    audit.record(action, by=by, kind=KIND, uid=invitation.uid, space_uid=space_uid, fields=fields)

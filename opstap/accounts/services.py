"""Accounts: making them, one-time links to set a password, the second factor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from opstap.accounts import devices
from opstap.accounts.models import Session, User
from opstap.core import audit, revocations
from opstap.core.revocations import Revocation

_ROLES: list[Callable[[User], list[str]]] = []


def register_roles(describe: Callable[[User], list[str]]) -> None:
    """A room registers in `AppConfig.ready()` how it says in words which roles a person has."""
    _ROLES.append(describe)


def roles_in_words(user: User) -> list[str]:
    """Every role of the person today, one line each, in the page's language."""
    return [line for describe in _ROLES for line in describe(user)]


def second_factors() -> QuerySet[Authenticator]:
    """The codes of a phone, and passkeys. Spare codes alone are none: they run out."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=kinds)
    return found


def has_phone(user: User) -> bool:
    return second_factors().filter(user=user, type=Authenticator.Type.TOTP).exists()


def passkeys_of(user: User) -> list[Authenticator]:
    return list(second_factors().filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at"))


def has_second_factor(user: User) -> bool:
    """Of who is signed in it came with the person when this request began."""
    if user.had_second_factor is not None:
        return user.had_second_factor
    return second_factors().filter(user=user).exists()


def note_passkey(what: str, *, user: User) -> None:
    """That a passkey was "added" or "removed": in the transaction that does it."""
    audit.record(f"person.passkey-{what}", by=user, kind="user", uid=user.uid)


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> None:
    """For a lost phone: the person sets up a new one at her next sign-in."""
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    if removed:
        audit.record("person.second-factor-removed", by=by, kind="user", uid=user.uid)
        revocations.note("second-factor", uid=user.uid, at=timezone.now(), by=by)


def remove_second_factor_again(said: Revocation) -> bool:
    """After a restore: the lost phone opens nothing. One set up since then stays."""
    lost = Authenticator.objects.filter(user__uid=said.uid, created_at__lte=said.at)
    removed, _kinds = lost.delete()
    if removed:
        audit.record("person.second-factor-removed", by=None, kind="user", uid=said.uid)
    return bool(removed)


@transaction.atomic
def get_or_add_person(*, email: str, name: str, language: str, by: User | None) -> tuple[User, bool]:
    """The account of this e-mail, and whether it is new. A known person keeps her name and her language."""
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known is not None:
        return known, False
    user = User.objects.create_user(email.strip(), name=name, language=language)
    audit.record("person.added", by=by, kind="user", uid=user.uid, fields=["email", "name", "language"])
    return user, True


@transaction.atomic
def save_profile(*, user: User, changed: list[str], by: User) -> User:
    """Keep what the person changed about herself."""
    if changed:
        user.save(update_fields=changed)
        audit.record("person.changed", by=by, kind="user", uid=user.uid, fields=changed)
    return user


def set_password_link(user: User) -> str:
    """An address where this person sets her password: works once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    with translation.override(user.language):
        return str(settings.SITE_URL) + reverse("account_reset_password_from_key", kwargs=key)


def mail_is_set_up() -> bool:
    backend: str = settings.EMAIL_BACKEND
    return not backend.endswith(("console.EmailBackend", "dummy.EmailBackend"))


def send_set_password_link(*, user: User, link: str) -> bool:
    """Send the link in the person's language; False when it did not leave (she gets it by hand then)."""
    with translation.override(user.language):
        subject = gettext("Your account for Opstap")
        text = render_to_string("accounts/email/set_password.txt", {"user": user, "link": link})
    return send_mail_to(user.email, subject, text)


def send_mail_to(email: str, subject: str, text: str) -> bool:
    """Whether it left: False where no mail is set up, or the server refuses it."""
    if not mail_is_set_up():
        return False
    try:
        return send_mail(subject, text, None, [email]) == 1
    except OSError:
        return False


# Where somebody is signed in


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser in which a person is signed in. `handle` names it in an address and opens nothing."""

    handle: str
    device: str
    started_at: datetime | None
    used_at: datetime | None
    is_this: bool


def signed_in_places(user: User, *, this: str | None) -> list[SignedIn]:
    """Where she is signed in now, this browser first, then the one used last. `this`: key of its session."""
    found = [_place(session, this) for session in _open_sessions(user)]
    return sorted(found, key=lambda place: place.is_this, reverse=True)


def _open_sessions(user: User) -> list[Session]:
    """Of those that have not ended; one that began with an earlier password opens nothing any more."""
    rows = user.sessions.filter(expire_date__gt=timezone.now())
    own = user.get_session_auth_hash()
    return [
        row
        for row in rows.order_by(F("used_at").desc(nulls_last=True), "session_key")
        if constant_time_compare(row.get_decoded().get(HASH_SESSION_KEY, ""), own)
    ]


def _place(session: Session, this: str | None) -> SignedIn:
    words = devices.in_words(session.device)
    is_this = session.session_key == this
    return SignedIn(_handle(session), words, session.started_at, session.used_at, is_this)


def _handle(session: Session) -> str:
    return sha256(session.session_key.encode()).hexdigest()[:32]


@transaction.atomic
def end_session(*, user: User, handle: str, by: User) -> bool:
    """Sign her out in that browser; False where it was over already."""
    keys = [row.session_key for row in user.sessions.all() if _handle(row) == handle]
    return bool(_end(user, keys, by=by))


@transaction.atomic
def end_other_sessions(*, user: User, this: str | None, by: User) -> int:
    """Sign her out everywhere but here; in how many browsers."""
    others = [row.session_key for row in _open_sessions(user) if row.session_key != this]
    return _end(user, others, by=by)


def _end(user: User, keys: list[str], *, by: User) -> int:
    ended, _kinds = Session.objects.filter(session_key__in=keys).delete()
    if ended:
        audit.record("person.signed-out-elsewhere", by=by, kind="user", uid=user.uid)
    return ended

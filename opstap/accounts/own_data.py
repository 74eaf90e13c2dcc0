"""What a person is told about her account, and about how she signs in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from opstap.accounts import devices
from opstap.core import own_data, vocabularies
from opstap.core.moments import on_day_at
from opstap.core.own_data import INSIDE, SECRET, SOMEBODY_ELSE, Told, in_a_line, last_used, since_until


def register() -> None:
    own_data.tell(ACCOUNT, ADDRESSES, SECOND_FACTORS, DIRECTORY, SESSIONS, TRIES, order=10)


ACCOUNT = Told(
    key="account",
    name=gettext_lazy("Your account"),
    link="accounts.User.id",
    kept="spaces.account",
    columns=(
        "uid",
        "email",
        "name",
        "public_name",
        "language",
        "is_active",
        "date_joined",
        "last_login",
        "erased_at",
    ),
    withheld={"password": SECRET},
    said=lambda user: in_a_line(
        user.name,
        user.public_name,
        user.email,
        vocabularies.label("language", user.language, get_language() or "fr"),
        since_until(user.date_joined, None),
    ),
)

ADDRESSES = Told(
    key="email_addresses",
    name=gettext_lazy("E-mail addresses for signing in"),
    link="account.EmailAddress.user",
    kept="spaces.sign-in",
    columns=("email", "verified", "primary"),
    said=lambda row: str(row.email),
)


def _kind(row: Authenticator) -> str:
    words = {
        Authenticator.Type.TOTP: _("Codes on your phone"),
        Authenticator.Type.RECOVERY_CODES: _("Spare codes"),
    }
    return words.get(row.type) or in_a_line(_("Passkey"), _name(row))


def _name(row: Authenticator) -> str | None:
    """What she called a passkey."""
    return str(row.wrap().name) if row.type == Authenticator.Type.WEBAUTHN else None


SECOND_FACTORS = Told(
    key="second_factors",
    name=gettext_lazy("Passkeys, and codes of a phone"),
    link="mfa.Authenticator.user",
    kept="spaces.sign-in",
    columns=("type", "created_at", "last_used_at"),
    withheld={"data": SECRET},
    also={"name": _name},
    said=lambda row: in_a_line(_kind(row), since_until(row.created_at, None), last_used(row.last_used_at)),
)

DIRECTORY = Told(
    key="directory_entries",
    name=gettext_lazy("Your entry in a directory"),
    link="accounts.DirectoryIdentity.user",
    kept="spaces.sign-in",
    columns=("issuer", "subject", "connected_at", "last_used_at"),
    said=lambda row: in_a_line(
        row.issuer, row.subject, since_until(row.connected_at, None), last_used(row.last_used_at)
    ),
)

SESSIONS = Told(
    key="sessions",
    name=gettext_lazy("Where you are signed in, or were until lately"),
    link="accounts.Session.person",
    kept="accounts.session",
    columns=("device", "started_at", "used_at", "expire_date"),
    withheld={"session_data": SECRET},
    said=lambda row: in_a_line(
        devices.in_words(row.device), since_until(row.started_at, None), last_used(row.used_at)
    ),
    newest="-expire_date",
)


def _failed(row: Any) -> str:
    return in_a_line(on_day_at(row.attempt_time), row.failures_since_start)


TRIES = Told(
    key="failed_sign_ins",
    name=gettext_lazy("Failed attempts to sign in with your e-mail address: when, and how many"),
    link="axes.AccessAttempt.username",
    kept="accounts.failed-sign-in",
    columns=("attempt_time", "failures_since_start"),
    withheld={
        "ip_address": SOMEBODY_ELSE,
        "user_agent": SOMEBODY_ELSE,
        "http_accept": SOMEBODY_ELSE,
        "path_info": INSIDE,
        "get_data": SECRET,
        "post_data": SECRET,
    },
    said=_failed,
)

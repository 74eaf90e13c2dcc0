"""How long sessions and failed sign-ins stay, and what is left of an account that is erased.

When an account is over depends on roles: `spaces.retention`.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import DirectoryIdentity, Session, User
from opstap.core import retention
from opstap.core.retention import Kept, Rule, Unit

NAMELESS = "N. N."
"""Nomen nescio: understood in every language, since it stands where a name stood."""

SIGN_IN_FIELDS = (
    "accounts.User.password",
    "accounts.User.last_login",
    "accounts.User.public_name",
    "mfa.Authenticator.user",
    "mfa.Authenticator.data",
    "accounts.DirectoryIdentity.user",
    "accounts.DirectoryIdentity.issuer",
    "accounts.DirectoryIdentity.subject",
    "account.EmailAddress.user",
    "account.EmailAddress.email",
)
NAME_FIELDS = ("accounts.User.name", "accounts.User.email")


def register() -> None:
    retention.register(SESSIONS, TRIES)
    retention.keep(PREFERENCES)


def erase_sign_in(users: QuerySet[User]) -> None:
    """These people cannot sign in any more, and visitors see no first name of theirs."""
    Authenticator.objects.filter(user__in=users).delete()
    EmailAddress.objects.filter(user__in=users).delete()
    DirectoryIdentity.objects.filter(user__in=users).delete()
    # An unusable password also ends every open session: it is part of what a session is checked against.
    users.update(password=make_password(None), last_login=None, public_name="")


def erase_accounts(users: QuerySet[User], *, names: bool = True) -> None:
    """Nothing of these people is left but the row. `names=False`: the law keeps their names longer."""
    erase_sign_in(users)
    for user in users:
        AccessAttempt.objects.filter(username=user.email).delete()
        user.email = f"{user.uid}@erased.invalid"
        user.is_active = False
        if names:
            user.name, user.erased_at = NAMELESS, timezone.now()
        user.save(update_fields=["email", "is_active", "name", "erased_at"])


SESSIONS = Rule(
    code="accounts.session",
    name=_("Sessions of people who signed in"),
    people=_("the people who work in the spaces"),
    purpose=_("To stay signed in for a working day, and to see where one is."),
    since=_("the moment the session ended"),
    effect=_("The session is deleted."),
    unit=Unit.DAYS,
    period=1,
    least=1,
    most=7,
    fields=tuple(
        f"accounts.Session.{name}"
        for name in ("session_key", "session_data", "person", "device", "started_at", "used_at")
    ),
    due=lambda cut_off: Session.objects.filter(expire_date__lt=cut_off),
    erase=lambda rows: rows.delete(),
)


TRIES = Rule(
    code="accounts.failed-sign-in",
    name=_("Failed attempts to sign in"),
    people=_("whoever tried to sign in"),
    purpose=_("To stop somebody who guesses passwords."),
    since=_("the last attempt"),
    effect=_("The row is deleted, with the network address."),
    unit=Unit.DAYS,
    period=30,
    least=1,
    most=180,
    fields=tuple(
        f"axes.AccessAttempt.{name}"
        for name in (
            "username",
            "ip_address",
            "user_agent",
            "http_accept",
            "path_info",
            "get_data",
            "post_data",
        )
    ),
    due=lambda cut_off: AccessAttempt.objects.filter(attempt_time__lt=cut_off),
    erase=lambda rows: rows.delete(),
)

PREFERENCES = Kept(
    code="accounts.row",
    name=_("The row of an account that was erased"),
    people=_("the people who worked in the spaces"),
    reason=_("What was counted points to it. It holds a number, a language and dates, no name."),
    fields=("accounts.User.uid", "accounts.User.language", "accounts.User.date_joined"),
)

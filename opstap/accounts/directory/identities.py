"""Which account an entry of the directory opens: found, connected, disconnected. No account is made here."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from opstap.accounts.directory.configuration import Directory
from opstap.accounts.directory.tokens import Claims
from opstap.accounts.models import DirectoryIdentity, User
from opstap.core import audit, revocations
from opstap.core.revocations import Revocation

KIND = "directory-identity"


class RefusedError(Exception):
    """Nobody is signed in or connected. `reason`: a key of `views.refusals`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def identity_of(user: User, directory: Directory) -> DirectoryIdentity | None:
    """The entry that opens her account; None where she connected none, or disconnected it."""
    return user.directory_identities.filter(issuer=directory.issuer, subject__isnull=False).first()


def is_known(directory: Directory, subject: str) -> bool:
    return DirectoryIdentity.objects.filter(issuer=directory.issuer, subject=subject).exists()


def find_user(directory: Directory, claims: Claims) -> User:
    """Whose account it is: by the entry, else, the first time, by an e-mail that the directory confirmed.

    Raises RefusedError: "unverified", "no-account", "closed", "other-entry", "disconnected".
    """
    known = DirectoryIdentity.objects.filter(issuer=directory.issuer, subject=claims.subject)
    identity = known.select_related("user").first()
    user = identity.user if identity else _by_email(directory, claims)
    if not user.is_active:
        raise RefusedError("closed")
    return user


def _by_email(directory: Directory, claims: Claims) -> User:
    if not claims.email or not claims.email_is_verified:
        raise RefusedError("unverified")
    user = User.objects.filter(email__iexact=claims.email).first()
    if user is None:
        raise RefusedError("no-account")
    earlier = user.directory_identities.filter(issuer=directory.issuer).first()
    if user.is_active and earlier is not None:
        raise RefusedError("disconnected" if earlier.subject is None else "other-entry")
    return user


@transaction.atomic
def connect(*, user: User, directory: Directory, subject: str, by: User) -> DirectoryIdentity:
    """From now on this entry opens her account. Raises RefusedError: "taken", "other-entry"."""
    User.objects.select_for_update().get(pk=user.pk)
    entry = {"issuer": directory.issuer, "subject": subject}
    if DirectoryIdentity.objects.filter(**entry).exclude(user=user).exists():
        raise RefusedError("taken")
    earlier = user.directory_identities.filter(issuer=directory.issuer).first()
    if earlier is not None and earlier.subject == subject:
        return earlier
    if earlier is not None and earlier.subject is not None:
        raise RefusedError("other-entry")
    identity = earlier or DirectoryIdentity(user=user, issuer=directory.issuer)
    identity.subject, identity.connected_at, identity.last_used_at = subject, timezone.now(), None
    identity.save()
    audit.record("person.directory-connected", by=by, kind="user", uid=user.uid)
    return identity


def note_use(*, user: User, directory: Directory, now: datetime | None = None) -> None:
    user.directory_identities.filter(issuer=directory.issuer).update(last_used_at=now or timezone.now())


def has_other_way(user: User) -> bool:
    """Whether she signs in without the directory: by password, or by a passkey that opens alone."""
    if user.has_usable_password():
        return True
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return any(passkey.wrap().is_passwordless for passkey in passkeys)


@transaction.atomic
def disconnect(*, user: User, directory: Directory, by: User) -> bool:
    """The entry opens her account no more, until she connects it again; False where there was none."""
    identity = identity_of(user, directory)
    if identity is None:
        return False
    _forget(identity, by=by)
    revocations.note(KIND, uid=user.uid, at=timezone.now(), by=by)
    return True


def disconnect_again(said: Revocation) -> bool:
    """After a restore. What she connected since then stays."""
    found = DirectoryIdentity.objects.filter(
        user__uid=said.uid, subject__isnull=False, connected_at__lte=said.at
    )
    gone = list(found.select_related("user"))
    for identity in gone:
        _forget(identity, by=None)
    return bool(gone)


def _forget(identity: DirectoryIdentity, *, by: User | None) -> None:
    identity.subject = identity.last_used_at = None
    identity.save(update_fields=["subject", "last_used_at"])
    audit.record("person.directory-disconnected", by=by, kind="user", uid=identity.user.uid)


def number_connected(directory: Directory) -> int:
    return DirectoryIdentity.objects.filter(issuer=directory.issuer, subject__isnull=False).count()


def last_use(directory: Directory) -> datetime | None:
    """When somebody signed in through it last."""
    used: dict[str, datetime | None] = DirectoryIdentity.objects.filter(issuer=directory.issuer).aggregate(
        at=Max("last_used_at")
    )
    return used["at"]

"""Coming in through the directory in tests: addresses, and what stands in the database then."""

from django.test import Client
from django.utils import timezone

from opstap.accounts.models import DirectoryIdentity, User
from opstap.core.models import AuditEntry
from tests.accounts.small_directory import NOOR, SmallDirectory

HOME, CODE, PROFILE = "/en/home/", "/en/account/sign-in/code/", "/en/account/"
START, CONNECT = "/en/account/directory/sign-in/", "/en/account/directory/connect/"
DISCONNECT, ANSWER = "/en/account/directory/disconnect/", "/account/directory/answer/"


def refused(reason: str, language: str = "en") -> str:
    return f"/{language}/account/directory/refused/{reason}/"


def user_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def connected(user: User, directory: SmallDirectory, subject: str = NOOR["sub"]) -> DirectoryIdentity:
    return DirectoryIdentity.objects.create(
        user=user, issuer=directory.issuer, subject=subject, connected_at=timezone.now()
    )

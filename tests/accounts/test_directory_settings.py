"""Sign-in by a directory of one's own: what is kept of it, and what the operator sets."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from opstap import settings as settings_module
from opstap.accounts.directory import identities
from opstap.accounts.directory.checks import check_directory
from opstap.accounts.directory.configuration import directory as configured
from opstap.accounts.directory.configuration import problems
from opstap.accounts.models import DirectoryIdentity, User
from opstap.accounts.retention import erase_sign_in
from opstap.core import revocations
from tests.accounts.conftest import SignIn
from tests.accounts.small_directory import NOOR, SmallDirectory
from tests.accounts.through_directory import ANSWER, CONNECT, DISCONNECT, PROFILE, START, connected, refused

# --- what is kept ------------------------------------------------------------------------------------


def test_it_goes_with_the_sign_in(noor: User, directory: SmallDirectory) -> None:
    connected(noor, directory)
    erase_sign_in(User.objects.all())
    assert DirectoryIdentity.objects.count() == 0


def test_what_was_disconnected_stays_so_after_a_restore(noor: User, directory: SmallDirectory) -> None:
    identity = connected(noor, directory)
    known = configured()
    assert known is not None
    identities.disconnect(user=noor, directory=known, by=noor)
    DirectoryIdentity.objects.update(subject=identity.subject)  # as the backup knew it
    assert (revocations.apply_again(), identities.identity_of(noor, known)) == (1, None)
    identities.connect(user=noor, directory=known, subject=NOOR["sub"], by=noor)
    assert (revocations.apply_again(), identities.identity_of(noor, known) is None) == (0, False)


# --- settings ----------------------------------------------------------------------------------------

GOOD = SmallDirectory("https://login.region.example/realms/r").settings()


def test_without_the_setting_nothing_shows_and_nothing_answers(
    client: Client, noor: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.DEMO = True
    assert set(settings.SIGN_IN_DIRECTORY.values()) == {""}
    assert "/directory/" not in client.get("/en/account/sign-in/").content.decode()
    sign_in()
    assert "/directory/" not in client.get(PROFILE).content.decode()
    answers = [client.get(path) for path in (ANSWER, DISCONNECT, refused("down"))]
    answers += [client.post(path) for path in (START, CONNECT, DISCONNECT)]
    assert [answer.status_code for answer in answers] == [404] * 6


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"ISSUER": ""}, "OPSTAP_SIGNIN_ISSUER"),
        ({"ISSUER": "login.region.example"}, "OPSTAP_SIGNIN_ISSUER"),
        ({"ISSUER": "http://login.region.example"}, "OPSTAP_SIGNIN_ISSUER"),
        ({"ISSUER": "https://u:p@login.region.example"}, "OPSTAP_SIGNIN_ISSUER"),
        ({"ISSUER": "https://login.region.example:port/"}, "OPSTAP_SIGNIN_ISSUER"),
        ({"ISSUER": "https://a.example; script-src *"}, "OPSTAP_SIGNIN_ISSUER"),
        ({"CLIENT_ID": ""}, "OPSTAP_SIGNIN_CLIENT_ID"),
        ({"CLIENT_SECRET": "é"}, "OPSTAP_SIGNIN_CLIENT_SECRET"),
        ({"NAME_FR": "", "NAME_NL": ""}, "OPSTAP_SIGNIN_NAME"),
        ({"NAME_NL": "x" * 61}, "OPSTAP_SIGNIN_NAME_NL"),
        ({"SIGN_OUT": "yes"}, "OPSTAP_SIGNIN_SIGN_OUT"),
        ({"VIA": "https://idp.example"}, "OPSTAP_SIGNIN_VIA"),
    ],
)
def test_a_wrong_setting_is_named_and_switches_it_off(
    settings: Settings, wrong: dict[str, str], names: str
) -> None:
    assert problems(GOOD) == []
    settings.SIGN_IN_DIRECTORY = GOOD | wrong
    assert [problem.msg.startswith(names) for problem in check_directory()] == [True]
    assert configured() is None


def test_forms_lead_to_the_issuer_and_to_nobody_else() -> None:
    targets = settings_module._form_targets
    assert targets(GOOD | {"ISSUER": ""}) == []
    assert targets(GOOD) == ["https://login.region.example"]
    via = GOOD | {"VIA": "idp.example.org, *; script-src 'unsafe-inline'"}
    assert targets(via) == ["https://login.region.example", "https://idp.example.org"]
    assert targets(GOOD | {"ISSUER": "https://a.example; script-src *"}) == []


def test_the_command_asks_it(directory: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("directory")
    said = capsys.readouterr().out
    assert (f"{directory.issuer} answers." in said, f"http://localhost:8000{ANSWER}" in said) == (True, True)
    directory.metadata = {"issuer": "https://another.example"}
    with pytest.raises(CommandError, match="it calls its issuer"):
        call_command("directory")


def test_the_secret_is_in_no_words(directory: SmallDirectory) -> None:
    assert "s3cret" not in repr(configured())


def test_a_passkey_that_opens_alone_is_another_way(noor: User) -> None:
    noor.set_unusable_password()
    assert identities.has_other_way(noor) is False
    data = {"name": "Key", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    Authenticator.objects.create(user=noor, type="webauthn", data=data)
    assert identities.has_other_way(noor) is True

"""Sign-in by a directory of one's own: who comes in, and what one does with it on one's account page."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from opstap.accounts.directory import attempts
from opstap.accounts.models import DirectoryIdentity, User
from tests.accounts.conftest import PASSWORD, ComeIn, SignIn
from tests.accounts.phone import code_of, give_phone
from tests.accounts.small_directory import CLIENT, NOOR, SigningKey, SmallDirectory
from tests.accounts.through_directory import (
    ANSWER,
    CODE,
    CONNECT,
    DISCONNECT,
    HOME,
    PROFILE,
    START,
    acts,
    connected,
    refused,
    user_of,
)
from tests.factories import make_user

# --- who comes in ------------------------------------------------------------------------------------


def test_the_button_leads_there_with_state_nonce_and_challenge(
    client: Client, directory: SmallDirectory, db: None
) -> None:
    page = client.get("/nl/account/sign-in/").content.decode()
    assert "Adresboek" in page
    sent = client.post(START.replace("/en/", "/nl/"))
    asked = dict(parse_qsl(urlsplit(sent["Location"]).query))
    secrets = [asked.pop(name) for name in ("state", "nonce", "code_challenge")]
    assert min(len(secret) for secret in secrets) >= 43
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": f"http://localhost:8000{ANSWER}",
        "scope": "openid email",
        "code_challenge_method": "S256",
        "ui_locales": "nl",
    }


def test_the_first_time_by_her_confirmed_email_once_the_code_was_shown(
    client: Client, noor: User, come_in: ComeIn
) -> None:
    give_phone(noor)
    assert come_in(data={"next": PROFILE}) == CODE
    assert (user_of(client), DirectoryIdentity.objects.count(), acts()) == (None, 0, [])
    assert client.post(CODE, {"code": code_of()})["Location"] == PROFILE
    identity = DirectoryIdentity.objects.get()
    assert (user_of(client), identity.user, identity.subject) == (str(noor.pk), noor, NOOR["sub"])
    assert (identity.last_used_at is not None, acts()) == (True, ["person.directory-connected"])


def test_then_by_the_entry_whatever_the_email_is(
    client: Client, noor: User, directory: SmallDirectory, come_in: ComeIn
) -> None:
    connected(noor, directory)
    make_user("else@example.org")
    assert come_in(email="else@example.org", email_verified=True) == HOME
    assert (user_of(client), acts()) == (str(noor.pk), [])
    assert DirectoryIdentity.objects.get().last_used_at is not None


def test_who_has_no_second_factor_sets_one_up(client: Client, noor: User, come_in: ComeIn) -> None:
    assert come_in() == HOME
    assert client.get(HOME)["Location"] == "/en/account/second-factor/set-up/"


def test_what_another_left_behind_between_password_and_code_connects_nothing(
    client: Client, noor: User, come_in: ComeIn, sign_in: SignIn
) -> None:
    give_phone(noor)
    make_user("lina@example.org", password=PASSWORD, second_factor=False)
    assert come_in() == CODE
    client.post("/en/account/sign-out/")  # the button "Stop"
    assert sign_in("lina@example.org") == HOME
    client.logout()
    assert come_in() == CODE
    client.post("/en/account/sign-out/")
    assert sign_in() == CODE
    assert client.post(CODE, {"code": code_of()})["Location"] == HOME
    assert (user_of(client), DirectoryIdentity.objects.count()) == (str(noor.pk), 0)


def test_the_email_is_asked_for_where_the_token_is_silent(
    client: Client, noor: User, directory: SmallDirectory, come_in: ComeIn
) -> None:
    directory.userinfo = NOOR
    directory.claims = {"email": None, "email_verified": None}
    assert come_in() == HOME
    client.logout()
    directory.asked.clear()
    assert (come_in(), "/userinfo" in directory.asked) == (HOME, False)


def test_an_email_of_somebody_else_is_not_taken(
    noor: User, directory: SmallDirectory, come_in: ComeIn
) -> None:
    directory.userinfo = NOOR | {"sub": "another"}
    directory.claims = {"email": None}
    assert come_in() == refused("nonsense")


def test_a_new_key_is_fetched_and_the_old_ones_are_kept(
    client: Client, noor: User, directory: SmallDirectory, come_in: ComeIn, settings: Settings
) -> None:
    connected(noor, directory)
    for _again in range(2):
        assert come_in() == HOME
        client.logout()
    assert directory.asked.count("/keys") == 1
    directory.key = SigningKey("key-2")
    assert come_in() == refused("nonsense")  # the keys are not a minute old
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("opstap.accounts.directory.asking.KEYS_AGAIN_SECONDS", 0)
        assert (come_in(), directory.asked.count("/keys")) == (HOME, 2)


# --- on her account page -----------------------------------------------------------------------------


def test_she_connects_her_account_whatever_her_address_there_is(
    client: Client, noor: User, sign_in: SignIn, come_in: ComeIn, settings: Settings
) -> None:
    settings.DEMO = True
    sign_in()
    assert "Connect my account" in client.get(PROFILE).content.decode()
    assert come_in(CONNECT, email="n@region.example", email_verified=False) == PROFILE
    page = client.get(PROFILE).content.decode()
    assert (NOOR["sub"] in page, "Connect my account" in page) == (True, False)
    assert acts() == ["person.directory-connected"]


def test_an_entry_opens_one_account_and_an_account_has_one_entry(
    noor: User, directory: SmallDirectory, sign_in: SignIn, come_in: ComeIn, settings: Settings
) -> None:
    settings.DEMO = True
    connected(make_user(), directory)
    sign_in()
    assert come_in(CONNECT) == refused("taken")
    connected(noor, directory, "an older entry")
    assert (come_in(CONNECT, sub="a newer entry"), acts()) == (refused("other-entry"), [])


def test_it_is_asked_again_who_she_is_before_something_changes(
    client: Client, noor: User, directory: SmallDirectory
) -> None:
    give_phone(noor)
    client.force_login(noor)
    connected(noor, directory)
    for path in (CONNECT, DISCONNECT):
        assert client.post(path)["Location"].startswith("/en/account/password/again/")
    again = f"/en/account/password/again/?next={DISCONNECT}"
    assert client.post(again, {"password": PASSWORD, "next": DISCONNECT})["Location"] == PROFILE
    assert acts() == ["person.directory-disconnected"]


def test_what_she_disconnected_her_address_does_not_connect_again(
    client: Client, noor: User, sign_in: SignIn, come_in: ComeIn, settings: Settings
) -> None:
    settings.DEMO = True
    come_in()
    assert client.post(DISCONNECT)["Location"] == PROFILE
    client.logout()
    assert (come_in(), DirectoryIdentity.objects.get().subject) == (refused("disconnected"), None)
    sign_in()
    assert come_in(CONNECT) == PROFILE
    assert [act.rpartition("-")[2] for act in acts()] == ["connected", "disconnected", "connected"]


def test_her_only_way_in_is_not_taken_away(
    client: Client, noor: User, come_in: ComeIn, settings: Settings
) -> None:
    settings.DEMO = True
    noor.set_unusable_password()
    noor.save()
    come_in()
    answers = [client.get(DISCONNECT), client.post(DISCONNECT)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert [b"your only way in" in answer.content for answer in answers] == [True, True]
    assert DirectoryIdentity.objects.get().subject == NOOR["sub"]


def test_somebody_else_who_signed_in_meanwhile_is_not_connected(
    client: Client, noor: User, directory: SmallDirectory, sign_in: SignIn, settings: Settings
) -> None:
    settings.DEMO = True
    sign_in()
    back = directory.let_in(client.post(CONNECT)["Location"])
    session = client.session
    kept = session[attempts.KEY]
    client.logout()
    client.force_login(make_user())
    session = client.session
    session[attempts.KEY] = kept
    session.save()
    assert (client.get(back)["Location"], DirectoryIdentity.objects.count()) == (HOME, 0)


@pytest.mark.parametrize(
    ("wanted", "metadata", "is_there"),
    [("1", {}, True), ("", {}, False), ("1", {"end_session_endpoint": "https://evil.example/"}, False)],
)
def test_signing_out_there_too_where_the_operator_wants_it(
    client: Client,
    noor: User,
    directory: SmallDirectory,
    come_in: ComeIn,
    settings: Settings,
    wanted: str,
    metadata: dict[str, Any],
    is_there: bool,
) -> None:
    settings.SIGN_IN_DIRECTORY = directory.settings(SIGN_OUT=wanted)
    directory.metadata = metadata
    come_in()
    led = client.post("/en/account/sign-out/")["Location"]
    assert (led.startswith(f"{directory.issuer}/leave?client_id="), led == "/en/") == (is_there, not is_there)
    assert user_of(client) is None


def test_who_came_by_password_signs_out_here_alone(
    client: Client, noor: User, directory: SmallDirectory, sign_in: SignIn, settings: Settings
) -> None:
    settings.SIGN_IN_DIRECTORY = directory.settings(SIGN_OUT="1")
    sign_in()
    assert client.post("/en/account/sign-out/")["Location"] == "/en/"

"""Sign-in by a directory of one's own: who comes in, who does not and what she is told."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from opstap import settings as settings_module
from opstap.accounts.directory import attempts, identities
from opstap.accounts.directory.checks import check_directory
from opstap.accounts.directory.configuration import directory as configured
from opstap.accounts.directory.configuration import problems
from opstap.accounts.models import DirectoryIdentity, User
from opstap.accounts.retention import erase_sign_in
from opstap.core import revocations
from opstap.core.models import AuditEntry
from tests.accounts.conftest import PASSWORD, SignIn
from tests.accounts.phone import code_of, give_phone
from tests.accounts.small_directory import CLIENT, NOOR, SigningKey, SmallDirectory, small_directory
from tests.factories import make_user

HOME, CODE, PROFILE = "/en/home/", "/en/account/sign-in/code/", "/en/account/"
START, CONNECT = "/en/account/directory/sign-in/", "/en/account/directory/connect/"
DISCONNECT, ANSWER = "/en/account/directory/disconnect/", "/account/directory/answer/"


@pytest.fixture
def directory(settings: Settings) -> Iterator[SmallDirectory]:
    with small_directory() as known:
        settings.SIGN_IN_DIRECTORY = known.settings()
        yield known


@pytest.fixture
def come_in(client: Client, directory: SmallDirectory) -> Callable[..., str]:
    """By the button, through the directory and back; where she is led in the end."""

    def through(start: str = START, data: dict[str, str] | None = None, **person: Any) -> str:
        there = client.post(start, data or {})["Location"]
        if not there.startswith(directory.issuer):
            return there
        return str(client.get(directory.let_in(there, **person))["Location"])

    return through


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
    client: Client, noor: User, come_in: Callable[..., str]
) -> None:
    give_phone(noor)
    assert come_in(data={"next": PROFILE}) == CODE
    assert (user_of(client), DirectoryIdentity.objects.count(), acts()) == (None, 0, [])
    assert client.post(CODE, {"code": code_of()})["Location"] == PROFILE
    identity = DirectoryIdentity.objects.get()
    assert (user_of(client), identity.user, identity.subject) == (str(noor.pk), noor, NOOR["sub"])
    assert (identity.last_used_at is not None, acts()) == (True, ["person.directory-connected"])


def test_then_by_the_entry_whatever_the_email_is(
    client: Client, noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    connected(noor, directory)
    make_user("else@example.org")
    assert come_in(email="else@example.org", email_verified=True) == HOME
    assert (user_of(client), acts()) == (str(noor.pk), [])
    assert DirectoryIdentity.objects.get().last_used_at is not None


def test_who_has_no_second_factor_sets_one_up(
    client: Client, noor: User, come_in: Callable[..., str]
) -> None:
    assert come_in() == HOME
    assert client.get(HOME)["Location"] == "/en/account/second-factor/set-up/"


def test_what_another_left_behind_between_password_and_code_connects_nothing(
    client: Client, noor: User, come_in: Callable[..., str], sign_in: SignIn
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
    client: Client, noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    directory.userinfo = NOOR
    directory.claims = {"email": None, "email_verified": None}
    assert come_in() == HOME
    client.logout()
    directory.asked.clear()
    assert (come_in(), "/userinfo" in directory.asked) == (HOME, False)


def test_an_email_of_somebody_else_is_not_taken(
    noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    directory.userinfo = NOOR | {"sub": "another"}
    directory.claims = {"email": None}
    assert come_in() == refused("nonsense")


def test_a_new_key_is_fetched_and_the_old_ones_are_kept(
    client: Client, noor: User, directory: SmallDirectory, come_in: Callable[..., str], settings: Settings
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


# --- who does not ------------------------------------------------------------------------------------

FORGERIES: dict[str, Any] = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "nonce is no text": {"nonce": "\ud800"},
    "expired": {"exp": 1_700_000_000},
    "no end": {"exp": None},
    "of tomorrow": {"iat": 4_000_000_000},
    "audience": {"aud": "another"},
    "for several": {"aud": [CLIENT, "another"]},
    "for another of several": {"aud": [CLIENT, "another"], "azp": "another"},
    "issuer": {"iss": "https://another.example"},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject is no text": {"sub": 7},
    "infinite": {"exp": float("inf")},
}


@pytest.mark.parametrize("claims", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_token_that_says_something_else_lets_nobody_in(
    client: Client, noor: User, directory: SmallDirectory, come_in: Callable[..., str], claims: dict[str, Any]
) -> None:
    directory.claims = claims
    assert (come_in(), user_of(client), DirectoryIdentity.objects.count()) == (refused("nonsense"), None, 0)


def test_a_token_for_several_that_was_issued_to_us_is_taken(
    noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    directory.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert come_in() == HOME


def test_a_forged_signature_lets_nobody_in(
    client: Client, noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    key, stranger = directory.key, SigningKey("key-1")
    forgeries: list[Callable[[dict[str, Any]], object]] = [
        stranger.sign,
        lambda claims: key.sign(claims, alg="none"),
        lambda claims: key.sign(claims, alg="HS256"),
        lambda claims: key.sign(claims, alg="RS256"),
        lambda claims: key.sign(claims, alg=["ES256"]),
        lambda claims: key.sign(claims, kid="another"),
        lambda claims: key.sign(claims, crit=["exp"]),
        lambda claims: key.sign(claims)[:-4] + "AAAA",
        lambda _claims: "a.b.c",
        lambda _claims: None,
        lambda _claims: {"sub": NOOR["sub"]},
    ]
    led = []
    for forge in forgeries:
        directory.forge = forge
        led.append((come_in(), user_of(client)))
    assert led == [(refused("nonsense"), None)] * len(forgeries)


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [None, 1, "x"],
        [{"kty": "EC", "kid": "key-1", "crv": 1, "x": {}, "y": []}],
        [{"kty": "oct", "k": "c2VjcmV0", "kid": "key-1"}],
    ],
)
def test_keys_that_are_none_let_nobody_in(
    noor: User, directory: SmallDirectory, come_in: Callable[..., str], keys: list[Any]
) -> None:
    directory.keys = keys
    assert come_in() == refused("nonsense")


def test_an_answer_is_taken_once_in_the_browser_that_asked_within_ten_minutes(
    client: Client, noor: User, directory: SmallDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = client.post(START)["Location"]
    back = directory.let_in(begun)
    assert Client().get(back)["Location"] == refused("stale", "fr")
    assert client.get(back.replace("state=", "state=x"))["Location"] == refused("stale", "fr")
    assert client.get(back)["Location"] == HOME
    assert client.get(back)["Location"].endswith("/home/")  # she is in
    client.logout()
    assert client.get(back)["Location"] == refused("stale", "fr")
    # The code once more, with a state of today: the directory sold it already.
    there = client.post(START)["Location"]
    state = dict(parse_qsl(urlsplit(there).query))["state"]
    assert client.get(ANSWER, {"state": state, "code": "code-0"})["Location"] == refused("stale")
    monkeypatch.setattr(attempts, "SECONDS", 0)
    assert client.get(directory.let_in(client.post(START)["Location"]))["Location"] == refused("stale", "fr")
    assert user_of(client) is None


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "true"}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email": None}, "unverified"),
        ({"email": ["noor@example.org"]}, "unverified"),
        ({"email": "nobody@example.org"}, "no-account"),
        ({"email": "noor\x00@example.org"}, "unverified"),
        ({"email": "NOOR@example.oRg".replace("R", "\u211b")}, "unverified"),
        ({"email": "noor@example.org\ud800"}, "unverified"),
    ],
)
def test_no_account_is_made_and_none_is_guessed(
    client: Client, noor: User, come_in: Callable[..., str], person: dict[str, Any], reason: str
) -> None:
    assert (come_in(**person), user_of(client), User.objects.count()) == (refused(reason), None, 1)


def test_who_has_no_account_is_told_whom_to_ask_in_her_language(
    client: Client, come_in: Callable[..., str], db: None
) -> None:
    led = come_in(START.replace("/en/", "/nl/"))
    assert led == refused("no-account", "nl")
    pages = [client.get(refused("no-account", language)).content.decode() for language in ("nl", "fr", "en")]
    assert ["coördinator" in pages[0], "coordination" in pages[1], "ask the coordinator" in pages[2]] == [
        True
    ] * 3


def test_a_closed_account_is_not_opened(
    client: Client, noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    User.objects.update(is_active=False)
    assert come_in() == refused("closed")
    connected(noor, directory)
    assert (come_in(), user_of(client)) == (refused("closed"), None)


def test_another_entry_with_her_address_does_not_open_her_account(
    noor: User, directory: SmallDirectory, come_in: Callable[..., str]
) -> None:
    connected(noor, directory, "an older entry")
    assert come_in() == refused("other-entry")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(noor: User, come_in: Callable[..., str], target: str) -> None:
    assert come_in(data={"next": target}) == HOME


# --- a directory that fails --------------------------------------------------------------------------

FAULTS: dict[str, tuple[str, Any, str]] = {
    "down": ("/token", (503, {}, b""), "down"),
    "no JSON": ("/token", (200, {}, b"<html>"), "nonsense"),
    "a list": ("/token", (200, {}, b"[]"), "nonsense"),
    "deep": ("/token", (200, {}, b"[" * 100_000), "nonsense"),
    "huge": ("/token", (200, {}, b" " * 300_000), "nonsense"),
    "a redirect": ("/token", (302, {"Location": "https://evil.example/"}, b""), "nonsense"),
    "refuses us": ("/token", (401, {}, b'{"error": "invalid_client"}'), "nonsense"),
    "huge metadata": ("/.well-known/openid-configuration", (200, {}, b" " * 300_000), "nonsense"),
    "no keys": ("/keys", (200, {}, b'{"keys": 1}'), "nonsense"),
}


@pytest.mark.parametrize(("path", "answer", "reason"), FAULTS.values(), ids=FAULTS.keys())
def test_nonsense_gives_a_clear_page_and_the_password_works(
    client: Client,
    noor: User,
    directory: SmallDirectory,
    come_in: Callable[..., str],
    sign_in: SignIn,
    path: str,
    answer: Any,
    reason: str,
) -> None:
    directory.answers[path] = answer
    led = come_in()
    assert (led, client.get(led).status_code, sign_in()) == (refused(reason), 200, HOME)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "https://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
def test_addresses_elsewhere_are_never_asked(
    db: None, directory: SmallDirectory, come_in: Callable[..., str], metadata: dict[str, Any]
) -> None:
    directory.metadata = metadata
    assert (come_in(), directory.asked) == (refused("nonsense"), ["/.well-known/openid-configuration"])


def test_one_that_is_down_is_left_alone_for_a_while(
    noor: User, directory: SmallDirectory, come_in: Callable[..., str], sign_in: SignIn, settings: Settings
) -> None:
    with small_directory() as gone:
        pass
    settings.SIGN_IN_DIRECTORY = gone.settings()
    assert [come_in(), come_in(), sign_in()] == [refused("down"), refused("down"), HOME]
    settings.SIGN_IN_DIRECTORY = directory.settings()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"error": "access_denied"}, "declined"),
        ({"error": "temporarily_unavailable"}, "down"),
        ({"error": "<script>"}, "nonsense"),
        ({"iss": "https://another.example", "code": "code-0"}, "nonsense"),
        ({}, "nonsense"),
    ],
)
def test_what_the_browser_brings_instead_of_a_code(
    client: Client, db: None, directory: SmallDirectory, said: dict[str, str], reason: str
) -> None:
    state = dict(parse_qsl(urlsplit(client.post(START)["Location"]).query))["state"]
    assert client.get(ANSWER, {"state": state, **said})["Location"] == refused(reason)
    assert "/token" not in directory.asked


def test_too_many_begin(client: Client, db: None, directory: SmallDirectory) -> None:
    answers = {client.post(START).status_code for _ in range(60)}
    assert (answers, client.post(START).status_code) == ({302}, 429)


# --- on her account page -----------------------------------------------------------------------------


def test_she_connects_her_account_whatever_her_address_there_is(
    client: Client, noor: User, sign_in: SignIn, come_in: Callable[..., str], settings: Settings
) -> None:
    settings.DEMO = True
    sign_in()
    assert "Connect my account" in client.get(PROFILE).content.decode()
    assert come_in(CONNECT, email="n@region.example", email_verified=False) == PROFILE
    page = client.get(PROFILE).content.decode()
    assert (NOOR["sub"] in page, "Connect my account" in page) == (True, False)
    assert acts() == ["person.directory-connected"]


def test_an_entry_opens_one_account_and_an_account_has_one_entry(
    noor: User, directory: SmallDirectory, sign_in: SignIn, come_in: Callable[..., str], settings: Settings
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
    client: Client, noor: User, sign_in: SignIn, come_in: Callable[..., str], settings: Settings
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
    client: Client, noor: User, come_in: Callable[..., str], settings: Settings
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
    come_in: Callable[..., str],
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

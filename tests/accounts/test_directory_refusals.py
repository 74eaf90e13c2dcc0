"""Sign-in by a directory of one's own: who does not come in and what she is told; a directory that fails."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from opstap.accounts.directory import attempts
from opstap.accounts.models import DirectoryIdentity, User
from tests.accounts.conftest import ComeIn, SignIn
from tests.accounts.small_directory import CLIENT, NOOR, SigningKey, SmallDirectory, small_directory
from tests.accounts.through_directory import (
    ANSWER,
    HOME,
    START,
    connected,
    refused,
    user_of,
)

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
    client: Client, noor: User, directory: SmallDirectory, come_in: ComeIn, claims: dict[str, Any]
) -> None:
    directory.claims = claims
    assert (come_in(), user_of(client), DirectoryIdentity.objects.count()) == (refused("nonsense"), None, 0)


def test_a_token_for_several_that_was_issued_to_us_is_taken(
    noor: User, directory: SmallDirectory, come_in: ComeIn
) -> None:
    directory.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert come_in() == HOME


def test_a_forged_signature_lets_nobody_in(
    client: Client, noor: User, directory: SmallDirectory, come_in: ComeIn
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
    noor: User, directory: SmallDirectory, come_in: ComeIn, keys: list[Any]
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
    client: Client, noor: User, come_in: ComeIn, person: dict[str, Any], reason: str
) -> None:
    assert (come_in(**person), user_of(client), User.objects.count()) == (refused(reason), None, 1)


def test_who_has_no_account_is_told_whom_to_ask_in_her_language(
    client: Client, come_in: ComeIn, db: None
) -> None:
    led = come_in(START.replace("/en/", "/nl/"))
    assert led == refused("no-account", "nl")
    pages = [client.get(refused("no-account", language)).content.decode() for language in ("nl", "fr", "en")]
    assert ["coördinator" in pages[0], "coordination" in pages[1], "ask the coordinator" in pages[2]] == [
        True
    ] * 3


def test_a_closed_account_is_not_opened(
    client: Client, noor: User, directory: SmallDirectory, come_in: ComeIn
) -> None:
    User.objects.update(is_active=False)
    assert come_in() == refused("closed")
    connected(noor, directory)
    assert (come_in(), user_of(client)) == (refused("closed"), None)


def test_another_entry_with_her_address_does_not_open_her_account(
    noor: User, directory: SmallDirectory, come_in: ComeIn
) -> None:
    connected(noor, directory, "an older entry")
    assert come_in() == refused("other-entry")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(noor: User, come_in: ComeIn, target: str) -> None:
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
    come_in: ComeIn,
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
    db: None, directory: SmallDirectory, come_in: ComeIn, metadata: dict[str, Any]
) -> None:
    directory.metadata = metadata
    assert (come_in(), directory.asked) == (refused("nonsense"), ["/.well-known/openid-configuration"])


def test_one_that_is_down_is_left_alone_for_a_while(
    noor: User, directory: SmallDirectory, come_in: ComeIn, sign_in: SignIn, settings: Settings
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

"""Passkeys: made, named, removed; alone or after the password; whatever is no answer is refused."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from opstap.accounts.models import User
from opstap.accounts.services import has_second_factor
from opstap.core.models import AuditEntry
from tests.accounts.conftest import PASSWORD
from tests.accounts.phone import give_phone
from tests.accounts.security_key import SecurityKey
from tests.factories import make_user

ADD, HOME = "/en/account/passkeys/add/", "/en/home/"
ALONE, OPTIONS = "/en/account/sign-in/passkey/", "/en/account/sign-in/passkey/options/"
CODE = "/en/account/sign-in/code/"


@pytest.fixture
def browser() -> Client:
    """At the address of a developer: passkeys need https, or this name."""
    return Client(SERVER_NAME="localhost")


def type_password(browser: Client) -> str:
    sent = {"login": "noor@example.org", "password": PASSWORD}
    return str(browser.post("/en/account/sign-in/", sent)["Location"])


def give(browser: Client, key: SecurityKey, name: str = "My phone") -> Any:
    options = browser.get(ADD).context["js_data"]["creation_options"]
    return browser.post(ADD, {"name": name, "credential": key.make(options)})


def sign_in_alone(browser: Client, key: SecurityKey) -> Any:
    return browser.post(ALONE, {"credential": key.show(browser.get(OPTIONS).json())})


def test_the_first_passkey_is_the_second_factor_and_gives_spare_codes(browser: Client, noor: User) -> None:
    type_password(browser)
    assert browser.get(HOME)["Location"] == "/en/account/second-factor/set-up/"
    answer = give(browser, SecurityKey())
    assert answer["Location"] == "/en/account/second-factor/codes/"
    assert (has_second_factor(noor), browser.get(HOME).status_code) == (True, 200)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.fields) == ("person.passkey-added", noor, [])
    shown = browser.get("/en/account/").content.decode()
    assert ("My phone" in shown, "opens alone" in shown) == (True, True)


def test_it_opens_alone_where_it_knows_her(browser: Client, noor: User) -> None:
    type_password(browser)
    key = SecurityKey()
    give(browser, key)
    other = Client(SERVER_NAME="localhost")
    assert (sign_in_alone(other, key)["Location"], other.get(HOME).status_code) == (HOME, 200)


def test_without_finger_or_pin_it_opens_after_the_password_only(browser: Client, noor: User) -> None:
    type_password(browser)
    key = SecurityKey(knows_her=False)
    give(browser, key)
    other = Client(SERVER_NAME="localhost")
    assert sign_in_alone(other, key).status_code == 400
    assert (type_password(other), other.get(HOME).status_code) == (CODE, 302)
    options = other.get(CODE).context["js_data"]["request_options"]
    assert other.post(CODE, {"credential": key.show(options)})["Location"] == HOME
    assert other.get(HOME).status_code == 200


def test_it_is_named_anew_and_removed_after_it_was_shown_again(browser: Client, noor: User) -> None:
    type_password(browser)
    key = SecurityKey()
    give(browser, key)
    number = Authenticator.objects.get(type="webauthn").pk
    own, other = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    own.force_login(noor)
    again = f"/en/account/passkeys/again/?next=/en/account/passkeys/{number}/name/"
    options = own.get(again).context["js_data"]["request_options"]
    assert own.post(again, {"credential": key.show(options)}).status_code == 302
    own.post(f"/en/account/passkeys/{number}/name/", {"name": "Blue key"})
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Blue key"
    own.post(f"/en/account/passkeys/{number}/remove/")
    assert (has_second_factor(noor), Authenticator.objects.count()) == (False, 0)
    assert sign_in_alone(other, key).status_code == 400


def test_nobody_names_the_passkey_of_another(browser: Client, noor: User) -> None:
    type_password(browser)
    give(browser, SecurityKey())
    stranger = make_user()
    Authenticator.objects.create(user=stranger, type="webauthn", data={"name": "Hers", "credential": {}})
    pk = Authenticator.objects.get(user=stranger, type="webauthn").pk
    assert browser.post(f"/en/account/passkeys/{pk}/name/", {"name": "Mine"}).status_code == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example"])
def test_a_passkey_shown_to_another_site_opens_nothing(browser: Client, noor: User, origin: str) -> None:
    type_password(browser)
    key = SecurityKey()
    give(browser, key)
    key.origin = origin
    assert sign_in_alone(Client(SERVER_NAME="localhost"), key).status_code == 400


def test_an_answer_works_once(browser: Client, noor: User) -> None:
    type_password(browser)
    key, other = SecurityKey(), Client(SERVER_NAME="localhost")
    give(browser, key)
    answer = {"credential": key.show(other.get(OPTIONS).json())}
    assert [other.post(ALONE, answer).status_code for _ in range(2)] == [302, 400]


def test_a_forged_signature_is_refused(browser: Client, noor: User) -> None:
    type_password(browser)
    key, other = SecurityKey(), Client(SERVER_NAME="localhost")
    give(browser, key)
    forger = SecurityKey()
    forger.id, forger.holder = key.id, key.holder
    assert sign_in_alone(other, forger).status_code == 400


@pytest.mark.parametrize(
    "sent",
    ["", "x", "[]", "{}", "1", "null", '{"response": 1}', '{"id": "\\u0000", "rawId": [], "response": {}}'],
)
def test_anything_else_is_refused_with_words(browser: Client, noor: User, sent: str) -> None:
    type_password(browser)
    browser.get(ADD)
    page = browser.post(ADD, {"name": "Key", "credential": sent})
    other = Client(SERVER_NAME="localhost")
    other.get(OPTIONS)
    alone = other.post(ALONE, {"credential": sent})
    assert [
        (answer.status_code, b"This passkey was not accepted." in answer.content) for answer in (page, alone)
    ] == [
        (200, True),
        (400, True),
    ]
    assert Authenticator.objects.count() == 0


def test_a_closed_account_is_not_opened(browser: Client, noor: User) -> None:
    type_password(browser)
    key, other = SecurityKey(), Client(SERVER_NAME="localhost")
    give(browser, key)
    User.objects.update(is_active=False)
    sign_in_alone(other, key)
    assert other.get(HOME).status_code == 302


def test_who_has_a_phone_too_may_show_either(browser: Client, noor: User) -> None:
    type_password(browser)
    key = SecurityKey()
    give(browser, key)
    give_phone_and_key(noor, key)
    other = Client(SERVER_NAME="localhost")
    type_password(other)
    page = other.get(CODE)
    assert (page.context["has_phone"], page.context["has_passkey"]) == (True, True)
    assert json.dumps(page.context["js_data"])


def give_phone_and_key(user: User, key: SecurityKey) -> None:
    kept = Authenticator.objects.get(type="webauthn")
    give_phone(user)
    kept.pk = None
    kept.save()

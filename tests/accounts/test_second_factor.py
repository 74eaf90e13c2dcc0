import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from opstap.accounts.models import User
from opstap.accounts.services import has_second_factor, remove_second_factor
from opstap.core.models import AuditEntry
from tests.accounts.conftest import PASSWORD, SignIn
from tests.accounts.phone import code_of, give_phone
from tests.factories import make_administrator

SET_UP = "/en/account/second-factor/set-up/"


def location(client: Client, path: str) -> str:
    response = client.get(path)
    return str(response.headers.get("Location", response.status_code))


@pytest.mark.parametrize(
    ("path", "landed"),
    [
        ("/en/home/", SET_UP),
        ("/en/account/", SET_UP),
        ("/en/account/password/", SET_UP),
        ("/en/spaces/people/", SET_UP),
        ("/en/account/second-factor/codes/", SET_UP),
        (SET_UP, "200"),
        ("/en/account/sign-out/", "200"),
        ("/en/accessibility/", "200"),
    ],
)
def test_without_a_phone_one_reaches_the_set_up_and_little_else(
    client: Client, noor: User, sign_in: SignIn, path: str, landed: str
) -> None:
    sign_in()
    assert location(client, path) == landed


def test_a_demonstration_does_not_force_it(
    client: Client, noor: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.DEMO = True
    sign_in()
    assert [location(client, path) for path in ("/en/home/", "/en/account/", SET_UP)] == ["200"] * 3


def test_sending_without_a_phone_changes_nothing(client: Client, noor: User, sign_in: SignIn) -> None:
    sign_in()
    response = client.post("/en/account/", {"name": "Else", "public_name": "", "language": "fr"})
    noor.refresh_from_db()
    assert (response["Location"], noor.name) == (SET_UP, "Noor")


def test_set_up_shows_a_square_and_the_same_secret_as_text(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    sign_in()
    page = client.get(SET_UP).content.decode()
    assert len(re.findall(r'<img class="qr" src="data:image/svg\+xml;base64,', page)) == 1
    shown = re.findall(r'<code class="secret">([A-Z2-7]{32})</code>', page)
    assert shown == [client.session["mfa.totp.secret"]]


def test_the_first_code_opens_everything_and_gives_spare_codes(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    sign_in()
    client.get(SET_UP)
    response = client.post(SET_UP, {"code": code_of(client.session["mfa.totp.secret"])})
    assert response["Location"] == "/en/account/second-factor/codes/"
    page = client.get(response["Location"])
    assert (len(page.context["unused_codes"]), location(client, "/en/home/")) == (10, "200")


def test_a_wrong_first_code_keeps_the_square(client: Client, noor: User, sign_in: SignIn) -> None:
    sign_in()
    client.get(SET_UP)
    secret = client.session["mfa.totp.secret"]
    page = client.post(SET_UP, {"code": "no"})
    assert (page.status_code, client.session["mfa.totp.secret"]) == (200, secret)
    assert has_second_factor(noor) is False


def test_a_new_phone_asks_for_the_password_again_and_is_set_up_at_once(client: Client, noor: User) -> None:
    give_phone(noor)
    client.force_login(noor)
    other = "/en/account/second-factor/other-phone/"
    again = location(client, other)
    assert unquote(again) == f"/en/account/password/again/?next={other}"
    assert client.post(again, {"password": PASSWORD, "next": other})["Location"] == other
    assert client.post(other)["Location"] == "/en/account/second-factor/"
    assert (has_second_factor(noor), location(client, "/en/home/")) == (False, SET_UP)


def test_new_spare_codes_replace_the_old(client: Client, noor: User) -> None:
    old = give_phone(noor)
    client.force_login(noor)
    again = "/en/account/second-factor/again/?next=/en/account/second-factor/codes/new/"
    client.post(again, {"code": code_of()})
    client.post("/en/account/second-factor/codes/new/")
    new = client.get("/en/account/second-factor/codes/").context["unused_codes"]
    assert (len(new), set(new) & set(old)) == (10, set())


def test_a_wrong_password_does_not_open_what_is_asked_again(client: Client, noor: User) -> None:
    give_phone(noor)
    client.force_login(noor)
    page = client.post("/en/account/password/again/", {"password": "wrong"})
    assert page.context["form"].errors["password"] == ["This is not your password. Try again."]


def test_a_lost_phone_is_forgotten_with_its_spare_codes(noor: User) -> None:
    give_phone(noor)
    helper = make_administrator()
    remove_second_factor(user=noor, by=helper)
    remove_second_factor(user=noor, by=helper)
    entry = AuditEntry.objects.get(action="person.second-factor-removed")
    assert Authenticator.objects.filter(user=noor).count() == 0
    assert (entry.object_uid, entry.actor) == (noor.uid, helper)

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from opstap.accounts import services
from opstap.accounts.models import User
from tests.accounts.conftest import PASSWORD, SignIn
from tests.accounts.phone import give_phone
from tests.factories import make_user

NEW = "vier blauwe paraplu's"
FORGOTTEN = "/en/account/password/forgotten/"


def follow(client: Client, link: str) -> str:
    """Open the link; the address of its form."""
    return str(client.get(link.removeprefix("http://localhost:8000"))["Location"])


def choose(client: Client, form: str, first: str = NEW, second: str = NEW) -> object:
    return client.post(form, {"password1": first, "password2": second})


def test_a_link_sets_the_password_and_signs_in(client: Client, db: None) -> None:
    user = make_user("lina@example.org", second_factor=False)
    form = follow(client, services.set_password_link(user))
    assert form.endswith("-set-password/")
    choose(client, form)
    user.refresh_from_db()
    assert (user.check_password(NEW), client.session["_auth_user_id"]) == (True, str(user.pk))


def test_a_link_does_not_go_round_the_second_factor(client: Client, noor: User) -> None:
    give_phone(noor)
    response = choose(client, follow(client, services.set_password_link(noor)))
    assert response["Location"] == "/nl/account/sign-in/code/"  # type: ignore[index]
    assert "_auth_user_id" not in client.session


def test_a_link_works_once(client: Client, noor: User) -> None:
    link = services.set_password_link(noor)
    choose(client, follow(client, link))
    page = Client().get(link.removeprefix("http://localhost:8000"))
    assert (page.status_code, page.context["token_fail"]) == (200, True)


def test_looking_at_the_link_does_not_use_it_up(client: Client, noor: User) -> None:
    link = services.set_password_link(noor)
    follow(client, link)
    assert follow(Client(), link).endswith("-set-password/")


def test_a_link_ends_after_three_days(client: Client, noor: User, settings: Settings) -> None:
    link = services.set_password_link(noor)
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(link.removeprefix("http://localhost:8000")).context["token_fail"] is True


@pytest.mark.parametrize(
    "path", ["zzzz-abc", "1-no-such-key", "9999999999999-c1-x", "0-set-password", "1-set-password"]
)
def test_an_invented_link_opens_nothing(client: Client, db: None, path: str) -> None:
    page = client.get(f"/en/account/password/new/{path}/")
    assert (page.status_code, page.context["token_fail"]) == (200, True)


@pytest.mark.parametrize("weak", ["short", "123456789012345", "password1234", "noor@example.org"])
def test_a_weak_password_is_refused_with_a_reason(client: Client, noor: User, weak: str) -> None:
    page = choose(client, follow(client, services.set_password_link(noor)), weak, weak)
    assert len(page.context["form"].errors["password1"]) >= 1  # type: ignore[attr-defined]
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD) is True


def test_two_different_passwords_are_refused(client: Client, noor: User) -> None:
    page = choose(client, follow(client, services.set_password_link(noor)), NEW, NEW + "!")
    assert list(page.context["form"].errors) == ["password2"]  # type: ignore[attr-defined]


def test_a_forgotten_password_is_mailed_as_a_link(client: Client, noor: User) -> None:
    assert client.post(FORGOTTEN, {"email": "Noor@example.org"})["Location"] == f"{FORGOTTEN}sent/"
    [letter] = mail.outbox
    assert letter.to == ["noor@example.org"]
    [link] = re.findall(r"http://localhost:8000/\S+", letter.body)
    assert follow(client, link).endswith("-set-password/")


def test_who_asks_for_an_unknown_email_sees_the_same_and_nobody_gets_mail(client: Client, db: None) -> None:
    assert client.post(FORGOTTEN, {"email": "nobody@example.org"})["Location"] == f"{FORGOTTEN}sent/"
    assert mail.outbox == []


def test_a_closed_account_gets_no_mail(client: Client, noor: User) -> None:
    User.objects.update(is_active=False)
    client.post(FORGOTTEN, {"email": noor.email})
    assert mail.outbox == []


def test_change_of_password_keeps_one_signed_in_here_and_nowhere_else(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    give_phone(noor)
    client.force_login(noor)
    elsewhere = Client()
    elsewhere.force_login(noor)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/en/account/password/", sent)["Location"] == "/en/account/"
    assert [browser.get("/en/home/").status_code for browser in (client, elsewhere)] == [200, 302]


def test_change_of_password_asks_for_the_old_one(client: Client, noor: User) -> None:
    give_phone(noor)
    client.force_login(noor)
    sent = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    page = client.post("/en/account/password/", sent)
    assert page.context["form"].errors == {"oldpassword": ["This is not your password of today. Try again."]}


def test_who_has_no_password_yet_is_led_to_a_link(client: Client, db: None) -> None:
    client.force_login(make_user())
    assert client.get("/en/account/password/")["Location"] == FORGOTTEN


def test_signing_in_makes_older_links_useless(client: Client, noor: User) -> None:
    link = services.set_password_link(noor)
    User.objects.update(last_login=timezone.now())
    assert client.get(link.removeprefix("http://localhost:8000")).context["token_fail"] is True


def test_the_link_is_mailed_when_mail_is_set_up(noor: User, settings: Settings) -> None:
    assert services.send_set_password_link(user=noor, link="https://example.org/x") is True
    assert "https://example.org/x" in mail.outbox[0].body
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert services.send_set_password_link(user=noor, link="https://example.org/x") is False
    assert len(mail.outbox) == 1


def test_without_the_mail_server_the_link_is_given_by_hand(noor: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert services.send_set_password_link(user=noor, link="https://example.org/x") is False

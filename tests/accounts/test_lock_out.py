from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from opstap.accounts.adapter import client_address
from opstap.accounts.models import User
from tests.accounts.conftest import PASSWORD, SignIn
from tests.accounts.phone import give_phone


def lock(sign_in: SignIn, email: str = "noor@example.org") -> list[str]:
    return [sign_in(email, "wrong") for _ in range(8)]


def test_the_eighth_failure_locks(noor: User, sign_in: SignIn) -> None:
    assert lock(sign_in) == ["200"] * 7 + ["429"]
    assert sign_in(password=PASSWORD) == "429"


def test_the_page_says_how_long_to_wait_and_what_to_do(client: Client, noor: User, sign_in: SignIn) -> None:
    lock(sign_in)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=4, seconds=30))
    page = client.post("/en/account/sign-in/", {"login": noor.email, "password": PASSWORD})
    assert (page.status_code, page.context["minutes"], page["Retry-After"]) == (429, 11, "660")
    assert "Wait 11 minutes, then try again." in page.content.decode()
    assert "/en/account/password/forgotten/" in page.content.decode()


def test_trying_during_the_lock_does_not_make_it_longer(noor: User, sign_in: SignIn) -> None:
    lock(sign_in)
    before = AccessAttempt.objects.get().attempt_time
    sign_in()
    assert AccessAttempt.objects.get().attempt_time == before


def test_after_a_quarter_of_an_hour_the_door_opens(noor: User, sign_in: SignIn) -> None:
    lock(sign_in)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in() == "/en/home/"


def test_a_success_clears_the_count(client: Client, noor: User, sign_in: SignIn) -> None:
    for _ in range(7):
        sign_in(password="wrong")
    sign_in()
    client.logout()
    assert lock(sign_in)[:7] == ["200"] * 7


@pytest.mark.parametrize("email", ["NOOR@EXAMPLE.ORG", " noor@example.org"])
def test_another_spelling_is_the_same_person(noor: User, sign_in: SignIn, email: str) -> None:
    lock(sign_in)
    assert sign_in(email) == "429"


def test_others_at_the_same_address_still_sign_in(noor: User, sign_in: SignIn) -> None:
    lock(sign_in, "somebody@example.org")
    assert sign_in() == "/en/home/"


def test_the_same_person_from_another_address_still_signs_in(noor: User, sign_in: SignIn) -> None:
    lock(sign_in)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    response = elsewhere.post("/en/account/sign-in/", {"login": noor.email, "password": PASSWORD})
    assert response["Location"] == "/en/home/"


def test_too_many_requests_get_a_page_that_says_so(client: Client, noor: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    pages = [client.post("/en/account/sign-in/") for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 429]
    assert "Wait a minute, then try again." in pages[1].content.decode()


def test_the_password_asked_again_counts_too(client: Client, noor: User) -> None:
    give_phone(noor)
    client.force_login(noor)
    pages = [client.post("/en/account/password/again/", {"password": "wrong"}) for _ in range(8)]
    assert [page.status_code for page in pages] == [200] * 7 + [429]


def test_nothing_is_noted_about_who_signed_in_from_where(noor: User, sign_in: SignIn) -> None:
    sign_in(password="wrong")
    sign_in()
    assert AccessAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("proxies", "noted", "address"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "no address", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_our_own_proxies_are_believed(
    rf: RequestFactory, settings: Settings, proxies: int, noted: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": noted})
    assert client_address(request) == address


def test_through_a_socket_there_is_no_address(rf: RequestFactory) -> None:
    assert client_address(rf.get("/", REMOTE_ADDR="")) == "0.0.0.0"

"""A session and its person are one question, and what is read is checked each time."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.test import Client
from django.utils import timezone, translation

from opstap.accounts.devices import device_of, in_words
from opstap.accounts.models import Session, User
from opstap.accounts.sessions import SessionStore
from opstap.core.models import AuditEntry
from tests.accounts.conftest import PASSWORD
from tests.factories import make_user

PAGE = "/en/account/"


@pytest.fixture
def noor(db: None) -> User:
    return make_user()


@pytest.fixture
def signed_in(client: Client, noor: User) -> Client:
    client.force_login(noor, "opstap.accounts.backends.SignInBackend")
    return client


def test_a_session_names_its_person_and_a_stranger_has_none(client: Client, noor: User) -> None:
    client.get("/en/")
    assert Session.objects.count() == 0
    client.force_login(noor, "opstap.accounts.backends.SignInBackend")
    assert [session.person for session in noor.sessions.all()] == [noor]
    client.post("/en/account/sign-out/")
    assert Session.objects.count() == 0


def test_who_comes_in_is_one_question(signed_in: Client, noor: User, django_assert_num_queries: Any) -> None:
    store = SessionStore(signed_in.session.session_key)
    with django_assert_num_queries(1):
        assert store[SESSION_KEY] == str(noor.pk)
        assert store.person == noor


def test_a_changed_password_and_an_ended_account_end_it(signed_in: Client, noor: User) -> None:
    assert signed_in.get(PAGE).status_code == 200
    other = Client()
    other.force_login(noor, "opstap.accounts.backends.SignInBackend")
    User.objects.filter(pk=noor.pk).update(is_active=False)
    assert signed_in.get(PAGE).status_code == 302
    User.objects.filter(pk=noor.pk).update(is_active=True, password="another")
    assert other.get(PAGE).status_code == 302


@pytest.mark.parametrize("written", [{SESSION_KEY: "999999"}, {HASH_SESSION_KEY: "forged"}])
def test_what_the_session_holds_is_checked_against_the_person(
    signed_in: Client, written: dict[str, str]
) -> None:
    session = Session.objects.get()
    data = {**SessionStore().decode(session.session_data), **written}
    Session.objects.update(session_data=SessionStore().encode(data))
    assert signed_in.get(PAGE).status_code == 302


def test_a_session_whose_column_is_empty_is_judged_as_django_does(signed_in: Client) -> None:
    Session.objects.update(person=None)
    assert signed_in.get(PAGE).status_code == 200


def test_an_unknown_or_ended_session_has_nobody(noor: User) -> None:
    store = SessionStore("unknown")
    assert (store.get(SESSION_KEY), store.person, store.session_key) == (None, None, None)
    assert issubclass(SessionStore, DjangoStore)


WHERE = "/en/account/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def sign_in_with(browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/en/account/sign-in/", {"login": "lina@example.org", "password": PASSWORD})
    return client


@pytest.fixture
def lina(db: None, settings: Any) -> User:
    settings.DEMO = True  # no second factor
    return make_user("lina@example.org", password=PASSWORD, second_factor=False)


def places(client: Client) -> list[tuple[str, bool]]:
    return [(place.device, place.is_this) for place in client.get(WHERE).context["places"]]


def test_she_sees_where_she_is_signed_in_and_ends_one(lina: User) -> None:
    here, there = sign_in_with(FIREFOX), sign_in_with(CHROME)
    stranger = Client()
    stranger.force_login(make_user())
    assert places(here) == [("Firefox on Windows", True), ("Chrome on Android", False)]
    assert places(there) == [("Chrome on Android", True), ("Firefox on Windows", False)]

    handle = here.get(WHERE).context["places"][1].handle
    stranger.post(f"{WHERE}{handle}/end/")
    assert there.get(WHERE).status_code == 200
    here.post(f"{WHERE}{handle}/end/")
    here.post(f"{WHERE}{handle}/end/")
    assert (there.get(WHERE).status_code, places(here)) == (302, [("Firefox on Windows", True)])
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.fields) == ("person.signed-out-elsewhere", lina, [])


def test_everywhere_else_at_once(lina: User) -> None:
    here, *others = (sign_in_with(browser) for browser in (FIREFOX, CHROME, ""))
    here.post(f"{WHERE}end/")
    assert [client.get(WHERE).status_code for client in (here, *others)] == [200, 302, 302]


def test_last_used_is_noted_every_ten_minutes(lina: User) -> None:
    client, now = sign_in_with(FIREFOX), timezone.now()
    moments = []
    for minutes in (9, 11):
        Session.objects.update(used_at=now - timedelta(minutes=minutes))
        client.get("/en/home/")
        moments.append(now - Session.objects.get().used_at)  # type: ignore[operator]
    assert [moment > timedelta(minutes=5) for moment in moments] == [True, False]


def test_what_an_earlier_password_opened_is_not_listed(lina: User) -> None:
    sign_in_with(CHROME)
    lina.set_password("another one of four words")
    lina.save()
    client = Client()
    client.force_login(lina, "opstap.accounts.backends.SignInBackend")
    assert places(client) == [("A device that does not say what it is", True)]


@pytest.mark.parametrize(
    ("said", "kept", "words"),
    [
        (FIREFOX, "Firefox/Windows", "Firefox on Windows"),
        (f"{CHROME} Edg/140.0", "Edge/Android", "Edge on Android"),
        ("Safari (iPhone; CPU iPhone OS 18 like Mac OS X)", "Safari/iPhone", "Safari on iPhone"),
        ("curl/8 Linux", "/Linux", "Linux"),
        ("\x00" + "x" * 5000, "/", "A device that does not say what it is"),
    ],
)
def test_of_what_a_browser_says_two_words_are_kept(said: str, kept: str, words: str) -> None:
    with translation.override("en"):
        assert (device_of(said), in_words(kept)) == (kept, words)

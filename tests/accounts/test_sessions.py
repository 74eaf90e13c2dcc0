"""A session and its person are one question, and what is read is checked each time."""

from typing import Any

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.test import Client

from opstap.accounts.models import Session, User
from opstap.accounts.sessions import SessionStore
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

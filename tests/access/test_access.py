"""Walks every URL with every kind of visitor and compares with the table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from opstap.accounts.models import User
from opstap.desk.views.sender import COOKIE
from tests.access.places import Place, World, make_world
from tests.access.table import ANIMATOR, ANONYMOUS, BY_PIN, COMPUTER, KNOWN_IN, TABLE, VISITORS, Row
from tests.accounts.small_directory import SmallDirectory
from tests.chain import client_with
from tests.factories import make_computer
from tests.made_once import made_once

# What a visit leaves behind without being an act of the person: her session, the counter of failed sign-ins.
OWN_TRACES = ("accounts_session", "axes_")
BAD_INPUT = {400, 409, 422}


def url_names(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The full name of every URL; one without a name shows its route, so that no row can fit it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from url_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or f"URL without a name: {pattern.pattern}"))


def test_every_url_has_exactly_one_row() -> None:
    assert sorted(row.name for row in TABLE) == sorted(url_names(get_resolver()))


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from made_once(django_db_blocker, make_world)


@pytest.fixture
def world(made: World, db: None) -> World:
    return deepcopy(made)


@pytest.fixture
def _directory_is_set(settings: Settings) -> None:
    """Sign-in by a directory has its addresses; that one does not answer."""
    settings.SIGN_IN_DIRECTORY = SmallDirectory("http://127.0.0.1:9").settings()


@pytest.mark.usefixtures("_directory_is_set")
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_access(row: Row, world: World) -> None:
    sessions = {visitor: signed_in(world.people.get(visitor)) for visitor in VISITORS}
    sessions |= at_computers(world.own, world.people[ANIMATOR])
    scopes = scopes_of(row)
    named = {where: row.at(world.places[where]) if row.at else None for where in scopes}
    paths = {where: reverse(row.name, kwargs=kwargs) for where, kwargs in named.items()}
    surprises = [
        surprise
        for where in scopes
        for visitor in VISITORS
        for method in ("GET", "POST")
        if (surprise := check(row, sessions[visitor], method, visitor, where, paths[where]))
    ]
    assert surprises == []


def scopes_of(row: Row) -> list[str]:
    """Whose things are asked for. On PostgreSQL her own: there it is enough that every page answers."""
    return list(KNOWN_IN) if row.at and row.scoped and connection.vendor == "sqlite" else ["own"]


def signed_in(user: User | None) -> SimpleCookie:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.cookies


def at_computers(own: Place, member: User) -> dict[str, SimpleCookie]:
    """An enrolled computer with nobody at it, and one with a person of the team."""
    cookies = {}
    for visitor, at_it in ((COMPUTER, None), (BY_PIN, member)):
        device, token = make_computer(own.space)
        now = timezone.now()
        type(device).objects.filter(pk=device.pk).update(person=at_it, acted_at=now, last_seen_at=now)
        cookies[visitor] = SimpleCookie({COOKIE: token})
    return cookies


def check(row: Row, cookies: SimpleCookie, method: str, visitor: str, where: str, path: str) -> str:
    """One request, undone afterwards. '' when it was answered as the table says, else what was wrong."""
    client = client_with(cookies)
    with transaction.atomic():
        with written_tables() as written:
            response = getattr(client, method.lower())(path)
            answer = answer_of(response, method)
        transaction.set_rollback(True)
    what = f"{method} {path} by {visitor}, {where}: "
    expected = row.expected(method, visitor, where)
    if answer not in expected:
        return f"{what}{answer} instead of {' or '.join(sorted(expected))}"
    if written and (method == "GET" or answer != "ok"):
        return f"{what}wrote {', '.join(sorted(written))}"
    return ""


def answer_of(response: HttpResponse, method: str) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse(django_settings.LOGIN_URL)):
        return "login"
    if response.status_code == 302 and response["Location"].endswith("/who/"):
        return "login"  # the shared computer asks who is at it
    if response.status_code < 400 or (method == "POST" and response.status_code in BAD_INPUT):
        return "ok"
    return str(response.status_code)


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that were written to, seen at the database connection, undone writes included."""
    written: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.replace('"', " ").split(None, 4)
        if words[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            table = next(word for word in words[1:] if word.upper() not in {"INTO", "FROM", "OR", "IGNORE"})
            if not table.startswith(OWN_TRACES):
                written.add(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def test_the_table_names_known_visitors() -> None:
    assert [row.name for row in TABLE if (row.get | row.post) - set(VISITORS)] == []
    assert ANONYMOUS in VISITORS

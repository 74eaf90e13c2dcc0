"""Anything may be sent to any address: the answer is never a fault of the server; who is refused is told why
in her language, and nothing was half-written.

Walks the table of tests/access, so a new address is tested as soon as it has its row. A body is made
of the controls of the page itself, of the acts of the desk, or of noise.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from hypothesis import given, settings
from hypothesis import strategies as st

from opstap.core.models import Quarantine
from opstap.desk.forms import KINDS
from tests.access.places import Place, make_people, make_places
from tests.access.table import ANONYMOUS, TABLE, VISITORS, Group, Row
from tests.access.test_access import signed_in
from tests.controls import Controls, controls

# Where records are born, many; elsewhere enough to find a careless line.
ROOMS = {"desk": 100, "keeping": 60, "e_services": 40}
ELSEWHERE = 12
NOT_OURS = ("account_", "mfa_")  # forms of django-allauth
UNCOUNTED = ("django_session", "axes_", Quarantine._meta.db_table)
NEARLY = [
    "-1", "0", "1", "201", "9" * 400, "1e999", "NaN", "0001-01-01T00:00+14:00", "9999-12-31",
    "12:61", "'\"<&%", "\x00", "a" * 3000, "01890000-0000-7000-8000-000000000001", "../../etc",
    "%00", "é\u202e", "\ud800",
]  # fmt: skip

noise = st.one_of(
    st.sampled_from(NEARLY),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.uuids().map(str),
    st.datetimes().map(str),
)
anything = st.recursive(
    noise,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
ACTS: Controls = {name: [""] for form in KINDS.values() for name in form.base_fields}
ACTS |= {"kind": [*KINDS, "?"], "id": ["01890000-0000-7000-8000-000000000001"], "items": [], "sent_at": []}


def fields(offered: Controls) -> "st.SearchStrategy[dict[str, Any]]":
    """What the page would send, with some of it left out or spoilt."""

    def value(name: str) -> "st.SearchStrategy[Any]":
        own = offered[name]
        return st.sampled_from(own) | anything if own else anything

    optional = {name: value(name) for name in offered}
    return st.fixed_dictionaries({}, optional=optional)


def bodies(offered: Controls) -> "st.SearchStrategy[tuple[str, Any]]":
    """Pairs of content type and body."""
    asked = fields(offered)
    return st.one_of(
        st.tuples(st.just("form"), asked),
        st.tuples(st.just("application/json"), asked),
        st.tuples(st.just("application/json"), anything),
        st.tuples(st.sampled_from(["application/json", "text/plain", "multipart/form-data"]), st.binary()),
    )


def _room(row: Row) -> str:
    return row.name.partition(":")[0]


def rows() -> list[Any]:
    """(row, method, how many bodies) for everything that can be sent somewhere."""
    found = []
    for row in TABLE:
        often = ROOMS.get(_room(row), ELSEWHERE)
        if row.name.startswith(NOT_OURS):
            continue
        found += [pytest.param(row, "post", often, id=f"POST {row.name}")] if row.post else []
        found += [pytest.param(row, "get", max(often // 4, 4), id=f"GET {row.name}")] if row.get else []
    return found


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "method", "often"), rows())
def test_anything_may_be_sent(row: Row, method: str, often: int, places: dict[str, Place]) -> None:
    place = places["own"]
    people = make_people(place)
    cookies = signed_in(people.get(_visitor(row.post if method == "post" else row.get)))
    arguments = row.at(place) if row.at else None
    offered = ACTS | _offered(cookies, row, arguments)
    before = _counts()

    @settings(max_examples=often)
    @given(language=st.sampled_from(["fr", "nl", "en"]), sent=bodies(offered))
    def send(language: str, sent: tuple[str, Any]) -> None:
        with undone():
            response = _send(cookies, method, _path(row, arguments, language), *sent)
            assert response.status_code < 500, response.text[:500]
            if 400 <= response.status_code < 500:
                assert _counts() == before
                _check_words(response, language)

    send()


def _visitor(group: Group) -> str:
    """The one with the largest role of those who may."""
    return next(visitor for visitor in (*VISITORS[1:], ANONYMOUS) if visitor in group)


def _path(row: Row, arguments: dict[str, Any] | None, language: str) -> str:
    with translation.override(language):
        return reverse(row.name, kwargs=arguments)


def _offered(cookies: SimpleCookie, row: Row, arguments: dict[str, Any] | None) -> Controls:
    """The controls of its own page; where only sending is possible, those of the pages around it."""
    around = [other for other in TABLE if other.get and other.at == row.at and _room(other) == _room(row)]
    found: Controls = {}
    for other in [row] if row.get else around:
        page = _send(cookies, "get", _path(other, arguments, "en"), "form", {})
        if page["Content-Type"].startswith("text/html"):
            found |= controls(page.text)
    return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _send(cookies: SimpleCookie, method: str, path: str, kind: str, body: Any) -> Any:
    client = Client(raise_request_exception=False)
    client.cookies.load(cookies.output(header="", sep=";"))
    if method == "get":
        return client.get(path, _text(body if isinstance(body, dict) else {"q": body}))
    if kind == "form":
        return client.post(path, _text(body))
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, encoded, content_type=kind)


def _text(value: Any) -> Any:
    """As the form of a browser sends it: texts, and several of one name."""
    if isinstance(value, dict):
        return {name: _text(part) if isinstance(part, list) else _said(part) for name, part in value.items()}
    return [_said(part) for part in value]


def _said(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _counts() -> dict[str, int]:
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and not model._meta.db_table.startswith(UNCOUNTED)
    ]
    asked = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


def _check_words(response: HttpResponse, language: str) -> None:
    """A refusal says something, in the language of the address."""
    if response.status_code == 405:
        return
    if response["Content-Type"].startswith("application/json"):
        said = list(_words(json.loads(response.content)))
        assert said, response.text
        assert [word for word in said if _is_untranslated(word, language)] == []
    else:
        assert re.search(rf'lang="{language}"', response.text), response.text[:300]
        assert re.search(r'role="alert"|class="error"|<h1', response.text), response.text[:300]


def _words(answer: dict[str, Any]) -> Iterator[str]:
    if answer.get("says"):
        yield str(answer["says"])
    for errors in answer.get("errors", {}).values():
        yield from errors


def _is_untranslated(word: str, language: str) -> bool:
    """Whether it stands in the code in these very words and has others in this language."""
    catalogue = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    return bool(catalogue.get(word, word) != word)


def test_there_are_thousands_of_them() -> None:
    assert sum(parameters.values[2] for parameters in rows()) >= 1500

"""What may be sent to any address: makers of bodies, queries, uploads and files of places, and what must be
true of every answer. Used by test_any_body.py, and with many more of them by benchmarks/any_body.py.

Walks the table of tests/access, so a new address is reached as soon as it has its row. A body is made of the
controls of the page itself, of the acts of the desk, or of noise.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from hypothesis import given, settings
from hypothesis import strategies as st

from opstap.accounts.models import User
from opstap.core.models import Job, Quarantine
from opstap.desk.forms import KINDS
from opstap.exchange.models import ImportedPlace, ImportRun
from opstap.exchange.reading import MappingError, ReadingError
from opstap.exchange.services import uploads
from tests.access.places import Place
from tests.access.table import ANONYMOUS, TABLE, VISITORS, Group, Row
from tests.access.test_access import signed_in
from tests.any_file import Sent, import_files, names
from tests.chain import client_with
from tests.controls import Controls, controls

# Where records are born, many; elsewhere enough to find a careless line.
ROOMS = {"desk": 100, "keeping": 60, "e_services": 40}
ELSEWHERE, FILES = 12, 60
NOT_OURS = ("account_", "mfa_")  # forms of django-allauth: their words are its own
UNCOUNTED = ("accounts_session", "axes_", "django_cache", Quarantine._meta.db_table)
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
uploaded = st.dictionaries(
    st.sampled_from(["file", "x"]), st.tuples(names, st.binary()), min_size=1, max_size=2
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
        st.tuples(st.just("upload"), st.tuples(asked, uploaded)),
    )


# --- what is reached --------------------------------------------------------------------------------


def _room(row: Row) -> str:
    return row.name.partition(":")[0]


def reached() -> list[tuple[Row, str, int]]:
    """(row, method, how many) for everything that can be asked or sent somewhere."""
    found = []
    for row in TABLE:
        often = ROOMS.get(_room(row), ELSEWHERE)
        found += [(row, "post", often)] if row.post else []
        found += [(row, "get", max(often // 4, 4))] if row.get else []
    return found


@dataclass
class Target:
    """An address, and the one with the largest role of those who may go there."""

    row: Row
    method: str
    cookies: SimpleCookie
    arguments: dict[str, Any] | None
    offered: Controls

    def path(self, language: str) -> str:
        with translation.override(language):
            return reverse(self.row.name, kwargs=self.arguments)


def target(row: Row, method: str, place: Place, people: dict[str, User]) -> Target:
    cookies = signed_in(people.get(_visitor(row.post if method == "post" else row.get)))
    found = Target(row, method, cookies, row.at(place) if row.at else None, {})
    found.offered = ACTS | _offered(found)
    return found


def _visitor(group: Group) -> str:
    return next(visitor for visitor in (*VISITORS[1:], ANONYMOUS) if visitor in group)


def _offered(target: Target) -> Controls:
    """The controls of its own page; where only sending is possible, those of the pages around it."""
    row = target.row
    around = [other for other in TABLE if other.get and other.at == row.at and _room(other) == _room(row)]
    found: Controls = {}
    for other in [row] if row.get else around:
        asked = Target(other, "get", target.cookies, target.arguments, {})
        page = send(asked, "en", "form", {})
        if page["Content-Type"].startswith("text/html"):
            found |= controls(page.text)
    return found


# --- sending and looking ---------------------------------------------------------------------------

Tally = Counter[tuple[str, str, str]]
"""How many, by address, kind of what was sent, and "taken" or "refused"."""


def send_often(target: Target, often: int, tally: Tally, **options: Any) -> None:
    """Send so many different things there. Raises AssertionError when an answer is not as it must be."""
    before = _counts()

    @settings(max_examples=often, **options)
    @given(language=st.sampled_from(["fr", "nl", "en"]), sent=bodies(target.offered))
    def once(language: str, sent: tuple[str, Any]) -> None:
        kind, body = sent
        with undone():
            written = _written()
            response = send(target, language, kind, body)
            _check(response, language, words=not target.row.name.startswith(NOT_OURS))
            _check_untouched(response, before, written)
        tally[target.row.name, _kind(target, kind), _outcome(response)] += 1

    once()


def _kind(target: Target, kind: str) -> str:
    named = {"form": "form", "application/json": "JSON", "upload": "upload"}
    return "query" if target.method == "get" else named.get(kind, "raw")


def _outcome(response: HttpResponse) -> str:
    return "taken" if response.status_code < 400 else "refused"


def send_files(target: Target, often: int, tally: Tally, **options: Any) -> None:
    """Send files of places, and import those that are taken. Raises AssertionError as `send_often`."""
    before = _counts()

    @settings(max_examples=often, **options)
    @given(language=st.sampled_from(["fr", "nl", "en"]), sent=import_files)
    def once(language: str, sent: Sent) -> None:
        with undone():
            fields = {"mapping": sent.mapping, "source": sent.source}
            written = _written()
            response = send(target, language, "upload", (fields, {"file": (sent.name, sent.data)}))
            _check(response, language, words=True)
            _check_untouched(response, before, written)
            if response.status_code == 302:
                _import(Job.objects.filter(kind=uploads.KIND).latest("pk"))
        tally[target.row.name, "file of places", _outcome(response)] += 1

    once()


def _import(job: Job) -> None:
    """What the worker does. Each row read is accounted for, and no place stands without its space."""
    path = uploads.folder() / job.payload["path"]
    try:
        uploads.run_upload(job)
    except (ReadingError, MappingError):  # with its words, on the page of the job
        return
    finally:
        path.unlink(missing_ok=True)
    run = ImportRun.objects.latest("pk")
    assert run.finished_at is not None
    assert run.rows == run.created + run.updated + run.unchanged + run.refused
    assert ImportedPlace.objects.filter(space=None).count() == 0


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(target: Target, language: str, kind: str, body: Any) -> Any:
    client, path = client_with(target.cookies), target.path(language)
    if target.method == "get":
        asked = _text(body if isinstance(body, dict) else {"q": body})
        return client.get(path, asked, headers={"Accept-Language": language})
    if kind == "form":
        return client.post(path, _text(body))
    if kind == "upload":
        fields, files = body
        parts = {name: SimpleUploadedFile(called, data) for name, (called, data) in files.items()}
        return client.post(path, _text(fields) | parts)
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, encoded, content_type=kind)


def _text(value: Any) -> Any:
    """As the form of a browser sends it: texts, and several of one name."""
    if isinstance(value, dict):
        return {name: _text(part) if isinstance(part, list) else _said(part) for name, part in value.items()}
    return [_said(part) for part in value]


def _said(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _check(response: Any, language: str, *, words: bool) -> None:
    """No fault of the server; who is refused is told why in her language."""
    assert response.status_code < 500, response.text[:500]
    if _is_refused(response) and words:
        _check_words(response, language)


def _is_refused(response: HttpResponse) -> bool:
    return 400 <= response.status_code < 500


def _check_untouched(response: HttpResponse, before: dict[str, int], written: int) -> None:
    """A refusal has left the tables as they were.

    They are counted only where it wrote a row, if only to undo it: counting 150 tables takes longer than most
    answers.
    """
    if _is_refused(response) and _written() != written:
        assert _counts() == before


def _written() -> int:
    """How many rows this connection has written so far in the test, also those it has undone since."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return int(connection.connection.total_changes)
    ways = " + ".join(f"pg_stat_get_xact_tuples_{way}(oid)" for way in ("inserted", "updated", "deleted"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum({ways}) FROM pg_class WHERE relkind = 'r'")
        return int(cursor.fetchone()[0])


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
    if response["Content-Type"].startswith(("application/json", "application/problem+json")):
        said = list(_words(json.loads(response.content)))
        assert said, response.text
        assert [word for word in said if _is_untranslated(word, language)] == []
    else:
        assert re.search(rf'lang="{language}"', response.text), response.text[:300]
        assert re.search(r'role="alert"|class="error"|<h1', response.text), response.text[:300]


def _words(answer: dict[str, Any]) -> Iterator[str]:
    yield from (str(answer[name]) for name in ("says", "title", "detail") if answer.get(name))
    errors = answer.get("errors", {})
    if isinstance(errors, list):  # RFC 9457
        yield from (one["detail"] for one in errors)
        return
    for said in errors.values():
        yield from said


def _is_untranslated(word: str, language: str) -> bool:
    """Whether it stands in the code in these very words and has others in this language."""
    catalogue = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    return bool(catalogue.get(word, word) != word)

"""Anything may be sent to the desk: it is stored or refused with a reason, and the server never stumbles."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opstap.core.models import Receipt
from opstap.desk.forms import KINDS, themes
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.spaces.models import Space
from tests.desk.conftest import Send

FIELDS = sorted({name for form in KINDS.values() for name in form.base_fields})
NEARLY = [*themes()[:3], "direct_help", "remote", "busy", "leisure", "tap:", "0001-01-01T00:00+14:00"]
scalars = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="\x00\ud800\r\n'\"<&%", max_size=6),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.uuids().map(str),
    st.datetimes().map(lambda moment: moment.isoformat() + "+14:00"),
    st.sampled_from([*NEARLY, "9" * 400]),
)
objects = st.dictionaries(st.text(max_size=5), scalars, max_size=2)
values = st.one_of(scalars, st.lists(scalars, max_size=4), objects)
bodies = st.dictionaries(st.sampled_from([*FIELDS, "x"]), values, max_size=8)
kinds = st.sampled_from([*KINDS, "nonsense", ""])


def often(times: int) -> settings:
    return settings(max_examples=times, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows() -> int:
    return Visit.objects.count() + HelpRecord.objects.count() + SentAway.objects.count()


@often(1500)
@given(kind=kinds, body=bodies)
def test_any_json_is_stored_or_refused(send_json: Send, kind: str, body: dict[str, Any]) -> None:
    before = rows(), Receipt.objects.count()
    response = send_json(kind, **body)
    assert response.status_code in {200, 201, 400, 409}
    if response.status_code == 400:
        assert (list(json.loads(response.text)), (rows(), Receipt.objects.count())) == (["errors"], before)


@often(150)
@given(kind=kinds, body=bodies)
def test_any_form_is_stored_or_refused(send: Send, kind: str, body: dict[str, Any]) -> None:
    response = send(kind, **{name: sendable(value) for name, value in body.items()})
    assert response.status_code in {302, 400, 409}


def sendable(value: Any) -> Any:
    if isinstance(value, list):
        return [sendable(part) for part in value]
    return str(value).encode("utf-8", "replace").decode()


@often(100)
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(["application/json", "text/plain", "multipart/form-data"]),
)
def test_any_bytes_are_refused(client: Client, send: Send, space: Space, body: bytes, kind: str) -> None:
    assert client.post(f"/fr/desk/{space.slug}/", body, content_type=kind).status_code == 400


@pytest.mark.parametrize("query", ["tap=x", "tap=%00", "all=%ff", "tap=1&tap=2", "all=" + "9" * 5000])
def test_any_question_shows_the_desk(client: Client, send: Send, space: Space, query: str) -> None:
    assert client.get(f"/en/desk/{space.slug}/?{query}").status_code == 200


items_of_a_kind = st.builds(lambda kind, body: body | {"kind": kind}, kinds, bodies)


@often(200)
@given(
    items=st.lists(
        st.one_of(values, st.builds(lambda kind, body: body | {"kind": kind}, kinds, bodies)), max_size=6
    ),
    sent_at=scalars,
)
def test_any_batch_is_answered_act_by_act(
    client: Client, send_json: Send, space: Space, items: list[Any], sent_at: Any
) -> None:
    before = Receipt.objects.count()
    body = json.dumps({"items": items, "sent_at": sent_at})
    response = client.post(f"/nl/desk/{space.slug}/batch/", body, content_type="application/json")
    results = response.json()["results"]
    assert (response.status_code, len(results)) == (200, len(items))
    outcomes = [result["outcome"] for result in results]
    assert set(outcomes) <= {"stored", "again", "refused", "conflict"}
    assert Receipt.objects.count() - before == outcomes.count("stored")


@often(100)
@given(body=st.binary(max_size=200))
def test_any_bytes_are_no_batch(client: Client, send: Send, space: Space, body: bytes) -> None:
    response = client.post(f"/fr/desk/{space.slug}/batch/", body, content_type="application/json")
    assert (response.status_code, response.json()["error"]) == (400, "unreadable")


@often(40)
@given(body=st.dictionaries(st.sampled_from(["act", "reason", "pin", "again", "person", "name"]), scalars))
@pytest.mark.parametrize("page", ["kept/1/", "pin/", "who/", "leave/", "computers/"])
def test_any_form_of_the_desk_is_answered(
    client: Client, send: Send, space: Space, page: str, body: dict[str, Any]
) -> None:
    sent = {name: sendable(value) for name, value in body.items()}
    assert client.post(f"/en/desk/{space.slug}/{page}", sent).status_code in {302, 400, 403, 404}

"""The same acts for scripts: a fragment of the page with a receipt, and JSON."""

import json

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import Receipt
from opstap.desk.models import HelpRecord
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.desk.acts import counts, tap
from tests.desk.conftest import Send
from tests.factories import make_network_coordinator, make_user

SCRIPT = {"HX-Request": "true"}
PARTS = ["live", "count-today", "help-today", "away-today", "undo-last", "last", "help_visit", "noted"]


def test_a_fragment_carries_the_receipt_and_only_what_changed(send: Send, space: Space) -> None:
    uid = uuid7()
    response = send("visits", people=2, id=uid, headers=SCRIPT)
    assert (response.status_code, response.headers["Opstap-Receipt"]) == (201, str(uid))
    assert [f'id="{part}"' in response.text for part in PARTS] == [True] * len(PARTS)
    assert ("<html" in response.text, "f-visits" in response.text.replace('form="f-', "")) == (False, False)
    assert 'data-said="Saved: 2 people counted."' in response.text


def test_a_fragment_sent_twice_answers_alike(send: Send, space: Space) -> None:
    uid = uuid7()
    answers = [send("visits", people=2, id=uid, headers=SCRIPT) for _ in range(2)]
    assert [(one.status_code, one.headers["Opstap-Receipt"]) for one in answers] == [
        (201, str(uid)),
        (200, str(uid)),
    ]
    assert counts(space)["visits"] == 2


def test_a_refused_fragment_has_no_receipt(send: Send) -> None:
    response = send("visits", people=0, headers=SCRIPT)
    assert (response.status_code, "Opstap-Receipt" in response.headers) == (400, False)
    assert response.headers["Opstap-Refused"] == "yes"
    assert "Write a number from 1 to 200." in response.text


def test_the_fragment_is_at_the_address_of_the_page(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    response = client.get("/en/desk/de-trede/", headers=SCRIPT)
    assert ('id="noted"' in response.text, "<html" in response.text) == (True, False)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite: a table at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("visits", {"people": 3}),
        ("help", {"theme": "digital:email", "minutes": 15, "mode": "direct_help"}),
        ("sent_away", {"reason": "busy"}),
    ],
)
def test_an_act_asks_postgresql_three_times(
    send_json: Send, kind: str, fields: dict[str, object], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session with its person, desk; then everything that is written, which is its own transaction."""
    with django_assert_num_queries(3):
        assert send_json(kind, **fields).status_code == 201
    assert Receipt.objects.count() == 1


def test_json_is_answered_with_the_receipt(send_json: Send, space: Space) -> None:
    uid = uuid7()
    first, again = (send_json("visits", people=3, id=uid) for _ in range(2))
    receipt = Receipt.objects.get().content_hash
    assert (first.status_code, first.json()) == (201, {"receipt": receipt, "id": str(uid), "stored": True})
    assert (again.status_code, again.json()) == (200, {"receipt": receipt, "id": str(uid), "stored": False})
    other = send_json("visits", people=4, id=uid)
    assert (other.status_code, list(other.json())) == (409, ["errors"])
    assert counts(space)["visits"] == 3


def test_any_version_of_uuid_will_do(send_json: Send, space: Space) -> None:
    ids = ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6fa459ea-ee8a-4ca4-894e-db77e160355e"]
    assert [send_json("visits", people=1, id=uid).status_code for uid in ids] == [201, 201]
    assert send_json("visits", people=1, id="7").json() == {"errors": {"id": ["The id is not a UUID."]}}


def test_json_takes_lists_and_null(send_json: Send) -> None:
    response = send_json(
        "help", theme="administrative:money", minutes=20, mode="remote", publics=["seniors"], device=None
    )
    assert response.status_code == 201
    assert HelpRecord.objects.get().publics == ["seniors"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"visits"',
        b"nul",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"kind": {"a": 1}}',
        b'{"kind": 3}',
    ],
)
def test_what_is_not_our_json_is_refused(client: Client, space: Space, noor: User, body: bytes) -> None:
    client.force_login(noor)
    response = client.post("/nl/desk/de-trede/", body, content_type="application/json")
    assert (response.status_code, list(json.loads(response.text))) == (400, ["errors"])


def test_half_a_letter_is_refused_not_stumbled_over(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    body = b'{"kind": "sent_away", "id": "%s", "reason": "\\ud800"}' % str(uuid7()).encode()
    assert client.post("/en/desk/de-trede/", body, content_type="application/json").status_code == 400


def test_who_may_not_is_told_by_the_status(client: Client, space: Space, network: Network) -> None:
    body = {"kind": "visits", "id": str(uuid7()), "people": 1}
    answers = []
    for person in (make_user(), make_network_coordinator(network)):
        client.force_login(person)
        answers.append(client.post("/en/desk/de-trede/", body, content_type="application/json").status_code)
    assert (answers, counts(space)["visits"]) == ([404, 403], 0)


def test_a_form_may_ask_for_json(send: Send, space: Space, noor: User) -> None:
    uid = tap(space, noor)
    response = send("undo", target=f"tap:{uid}", headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["stored"]) == (201, True)

"""Many acts in one request: an answer for each, in order; stored once; one refused does not stop the next."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Quarantine, Receipt
from opstap.desk.forms import VisitsForm
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.desk.services import Act
from opstap.spaces.models import Space
from tests.desk.acts import counts
from tests.factories import make_animator, make_user

Results = list[dict[str, Any]]
Post = Callable[..., Results]


def item(kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "kind": kind} | fields


def help_item(theme: str = "digital:email", mode: str = "direct_help", **fields: Any) -> dict[str, Any]:
    return item("help", theme=theme, mode=mode, minutes=15, **fields)


def body_of(items: list[Any], **fields: Any) -> dict[str, Any]:
    return {"sent_at": timezone.now().isoformat(), "items": items} | fields


@pytest.fixture
def answer(client: Client, space: Space, noor: User) -> Callable[..., HttpResponse]:
    """What a batch of these items is answered."""
    client.force_login(noor)

    def answer(items: list[Any], **fields: Any) -> HttpResponse:
        return client.post(f"/en/desk/{space.slug}/batch/", body_of(items, **fields), "application/json")

    return answer


@pytest.fixture
def post(answer: Callable[..., HttpResponse]) -> Post:
    def post(items: list[Any], **fields: Any) -> Results:
        response = answer(items, **fields)
        assert (response.status_code, response["Opstap-Desk"]) == (200, "1")
        results: Results = response.json()["results"]
        return results

    return post


def outcomes(results: Results) -> list[str]:
    return [result["outcome"] for result in results]


def test_a_morning_is_stored_in_one_request(post: Post, space: Space) -> None:
    door, asked = item("visits", people=8), help_item()
    items = [
        door,
        item("purpose", tap=door["id"], purpose="leisure"),
        asked,
        help_item(visit=door["id"]),
        help_item(mode="remote"),
        item("sent_away", reason="busy"),
        item("undo", target=f"help:{asked['id']}"),
    ]
    results = post(items)
    assert outcomes(results) == ["stored"] * 7
    assert [result["id"] for result in results] == [sent["id"] for sent in items]
    receipts = {str(receipt.uid): receipt.content_hash for receipt in Receipt.objects.all()}
    assert {result["id"]: result["receipt"] for result in results} == receipts
    assert counts(space) == {"visits": 8, "help": 2, "sent_away": 1}
    assert set(Visit.objects.filter(tap=door["id"]).values_list("purpose", flat=True)) == {"leisure"}
    assert AuditEntry.objects.count() == 7


def test_the_same_batch_again_is_answered_with_the_same_receipts(post: Post, space: Space) -> None:
    items = [item("visits", people=2), help_item()]
    first, again = post(items), post(items)
    assert (outcomes(first), outcomes(again)) == (["stored"] * 2, ["again"] * 2)
    assert [one["receipt"] for one in first] == [one["receipt"] for one in again]
    assert counts(space) == {"visits": 3, "help": 1, "sent_away": 0}


def test_a_single_act_and_a_batch_know_each_other(post: Post, client: Client, space: Space) -> None:
    door = item("visits", people=2, happened_at=timezone.now().isoformat())
    single = client.post(f"/en/desk/{space.slug}/", door, "application/json")
    [result] = post([door])
    assert (single.status_code, result["outcome"]) == (201, "again")
    assert single.json()["receipt"] == result["receipt"]


def test_twice_in_one_batch_is_stored_once(post: Post, space: Space) -> None:
    door = item("visits", people=2)
    assert outcomes(post([door, door, door | {"people": 3}])) == ["stored", "again", "conflict"]
    assert (counts(space)["visits"], Quarantine.objects.get().content["people"]) == (2, 3)


def test_one_that_is_refused_does_not_stop_the_next(post: Post, space: Space) -> None:
    unknown = str(uuid7())
    results = post(
        [
            item("visits", people=0),
            item("purpose", tap=unknown, purpose="leisure"),
            help_item(visit=unknown),
            item("visits", people=2),
            {"id": unknown, "kind": "dance"},
            "nonsense",
        ]
    )
    assert outcomes(results) == ["refused", "refused", "refused", "stored", "refused", "refused"]
    assert [list(result.get("errors", {})) for result in results] == [
        ["people"], ["tap"], ["visit"], [], ["__all__"], ["__all__"],
    ]  # fmt: skip
    assert results[0]["errors"]["people"] == ["Write a number from 1 to 200."]
    assert [result["id"] for result in results[4:]] == [unknown, None]
    assert (Receipt.objects.count(), counts(space)["visits"]) == (1, 2)


def test_a_known_id_with_other_content_is_kept_apart_with_the_words(post: Post, space: Space) -> None:
    door = item("visits", people=2)
    post([door])
    [result] = post([door | {"people": 5}])
    assert (result["outcome"], list(result["errors"])) == ("conflict", ["__all__"])
    assert (counts(space)["visits"], Quarantine.objects.get().content["people"]) == (2, 5)


def test_an_act_the_server_stumbles_over_is_kept_for_later_and_the_others_stored(
    post: Post, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VisitsForm.store

    def stumble_over_three(self: VisitsForm, act: Act) -> Any:
        if self.cleaned_data["people"] == 3:
            raise RuntimeError("a fault of ours")
        return store(self, act)

    monkeypatch.setattr(VisitsForm, "store", stumble_over_three)
    results = post([item("visits", people=people) for people in (2, 3, 4)])
    assert (outcomes(results), counts(space)["visits"]) == (["stored", "later", "stored"], 6)


# Who did it, and who sends it


def test_the_author_stands_on_the_record_and_the_sender_on_the_receipt(
    post: Post, space: Space, noor: User
) -> None:
    theo = make_animator(space)
    items = [
        item("visits", people=1, author=str(theo.uid)),
        item("sent_away", reason="busy", author=str(noor.uid)),
    ]
    assert outcomes(post(items)) == ["stored", "stored"]
    assert (Visit.objects.get().by, SentAway.objects.get().by) == (theo, noor)
    assert list(Receipt.objects.values_list("actor", flat=True)) == [noor.pk] * 2
    assert list(AuditEntry.objects.values_list("actor", flat=True)) == [noor.pk] * 2


def test_the_author_is_of_the_team_now_or_was_that_day(post: Post, space: Space) -> None:
    today = timezone.localdate()
    gone = make_animator(space)
    gone.memberships.update(valid_until=today - timedelta(days=3))
    moments = {day: (timezone.now() - timedelta(days=day)).isoformat() for day in (2, 4)}
    results = post(
        [
            item("visits", people=1, author=str(gone.uid), happened_at=moments[4]),
            item("visits", people=1, author=str(gone.uid), happened_at=moments[2]),
            item("visits", people=1, author=str(make_user().uid)),
            item("visits", people=1, author="me"),
        ]
    )
    assert outcomes(results) == ["stored", "refused", "refused", "refused"]
    assert [list(result["errors"]) for result in results[1:]] == [["author"]] * 3
    assert Visit.objects.get().by == gone


# Clocks


def test_an_odd_clock_is_corrected_flagged_and_still_the_same_content(post: Post, space: Space) -> None:
    ahead = timedelta(days=60)
    client_at = (timezone.now() - timedelta(minutes=30) + ahead).replace(microsecond=0)
    door = item("visits", people=1, happened_at=client_at.isoformat())
    sent_at = (timezone.now() + ahead).isoformat()
    [result] = post([door], sent_at=sent_at)
    assert (result["outcome"], result["flags"]) == ("stored", ["clock"])
    visit = Visit.objects.get()
    assert (visit.clock, visit.client_at) == ("corrected", client_at)
    assert abs(visit.happened_at - client_at + ahead) < timedelta(seconds=30)
    assert outcomes(post([door])) == ["again"]  # the clock was set right in between


@pytest.mark.parametrize(
    "said", ["yesterday", "2019-01-01T09:00:00Z", "9999-12-31T23:59:59-14:00", "x" * 999]
)
def test_a_moment_that_makes_no_sense_counts_for_now(post: Post, space: Space, said: str) -> None:
    [result] = post([item("visits", people=1, happened_at=said)])
    assert (result["outcome"], result["flags"]) == ("stored", ["clock"])
    visit = Visit.objects.get()
    assert abs(timezone.now() - visit.happened_at) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "sent_at", [None, 7, "soon", "0001-01-01T00:00:00+14:00", ["a"], "9999-12-31T23:59:59"]
)
def test_any_time_of_sending_is_taken(post: Post, sent_at: object) -> None:
    assert outcomes(post([item("visits", people=1)], sent_at=sent_at)) == ["stored"]


def test_one_act_with_the_clients_clock_goes_by_the_same_rule(
    client: Client, space: Space, noor: User
) -> None:
    client.force_login(noor)
    later = (timezone.now() + timedelta(days=60)).isoformat()
    door = item("visits", people=1, happened_at=later)
    strict = client.post(f"/en/desk/{space.slug}/", door, "application/json")
    lenient = client.post(f"/en/desk/{space.slug}/", door | {"sent_at": later}, "application/json")
    assert (strict.status_code, lenient.status_code) == (400, 201)


def test_the_list_of_the_day_says_what_the_clock_said(post: Post, client: Client, space: Space) -> None:
    post([item("visits", people=1, happened_at="nonsense")])
    page = client.get(f"/en/desk/{space.slug}/").text
    assert "The clock of the computer could not be read." in page


# What cannot be read


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "unreadable"),
        (b"[]", 400, "unreadable"),
        (b'{"items": 3}', 400, "unreadable"),
        (b"\xff", 400, "unreadable"),
        (b'{"items": [%s]}' % b",".join([b"{}"] * 101), 413, "too-large"),
        (b'{"items": ["%s"]}' % (b"x" * 512 * 1024), 413, "too-large"),
    ],
    ids=["empty", "list", "number", "bytes", "items", "length"],
)
def test_a_body_that_is_no_batch(
    client: Client, space: Space, noor: User, body: bytes, status: int, error: str
) -> None:
    client.force_login(noor)
    response = client.post(f"/en/desk/{space.slug}/batch/", body, "application/json")
    assert (response.status_code, response.json()["error"], Receipt.objects.count()) == (status, error, 0)


def test_a_hundred_acts_are_taken(post: Post, space: Space) -> None:
    assert outcomes(post([item("visits", people=1) for _ in range(100)])) == ["stored"] * 100
    assert counts(space)["visits"] == 100


def test_a_batch_asks_the_database_as_often_for_many_as_for_few(
    post: Post, django_assert_num_queries: Any
) -> None:
    def usual() -> list[dict[str, Any]]:
        return [
            item("visits", people=2),
            help_item(),
            item("sent_away", reason="busy"),
        ]

    post(usual())
    with django_assert_num_queries(QUERIES):
        post(usual() + usual())  # fewer are one statement on PostgreSQL
    with django_assert_num_queries(QUERIES):
        post(usual() + usual() + usual())


QUERIES = 10


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_from_eight_tabs_at_once_is_stored_once(space: Space, noor: User) -> None:
    door = item("visits", people=2)
    items = [
        door,
        help_item(),
        item("purpose", tap=door["id"], purpose="leisure"),
        help_item("digital:files", visit=door["id"]),
    ]
    answers = at_once(space, noor, [items] * 4 + [items[::-1]] * 4)
    stored = {sent["id"]: 0 for sent in items}
    for results in answers:
        for result in results:
            stored[result["id"]] += result["outcome"] == "stored"
    assert set(stored.values()) == {1}
    assert counts(space) == {"visits": 3, "help": 2, "sent_away": 0}
    assert (Receipt.objects.count(), AuditEntry.objects.count(), Quarantine.objects.count()) == (4, 4, 0)
    assert HelpRecord.objects.count() == 2


def at_once(space: Space, by: User, batches: list[list[dict[str, Any]]]) -> list[Results]:
    """The answers to batches that as many clients send at the same moment, each of them twice."""
    start = Barrier(len(batches), timeout=60)

    def send(client: Client, items: list[dict[str, Any]]) -> Results:
        start.wait()
        try:
            answers = [
                client.post(f"/en/desk/{space.slug}/batch/", body_of(items), "application/json")
                for _time in range(2)
            ]
            return [result for answer in answers for result in answer.json()["results"]]
        finally:
            connection.close()

    clients = [Client() for _batch in batches]
    for client in clients:
        client.force_login(by)
    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(send, clients, batches))

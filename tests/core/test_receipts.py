"""Sent twice is stored once; the same id with other content is refused and kept aside."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import Quarantine, Receipt
from opstap.core.receipts import ContentConflictError, Stored, digest, store_once
from tests.factories import make_area, make_user

SPACE = uuid.UUID("01890000-0000-7000-8000-000000000001")
CLIENTS, TIMES = 8, 100


def send(uid: uuid.UUID, content: dict[str, Any], by: User, **other: Any) -> Stored:
    """What is stored here is an area: its unique code would show a second writing."""
    arguments = {"kind": "visit", "space_uid": SPACE} | other
    return store_once(
        uid=uid, content=content, by=by, write=lambda receipt: make_area(f"A{receipt.pk}"), **arguments
    )


@pytest.mark.django_db
def test_the_same_again_is_answered_alike_and_written_once() -> None:
    uid, by, written = uuid7(), make_user(), []
    answers = [
        store_once(uid=uid, kind="visit", content={"n": 1}, by=by, space_uid=SPACE, write=written.append)
        for _ in range(3)
    ]
    assert [answer.created for answer in answers] == [True, False, False]
    assert {answer.receipt.pk for answer in answers} == {written[0].pk}
    assert (len(written), Receipt.objects.count(), Quarantine.objects.count()) == (1, 1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"content": {"n": 2}}, {"kind": "help"}, {"space_uid": uuid.UUID(int=5)}], ids=str
)
def test_the_same_id_with_something_else_is_refused_and_kept(other: dict[str, Any]) -> None:
    uid, by = uuid7(), make_user()
    send(uid, {"n": 1}, by)
    changed = {"content": {"n": 1}} | other
    with pytest.raises(ContentConflictError) as refusal:
        send(uid, changed.pop("content"), by, **changed)
    kept = Quarantine.objects.get()
    assert (refusal.value.kept.pk, kept.uid, kept.actor) == (kept.pk, uid, by)
    assert Receipt.objects.count() == 1


@pytest.mark.django_db
def test_refused_content_is_kept_whole_and_once_per_content() -> None:
    uid, by = uuid7(), make_user()
    send(uid, {"n": 1}, by)
    for content in ({"n": 2, "note": "été"}, {"n": 2, "note": "été"}, {"n": 3}):
        with pytest.raises(ContentConflictError):
            send(uid, content, by)
    kept = Quarantine.objects.order_by("pk").values_list("content", flat=True)
    assert list(kept) == [{"n": 2, "note": "été"}, {"n": 3}]


@pytest.mark.django_db
def test_when_writing_fails_nothing_is_stored_and_the_next_try_succeeds() -> None:
    uid, by = uuid7(), make_user()

    def fail(receipt: Receipt) -> None:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        store_once(uid=uid, kind="visit", content={"n": 1}, by=by, space_uid=SPACE, write=fail)
    assert Receipt.objects.count() == 0
    assert send(uid, {"n": 1}, by).created is True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": uuid.UUID(int=1)}, {"a": str(uuid.UUID(int=1))}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": None}, {}, False),
        ({"a": "é"}, {"a": "e"}, False),
    ],
)
def test_digest(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    assert (digest(one) == digest(other)) is same


@pytest.mark.django_db(transaction=True)
def test_eight_clients_send_the_same_id_a_hundred_times() -> None:
    uid, by = uuid7(), make_user()
    answers, errors = _all_at_once(lambda _client, _time: send(uid, {"n": 1}, by).created)
    assert errors == []
    assert (answers.count(True), answers.count(False)) == (1, CLIENTS * TIMES - 1)
    assert (Receipt.objects.count(), Quarantine.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_eight_clients_send_a_hundred_ids_each_with_their_own_content() -> None:
    uids, by = [uuid7() for _ in range(20)], make_user()

    def one(client: int, time: int) -> str:
        try:
            return "stored" if send(uids[time % 20], {"client": client}, by).created else "known"
        except ContentConflictError:
            return "refused"

    answers, errors = _all_at_once(one)
    assert errors == []
    # One client wins each id and finds it known four times; the other seven are refused five times.
    assert {word: answers.count(word) for word in set(answers)} == {"stored": 20, "known": 80, "refused": 700}
    assert (Receipt.objects.count(), Quarantine.objects.count()) == (20, 20 * 7)


def _all_at_once(act: Any) -> tuple[list[Any], list[str]]:
    """Run `act(client, time)` in CLIENTS threads, TIMES times each; its answers and its errors."""
    answers: list[Any] = []
    errors: list[str] = []
    start = threading.Barrier(CLIENTS)

    def work(client: int) -> None:
        start.wait()
        try:
            answers.extend([act(client, time) for time in range(TIMES)])
        except Exception as error:
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, errors

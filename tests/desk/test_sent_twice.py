"""Eight desks send the same at the same time, on real files and real locks: it is stored once."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TypeVar

import pytest
from django.db import connection

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Quarantine, Receipt
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import Turn, TurnAct, Visit, Voiding
from opstap.desk.services import Target
from opstap.spaces.models import Space
from tests.desk.acts import act, counts, help_with, numbered, tap, undo
from tests.factories import make_animator, make_space

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 8
T = TypeVar("T")


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.fixture
def noor(space: Space) -> User:
    return make_animator(space)


def at_once(act: Callable[[int], T]) -> list[T]:
    """What eight threads answer that begin together."""
    start = threading.Barrier(CLIENTS)

    def run(number: int) -> T:
        try:
            start.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(run, range(CLIENTS)))


def stored(space: Space, by: User, uid: uuid.UUID, people: int = 1) -> str:
    try:
        answer = services.record_visits(act=act(space, by, uid=uid), people=people)
    except ContentConflictError:
        return "refused"
    return "stored" if answer.created else "known"


def test_one_id_a_hundred_times_by_each_is_one_visit(space: Space, noor: User) -> None:
    uid = uuid7()
    answers = Counter(chain(*at_once(lambda _n: [stored(space, noor, uid) for _ in range(100)])))
    assert answers == {"stored": 1, "known": CLIENTS * 100 - 1}
    assert [kind.objects.count() for kind in (Visit, Receipt, AuditEntry)] == [1, 1, 1]


def test_a_hundred_ids_by_each_are_a_hundred_visits(space: Space, noor: User) -> None:
    ids = [uuid7() for _ in range(100)]
    answers = Counter(chain(*at_once(lambda _n: [stored(space, noor, uid) for uid in ids])))
    assert answers == {"stored": 100, "known": (CLIENTS - 1) * 100}
    assert counts(space)["visits"] == 100


def test_one_id_with_eight_contents_is_stored_once_and_seven_are_kept_aside(space: Space, noor: User) -> None:
    uid = uuid7()
    answers = at_once(lambda number: stored(space, noor, uid, people=number + 1))
    assert Counter(answers) == {"stored": 1, "refused": CLIENTS - 1}
    assert counts(space)["visits"] == answers.index("stored") + 1
    assert Quarantine.objects.count() == CLIENTS - 1


def test_eight_desks_undo_the_same_tap_once(space: Space, noor: User) -> None:
    uid = tap(space, noor, 3)
    at_once(lambda _n: undo(space, noor, Target.TAP, uid))
    assert (counts(space)["visits"], Voiding.objects.count()) == (0, 3)


def test_eight_desks_call_next_at_once_and_each_gets_another_number(space: Space, noor: User) -> None:
    numbered(space, noor, CLIENTS)

    def call(number: int) -> uuid.UUID:
        uid = uuid7()
        services.call_next(act=act(space, noor, uid=uid), where=str(number + 1))
        return TurnAct.objects.get(uid=uid).turn.uid

    assert len(set(at_once(call))) == CLIENTS
    assert sorted(Turn.objects.values_list("where", flat=True)) == list("12345678")


def test_eight_computers_count_at_once_and_no_number_doubles(space: Space, noor: User) -> None:
    at_once(lambda _n: numbered(space, noor, 3))
    assert sorted(Turn.objects.values_list("number", "letter")) == [(n, "") for n in range(1, 25)]


def test_help_is_noted_while_others_call_next(space: Space, noor: User) -> None:
    turns = numbered(space, noor, CLIENTS)

    def work(number: int) -> None:
        if number % 2:
            help_with(space, noor, visit=turns[number].visit.uid)
        else:
            services.call_next(act=act(space, noor))

    at_once(work)
    states = Counter(Turn.objects.values_list("state", flat=True))
    assert states["helped"] == CLIENTS // 2
    assert TurnAct.objects.values("turn").distinct().count() == CLIENTS // 2


def test_eight_notes_of_help_for_eight_people_meet_each_once(space: Space, noor: User) -> None:
    uid = tap(space, noor, CLIENTS)
    visits = at_once(lambda _n: help_with(space, noor, visit=uid).visit_id)
    assert len(set(visits)) == CLIENTS
    assert counts(space) == {"visits": CLIENTS, "help": CLIENTS, "sent_away": 0}

"""Real processes on a durable database of their own: eight clients at once, and kill -9 under load.

The long run of the latter is benchmarks/crash.py.
"""

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks.clients import Client, Item, Run, items, load
from benchmarks.crash import crashes
from benchmarks.installation import Installation, installation
from benchmarks.stored import Stored, faults, stored
from opstap.core.ids import uuid7

CLIENTS, TIMES = 8, 100
ROUNDS, RECORDS = 3, 100
LONGEST = 500  # seconds: all is sent long before, even on a busy machine
People = list[dict[str, str]]


@pytest.fixture(scope="module")
def made(pytestconfig: pytest.Config) -> Iterator[Installation]:
    """Empty and not running, on the kind of database that is tested now."""
    with installation(pytestconfig.getoption("database")) as made:
        yield made


@pytest.fixture(scope="module")
def people(made: Installation) -> People:
    found: People = made.prepare("benchmarks.people", "1", str(CLIENTS))
    return found


@pytest.fixture
def served(made: Installation, people: People) -> Iterator[Installation]:
    made.start("--no-worker")
    yield made
    made.stop()


@pytest.mark.parametrize(("size", "new", "known"), [(1, 201, 200), (5, 200, 200)], ids=["single", "batch"])
def test_one_id_a_hundred_times_by_eight_clients_is_one_record(
    served: Installation, people: People, size: int, new: int, known: int
) -> None:
    run, item = Run(), next(items(random.Random(1)))
    clients = [Client(who, run, batch=size) for who in people]
    for client in clients:
        client.source = itertools.repeat(item, TIMES)
    load(clients, served.port, seconds=LONGEST)
    uid = uuid.UUID(item["id"])
    requests = CLIENTS * TIMES // size
    assert run.statuses == Counter({new: 1}) + Counter({known: requests - 1})
    assert (run.refused, run.acknowledged[uid]) == ([], CLIENTS * TIMES)
    found = stored(served)
    assert [table[uid] for table in (found.receipts, found.audit, found.visits)] == [1, 1, 1]


@pytest.mark.parametrize("size", [1, 2], ids=["single", "batch"])
def test_one_id_with_eight_contents_is_one_record_and_seven_kept_aside(
    served: Installation, people: People, size: int
) -> None:
    run, item = Run(), next(items(random.Random(2)))
    clients = [Client(who, run, batch=size) for who in people]
    for number, client in enumerate(clients):
        client.source = iter([item | {"people": number + 1}] * size)
    load(clients, served.port, seconds=LONGEST)
    uid = uuid.UUID(item["id"])
    assert (run.acknowledged[uid], len(run.refused)) == (size, (CLIENTS - 1) * size)
    kept = [row for row in served.rows("SELECT uid FROM core_quarantine") if uuid.UUID(str(row[0])) == uid]
    assert (len(kept), stored(served).receipts[uid]) == (CLIENTS - 1, 1)


def test_nothing_acknowledged_is_lost_when_all_is_killed(pytestconfig: pytest.Config) -> None:
    with installation(pytestconfig.getoption("database")) as made:
        people = made.prepare("benchmarks.people", "2", str(CLIENTS))
        seen = crashes(made, people, rounds=ROUNDS, records=RECORDS, seed=20261125, told=print)
    assert (seen.faults, seen.refused) == ([], [])
    assert seen.acknowledged >= ROUNDS * RECORDS


@pytest.fixture
def tap() -> uuid.UUID:
    return uuid7()


@pytest.fixture
def run(tap: uuid.UUID) -> Run:
    """A tap for two people, acknowledged; another thing that was sent and not acknowledged."""
    sent: dict[uuid.UUID, Item] = {tap: {"kind": "visits", "people": 2}, uuid.UUID(int=7): {"kind": "help"}}
    return Run(sent=sent, acknowledged=Counter([tap]))


@pytest.fixture
def whole(tap: uuid.UUID) -> Stored:
    return Stored(Counter([tap]), Counter([tap]), Counter([tap, tap]), Counter())


def test_whole_is_no_fault_with_or_without_what_was_not_acknowledged(whole: Stored, run: Run) -> None:
    other = Counter([uuid.UUID(int=7)])
    more = Stored(whole.receipts + other, whole.audit + other, whole.visits + other, other)
    assert (faults(whole, run), faults(more, run)) == ([], [])


@pytest.mark.parametrize(
    ("table", "times", "word"),
    [
        ("receipts", 0, "lost"),
        ("receipts", 2, "half, double"),
        ("audit", 0, "half, double"),
        ("audit", 2, "half, double"),
        ("visits", 1, "half, double"),
        ("visits", 4, "half, double"),
        ("helps", 1, "half, double"),
    ],
)
def test_each_fault_is_seen(
    whole: Stored, run: Run, tap: uuid.UUID, table: str, times: int, word: str
) -> None:
    found = replace(whole, **{table: Counter({tap: times} if times else {})})
    assert word in " ".join(faults(found, run))


def test_a_row_nobody_sent_is_seen(whole: Stored, run: Run) -> None:
    strange = replace(whole, visits=whole.visits + Counter([uuid7()]))
    assert "never sent" in " ".join(faults(strange, run))

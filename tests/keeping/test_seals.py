"""The chain over the audit trail: whole, or broken where somebody reached behind the triggers."""

import json
import threading
import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from opstap.core import audit
from opstap.core.models import AuditEntry
from opstap.keeping.models import AuditSeal
from opstap.keeping.services import seals
from opstap.keeping.services.restoring import apply_erasures_again
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
TABLE = AuditEntry._meta.db_table
SEALS = AuditSeal._meta.db_table


def write(number: int = 1, **fields: object) -> list[AuditEntry]:
    fields = {"action": "space.changed", "object_kind": "space", "fields": ["phone", "émail"]} | fields
    return [AuditEntry.objects.create(object_uid=uuid.uuid4(), **fields) for _number in range(number)]  # type: ignore[misc]


def behind_the_guards(*statements: str) -> None:
    audit.lift_guards(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    audit.install_guards(connection)


def verdict() -> list[tuple[str, int, int]]:
    return [(one.fault, one.first_id, one.last_id) for one in seals.verify().breaks]


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> list[AuditEntry]:
    """Nine rows in three seals, and one row too new for a fourth."""
    monkeypatch.setattr(seals, "BATCH", 3)
    rows = write(9, actor=make_user(), at=NOW - timedelta(hours=3))
    assert seals.seal(now=NOW) == 9
    write(1)
    return rows


def test_a_chain_that_nobody_touched_is_whole(chain: list[AuditEntry]) -> None:
    found = seals.verify()

    assert (found.whole, found.seals, found.sealed, found.waiting) == (True, 3, 9, 1)
    assert list(AuditSeal.objects.order_by("pk").values_list("first_id", "last_id", "number")) == [
        (chain[0].pk, chain[2].pk, 3),
        (chain[3].pk, chain[5].pk, 3),
        (chain[6].pk, chain[8].pk, 3),
    ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET action = 'nothing' WHERE id = {id}",
        "UPDATE {table} SET actor_id = NULL WHERE id = {id}",
        "UPDATE {table} SET object_kind = 'duty' WHERE id = {id}",
        "UPDATE {table} SET fields = '[]' WHERE id = {id}",
        "UPDATE {table} SET at = '2026-11-24 10:00:00+00:00' WHERE id = {id}",
        "DELETE FROM {table} WHERE id = {id}",
    ],
)
def test_a_row_changed_or_removed_breaks_the_chain_at_its_seal(chain: list[AuditEntry], change: str) -> None:
    behind_the_guards(change.format(table=TABLE, id=chain[4].pk))

    assert verdict() == [("rows", chain[3].pk, chain[5].pk)]


def test_a_removed_seal_breaks_the_chain_at_the_next(chain: list[AuditEntry]) -> None:
    second = AuditSeal.objects.order_by("pk")[1]
    behind_the_guards(f"DELETE FROM {SEALS} WHERE id = {second.pk}")

    assert verdict() == [
        ("seal", chain[6].pk, chain[8].pk),
        ("cut", chain[5].pk, chain[5].pk),
    ]


def test_a_seal_made_again_over_a_changed_row_does_not_fit_the_next(chain: list[AuditEntry]) -> None:
    second = AuditSeal.objects.order_by("pk")[1]
    behind_the_guards(f"UPDATE {TABLE} SET action = 'nothing' WHERE id = {chain[4].pk}")
    rows = list(AuditEntry.objects.filter(pk__in=[row.pk for row in chain[3:6]]).order_by("pk"))
    forged = seals.digest_of(rows, second.previous)
    behind_the_guards(f"UPDATE {SEALS} SET digest = '{forged}' WHERE id = {second.pk}")

    assert ("seal", chain[6].pk, chain[8].pk) in verdict()


def test_the_end_cut_off_is_known_from_the_file_outside(chain: list[AuditEntry]) -> None:
    third = AuditSeal.objects.order_by("pk")[2]
    behind_the_guards(
        f"DELETE FROM {SEALS} WHERE id = {third.pk}",
        f"DELETE FROM {TABLE} WHERE id >= {chain[6].pk}",
    )

    assert verdict() == [("cut", chain[8].pk, chain[8].pk)]
    # Unless a restore put back the state of before.
    apply_erasures_again()
    assert verdict() == []


def test_seals_are_append_only(chain: list[AuditEntry]) -> None:
    for change in (AuditSeal.objects.all().delete, lambda: AuditSeal.objects.update(number=1)):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            change()


def test_a_row_that_commits_late_is_waited_for(data_dir: Path) -> None:
    """Keys 1, 2, 4: 3 was given out and is not committed yet."""
    rows = write(3, at=NOW - timedelta(hours=3))
    late = rows[-1].pk + 1
    AuditEntry.objects.create(
        pk=late + 1, action="a", object_kind="b", object_uid=uuid.uuid4(), at=NOW - timedelta(minutes=9)
    )

    assert seals.seal(now=NOW) == 3
    assert seals.seal(now=NOW) == 0
    AuditEntry.objects.create(
        pk=late, action="a", object_kind="b", object_uid=uuid.uuid4(), at=NOW - timedelta(minutes=30)
    )
    assert seals.seal(now=NOW) == 2
    assert seals.verify().whole is True


def test_a_key_that_was_rolled_back_is_not_waited_for_for_ever() -> None:
    rows = write(1, at=NOW - timedelta(hours=2))
    AuditEntry.objects.create(
        pk=rows[0].pk + 2,
        action="a",
        object_kind="b",
        object_uid=uuid.uuid4(),
        at=NOW - timedelta(minutes=59),
    )

    assert seals.seal(now=NOW) == 1
    assert seals.seal(now=NOW + timedelta(minutes=2)) == 1
    assert seals.verify().whole is True


def test_a_row_slipped_into_a_sealed_gap_breaks_the_chain() -> None:
    first = write(1, at=NOW - timedelta(hours=5))[0].pk
    for step in (2, 4):
        AuditEntry.objects.create(
            pk=first + step,
            action="a",
            object_kind="b",
            object_uid=uuid.uuid4(),
            at=NOW - timedelta(hours=4),
        )
        seals.seal(now=NOW)
    forged = {"action": "a", "object_kind": "b", "object_uid": uuid.uuid4()}
    AuditEntry.objects.create(pk=first + 3, **forged)

    assert [fault for fault, _first, _last in verdict()] == ["between"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_chain() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: the second worker waits before it looks")
    write(40, at=NOW - timedelta(hours=3))
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        try:
            seals.seal(now=NOW)
        except Error:
            pass  # the other one was first: the unique link refuses a second seal after the same one
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seals.seal(now=NOW)
    found = seals.verify()
    assert (found.sealed, [one.fault for one in found.breaks if one.fault != "cut"]) == (40, [])


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", "verify", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_well(chain: list[AuditEntry]) -> None:
    assert said().splitlines() == ["The log is whole.", "9 rows are sealed, 1 is too new for a seal."]
    data = json.loads(said("--json"))
    assert (data["whole"], data["guarded"], data["sealed"], data["breaks"]) == (True, True, 9, [])


def test_the_command_fails_and_says_where(chain: list[AuditEntry]) -> None:
    behind_the_guards(f"DELETE FROM {TABLE} WHERE id = {chain[1].pk}")
    out = StringIO()

    with pytest.raises(CommandError, match="not whole"):
        call_command("audit", "verify", stdout=out)
    assert out.getvalue().splitlines()[2] == (
        f"Rows {chain[0].pk} to {chain[2].pk}, sealed on 25 November 2026: "
        "Rows were changed, removed or added."
    )

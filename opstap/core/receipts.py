"""Sent twice is stored once: the client's id and a hash of the content decide.

Same id and content → stored once, answered alike. Same id, other content → refused and kept aside.
The unique constraint on the receipt's id decides, not the look beforehand: who loses a race is rolled back
and looks again.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DatabaseError, IntegrityError, connection, models, transaction

from opstap.core.batching import batches
from opstap.core.inserting import fits_in_one_statement, insert, insert_at_once
from opstap.core.models import Outcome, Quarantine, Receipt
from opstap.core.prepared import Prepared, id_marks, prepare, with_ids
from opstap.core.writing import turn_to_write

if TYPE_CHECKING:
    from opstap.accounts.models import User

T = TypeVar("T")
Rows = Callable[[Receipt], Iterable[models.Model]]
Write = Callable[[Receipt], object]

TRIES = 4
_LOST_RACES = {"40001", "40P01"}  # PostgreSQL: serialisation failure, deadlock


class ContentConflictError(Exception):
    """The id is known with other content; what was sent now lies in quarantine."""

    def __init__(self, kept: Quarantine) -> None:
        super().__init__(f"{kept.uid} is known with other content")
        self.kept = kept


@dataclass(frozen=True)
class Stored:
    """The receipt, whether this call wrote the record, and what is kept aside when it was other content."""

    receipt: Receipt
    created: bool
    kept: Quarantine | None = None


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the content in canonical JSON, 64 hexadecimal digits."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Unit:
    """A unit of work: everything one transaction stores, written table by table.

    Rows that depend on nothing wait and are written together; what must look at other rows is written at
    once, after what waits, in a savepoint of its own. The transaction begins with the first row that is
    written: rows are made before, while others write. Made by `in_one_transaction`.
    """

    def __init__(self, uids: Iterable[uuid.UUID], transactions: ExitStack, *, look: bool = True) -> None:
        self._transactions = transactions
        self._has_begun = False
        self._known: dict[uuid.UUID, Receipt | None] = dict.fromkeys(uids)
        self._waiting: dict[type[models.Model], list[models.Model]] = {}
        if look:
            self._look_up(uids)

    def store(
        self, receipt: Receipt, content: dict[str, Any], rows: Rows | None, write: Write | None
    ) -> Stored:
        """Keep the receipt with its rows, unless its id is known."""
        if receipt.uid not in self._known:
            self._look_up([receipt.uid])
        known = self._known[receipt.uid]
        if known is not None:
            # Of an old receipt the hash is erased (core.kept): the known id is then enough.
            other = known.content_hash not in {"", receipt.content_hash}
            return Stored(known, created=False, kept=self._keep_aside(receipt, content) if other else None)
        if rows is not None:
            self._wait(receipt, *rows(receipt))
        if write is not None:
            self._write(receipt, write)
        self._known[receipt.uid] = receipt
        return Stored(receipt, created=True)

    def begin(self) -> None:
        """Begin the transaction now: for work that looks at other rows by itself before it stores."""
        if not self._has_begun:
            self._transactions.enter_context(turn_to_write())
            self._transactions.enter_context(transaction.atomic())
            self._has_begun = True

    def flush(self) -> None:
        """Write what waits, rows that others point at first."""
        waiting = self._take_waiting()
        if waiting:
            self.begin()
        for model, rows in waiting.items():
            insert(model, rows)

    def finish(self) -> None:
        """Write what waits, where nothing is written after it: a single act, if it can be, in one statement.

        That is then the whole transaction.
        """
        if not self._waiting or not fits_in_one_statement(self._waiting):
            self.flush()
            return
        if connection.in_atomic_block:
            self.begin()
        insert_at_once(self._take_waiting())

    def _take_waiting(self) -> dict[type[models.Model], list[models.Model]]:
        """Rows that others point at first."""
        waiting, self._waiting = self._waiting, {}
        return {model: waiting[model] for model in _pointed_at_first(tuple(waiting))}

    def _look_up(self, uids: Iterable[uuid.UUID]) -> None:
        self._known |= dict.fromkeys(uids)
        self._known |= _receipts(list(uids))

    def _wait(self, *rows: models.Model) -> None:
        for row in rows:
            self._waiting.setdefault(type(row), []).append(row)

    def _write(self, receipt: Receipt, write: Write) -> None:
        self.begin()
        self.flush()
        with transaction.atomic():
            insert(Receipt, [receipt])
            write(receipt)

    def _keep_aside(self, receipt: Receipt, content: dict[str, Any]) -> Quarantine:
        self.begin()
        return _keep_aside(receipt, content)


_LOOKED_AT = ("id", "uid", "content_hash")
_SIZES = (1, 25, 100)


@lru_cache
def _receipts_sql(count: int) -> Prepared:
    return prepare(Receipt.objects.filter(uid__in=id_marks(count)).values_list(*_LOOKED_AT))


def _receipts(uids: list[uuid.UUID]) -> dict[uuid.UUID, Receipt]:
    """The receipts known for these ids: their id and content, other columns when they are asked for."""
    found: dict[uuid.UUID, Receipt] = {}
    for some in batches(uids, _SIZES[-1]):
        size = next(size for size in _SIZES if size >= len(some))
        padded = some + some[:1] * (size - len(some))
        for key, uid, content_hash in _receipts_sql(size).run(with_ids(padded)):
            found[uid] = Receipt.from_db(connection.alias, _LOOKED_AT, (key, uid, content_hash))
    return found


@lru_cache
def _pointed_at_first(among: tuple[type[models.Model], ...]) -> tuple[type[models.Model], ...]:
    order: TopologicalSorter[type[models.Model]] = TopologicalSorter()
    for model in among:
        pointed_at = {field.related_model for field in model._meta.concrete_fields}
        order.add(model, *(other for other in among if other in pointed_at))
    return tuple(order.static_order())


def in_one_transaction(uids: Iterable[uuid.UUID], work: Callable[[Unit], T], *, are_new: bool = False) -> T:
    """Run `work` on a unit of work for these ids; again when another transaction stored one meanwhile.

    `work` must come to the same when it is run again, and open no transaction around what it stores.
    `are_new`: the ids are taken for new ones at first, which saves a question where they nearly always are.
    """
    uids = list(uids)
    for attempt in range(1, TRIES + 1):
        try:
            with ExitStack() as transactions:
                unit = Unit(uids, transactions, look=attempt > 1 or not are_new)
                result = work(unit)
                unit.finish()
            return result
        except DatabaseError as error:
            if attempt == TRIES or not _lost_a_race(error):
                raise
    raise AssertionError("unreachable")


def _lost_a_race(error: DatabaseError) -> bool:
    return isinstance(error, IntegrityError) or getattr(error.__cause__, "sqlstate", None) in _LOST_RACES


def store_once(
    *,
    uid: uuid.UUID,
    kind: str,
    content: dict[str, Any],
    by: "User | None",
    space_uid: uuid.UUID,
    device_uid: uuid.UUID | None = None,
    rows: Rows | None = None,
    write: Write | None = None,
    unit: Unit | None = None,
    outcome: Outcome = Outcome.RECORDED,
) -> Stored:
    """Store what belongs to `uid` exactly once, in one transaction with its receipt.

    `rows(receipt)` returns new rows that depend on no others; `write(receipt)` looks at other rows and
    writes itself, and may `receipt.conclude` with another outcome. `by`: who sends; None = an enrolled
    computer by itself. `unit`: several things in one transaction. Raises ContentConflictError when the id is
    known with other content, kind or space.
    """
    content_hash = digest({"kind": kind, "space": str(space_uid), "content": content})

    def store(unit: Unit) -> Stored:
        receipt = Receipt(
            uid=uid,
            content_hash=content_hash,
            kind=kind,
            actor=by,
            device_uid=device_uid,
            space_uid=space_uid,
            outcome=outcome,
        )
        return unit.store(receipt, content, rows, write)

    stored = store(unit) if unit is not None else in_one_transaction([uid], store, are_new=True)
    if stored.kept is not None:
        raise ContentConflictError(stored.kept)
    return stored


def _keep_aside(refused: Receipt, content: dict[str, Any]) -> Quarantine:
    kept, _created = Quarantine.objects.get_or_create(
        uid=refused.uid,
        content_hash=refused.content_hash,
        defaults={
            "kind": refused.kind,
            "content": json.loads(json.dumps(content, default=str)),
            "actor": refused.actor,
            "device_uid": refused.device_uid,
            "space_uid": refused.space_uid,
        },
    )
    return kept

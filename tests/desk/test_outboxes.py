"""Several desks with outboxes, in any order of noting, sending, sending again, lost answers, crashes and
restores of a backup: at the end the server holds exactly the union of the outboxes and of what the backup
held, every item once and whole.

What a restore takes away is exactly what a backup cannot have: items whose receipt a desk had heard after
the backup was taken, so that no outbox held them any more. Whatever was still in an outbox at that moment,
its answer lost or never sent, is stored again.

Real transactions on a real file or server. Each example has a space of its own in the same database, so
nothing needs to be emptied between two of them.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from opstap.accounts.models import User
from opstap.core.ids import child_id, uuid7
from opstap.core.models import AuditEntry, Outcome, Quarantine, Receipt
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.desk.services import day_of
from opstap.desk.services.corrections import correct_visits, mark_of
from opstap.desk.views.sender import COOKIE
from tests import backups
from tests.desk.acts import act
from tests.desk.plain import Plain, Row
from tests.factories import make_animator, make_computer, make_space

NOON = datetime(2026, 4, 14, 10, tzinfo=UTC)
PURPOSES = st.sampled_from(["leisure", "searches", ""])
# How far the clocks of the desks are off: one is right, one months ahead, one in the last century.
CLOCKS = (timedelta(0), timedelta(days=60), timedelta(days=-10_000))
# Three people, and an enrolled computer that sends by itself.
SENDERS, COMPUTER = st.integers(0, 3), 3
RESTORES = 2
Item = dict[str, Any]


class KilledError(BaseException):
    """The server is gone in the middle of a write. No `except Exception` holds it up."""


@dataclass
class Outbox:
    """One desk: who notes there, how far its clock is off (None: it cannot be read), what is not sent yet."""

    author: User
    off: timedelta | None
    items: list[Item] = field(default_factory=list)
    noted: list[Item] = field(default_factory=list)
    moments: dict[str, datetime] = field(default_factory=dict)
    aside: list[Item] = field(default_factory=list)

    def clock(self, now: datetime) -> str:
        return "??:??" if self.off is None else (now + self.off).isoformat()


@dataclass
class Backup:
    """A file, and what the server held when it was taken."""

    path: Path
    plain: Plain
    conflicts: set[str]


class Desks(RuleBasedStateMachine):
    """The clock of the server is given; `now` is the true time."""

    now: ClassVar[datetime] = NOON
    folder: ClassVar[Path]

    @initialize()
    def open(self) -> None:
        type(self).now = NOON
        self.space = make_space()
        self.team = [make_animator(self.space) for _ in CLOCKS]
        self.clients = [_signed_in(user) for user in self.team]
        self.outboxes = [Outbox(user, off) for user, off in zip(self.team, CLOCKS, strict=True)]
        self.outboxes.append(Outbox(self.team[0], None))
        self.computer, token = make_computer(self.space)
        self.clients.append(Client())
        self.clients[COMPUTER].cookies = SimpleCookie({COOKIE: token})
        self.before = AuditEntry.objects.filter(space_uid=self.space.uid).count()
        self.plain = Plain()
        self.conflicts: set[str] = set()
        self.sent_by: dict[uuid.UUID, int] = {}
        self.heard: set[uuid.UUID] = set()
        self.backups: list[Backup] = []
        self.restored = 0
        self.taken_away: set[uuid.UUID] = set()
        self.must_be_there: set[uuid.UUID] = set()

    # Noting

    @rule(desk=st.integers(0, 3), people=st.integers(1, 4), purpose=PURPOSES)
    def count(self, desk: int, people: int, purpose: str) -> None:
        self._note(desk, "visits", people=people, purpose=purpose)

    @rule(desk=st.integers(0, 3))
    def send_away(self, desk: int) -> None:
        self._note(desk, "sent_away", reason="busy")

    @rule(desk=st.integers(0, 3), remote=st.booleans())
    def help_somebody_new(self, desk: int, remote: bool) -> None:
        self._help(desk, None, mode="remote" if remote else "direct_help")

    @rule(desk=st.integers(0, 3), data=st.data())
    def help_somebody_counted(self, desk: int, data: st.DataObject) -> None:
        self._help(desk, self._seen(desk, data, "visits", "help"))

    @rule(desk=st.integers(0, 3), purpose=PURPOSES, data=st.data())
    def say_why(self, desk: int, purpose: str, data: st.DataObject) -> None:
        tap = self._seen(desk, data, "visits")
        if tap:
            self._note(desk, "purpose", tap=tap, purpose=purpose)

    @rule(desk=st.integers(0, 3), one=st.booleans(), data=st.data())
    def undo(self, desk: int, one: bool, data: st.DataObject) -> None:
        for kind, what in (("visits", "tap"), ("help", "help"), ("sent_away", "sent_away")):
            uid = self._seen(desk, data, kind)
            if uid and data.draw(st.booleans()):
                target = f"visit:{child_id(uuid.UUID(uid), 0)}" if one and what == "tap" else f"{what}:{uid}"
                self._note(desk, "undo", target=target)

    # Correcting, with a line

    @rule(purpose=PURPOSES, data=st.data())
    def correct(self, purpose: str, data: st.DataObject) -> None:
        counted = sorted({key[0] for key, row in self.plain.visits.items() if row.counts})
        if not counted:
            return
        tap = data.draw(st.sampled_from(counted))
        visit = Visit.objects.counted().filter(tap=tap).earliest("position")
        done = correct_visits(
            act=act(self.space, self.team[0]),
            visit=visit,
            seen=mark_of(visit),
            purpose=purpose,
            e_service=None,
        )
        self.plain.correct(done.stored.receipt.uid, tap, purpose)
        self.sent_by[done.stored.receipt.uid] = 0

    # Sending

    @rule(desk=st.integers(0, 3), sender=SENDERS, size=st.integers(1, 6), skip=st.integers(0, 2))
    def send(self, desk: int, sender: int, size: int, skip: int) -> None:
        """`skip`: a second tab of the same desk is ahead of the first."""
        self._send(desk, sender, self.outboxes[desk].items[skip : skip + size])

    @rule(desk=st.integers(0, 3), sender=SENDERS, people=st.lists(st.integers(1, 4), min_size=1, max_size=4))
    def a_good_line(self, desk: int, sender: int, people: list[int]) -> None:
        """Everything is sent, and every answer heard: what a restore takes away."""
        for number in people:
            self.count(desk, number, "searches")
        self._send(desk, sender, self.outboxes[desk].items[:100])

    @rule(desk=st.integers(0, 3), sender=SENDERS, size=st.integers(1, 6))
    def send_and_hear_nothing(self, desk: int, sender: int, size: int) -> None:
        self._send(desk, sender, self.outboxes[desk].items[:size], heard=False)

    @rule(desk=st.integers(0, 3), sender=SENDERS, size=st.integers(1, 6), write=st.integers(0, 12))
    def send_while_the_server_dies(self, desk: int, sender: int, size: int, write: int) -> None:
        items = self.outboxes[desk].items[:size]
        with killed_at_write(write) as killed:
            try:
                results = self._post(desk, sender, items)
            except KilledError:
                return
        assert not killed
        self._settle(desk, sender, items, results, heard=True)

    @rule(desk=st.integers(0, 3), sender=SENDERS, data=st.data())
    def send_old_things_again(self, desk: int, sender: int, data: st.DataObject) -> None:
        noted = self.outboxes[desk].noted
        if noted:
            self._send(desk, sender, data.draw(st.lists(st.sampled_from(noted), max_size=4)), heard=False)

    @rule(desk=st.integers(0, 3))
    def try_again_what_was_refused(self, desk: int) -> None:
        outbox = self.outboxes[desk]
        outbox.items += outbox.aside
        outbox.aside = []

    @rule(desk=st.integers(0, 3), people=st.integers(5, 9), data=st.data())
    def send_other_content_under_a_known_id(self, desk: int, people: int, data: st.DataObject) -> None:
        known = [item for item in self.plain.stored.values() if item["kind"] == "visits"]
        if known:
            item = data.draw(st.sampled_from(known)) | {"people": people}
            [result] = self._post(desk, 0, [item])
            assert result["outcome"] == "conflict"
            self.conflicts.add(json.dumps(item, sort_keys=True))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        type(self).now += timedelta(hours=hours)

    # Backups

    @precondition(lambda self: len(self.backups) < RESTORES)
    @rule()
    def back_up(self) -> None:
        path = backups.take(self.folder, self.now)
        self.backups.append(Backup(path, deepcopy(self.plain), set(self.conflicts)))

    @precondition(lambda self: self.backups and self.restored < RESTORES)
    @rule(number=st.integers(0, RESTORES - 1))
    def restore(self, number: int) -> None:
        backup = self.backups[number % len(self.backups)]
        backups.put_back(backup.path)
        self.restored += 1
        held = {uuid.UUID(item["id"]) for outbox in self.outboxes for item in outbox.items}
        self.taken_away |= (self.plain.stored.keys() & self.heard) - backup.plain.stored.keys() - held
        self.must_be_there = backup.plain.stored.keys() | held
        self.plain, self.conflicts = deepcopy(backup.plain), set(backup.conflicts)

    # What must be true

    @invariant()
    def each_receipt_has_its_audit_row(self) -> None:
        if not hasattr(self, "plain"):
            return
        receipts = Receipt.objects.filter(space_uid=self.space.uid).count()
        audit = AuditEntry.objects.filter(space_uid=self.space.uid).count() - self.before
        every = len(self.plain.stored) + len(self.plain.corrected)
        # A correction that says what stands there already leaves no row in the trail.
        assert (receipts, audit) == (every, every - len(self.plain.corrected & self.plain.unchanged))

    def teardown(self) -> None:
        if not hasattr(self, "plain"):
            return
        for desk, outbox in enumerate(self.outboxes):
            while outbox.items:
                self._send(desk, 0, outbox.items[:100])
        assert held(self.space.pk) == expected(self.plain)
        receipts = {receipt.uid: receipt for receipt in Receipt.objects.filter(space_uid=self.space.uid)}
        assert {uid: self._said(receipt) for uid, receipt in receipts.items()} == {
            uid: self._must_say(uid) for uid in self.plain.stored.keys() | self.plain.corrected
        }
        assert Quarantine.objects.filter(space_uid=self.space.uid).count() == len(self.conflicts)
        noted, aside = self._ids("noted"), self._ids("aside")
        stored = receipts.keys() - self.plain.corrected
        # What is not stored is still in the hands of a person, or a backup could not have it.
        assert noted - aside - stored <= self.taken_away
        assert self.must_be_there - aside <= stored
        assert stored | aside | self.taken_away == noted

    # Inside

    def _note(self, desk: int, kind: str, **fields: Any) -> None:
        outbox = self.outboxes[desk]
        uid = str(uuid7())
        common = {"id": uid, "kind": kind, "author": str(outbox.author.uid)}
        item = common | {"happened_at": outbox.clock(self.now)} | fields
        outbox.items.append(item)
        outbox.noted.append(item)
        outbox.moments[uid] = self.now

    def _help(self, desk: int, visit: str | None, mode: str = "direct_help") -> None:
        self._note(desk, "help", theme="digital:email", minutes=15, mode=mode, visit=visit or "")

    def _seen(self, desk: int, data: st.DataObject, *kinds: str) -> str | None:
        """Something noted at this desk, or at another one and already on the server."""
        uids = [item["id"] for item in self.outboxes[desk].noted if item["kind"] in kinds]
        uids += [item["id"] for item in self.plain.stored.values() if item["kind"] in kinds]
        return data.draw(st.sampled_from(uids)) if uids else None

    def _send(self, desk: int, sender: int, items: list[Item], *, heard: bool = True) -> None:
        self._settle(desk, sender, items, self._post(desk, sender, items), heard=heard)

    def _post(self, desk: int, sender: int, items: list[Item]) -> list[dict[str, Any]]:
        body = {"sent_at": self.outboxes[desk].clock(self.now), "items": items}
        path = f"/en/desk/{self.space.slug}/batch/"
        answer = self.clients[sender].post(path, body, content_type="application/json")
        if answer.status_code == 401:  # her session has ended: she signs in and sends again
            self.clients[sender].force_login(self.team[sender])
            answer = self.clients[sender].post(path, body, content_type="application/json")
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def _settle(
        self, desk: int, sender: int, items: list[Item], results: list[dict[str, Any]], *, heard: bool
    ) -> None:
        """The plain desk takes the same items; the client lets go of what has its receipt."""
        outbox = self.outboxes[desk]
        expected = [self.plain.take(item, self._day(outbox, item)) for item in items]
        assert [result["outcome"] for result in results] == expected
        self.sent_by |= {uuid.UUID(one["id"]): sender for one in results if one["outcome"] == "stored"}
        assert all(("receipt" in result) == (result["outcome"] in {"stored", "again"}) for result in results)
        outcomes = {result["id"]: result["outcome"] for result in results}
        if not heard:
            return
        self.heard |= {uuid.UUID(uid) for uid, outcome in outcomes.items() if outcome in {"stored", "again"}}
        outbox.aside += [item for item in outbox.items if outcomes.get(item["id"]) == "refused"]
        outbox.items = [item for item in outbox.items if item["id"] not in outcomes]

    def _day(self, outbox: Outbox, item: Item) -> Any:
        """The true day; what a clock that cannot be read wrote counts for the day it arrives."""
        return day_of(self.space, self.now if outbox.off is None else outbox.moments[item["id"]])

    def _ids(self, place: str) -> set[uuid.UUID]:
        return {uuid.UUID(item["id"]) for outbox in self.outboxes for item in getattr(outbox, place)}

    def _said(self, receipt: Receipt) -> tuple[Any, ...]:
        return receipt.actor_id, receipt.device_uid, receipt.outcome

    def _must_say(self, uid: uuid.UUID) -> tuple[Any, ...]:
        sender = self.sent_by[uid]
        who = (None, self.computer.uid) if sender == COMPUTER else (self.team[sender].pk, None)
        return *who, Outcome.UNCHANGED if uid in self.plain.unchanged else Outcome.RECORDED


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def killed_at_write(number: int) -> Iterator[list[int]]:
    """The server dies before the n-th INSERT, UPDATE or DELETE. Yields a list, then no longer empty."""
    killed: list[int] = []
    writes = 0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal writes
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            if writes == number:
                killed.append(number)
                raise KilledError
            writes += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield killed


def held(space: int) -> dict[str, dict[Any, Row]]:
    """What the server holds for a space, in the words of the plain desk."""
    visits = Visit.objects.filter(space=space).select_related("by", "voiding")
    helps = HelpRecord.objects.filter(space=space).select_related("by", "voiding", "visit")
    away = SentAway.objects.filter(space=space).select_related("by", "voiding")
    return {
        "visits": {(row.tap, row.position): _row(row, purpose=row.purpose) for row in visits},
        "helps": {row.uid: _row(row, visit=_key(row.visit)) for row in helps},
        "sent_away": {row.uid: _row(row) for row in away},
    }


def _row(row: Any, **more: Any) -> Row:
    return Row(row.local_date, row.by.uid, not hasattr(row, "voiding"), **more)


def _key(visit: Visit | None) -> tuple[uuid.UUID, int] | None:
    return (visit.tap, visit.position) if visit else None


def expected(plain: Plain) -> dict[str, dict[Any, Row]]:
    return {"visits": plain.visits, "helps": plain.helps, "sent_away": plain.sent_away}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The machine's own time, and a data folder for its backups."""
    monkeypatch.setattr(timezone, "now", lambda: Desks.now)
    monkeypatch.setattr(django_settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(Desks, "folder", tmp_path, raising=False)


@pytest.mark.django_db(transaction=True)
def test_the_server_holds_the_union_of_the_outboxes_and_of_the_backup(clock: None) -> None:
    run_state_machine_as_test(Desks, settings=settings(max_examples=20, stateful_step_count=30))


@pytest.mark.django_db(transaction=True)
def test_what_a_restore_takes_away_and_what_comes_back(clock: None) -> None:
    desks = Desks()
    desks.open()
    outbox = desks.outboxes[0]
    desks.a_good_line(0, COMPUTER, [1, 2])
    desks.back_up()
    desks.a_good_line(0, 0, [3])  # the receipt was heard: no outbox holds it any more
    desks.count(0, 4, "")
    desks.send_and_hear_nothing(0, 0, 1)  # stored, and the desk does not know
    desks.count(0, 1, "")  # never sent
    backed_up, gone, unheard, unsent = (outbox.noted[:2], *outbox.noted[2:])

    desks.restore(0)
    assert [item["id"] for item in outbox.items] == [unheard["id"], unsent["id"]]
    desks.send(0, 1, 6, 0)
    there = set(Receipt.objects.filter(space_uid=desks.space.uid).values_list("uid", flat=True))
    assert there == {uuid.UUID(item["id"]) for item in (*backed_up, unheard, unsent)}
    assert desks.taken_away == {uuid.UUID(gone["id"])}
    # Whoever saved the notes as a file brings them in again: each counts once.
    desks._send(0, 2, outbox.noted)
    assert Receipt.objects.filter(space_uid=desks.space.uid).count() == 5
    desks.teardown()

"""A desk in plain Python: what the server must hold after the same items in the same order.

It knows the rules (what is undone no longer counts, help goes to the visit that had least of it, an act meets
only what is of its own day) and nothing about databases, forms or receipts.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from opstap.core.ids import child_id

Key = tuple[uuid.UUID, int]  # the id of the tap, and which person of it


@dataclass
class Row:
    """Anything that was recorded."""

    day: date
    by: uuid.UUID
    counts: bool = True
    purpose: str = ""
    visit: Key | None = None  # of help


@dataclass
class Plain:
    visits: dict[Key, Row] = field(default_factory=dict)
    helps: dict[uuid.UUID, Row] = field(default_factory=dict)
    sent_away: dict[uuid.UUID, Row] = field(default_factory=dict)
    stored: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    unchanged: set[uuid.UUID] = field(default_factory=set)  # found nothing left to change
    corrected: set[uuid.UUID] = field(default_factory=set)  # on the page of corrections, in no outbox

    def take(self, item: dict[str, Any], day: date) -> str:
        """The outcome of an item that counts for that day."""
        uid = uuid.UUID(item["id"])
        if uid in self.stored:
            return "again" if self.stored[uid] == item else "conflict"
        if not getattr(self, f"_{item['kind']}")(uid, item, day):
            return "refused"
        self.stored[uid] = dict(item)
        return "stored"

    def correct(self, uid: uuid.UUID, tap: uuid.UUID, purpose: str) -> None:
        counted = [row for key, row in self.visits.items() if key[0] == tap and row.counts]
        if counted[0].purpose == purpose:
            self.unchanged.add(uid)
        for row in counted:
            row.purpose = purpose
        self.corrected.add(uid)

    def _visits(self, uid: uuid.UUID, item: dict[str, Any], day: date) -> bool:
        for position in range(item["people"]):
            self.visits[uid, position] = _row(item, day, purpose=item["purpose"])
        return True

    def _purpose(self, uid: uuid.UUID, item: dict[str, Any], day: date) -> bool:
        counted = list(self._counted(item["tap"], day))
        for key in counted:
            self.visits[key].purpose = item["purpose"]
        return bool(counted)

    def _sent_away(self, uid: uuid.UUID, item: dict[str, Any], day: date) -> bool:
        self.sent_away[uid] = _row(item, day)
        return True

    def _help(self, uid: uuid.UUID, item: dict[str, Any], day: date) -> bool:
        visit: Key | None = None
        if item["mode"] != "remote":
            if item["visit"]:
                counted = sorted(
                    self._counted(item["visit"], day), key=lambda key: (len(self._at(key)), key[1])
                )
                if not counted:
                    return False
                visit = counted[0]
            else:
                visit = (uid, 0)
                self.visits[visit] = _row(item, day)
        self.helps[uid] = _row(item, day, visit=visit)
        return True

    def _undo(self, uid: uuid.UUID, item: dict[str, Any], day: date) -> bool:
        what, _colon, target = item["target"].partition(":")
        if what in {"tap", "visit"}:
            return self._undo_visits(uid, target, day)
        rows = self.helps if what == "help" else self.sent_away
        row = rows.get(uuid.UUID(target))
        if row is None or row.day != day:
            return False
        own = (uuid.UUID(target), 0)
        if row.counts and own in self._counted(target, day) and len(self._at(own)) == 1:
            self.visits[own].counts = False
        if not row.counts:
            self.unchanged.add(uid)
        row.counts = False
        return True

    def _undo_visits(self, uid: uuid.UUID, target: str, day: date) -> bool:
        counted = list(self._counted(target, day))
        if any(self._at(key) for key in counted):
            return False
        for key in counted:
            self.visits[key].counts = False
        known = bool(counted) or any(self._named(target, day))
        if known and not counted:
            self.unchanged.add(uid)
        return known

    def _named(self, reference: str, day: date) -> Iterator[Key]:
        """The visits of a tap, or the one visit, of that day."""
        for key, row in self.visits.items():
            if row.day == day and uuid.UUID(reference) in {key[0], child_id(*key)}:
                yield key

    def _counted(self, reference: str, day: date) -> list[Key]:
        return [key for key in self._named(reference, day) if self.visits[key].counts]

    def _at(self, visit: Key) -> list[Row]:
        return [row for row in self.helps.values() if row.visit == visit and row.counts]


def _row(item: dict[str, Any], day: date, **more: Any) -> Row:
    return Row(day, uuid.UUID(item["author"]), **more)

"""What was taken away stays taken away, also when a backup of before is restored: an ended role, a lost
phone, a revoked computer.

A room registers in `AppConfig.ready()` how a kind of revocation is done again, and its service notes each:

    revocations.register("role", end_role_again)
    revocations.note("role", uid=membership.uid, at=now, by=by, until=last_day.isoformat())

The journal is `DATA_DIR/revocations.jsonl`. A line is on the disk before the transaction that revokes is
committed: what was revoked is always in it. Where the commit then fails, a restore revokes once too often,
never too seldom. Nothing personal stands in it: ids, moments, days.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from opstap.core import journals

if TYPE_CHECKING:
    from opstap.accounts.models import User


@dataclass(frozen=True, slots=True)
class Revocation:
    """`uid`: of what was revoked. `by`: the account of who did it. `until`: the last day, of what has one."""

    kind: str
    uid: UUID
    at: datetime
    by: UUID | None
    until: str = ""


Again = Callable[[Revocation], bool]

_REGISTER: dict[str, Again] = {}


def register(kind: str, again: Again) -> None:
    """`again` revokes once more, with its audit row, and answers whether there was anything left to do."""
    _REGISTER[kind] = again


def path() -> Path:
    return Path(settings.DATA_DIR) / "revocations.jsonl"


def note(kind: str, *, uid: UUID, at: datetime, by: "User | None", until: str = "") -> None:
    """In the transaction that revokes, which an OSError undoes: nothing is revoked without its line."""
    line = {"kind": kind, "uid": str(uid), "at": at.isoformat(), "by": str(by.uid) if by else None}
    journals.append(path(), line | ({"until": until} if until else {}))


def read() -> list[Revocation]:
    """Of each thing the newest, the oldest first: lines brought by a backup may stand behind newer ones."""
    every = sorted((_of(line) for line in journals.lines(path())), key=lambda one: one.at)
    newest = {(one.kind, one.uid): one for one in every}
    return sorted(newest.values(), key=lambda one: one.at)


def _of(line: journals.Line) -> Revocation:
    return Revocation(
        kind=line["kind"],
        uid=UUID(line["uid"]),
        at=datetime.fromisoformat(line["at"]),
        by=UUID(line["by"]) if line["by"] else None,
        until=line.get("until", ""),
    )


def apply_again() -> int:
    """After a restore; how many were done again. A second call finds nothing to do.

    Kinds that this program does not know are of a newer one: they wait in the journal.
    """
    done = 0
    for one in read():
        if one.kind in _REGISTER:
            with transaction.atomic():
                done += _REGISTER[one.kind](one)
    return done

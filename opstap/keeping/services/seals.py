"""Chains the audit trail in sealed batches, and says whether the chain is whole.

A seal is a hash over the rows of its batch and over the seal before: a row changed, removed or slipped in
behind the triggers' back breaks the chain at its seal, and so does a changed or removed seal.

**Which rows may be sealed.** On PostgreSQL a key is taken from a sequence when a row is written, and the row
is seen when its transaction commits: row 8 may be seen before row 7. Sealing "all there is" would leave row 7
out for ever; sealing "what is older than some minutes" trusts the clock of the row, not its commit. So a
batch ends before the first missing key, and goes over a gap only when the row after it is older than
`LONGEST`: no transaction of ours lives that long, so the key was rolled back and will never come. A row that
appears in a gap after its batch was sealed breaks the chain, as it should. (SQLite has one writer and gives
keys in the order of commits, without gaps.)

**Cutting off the end** breaks no link. Each seal is therefore also written to a file outside the database,
`DATA_DIR/seals.jsonl`; seals that stand there and are gone from the database are reported. A restore says in
that file that it put back an older state.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from opstap.core import journals
from opstap.core.models import AuditEntry, Job
from opstap.keeping.models import AuditSeal

BATCH = 1000
LONGEST = timedelta(hours=1)
"""Longer than any transaction of ours can be open."""


def seal_what_is_committed(_job: Job) -> None:
    """The job."""
    seal()


def seal(*, now: datetime | None = None) -> int:
    """Seal everything that may be sealed; how many rows that were."""
    now = now or timezone.now()
    sealed = 0
    while made := _seal_next(now):
        # After the commit: a worker that lost a race would note a seal that does not exist.
        journals.append(_path(), {"last_id": made.last_id, "digest": made.digest, "at": now.isoformat()})
        sealed += made.number
    return sealed


@transaction.atomic
def _seal_next(now: datetime) -> AuditSeal | None:
    last = AuditSeal.objects.select_for_update().order_by("-pk").first()
    after = last.last_id if last else 0
    rows = list(_without_open_gap(AuditEntry.objects.filter(pk__gt=after).order_by("pk")[:BATCH], after, now))
    if not rows:
        return None
    return AuditSeal.objects.create(
        first_id=rows[0].pk,
        last_id=rows[-1].pk,
        number=len(rows),
        previous=last.digest if last else "",
        digest=digest_of(rows, last.digest if last else ""),
        at=now,
    )


def _without_open_gap(rows: Any, after: int, now: datetime) -> Iterator[AuditEntry]:
    for row in rows:
        if row.pk != after + 1 and row.at > now - LONGEST:
            return
        yield row
        after = row.pk


def digest_of(rows: list[AuditEntry], previous: str) -> str:
    """SHA-256 of the seal before and of each row as canonical JSON, one a line."""
    text = "\n".join([previous, *map(_canonical, rows)])
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(row: AuditEntry) -> str:
    columns = [
        row.pk,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.actor_id,
        row.action,
        row.object_kind,
        str(row.object_uid),
        str(row.space_uid) if row.space_uid else None,
        str(row.device_uid) if row.device_uid else None,
        row.fields,
    ]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


class Fault(StrEnum):
    """What is wrong with a seal."""

    ROWS = "rows"
    """Rows of the batch were changed, removed or added since."""
    SEAL = "seal"
    """The seal does not follow the one before: a seal was changed or removed."""
    BETWEEN = "between"
    """Rows stand between two batches that are in no batch."""
    CUT = "cut"
    """The seal was noted outside the database and is gone from it."""


@dataclass(frozen=True)
class Break:
    """Where the chain breaks. `first_id`, `last_id`: keys of the batch in which something is wrong."""

    fault: Fault
    first_id: int
    last_id: int
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """`sealed` rows stand in `seals` batches; `waiting` rows are too new for a seal."""

    seals: int
    sealed: int
    waiting: int
    last_at: datetime | None
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        return not self.breaks


def verify() -> Verdict:
    """Reads the whole trail, batch by batch, and computes every seal again."""
    breaks: list[Break] = []
    last: AuditSeal | None = None
    seals = sealed = 0
    for one in AuditSeal.objects.order_by("pk").iterator(chunk_size=500):
        fault = _fault(one, last)
        if fault is not None:
            breaks.append(Break(fault, one.first_id, one.last_id, one.at))
        seals, sealed, last = seals + 1, sealed + one.number, one
    breaks.extend(_cut_off())
    waiting = AuditEntry.objects.filter(pk__gt=last.last_id if last else 0).count()
    return Verdict(seals, sealed, waiting, last.at if last else None, tuple(breaks))


def _fault(one: AuditSeal, last: AuditSeal | None) -> Fault | None:
    if one.previous != (last.digest if last else ""):
        return Fault.SEAL
    after = last.last_id if last else 0
    if AuditEntry.objects.filter(pk__gt=after, pk__lt=one.first_id).exists():
        return Fault.BETWEEN
    rows = list(AuditEntry.objects.filter(pk__gte=one.first_id, pk__lte=one.last_id).order_by("pk"))
    same = len(rows) == one.number and digest_of(rows, one.previous) == one.digest
    return None if same else Fault.ROWS


def _cut_off() -> Iterator[Break]:
    """Seals noted outside since the last restore that the database does not know."""
    noted: list[dict[str, Any]] = []
    for line in journals.lines(_path()):
        if "restored" in line:
            noted.clear()
        elif "digest" in line:
            noted.append(line)
    known = set(AuditSeal.objects.values_list("digest", flat=True))
    for line in noted:
        if line["digest"] not in known:
            at = datetime.fromisoformat(line["at"])
            yield Break(Fault.CUT, line["last_id"], line["last_id"], at)


def note_restore(*, now: datetime | None = None) -> None:
    """The database was put back to an older state: seals noted before are no longer expected in it."""
    journals.append(_path(), {"restored": (now or timezone.now()).isoformat()})


def _path() -> Path:
    return Path(settings.DATA_DIR) / "seals.jsonl"

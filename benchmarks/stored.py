"""What lies in the database, held against what the clients sent and what was acknowledged to them."""

import uuid
from collections import Counter
from dataclasses import dataclass

from benchmarks.clients import Run
from benchmarks.installation import Installation

RECORDED = ("visits", "help")


@dataclass(frozen=True)
class Stored:
    """Rows by the client's id: one receipt, one audit row, and a visit a person (help has one of its own)."""

    receipts: Counter[uuid.UUID]
    audit: Counter[uuid.UUID]
    visits: Counter[uuid.UUID]
    helps: Counter[uuid.UUID]


def stored(where: Installation) -> Stored:
    def counted(question: str) -> Counter[uuid.UUID]:
        return Counter(uuid.UUID(str(row[0])) for row in where.rows(question))

    return Stored(
        receipts=counted("SELECT uid FROM core_receipt"),
        audit=counted(
            "SELECT object_uid FROM core_auditentry WHERE action IN ('visits.recorded', 'help.recorded')"
        ),
        visits=counted("SELECT tap FROM desk_visit"),
        helps=counted("SELECT uid FROM desk_helprecord"),
    )


def faults(found: Stored, run: Run) -> list[str]:
    """One line for each kind of fault, with its number; empty when every record is there once and whole."""
    lost = [uid for uid in run.acknowledged if uid not in found.receipts]
    strange = [uid for uid in _everything(found) if uid not in run.sent]
    half = [uid for uid in _everything(found) if uid in run.sent and not _whole(found, run, uid)]
    named = {
        "acknowledged and lost": lost,
        "half, double or without its receipt": half,
        "never sent": strange,
    }
    return [f"{len(uids)} {name}, first {uids[0]}" for name, uids in named.items() if uids]


def _everything(found: Stored) -> set[uuid.UUID]:
    return found.receipts.keys() | found.audit.keys() | found.visits.keys() | found.helps.keys()


def _whole(found: Stored, run: Run, uid: uuid.UUID) -> bool:
    item = run.sent[uid]
    visits, helps = (item["people"], 0) if item["kind"] == "visits" else (1, 1)
    seen = (found.receipts[uid], found.audit[uid], found.visits[uid], found.helps[uid])
    return seen == (1, 1, visits, helps)

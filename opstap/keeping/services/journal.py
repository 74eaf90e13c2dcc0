"""The journal of erasures: a file outside the database, so that a restored backup can be erased again.

`DATA_DIR/erasures.jsonl`, one JSON object a line, appended and flushed to the disk before the transaction
that erases is committed: what was erased is always in it. Nothing personal stands in it: a rule, a number,
a hash; of a person erased on request the id of her account.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from opstap.accounts.models import User
from opstap.keeping.models import Erasure

Line = dict[str, Any]


def path() -> Path:
    return Path(settings.DATA_DIR) / "erasures.jsonl"


def write(proof: Erasure) -> None:
    """Append the proof. A line that a crash left half written is ended first."""
    line = json.dumps(_as_line(proof), sort_keys=True, separators=(",", ":")) + "\n"
    handle = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (_missing_end(handle) + line).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _missing_end(handle: int) -> str:
    size = os.fstat(handle).st_size
    return "" if size == 0 or os.pread(handle, 1, size - 1) == b"\n" else "\n"


def _as_line(proof: Erasure) -> Line:
    return {
        "uid": str(proof.uid),
        "rule": proof.rule,
        "at": proof.at.isoformat(),
        "cut_off": proof.cut_off.isoformat(),
        "period": proof.period,
        "unit": proof.unit,
        "number": proof.number,
        "digest": proof.digest,
        "held": proof.held,
        "subject": str(proof.subject) if proof.subject else None,
        "by": str(proof.by.uid) if proof.by else None,
    }


def read() -> Iterator[Erasure]:
    """Every proof in the journal as an unsaved row, the oldest first; a half-written line is left out."""
    if not path().exists():
        return
    people = dict(User.objects.values_list("uid", "pk"))
    for text in path().read_text().splitlines():
        line = _readable(text)
        if line is not None:
            yield _as_proof(line, people)


def _readable(text: str) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and "uid" in line else None


def _as_proof(line: Line, people: dict[UUID, int]) -> Erasure:
    return Erasure(
        uid=UUID(line["uid"]),
        rule=line["rule"],
        at=datetime.fromisoformat(line["at"]),
        cut_off=datetime.fromisoformat(line["cut_off"]),
        period=line["period"],
        unit=line["unit"],
        number=line["number"],
        digest=line["digest"],
        held=line["held"],
        subject=UUID(line["subject"]) if line["subject"] else None,
        by_id=people.get(UUID(line["by"])) if line["by"] else None,
    )

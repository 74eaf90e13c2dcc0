"""The journal of erasures: a file outside the database, so that a restored backup can be erased again.

`DATA_DIR/erasures.jsonl`, one JSON object a line, appended and flushed to the disk before the transaction
that erases is committed: what was erased is always in it. So are the periods that were chosen. Nothing
personal stands in it: a rule, a number, a hash; of a person erased on request the id of her account.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from opstap.accounts.models import User
from opstap.core.journals import Line, append, lines
from opstap.keeping.models import ChosenPeriod, Erasure


def path() -> Path:
    return Path(settings.DATA_DIR) / "erasures.jsonl"


def write(proof: Erasure) -> None:
    append(path(), _as_line(proof))


def write_choice(chosen: ChosenPeriod) -> None:
    by = str(chosen.by.uid) if chosen.by else None
    line = {"chosen": chosen.rule, "period": chosen.period, "at": chosen.at.isoformat(), "by": by}
    append(path(), line)


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


def read_choices() -> Iterator[ChosenPeriod]:
    """Every period in the journal as an unsaved row, the oldest first."""
    people = _people()
    for line in lines(path()):
        if "chosen" in line:
            at, by = datetime.fromisoformat(line["at"]), line["by"]
            yield ChosenPeriod(
                rule=line["chosen"], period=line["period"], at=at, by_id=people.get(UUID(by)) if by else None
            )


def _people() -> dict[UUID, int]:
    return dict(User.objects.values_list("uid", "pk"))


def read() -> Iterator[Erasure]:
    """Every proof in the journal as an unsaved row, the oldest first."""
    people = _people()
    for line in lines(path()):
        if "uid" in line:
            yield _as_proof(line, people)


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

"""After a restore: what had been erased since the backup is erased again, by the journal of erasures."""

from dataclasses import dataclass
from datetime import datetime

from opstap.core import retention
from opstap.keeping.models import ChosenPeriod, Erasure
from opstap.keeping.services import journal, seals
from opstap.keeping.services.erasing import PERSON, erase_by
from opstap.keeping.services.persons import erase_person_again


@dataclass(frozen=True)
class Again:
    """What had to be done again: proofs put back, people erased, rows erased by the rules."""

    proofs: int
    people: int
    rows: int

    @property
    def erased(self) -> int:
        return self.people + self.rows


def apply_erasures_again(*, now: datetime | None = None) -> Again:
    """Call it after a restore, before anybody signs in; a second call finds nothing to do.

    Proofs and chosen periods that the backup did not know yet are put back. Each rule erases up to the latest
    moment it ever erased to, also where its period is longer now.
    """
    seals.note_restore(now=now)
    _put_back_periods()
    proofs = list(journal.read())
    missing = _put_back(proofs)
    people = sum(erase_person_again(proof) for proof in proofs if proof.rule == PERSON)
    until: dict[str, datetime] = {}
    for proof in proofs:
        until[proof.rule] = max(proof.cut_off, until.get(proof.rule, proof.cut_off))
    rows = sum(erase_by(rule, now=now, at_least_until=until.get(rule.code)) for rule in retention.all_rules())
    return Again(missing, people, rows)


def _put_back_periods() -> None:
    known = set(ChosenPeriod.objects.values_list("rule", "at"))
    missing = {(one.rule, one.at): one for one in journal.read_choices() if (one.rule, one.at) not in known}
    ChosenPeriod.objects.bulk_create(missing.values(), batch_size=200)


def _put_back(proofs: list[Erasure]) -> int:
    known = set(Erasure.objects.values_list("uid", flat=True))
    missing = list({proof.uid: proof for proof in proofs if proof.uid not in known}.values())
    return len(Erasure.objects.bulk_create(missing, batch_size=200))

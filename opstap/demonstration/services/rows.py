"""The rows of a demonstration, gathered before they are written in batches."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from opstap.desk.models import HelpRecord, SentAway, Turn, TurnAct, Visit

_BATCH = 2000
T = TypeVar("T")


@dataclass
class Rows:
    """What is made before it is written in batches."""

    visits: list[Visit] = field(default_factory=list)
    helps: list[HelpRecord] = field(default_factory=list)
    away: list[SentAway] = field(default_factory=list)
    others: list[tuple[HelpRecord, Visit]] = field(default_factory=list)
    """The further people of groups."""
    turns: list[Turn] = field(default_factory=list)
    acts: list[TurnAct] = field(default_factory=list)

    def write(self) -> None:
        Visit.objects.bulk_create(self.visits, batch_size=_BATCH)
        HelpRecord.objects.bulk_create(self.helps, batch_size=_BATCH)
        beside = HelpRecord.others.through
        rows = [beside(helprecord=record, visit=visit) for record, visit in self.others]
        beside.objects.bulk_create(rows, batch_size=_BATCH)
        SentAway.objects.bulk_create(self.away, batch_size=_BATCH)
        Turn.objects.bulk_create(self.turns, batch_size=_BATCH)
        TurnAct.objects.bulk_create(self.acts, batch_size=_BATCH)


def pick(chance: random.Random, weights: Mapping[T, float]) -> T:
    return chance.choices(list(weights), list(weights.values()))[0]

"""What becomes of the records of a desk when its record turns out to be two places.

A visit goes to the new place when somebody who goes noted it since the day, and everything that hangs on it
can go too; what hangs on a visit follows it. What somebody else noted for the same person keeps it at the old
place, and so does a coaching series, whose card and code belong there, and help whose answers were erased:
their counts are kept there.
"""

from dataclasses import dataclass, field
from typing import Any

from opstap.desk.models import HelpRecord, SentAway, Turn, TurnAct, Visit
from opstap.spaces import splitting
from opstap.spaces.merging.rules import Before, batches, keys_in, point_to, ranges
from opstap.spaces.models import Space
from opstap.spaces.splitting import Cut, Rule

FIELDS = tuple(f"desk.{name}.space" for name in ("Visit", "HelpRecord", "SentAway", "Turn", "TurnAct"))


def register() -> None:
    splitting.register(
        Rule(FIELDS[0], _take, _give),
        # They follow the visits, above.
        *splitting.stays(*FIELDS[1:]),
        *splitting.stays(
            "desk.Queue.space",
            "desk.DeskDevice.space",
            "desk.DeskPin.space",
            "desk.HelpTemplate.space",
            "desk.CoachingSeries.space",
            "desk.ConsentSheet.space",
            "core.Quarantine.space_uid",
        ),
    )


@dataclass
class _Going:
    """Primary keys of visits and help records that may go; `visits_of`: help record → its visits."""

    visits: set[int]
    helps: set[int]
    visits_of: dict[int, set[int]] = field(default_factory=dict)

    def settle(self) -> None:
        """Help goes with all of its visits, and a visit with all of its help, or neither does."""
        stuck = self.visits_of.keys() - self.helps
        while stuck:
            for key in stuck:
                self.visits -= self.visits_of[key]
            self.helps -= stuck
            stuck = {key for key in self.helps if not self.visits_of.get(key, set()) <= self.visits}


def _take(cut: Cut) -> Before:
    if not cut.people:
        return {name: [] for name in FIELDS}
    going = _going(cut)
    going.settle()
    since: dict[str, Any] = {"space": cut.old, "local_date__gte": cut.since}
    hung = _among(SentAway.objects.filter(**since), "visit", going.visits)
    alone = SentAway.objects.filter(visit=None, by__in=cut.people, **since).values_list("pk", flat=True)
    turns = _among(Turn.objects.filter(**since), "visit", going.visits)
    found = {
        "desk.Visit.space": going.visits,
        "desk.HelpRecord.space": going.helps,
        "desk.SentAway.space": {*hung, *alone},
        "desk.Turn.space": turns,
        "desk.TurnAct.space": _among(TurnAct.objects.filter(**since), "turn", turns),
    }
    for name, keys in found.items():
        point_to(name, sorted(keys), cut.new.pk)
    return {name: ranges(keys) for name, keys in found.items()}


def _going(cut: Cut) -> _Going:
    since: dict[str, Any] = {"space": cut.old, "local_date__gte": cut.since}
    visits = Visit.objects.filter(by__in=cut.people, **since).values_list("pk", flat=True)
    own = HelpRecord.objects.filter(by__in=cut.people, series=None, answers_erased=False, **since)
    found = _Going(set(visits), set(own.order_by().values_list("pk", flat=True)))
    for key, visit in (
        HelpRecord.objects.filter(visit__isnull=False, **since).order_by().values_list("pk", "visit")
    ):
        found.visits_of[key] = {visit}
    of_groups = HelpRecord.others.through.objects.filter(helprecord__in=HelpRecord.objects.filter(**since))
    for key, visit in of_groups.values_list("helprecord", "visit"):
        found.visits_of.setdefault(key, set()).add(visit)
    return found


def _among(rows: Any, name: str, keys: set[int]) -> set[int]:
    """The rows whose field points to one of these."""
    found: set[int] = set()
    for batch in batches(sorted(keys)):
        found.update(rows.filter(**{f"{name}__in": batch}).order_by().values_list("pk", flat=True))
    return found


def _give(old: Space, new: Space, before: Before) -> None:
    for name in FIELDS:
        point_to(name, keys_in(before[name]), old.pk, of=new.pk)

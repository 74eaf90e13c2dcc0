"""Everything noted on one day at one desk, as lines to read: four queries, whatever the number of rows."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.desk.forms import theme_words
from opstap.desk.models import Entry, EService, HelpRecord, SentAway, Visit
from opstap.spaces.models import Space


@dataclass(frozen=True)
class Undone:
    """An undo: by whom, when, and how many people of the line it took away."""

    by: User
    at: datetime
    people: int = 1


@dataclass(frozen=True)
class Change:
    """The last correction: by whom, when."""

    by: User
    at: datetime


@dataclass(frozen=True)
class Line:
    """One line of the list. `target` and `one_less`: what an undo button names; '' = no button.

    `people` counted now, of `total` counted by the tap; a help record counts its people (more than one in a
    group) or 0, somebody sent away is 1 or 0. `can_correct`: the reader may, and it is not too late.
    """

    kind: str
    entry: Entry
    people: int
    total: int
    undone: tuple[Undone, ...]
    target: str = ""
    one_less: str = ""
    made_visit: bool = False
    corrected: Change | None = None
    can_correct: bool = False

    @property
    def uid(self) -> uuid.UUID:
        """How a correction names it: a tap by its own id."""
        return self.entry.tap if isinstance(self.entry, Visit) else self.entry.uid

    @property
    def at(self) -> datetime:
        return self.entry.happened_at

    @property
    def is_struck(self) -> bool:
        return self.people == 0

    @property
    def theme(self) -> str:
        """In words, of a help record."""
        return theme_words(self.entry.theme) if isinstance(self.entry, HelpRecord) else ""

    @property
    def number(self) -> str:
        """The turn number of somebody who had one and could not be helped; '' at the door."""
        visit = self.entry.visit if isinstance(self.entry, SentAway) else None
        return visit.turn.label if visit is not None and hasattr(visit, "turn") else ""


@dataclass(frozen=True)
class Tap:
    """The visits of a tap that still count, for the second tap that says what they came for."""

    uid: uuid.UUID
    visits: tuple[Visit, ...]
    unhelped: int
    undo: str

    @property
    def at(self) -> datetime:
        return self.visits[0].happened_at

    @property
    def people(self) -> int:
        return len(self.visits)

    @property
    def purpose(self) -> str:
        return self.visits[0].purpose

    @property
    def e_service(self) -> EService | None:
        return self.visits[0].e_service


def _newest_first(entry: Entry) -> tuple[datetime, datetime, int]:
    return entry.happened_at, entry.received_at, entry.pk


class Day:
    """One day of one space: its lines, its counts, its taps. Without `records`: as if nothing was noted."""

    def __init__(self, space: Space, day: date, *, records: bool = True) -> None:
        self.space, self.day = space, day
        self._help: list[HelpRecord] = []
        self._away: list[SentAway] = []
        self._taps: dict[uuid.UUID, list[Visit]] = defaultdict(list)
        if records:
            self._read()
        self._helps_of = Counter(record.visit_id for record in self._help if _counts(record))
        self._helps_of.update(self._in_groups())

    def _read(self) -> None:
        space, day = self.space, self.day
        visits = Visit.objects.at(space).on(day).with_names().select_related("e_service")
        help_given = HelpRecord.objects.at(space).on(day).with_names().select_related("e_service", "visit")
        self._help = list(help_given)
        self._away = list(SentAway.objects.at(space).on(day).with_names().select_related("visit__turn"))
        for visit in sorted(visits, key=lambda visit: visit.position):
            self._taps[visit.tap].append(visit)

    def _in_groups(self) -> Iterable[int]:
        """The visits of groups beside the first one, once for each group; no query without groups."""
        groups = [record.pk for record in self._help if record.people > 1 and _counts(record)]
        rows = HelpRecord.others.through.objects.filter(helprecord__in=groups)
        return rows.values_list("visit_id", flat=True) if groups else ()

    @property
    def visits(self) -> int:
        return sum(len(_counted(rows)) for rows in self._taps.values())

    @property
    def helped(self) -> int:
        return sum(map(_counts, self._help))

    @property
    def sent_away(self) -> int:
        return sum(map(_counts, self._away))

    @property
    def lines(self) -> list[Line]:
        """Newest first. A visit that a help record made stands on the line of the help."""
        found = [*self._visit_lines(), *map(self._help_line, self._help), *map(_away_line, self._away)]
        corrected = corrections_of(self.space, [line.uid for line in found])
        found = [replace(line, corrected=corrected.get(line.uid)) for line in found]
        return sorted(found, key=lambda line: _newest_first(line.entry), reverse=True)

    @property
    def taps(self) -> list[Tap]:
        """What still counts, the newest first."""
        found = [self._tap(uid, counted) for uid, rows in self._taps.items() if (counted := _counted(rows))]
        return sorted(found, key=lambda tap: _newest_first(tap.visits[0]), reverse=True)

    def last_help(self, by: User) -> HelpRecord | None:
        """The newest help record of the person that belongs to a visit."""
        own = [row for row in self._help if row.visit_id and _counts(row) and row.by_id == by.pk]
        return max(own, key=_newest_first, default=None)

    def _tap(self, uid: uuid.UUID, counted: list[Visit]) -> Tap:
        undo = f"help:{uid}" if uid in self._made_by_help else f"tap:{uid}"
        return Tap(uid, tuple(counted), len(self._unhelped(counted)), undo)

    @cached_property
    def _made_by_help(self) -> set[uuid.UUID]:
        return {record.uid for record in self._help if _counts(record)}

    def _unhelped(self, visits: Iterable[Visit]) -> list[Visit]:
        return [visit for visit in visits if not self._helps_of[visit.pk]]

    def _visit_lines(self) -> Iterator[Line]:
        helps = {record.uid: record for record in self._help}
        for uid, rows in self._taps.items():
            counted = _counted(rows)
            maker = helps.get(uid)
            if maker is not None and (_counts(maker) or not counted):
                continue
            unhelped = self._unhelped(counted)
            yield Line(
                kind="visits",
                entry=(counted or rows)[0],
                people=len(counted),
                total=len(rows),
                undone=tuple(_undone(rows)),
                target=f"tap:{uid}" if counted and len(unhelped) == len(counted) else "",
                one_less=f"visit:{unhelped[-1].uid}" if unhelped and len(counted) > 1 else "",
            )

    def _help_line(self, record: HelpRecord) -> Line:
        return _line("help", record, made_visit=bool(record.visit and record.visit.tap == record.uid))


def corrections_of(space: Space, uids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Change]:
    """The last correction of each record, from the audit trail; no query without records."""
    if not uids:
        return {}
    rows = AuditEntry.objects.filter(
        object_uid__in=uids, space_uid=space.uid, action__endswith=".corrected", actor__isnull=False
    )
    return {
        row.object_uid: Change(row.actor, row.at)
        for row in rows.select_related("actor").order_by("pk")
        if row.actor is not None
    }


def with_links(lines: list[Line], by: User, *, leads: bool) -> list[Line]:
    """The lines of a day that is not closed, with which of them the reader may correct."""
    return [
        replace(line, can_correct=_is_open(line) and (leads or line.entry.by_id == by.pk)) for line in lines
    ]


def _is_open(line: Line) -> bool:
    return not line.is_struck and not getattr(line.entry, "answers_erased", False)


def _away_line(row: SentAway) -> Line:
    return _line("sent_away", row)


def _line(kind: str, row: Entry, *, made_visit: bool = False) -> Line:
    people = getattr(row, "people", 1) if _counts(row) else 0
    target = f"{kind}:{row.uid}" if people else ""
    return Line(kind, row, people, 1, tuple(_undone([row])), target, made_visit=made_visit)


def _counts(row: Entry) -> bool:
    return not hasattr(row, "voiding")


def _counted(rows: list[Visit]) -> list[Visit]:
    return [row for row in rows if _counts(row)]


def _undone(rows: Iterable[Entry]) -> list[Undone]:
    """One for each person and moment, in order."""
    found: Counter[tuple[User, datetime]] = Counter()
    for row in rows:
        voiding = getattr(row, "voiding", None)
        if voiding is not None:
            found[voiding.by, voiding.at] += 1
    undone = [Undone(by, at, people) for (by, at), people in found.items()]
    return sorted(undone, key=lambda one: one.at)

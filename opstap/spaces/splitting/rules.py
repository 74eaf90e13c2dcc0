"""Kinds of rules. Each says which rows of one field go over, and answers what undoing needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from opstap.core.ids import uuid7
from opstap.spaces.merging.rules import Before, keys_in, point_to, ranges
from opstap.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Cut:
    """`new` is a place of its own since a day. The others: primary keys of what goes with it."""

    old: Space
    new: Space
    since: date
    people: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()
    lots: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()

    @property
    def last_day(self) -> date:
        """Of the old place, for what goes."""
        return self.since - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """`take(cut)` lets rows go over; `give(old, new, before)` brings them back.

    `refuses(old, since, people)`: why the record cannot be split so now, one sentence, or "".
    """

    field: str
    take: Callable[[Cut], Before] = lambda _cut: None
    give: Callable[[Space, Space, Before], None] = lambda _old, _new, _before: None
    refuses: Callable[[Space, date, frozenset[int]], str] = lambda _old, _since, _people: ""


_REGISTER: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    _REGISTER.update({rule.field: rule for rule in rules})


def all_rules() -> list[Rule]:
    """In the order of registration, in which they are done."""
    return list(_REGISTER.values())


def stays(*fields: str) -> list[Rule]:
    """Everything stays with the old place."""
    return [Rule(field) for field in fields]


def goes(field: str, keys: Callable[[Cut], Iterable[int]]) -> Rule:
    """The rows of these primary keys go over as they are."""

    def take(cut: Cut) -> Before:
        chosen = sorted(keys(cut))
        point_to(field, chosen, cut.new.pk)
        return ranges(chosen)

    def give(old: Space, new: Space, before: Before) -> None:
        point_to(field, keys_in(before), old.pk, of=new.pk)

    return Rule(field, take, give)


def hand_over(rows: Any, cut: Cut, **changes: Any) -> Before:
    """Rows that hold from a day until a day: they end with the last day at the old place, and a copy with
    `changes` begins. One that begins later gets the changes itself; one that ended before stays.
    """
    moved, ended, made = [], [], []
    for row in rows.order_by("pk"):
        if row.valid_until is not None and row.valid_until < cut.since:
            continue
        if row.valid_from is not None and row.valid_from >= cut.since:
            moved.append([row.pk, {name: getattr(row, name).pk for name in changes}])
            rows.model.objects.filter(pk=row.pk).update(**changes)
            continue
        ended.append([row.pk, row.valid_until and row.valid_until.isoformat()])
        rows.model.objects.filter(pk=row.pk).update(valid_until=cut.last_day)
        made.append([row.pk, copy_row(row, valid_from=cut.since, **changes).pk])
    return {"moved": moved, "ended": ended, "made": made}


def copy_row(row: Any, **changes: Any) -> Any:
    """Store a new row like this one, with these columns otherwise; `row` is the new one afterwards."""
    row.pk = None
    row._state.adding = True
    if hasattr(row, "uid"):
        row.uid = uuid7()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def take_back(model: Any, before: Before) -> None:
    """The other way round."""
    model.objects.filter(pk__in=[made for _was, made in before["made"]]).delete()
    for pk, until in before["ended"]:
        model.objects.filter(pk=pk).update(valid_until=until)
    for pk, was in before["moved"]:
        model.objects.filter(pk=pk).update(**{f"{name}_id": key for name, key in was.items()})

"""Kinds of rules. Each says how rows of one field go over, and answers what undoing needs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import F, Q, QuerySet

from opstap.spaces.models import Space

BATCH = 500
Rows: TypeAlias = "QuerySet[Any]"
Before: TypeAlias = Any
"""What undoing needs, as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`take(kept, merged)` moves rows and answers `before`; `give(kept, merged, before)` puts them back.

    `refuses(kept, merged)`: why these two cannot be merged now, one sentence, or "".
    """

    field: str
    take: Callable[[Space, Space], Before]
    give: Callable[[Space, Space, Before], None]
    refuses: Callable[[Space, Space], str] = lambda _kept, _merged: ""
    order: int = 0
    """Below zero: before the others, while each space still has its own rows."""


_REGISTER: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    for rule in rules:
        _REGISTER[rule.field] = rule


def all_rules() -> list[Rule]:
    """In the order in which they are done."""
    return sorted(_REGISTER.values(), key=lambda rule: rule.order)


def rows_of(field: str) -> tuple[Rows, str]:
    """All rows of the model of "desk.Visit.space", and the name of the field."""
    app, model, name = field.split(".")
    return apps.get_model(app, model)._default_manager.all(), name


def ranges(keys: Iterable[int]) -> list[list[int]]:
    """Keys in order, those that follow each other as one pair: [1, 2, 3, 7] → [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for key in sorted(keys):
        if found and key == found[-1][1] + 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found


def keys_in(pairs: Iterable[list[int]]) -> list[int]:
    return [key for first, last in pairs for key in range(first, last + 1)]


def batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def stays(field: str) -> Rule:
    """Belongs to the record itself, which stays as it is."""
    return Rule(field, lambda _kept, _merged: None, lambda _kept, _merged, _before: None)


def moves(
    field: str,
    *,
    unless: Callable[[Rows, Space], Rows] | None = None,
    refuses: Callable[[Space, Space], str] | None = None,
    key: str = "pk",
    order: int = 0,
) -> Rule:
    """All rows go over; `unless(rows, kept)`: without those that stay behind.

    `key`: of the space, which the field holds: "pk", or "uid" where no foreign key stands.
    """

    def take(kept: Space, merged: Space) -> Before:
        rows, name = rows_of(field)
        mine = rows.filter(**{name: getattr(merged, key)})
        if unless is not None:
            mine = unless(mine, kept)
        keys = list(mine.order_by().values_list("pk", flat=True))
        point_to(field, keys, getattr(kept, key))
        return ranges(keys)

    def give(kept: Space, merged: Space, before: Before) -> None:
        point_to(field, keys_in(before), getattr(merged, key), of=getattr(kept, key))

    return Rule(field, take, give, refuses or _never, order)


def _never(_kept: Space, _merged: Space) -> str:
    return ""


def point_to(field: str, keys: list[int], to: Any, *, of: Any = None) -> None:
    """Let these rows point to a space; `of`: only those that still point to that one."""
    rows, name = rows_of(field)
    for batch in batches(keys):
        chosen = rows.filter(pk__in=batch)
        (chosen if of is None else chosen.filter(**{name: of})).update(**{name: to})


def moves_unless(field: str, *columns: str, among: Q | None = None) -> Rule:
    """As `moves`, but a row stays behind where the kept space has one alike in these columns.

    `among`: only such rows get in each other's way.
    """

    def without_clash(mine: Rows, kept: Space) -> Rows:
        rows, name = rows_of(field)
        taken = set(rows.filter(among or Q(), **{name: kept}).values_list(*columns))
        in_the_way = mine.filter(among or Q()).values_list("pk", *columns)
        stay = [row[0] for row in in_the_way if tuple(row[1:]) in taken]
        return mine.exclude(pk__in=stay)

    return moves(field, unless=without_clash)


def renumbers(field: str, column: str) -> Rule:
    """As `moves`; a number that the kept space has already becomes the next free one."""

    def take(kept: Space, merged: Space) -> Before:
        rows, name = rows_of(field)
        mine, theirs = rows.filter(**{name: merged}), rows.filter(**{name: kept})
        taken = set(theirs.values_list(column, flat=True))
        numbers = dict(mine.order_by(column).values_list("pk", column))
        free = max([0, *taken, *numbers.values()]) + 1
        changed = []
        for pk, number in numbers.items():
            if number in taken:
                rows.filter(pk=pk).update(**{column: free})
                changed.append([pk, number, free])
                free += 1
        point_to(field, list(numbers), kept.pk)
        return {"moved": ranges(numbers), "changed": changed}

    def give(kept: Space, merged: Space, before: Before) -> None:
        point_to(field, keys_in(before["moved"]), merged.pk, of=kept.pk)
        rows, _name = rows_of(field)
        for pk, was, _became in before["changed"]:
            rows.filter(pk=pk).update(**{column: was})

    return Rule(field, take, give)


def adds(field: str, column: str, *columns: str) -> Rule:
    """As `moves`; where the kept space has a row alike in these columns, its number grows by the other's,
    whose row stays behind."""
    moving = moves_unless(field, *columns)

    def take(kept: Space, merged: Space) -> Before:
        rows, name = rows_of(field)
        moved = moving.take(kept, merged)
        theirs = {tuple(row[1:]): row[0] for row in rows.filter(**{name: kept}).values_list("pk", *columns)}
        added = [
            [theirs[tuple(row[1:])], row[0]]
            for row in rows.filter(**{name: merged}).values_list(column, *columns)
        ]
        for pk, number in added:
            rows.filter(pk=pk).update(**{column: F(column) + number})
        return {"moved": moved, "added": added}

    def give(kept: Space, merged: Space, before: Before) -> None:
        rows, _name = rows_of(field)
        for pk, number in before["added"]:
            rows.filter(pk=pk).update(**{column: F(column) - number})
        moving.give(kept, merged, before["moved"])

    return Rule(field, take, give)

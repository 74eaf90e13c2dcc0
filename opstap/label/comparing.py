"""Spaces beside the measured criteria of a version: for who writes the rules and who watches over them.

What is declared, shown by a document or seen on a visit is no part of it: that stands in a space's file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from django.db.models import Q

from opstap.label.measuring import Result, measure
from opstap.label.models import HELD, Criterion, CriterionKind, Label, Operator, Scheme, SchemeVersion
from opstap.spaces.models import Publication, Space
from opstap.territory.models import Network


class Outcome(StrEnum):
    MEETS = "meets"
    UNKNOWN = "unknown"
    """Nothing fails, but something could not be measured: never a failure."""
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Row:
    """One space with its results for the measured criteria, in their order."""

    space: Space
    results: tuple[Result, ...]
    label: Label | None = None

    @property
    def failed(self) -> list[Result]:
        return [result for result in self.results if result.met is False]

    @property
    def met(self) -> list[Result]:
        return [result for result in self.results if result.met]

    @property
    def unknown(self) -> list[Result]:
        return [result for result in self.results if result.met is None]

    @property
    def outcome(self) -> Outcome:
        if self.failed:
            return Outcome.FAILS
        return Outcome.UNKNOWN if self.unknown else Outcome.MEETS


def spaces_of(network: Network, on: date) -> list[Space]:
    """The confirmed spaces that belong to the network on the day, in the order of their names."""
    confirmed = Q(publication=Publication.PUBLIC) | Q(confirmed_at__isnull=False)
    found = Space.objects.of_network(network, on).filter(confirmed).exclude(publication=Publication.REVIEW)
    found = found.exclude(valid_until__lt=on).exclude(valid_from__gt=on).select_related("organisation")
    return sorted(found, key=lambda space: (str(space).casefold(), space.pk))


def held_labels(scheme: Scheme) -> dict[int, Label]:
    """`{space's primary key: its label of this scheme}`, in force or suspended."""
    return {
        label.space_id: label
        for label in Label.objects.filter(version__scheme=scheme, standing__in=HELD).order_by("pk")
    }


def compare(version: SchemeVersion, spaces: Sequence[Space], on: date) -> list[Row]:
    """Each space beside the version, with its label of the same scheme."""
    labels = held_labels(version.scheme)
    found = measure(version, spaces, on)
    return [
        Row(
            space,
            tuple(one for one in found[space.pk] if one.criterion.kind == CriterionKind.MEASURED),
            labels.get(space.pk),
        )
        for space in spaces
    ]


# A draft beside the version in force


class Change(StrEnum):
    NONE = ""
    NEWLY_FAILS = "newly_fails"
    NEWLY_MEETS = "newly_meets"


@dataclass(frozen=True, slots=True)
class Compared:
    """A space by the draft, and by the version in force (None: there is none)."""

    row: Row
    before: Row | None

    @property
    def change(self) -> Change:
        fails = self.row.outcome == Outcome.FAILS
        if self.before is None or fails == (self.before.outcome == Outcome.FAILS):
            return Change.NONE
        return Change.NEWLY_FAILS if fails else Change.NEWLY_MEETS


def preview(
    draft: SchemeVersion, current: SchemeVersion | None, spaces: Sequence[Space], on: date
) -> list[Compared]:
    before = {row.space.pk: row for row in compare(current, spaces, on)} if current else {}
    return [Compared(row, before.get(row.space.pk)) for row in compare(draft, spaces, on)]


def sums(rows: Iterable[Row]) -> dict[Outcome, int]:
    """How many spaces of each outcome."""
    found = dict.fromkeys(Outcome, 0)
    for row in rows:
        found[row.outcome] += 1
    return found


# What another threshold would do


@dataclass(frozen=True, slots=True)
class Step:
    threshold: Decimal
    meets: int
    is_current: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A space that meets the criterion at one of the two thresholds only."""

    row: Row
    value: Decimal
    meets: bool
    others_failed: int
    """How many of the other measured criteria it fails: at 0 it would (or would no longer) meet all."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    criterion: Criterion
    steps: list[Step]
    moved: list[Moved]
    measured: int
    not_measured: list[Row]


MOST_STEPS = 12


def what_if(rows: Sequence[Row], criterion: Criterion, asked: Decimal) -> WhatIf:
    """How many of the measured spaces meet each threshold, and whom the asked one changes."""
    place = [result.criterion for result in rows[0].results].index(criterion) if rows else 0
    values = {row.space.pk: _number(row.results[place]) for row in rows}
    known = {key: value for key, value in values.items() if value is not None}
    current = criterion.threshold or Decimal(0)
    steps = [
        Step(at, sum(_meets(criterion, value, at) for value in known.values()), at == current, at == asked)
        for at in _thresholds(list(known.values()), current, asked)
    ]
    moved = [
        Moved(row, value, _meets(criterion, value, asked), _others_failed(row, criterion))
        for row in rows
        if (value := known.get(row.space.pk)) is not None
        and _meets(criterion, value, asked) != _meets(criterion, value, current)
    ]
    return WhatIf(criterion, steps, moved, len(known), [row for row in rows if row.space.pk not in known])


def _number(result: Result) -> Decimal | None:
    value = result.measured.value if result.measured else None
    return None if value is None or isinstance(value, bool) else value


def _meets(criterion: Criterion, value: Decimal, threshold: Decimal) -> bool:
    return value >= threshold if criterion.operator == Operator.AT_LEAST else value <= threshold


def _others_failed(row: Row, criterion: Criterion) -> int:
    return sum(result.criterion != criterion for result in row.failed)


def _thresholds(values: list[Decimal], current: Decimal, asked: Decimal) -> list[Decimal]:
    """Whole numbers over the range of what is measured, evenly, and the two that are compared."""
    among = [*values, current, asked]
    low = min(among).to_integral_value(ROUND_FLOOR)
    high = max(among).to_integral_value(ROUND_CEILING)
    step = max(1, int(((high - low) / MOST_STEPS).to_integral_value(ROUND_CEILING)))
    return sorted({*map(Decimal, range(int(low), int(high) + 1, step)), current, asked})


# Close to the label


def gap(result: Result) -> Decimal | None:
    """How much is lacking (at least) or too much (at most), in the fact's unit; None for yes or no."""
    value = _number(result)
    if value is None or result.criterion.threshold is None:
        return None
    return abs(result.criterion.threshold - value)


def _share(result: Result) -> Decimal:
    """The gap beside the threshold, so that hours and pieces can be put in one order."""
    lacking, threshold = gap(result), result.criterion.threshold
    return Decimal(1) if lacking is None or not threshold else lacking / threshold


def close_to_label(rows: Iterable[Row], most: int = 2) -> list[Row]:
    """Spaces without the label that fail at most so many measured criteria, the nearest first."""
    near = [row for row in rows if row.label is None and row.met and len(row.failed) <= most]
    return sorted(
        near,
        key=lambda row: (len(row.failed), len(row.unknown), sum(map(_share, row.failed), Decimal())),
    )

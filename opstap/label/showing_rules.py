"""What pages show of rules and of spaces beside them, ready for a template."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import ngettext

from opstap.core.tables import Row as TableRow
from opstap.label import comparing, words
from opstap.label.comparing import Change, Compared, Outcome, Row, WhatIf
from opstap.label.measuring import Result
from opstap.label.models import Criterion, CriterionKind, Family, SchemeVersion
from opstap.label.services.schemes import TERMS
from opstap.spaces import facts


@dataclass(frozen=True, slots=True)
class CriterionShown:
    criterion: Criterion
    heading: str
    """Short: the name of what is measured."""
    rule: str
    is_measured: bool
    is_known: bool
    """Whether a room of this installation measures it."""


@dataclass(frozen=True, slots=True)
class FamilyShown:
    name: str
    criteria: list[CriterionShown]


def criterion_shown(criterion: Criterion) -> CriterionShown:
    is_measured = criterion.kind == CriterionKind.MEASURED
    known = not is_measured or facts.find(criterion.fact) is not None
    heading, rule = words.fact_in_words(criterion), words.rule_in_words(criterion)
    return CriterionShown(criterion, heading, rule, is_measured, known)


def criteria_shown(version: SchemeVersion) -> list[FamilyShown]:
    """The criteria in their order, under a heading each time the family changes."""
    grouped = groupby(version.criteria.all(), key=lambda criterion: criterion.family)
    return [
        FamilyShown(capfirst(str(Family(family).label)), [criterion_shown(one) for one in criteria])
        for family, criteria in grouped
    ]


def terms_shown(version: SchemeVersion) -> list[tuple[str, str]]:
    """`(what the time is for, "20 working days")` of each term."""
    return [(capfirst(str(_field(name).verbose_name)), _days(version, name)) for name in TERMS]


def _field(name: str) -> Any:
    return SchemeVersion._meta.get_field(name)


def _days(version: SchemeVersion, name: str) -> str:
    n = getattr(version, name)
    if name.endswith("working_days"):
        return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


# Spaces


@dataclass(frozen=True, slots=True)
class Cell:
    """One result: its shape (`met`), the value in words, and why there is none."""

    heading: str
    met: bool | None
    value: str
    rule: str
    why: str
    href: str
    lacking: str


def cell(result: Result) -> Cell:
    return Cell(
        heading=words.fact_in_words(result.criterion),
        met=result.met,
        value=words.value_in_words(result),
        rule=words.rule_in_words(result.criterion),
        why=words.reason_in_words(result) if result.met is None else "",
        href=result.measured.href if result.measured else "",
        lacking=words.gap_in_words(result) if result.met is False else "",
    )


def cells(results: Iterable[Result]) -> list[Cell]:
    return [cell(result) for result in results]


@dataclass(frozen=True, slots=True)
class RowShown:
    row: Row
    cells: list[Cell]
    change: Change = Change.NONE
    before: Outcome | None = None


def compared_shown(rows: Sequence[Compared]) -> dict[str, Any]:
    """The preview: sums of both versions, who would newly fail or meet, and each space."""
    shown = [
        RowShown(one.row, cells(one.row.results), one.change, one.before.outcome if one.before else None)
        for one in rows
    ]
    return {
        "rows": shown,
        "headings": headings(rows[0].row) if rows else [],
        "sums": comparing.sums(one.row for one in rows),
        "sums_before": comparing.sums(one.before for one in rows if one.before),
        "newly_fails": [one for one in shown if one.change == Change.NEWLY_FAILS],
        "newly_meets": [one for one in shown if one.change == Change.NEWLY_MEETS],
    }


def headings(row: Row) -> list[CriterionShown]:
    return [criterion_shown(result.criterion) for result in row.results]


def rows_shown(rows: Iterable[Row]) -> list[RowShown]:
    return [RowShown(row, cells(row.results)) for row in rows]


def what_if_shown(found: WhatIf) -> dict[str, Any]:
    """The thresholds with how many spaces meet each, and the spaces that the asked one changes."""
    fact = facts.find(found.criterion.fact)
    moved = [(one, words.amount_in_words(one.value, fact)) for one in found.moved]
    return {
        "found": found,
        "what": words.fact_in_words(found.criterion),
        "compared": found.criterion.get_operator_display(),
        "steps": [(step, words.amount_in_words(step.threshold, fact)) for step in found.steps],
        "newly_meet": [pair for pair in moved if pair[0].meets],
        "newly_fail": [pair for pair in moved if not pair[0].meets],
    }


@dataclass(frozen=True, slots=True)
class Near:
    """A space close to the label: what it lacks, what could not be measured, and what the reader may open."""

    row: Row
    lacking: list[Cell]
    unknown: list[Cell]
    knows_record: bool
    may_edit: bool


def near_shown(row: Row, known: set[int], editable: set[int]) -> Near:
    """`known`, `editable`: primary keys of the spaces whose record the reader may see, or change."""
    key = row.space.pk
    return Near(row, cells(row.failed), cells(row.unknown), key in known, key in editable)


# As a file


def table_columns(version: SchemeVersion) -> tuple[str, ...]:
    """Stable names for programs: the codes of the criteria."""
    codes = version.criteria.filter(kind=CriterionKind.MEASURED).values_list("code", flat=True)
    parts = [name for code in codes for name in (code, f"{code}:met")]
    return ("space", "name", "organisation", "label_since", "outcome", "failed", "not_measured", *parts)


def table_rows(rows: Iterable[Row]) -> list[TableRow]:
    return [_table_row(row) for row in rows]


def _table_row(row: Row) -> TableRow:
    line: TableRow = {
        "space": row.space.slug,
        "name": str(row.space),
        "organisation": str(row.space.organisation or ""),
        "label_since": row.label.awarded_on.isoformat() if row.label else "",
        "outcome": str(row.outcome),
        "failed": len(row.failed),
        "not_measured": len(row.unknown),
    }
    for result in row.results:
        code, value = result.criterion.code, result.measured.value if result.measured else None
        line[code] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        line[f"{code}:met"] = {True: "yes", False: "no", None: "not measured"}[result.met]
    return line

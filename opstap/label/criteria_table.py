"""The criteria of one file as a table to take away: what is asked, said and measured, with source and day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from opstap.core.tables import Row
from opstap.label.measuring import frozen
from opstap.label.models import Answer, Application, Criterion, State
from opstap.label.services.readiness import lines_of
from opstap.label.showing_files import state_of, yes_or_no
from opstap.label.words import rule_in_words


def columns() -> tuple[str, ...]:
    return (
        _("Code"),
        _("Criterion"),
        _("Asked"),
        _("Threshold"),
        _("Said"),
        _("Explanation"),
        _("Value"),
        _("Result"),
        _("Source"),
        _("Measured on"),
    )


def rows(file: Application, today: date) -> Iterator[Row]:
    """In the order of the criteria: measured today while it is written, else as it was handed in."""
    names = columns()
    if file.state == State.DRAFT:
        for line in lines_of(file, today):
            yield dict(zip(names, _row(line.criterion, line.answer, frozen(line.result)), strict=True))
        return
    for answer in file.answers.select_related("criterion").order_by("criterion__position", "pk"):
        yield dict(zip(names, _row(answer.criterion, answer, answer.measured), strict=True))


def _row(criterion: Criterion, answer: Answer | None, measured: dict[str, Any]) -> list[Any]:
    declared = answer.declared if answer else None
    results = {"met": _("met"), "not_met": _("not met"), "said": _("as said"), "unknown": _("not known")}
    as_of = measured.get("as_of", "")
    return [
        criterion.code,
        str(criterion),
        rule_in_words(criterion),
        criterion.threshold,
        yes_or_no(declared, _("not said")),
        answer.remark if answer else "",
        _value(measured),
        results[state_of(measured.get("met"), declared)],
        measured.get("source", "") or measured.get("reason", ""),
        date.fromisoformat(as_of) if as_of else None,
    ]


def _value(measured: dict[str, Any]) -> Any:
    """A number as a number; yes or no in words; nothing where nothing was measured."""
    value = measured.get("value")
    if value is None:
        return None
    if isinstance(value, bool):
        return yes_or_no(value, "")
    try:
        return Decimal(value)
    except InvalidOperation:
        return str(value)

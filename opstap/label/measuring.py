"""A version's criteria beside what the spaces really do: met, not met, or not measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opstap.label.models import Criterion, CriterionKind, SchemeVersion
from opstap.spaces import facts
from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Result:
    """One criterion for one space. `measured` None: no fact is measured for this kind of criterion.

    `met` None: not measured, which is never a failure.
    """

    criterion: Criterion
    measured: Measured | None
    met: bool | None


def measure(version: SchemeVersion, spaces: Sequence[Space], on: date) -> dict[int, list[Result]]:
    """`{space's primary key: results in the order of the criteria}`, each over its window until `on`."""
    criteria = list(version.criteria.all())
    found = {
        criterion.pk: _values(criterion, spaces, Window.until(on, criterion.window_days))
        for criterion in criteria
    }
    return {
        space.pk: [judge(criterion, found[criterion.pk].get(space.pk)) for criterion in criteria]
        for space in spaces
    }


def _values(criterion: Criterion, spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
    fact = facts.find(criterion.fact) if criterion.kind == CriterionKind.MEASURED else None
    return fact.measure(spaces, window) if fact else {}


def judge(criterion: Criterion, measured: Measured | None) -> Result:
    """The criterion against one value."""
    value = measured.value if measured else None
    return Result(criterion, measured, None if value is None else criterion.is_met_by(value))


def frozen(result: Result) -> dict[str, Any]:
    """A measured value as it stays: `{"value", "met", "source", "as_of", "reason"}`; {}: none is measured.

    `value`: a number in the fact's unit as text, true or false, or null: not measured.
    """
    measured = result.measured
    if measured is None:
        return {}
    value = measured.value
    return {
        "value": value if value is None or isinstance(value, bool) else str(value),
        "met": result.met,
        "source": str(measured.source),
        "as_of": measured.as_of.isoformat(),
        "reason": str(measured.reason),
    }

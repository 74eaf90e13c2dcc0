"""Several rows that tell of one place, a session each, brought together."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from opstap.exchange.reading.record import LIMITS, PlaceRecord
from opstap.spaces.hours.codes import NotRepresentable
from opstap.spaces.hours.plan import Span, WeekPlan

_HOURS = ("open_hours", "staffed_hours", "training_hours")


def merged(records: Sequence[PlaceRecord]) -> PlaceRecord:
    """Hours and lists of all, every other field from the first that has it."""
    whole = records[0]
    for record in records[1:]:
        whole = _two(whole, record)
    return whole


def _two(first: PlaceRecord, second: PlaceRecord) -> PlaceRecord:
    names = [item.name for item in fields(PlaceRecord)]
    return replace(
        first, **{name: _field(name, getattr(first, name), getattr(second, name)) for name in names}
    )


def _field(name: str, first: Any, second: Any) -> Any:
    if name in _HOURS:
        return _hours(first, second)
    if isinstance(first, tuple):
        return tuple(sorted({*first, *second}))
    if isinstance(first, dict):
        return _texts(name, first, second)
    return second if first in ("", None) else first


def _texts(name: str, first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    """Remarks about the hours of every session are kept; of other texts the first."""
    if name != "hours_note":
        return {**second, **first}
    both = dict(first)
    for language, text in second.items():
        before = both.get(language, "")
        together = text if not before else before if text in before else f"{before}\n{text}"
        both[language] = together if len(together) <= LIMITS[name] else before
    return both


def _hours(first: str, second: str) -> str:
    """The spans of both weeks. Where an expression says more than a week, both stand side by side."""
    if not first or not second or first == second:
        return first or second
    try:
        plans = WeekPlan.from_expression(first), WeekPlan.from_expression(second)
    except NotRepresentable:
        return _side_by_side(first, second)
    if any(plan.exceptions or plan.public_holidays is not None for plan in plans):
        return _side_by_side(first, second)
    days = [_joined([*one, *other]) for one, other in zip(plans[0].days, plans[1].days, strict=True)]
    return WeekPlan(tuple(days)).to_expression()


def _side_by_side(first: str, second: str) -> str:
    together = f"{first}, {second}"
    return together if second not in first and len(together) <= LIMITS["open_hours"] else first


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)

"""What the announced hours will do to a label: facts that look ahead, measured for the coming months."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from opstap.label.measuring import Result, judge
from opstap.label.models import Criterion, CriterionKind, SchemeVersion
from opstap.spaces import facts
from opstap.spaces.facts import Fact, Window
from opstap.spaces.models import Space

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Forecast:
    """From this day on, the first of a month, a criterion that is met today will no longer be."""

    starts_on: date
    result: Result


def forecast(version: SchemeVersion, spaces: Sequence[Space], today: date) -> dict[int, list[Forecast]]:
    """`{primary key of the space: what will fail first, per criterion}`; "not measured" foretells nothing."""
    found: dict[int, list[Forecast]] = {space.pk: [] for space in spaces}
    for criterion, fact in _looking_ahead(version):
        waiting = _met(criterion, fact, spaces, Window.until(today, criterion.window_days))
        for day in coming_months(today):
            ahead = fact.measure(waiting, Window.since(day, criterion.window_days)) if waiting else {}
            results = {space.pk: judge(criterion, ahead.get(space.pk)) for space in waiting}
            for space in waiting:
                if results[space.pk].met is False:
                    found[space.pk].append(Forecast(day, results[space.pk]))
            waiting = [space for space in waiting if results[space.pk].met is not False]
    return found


def _looking_ahead(version: SchemeVersion) -> Iterator[tuple[Criterion, Fact]]:
    for criterion in version.criteria.all():
        fact = facts.find(criterion.fact) if criterion.kind == CriterionKind.MEASURED else None
        if fact is not None and fact.looks_ahead:
            yield criterion, fact


def _met(criterion: Criterion, fact: Fact, spaces: Sequence[Space], window: Window) -> list[Space]:
    now = fact.measure(spaces, window)
    return [space for space in spaces if judge(criterion, now.get(space.pk)).met]


def coming_months(today: date) -> list[date]:
    """The first day of each of the coming months."""
    numbers = (today.year * 12 + today.month + step for step in range(MONTHS))
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]

"""What visitors found wrong in the spaces of a network, as its coordinator sees it: how long each waits, and
for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from opstap.spaces.models import ErrorReport
from opstap.spaces.services.coordinators import coordinators_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """`days`: since it was written. `coordinators`: names of those who should follow it up."""

    report: ErrorReport
    days: int
    is_overdue: bool
    coordinators: list[str]


def lines_of(reports: Sequence[ErrorReport], now: datetime) -> list[Waiting]:
    """One query for the coordinators of all."""
    names: dict[int, list[str]] = {}
    spaces_of_all = {one.space_id: one.space for one in reports}
    for person, spaces in coordinators_of(list(spaces_of_all.values()), now).items():
        for space in spaces:
            names.setdefault(space.pk, []).append(person.name)
    return [
        Waiting(one, (now - one.created_at).days, one.is_overdue(now), sorted(names.get(one.space_id, [])))
        for one in reports
    ]

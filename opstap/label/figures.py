"""Files of a scheme by state and age: counts only, so that a seat sees them without opening a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median_low

from django.utils import timezone

from opstap.label.models import RUNNING, Application, Scheme, State

AGES = (30, 90)
"""Upper ends, in days, of the first brackets of age: up to 30, 31 to 90, and more."""
DECIDED = (State.ACCEPTED, State.REFUSED)


@dataclass(frozen=True, slots=True)
class StateCount:
    state: State
    by_age: tuple[int, ...]
    """Files in each bracket of age; a draft since it was begun, others since they were handed in."""
    oldest: int
    """Days; 0 without a file."""

    @property
    def number(self) -> int:
        return sum(self.by_age)


@dataclass(frozen=True, slots=True)
class DecidedCount:
    state: State
    number: int
    middle_days: int | None
    """Half of the files took at most so many calendar days from handing in to the decision."""


def running_files(scheme: Scheme, today: date) -> list[StateCount]:
    """The running files of each state, in the order of the procedure."""
    ages: dict[str, list[int]] = {state: [] for state in RUNNING}
    rows = Application.objects.filter(version__scheme=scheme, state__in=RUNNING)
    for state, created, submitted in rows.values_list("state", "created_at", "submitted_at"):
        ages[state].append((today - _day(submitted or created)).days)
    return [StateCount(state, _brackets(ages[state]), max(ages[state], default=0)) for state in RUNNING]


def decided_files(scheme: Scheme, since: date) -> list[DecidedCount]:
    """The files decided on that day or later."""
    took: dict[str, list[int]] = {state: [] for state in DECIDED}
    rows = Application.objects.filter(version__scheme=scheme, state__in=DECIDED)
    for state, submitted, decided in rows.values_list("state", "submitted_at", "decided_at"):
        if _day(decided) >= since:
            took[state].append((_day(decided) - _day(submitted)).days)
    return [
        DecidedCount(state, len(took[state]), median_low(took[state]) if took[state] else None)
        for state in DECIDED
    ]


def _day(moment: datetime | None) -> date:
    assert moment is not None  # kept by the database for the states asked here
    return timezone.localdate(moment)


def _brackets(ages: Iterable[int]) -> tuple[int, ...]:
    counts = [0] * (len(AGES) + 1)
    for age in ages:
        counts[sum(age > end for end in AGES)] += 1
    return tuple(counts)

"""Measured facts about spaces: what a space really does, for whoever must compare it with a rule.

The room that knows a fact registers it in `AppConfig.ready()`:

    facts.register(Fact("spaces.open-hours", _("open hours a week"), Unit.HOURS_A_WEEK, open_hours))

A fact without data is "not measured", never zero and never failed. Every value says where it comes from, of
which day it is, and on which page it can be put right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from opstap.spaces.models import Space

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Unit(StrEnum):
    HOURS_A_WEEK = "hours_a_week"
    DAYS_A_WEEK = "days_a_week"
    PIECES = "pieces"
    YEARS = "years"
    PEOPLE = "people"
    EUROS_AN_HOUR = "euros_an_hour"
    MONTHS = "months"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Window:
    """The days a fact is measured over, both ends included. It may lie ahead: hours are known in advance."""

    first: date
    last: date

    @classmethod
    def until(cls, day: date, days: int) -> "Window":
        """The `days` days that end with `day`: what was really done."""
        return cls(day - timedelta(days=days - 1), day)

    @classmethod
    def since(cls, day: date, days: int) -> "Window":
        """The `days` days that begin with `day`: what is announced."""
        return cls(day, day + timedelta(days=days - 1))


@dataclass(frozen=True, slots=True)
class Measured:
    """One fact of one space. `value` None: not measured; `reason` says why, naming what cannot be read."""

    value: Decimal | bool | None
    source: str
    """Where it comes from, a sentence in the page's language."""
    as_of: date
    href: str = ""
    """The page where it can be put right; '' when there is none."""
    reason: str = ""

    @property
    def is_known(self) -> bool:
        return self.value is not None


Measure = Callable[[Sequence[Space], Window], dict[int, Measured]]
"""For many spaces at once, `{primary key: measured}`; every space asked for is in the answer."""


@dataclass(frozen=True, slots=True)
class Fact:
    key: str
    """As "room.fact". Criteria keep it: never renamed."""
    label: "StrOrPromise"
    unit: Unit
    measure: Measure
    looks_ahead: bool = False
    """Whether a window in the future can be measured, from what is announced."""


_REGISTER: dict[str, Fact] = {}


def register(*facts: Fact) -> None:
    _REGISTER.update({fact.key: fact for fact in facts})


def registered() -> list[Fact]:
    """All facts, in the order of the rooms that registered them."""
    return list(_REGISTER.values())


def find(key: str) -> Fact | None:
    """The fact, or None when no room of this installation knows it."""
    return _REGISTER.get(key)


def measure(
    keys: Iterable[str], spaces: Sequence[Space], windows: dict[str, Window]
) -> dict[str, dict[int, Measured]]:
    """`{key: {space's primary key: measured}}` for the registered ones among `keys`, each over its window."""
    return {key: fact.measure(spaces, windows[key]) for key in keys if (fact := find(key)) is not None}

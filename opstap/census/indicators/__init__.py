"""The register of indicators: what each figure means, and how it is measured.

A room registers its own; registering a code again replaces it, which is how a room that measures takes the
place of a yearly declaration.

    register(Indicator(code="visits", name=_("Visits"), …, measure=desk.figures.visits))
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from opstap.core.periods import Period
from opstap.spaces.models.space import SpaceQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Number = Decimal | int
Measure = Callable[[SpaceQuerySet, Period], Mapping[int, Number | None]]
"""One query for all the spaces: `{space's primary key: value}`. None or absent = not reported."""

Parts = Callable[[SpaceQuerySet, Period], Mapping[str, int]]
"""The parts of a count over all the spaces together: `{code: count}`; code "" = not said."""

Terms = Callable[[Collection[str]], dict[str, str]]
"""From the codes found to `{code: label}` in the order of the list, with the codes that were not found."""


class Group(TextChoices):
    """The sections of the page."""

    DESK = "desk", _("Visits and help")
    QUEUE = "queue", _("Waiting, and who could not be helped")
    HOURS = "hours", _("Hours and days")
    EQUIPMENT = "equipment", _("Equipment")
    TEAM = "team", _("The people who help")
    TRAINING = "training", _("Training")


class Timing(StrEnum):
    """Which days a figure speaks of, and so how a space answers it."""

    COUNTED = "counted"
    """Counted day by day. Answered when every month of the period is declared complete."""
    WEEKS = "weeks"
    """An average week. Answered when the record says it."""
    LAST_DAY = "last-day"
    """The situation on the last day of the period. Answered when the record says it."""
    TODAY = "today"
    """The situation on the day of the report: the record keeps no earlier one."""
    YEAR = "year"
    """Asked once a year, when it is over. Answered when it is declared."""


class Combine(StrEnum):
    """How the figures of several spaces become one."""

    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: its name and definition, its unit, where it comes from, how it is measured.

    `measure` is None when no room measures it; `declared`: a coordinator may type it once a year, and what
    the system measures goes before what is typed. `decimals`: how many are shown. `inside_one_space`: of
    people whom only their own space can tell apart, so that several spaces have no such figure.
    """

    code: str
    name: "StrPromise"
    definition: "StrPromise"
    unit: "StrPromise"
    source: "StrPromise"
    group: Group
    timing: Timing
    measure: Measure | None = None
    combine: Combine = Combine.SUM
    decimals: int = 0
    declared: bool = False
    everywhere: bool = True
    """False: measured only where a space works that way (turn numbers). Elsewhere nothing counted is no zero
    but no answer: "not measured"."""
    inside_one_space: bool = False


NOT_SAID = _("not said")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A count (`of`: the indicator's code) in parts. `sums`: each row falls in exactly one part."""

    code: str
    name: "StrPromise"
    heading: "StrPromise"
    of: str
    parts: Parts
    terms: Terms
    silence: "StrPromise" = NOT_SAID
    """The words of the part with code ""."""
    sums: bool = True
    sorted: bool = True
    """The greatest first; else in the order of the list (ages, weekdays)."""


_INDICATORS: dict[str, Indicator] = {}
_BREAKDOWNS: dict[str, Breakdown] = {}


def register(*indicators: Indicator) -> None:
    for indicator in indicators:
        _INDICATORS[indicator.code] = indicator


def register_breakdown(*breakdowns: Breakdown) -> None:
    for breakdown in breakdowns:
        _BREAKDOWNS[breakdown.code] = breakdown


def indicator(code: str) -> Indicator:
    """Raises KeyError for a code nobody registered."""
    return _INDICATORS[code]


def all_indicators() -> list[Indicator]:
    """In the order of the sections, and inside them in the order of registration."""
    order = list(Group)
    return sorted(_INDICATORS.values(), key=lambda indicator: order.index(indicator.group))


def declared_indicators() -> list[Indicator]:
    return [indicator for indicator in all_indicators() if indicator.declared]


def all_breakdowns() -> list[Breakdown]:
    return list(_BREAKDOWNS.values())

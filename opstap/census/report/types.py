"""What a report is made of: figures with their answers, parts of counts, and the months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from opstap.census.indicators import Breakdown, Indicator, Number
from opstap.census.report.scopes import Scope
from opstap.core.periods import Period
from opstap.spaces.models import Space


class AnswerState(StrEnum):
    ANSWERED = "answered"
    PARTLY = "partly"
    """Counted, but not every month is declared complete: not in the figure of several spaces."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one space answered to one indicator. `value` None = not reported; 0 = none."""

    space: Space
    state: AnswerState
    value: Number | None
    missing: tuple[date, ...] = ()
    """First days of the months that are over and not declared complete."""
    declared: bool = False
    """Typed by the coordinator, not measured."""


class FigureState(StrEnum):
    REPORTED = "reported"
    NOT_REPORTED = "not_reported"
    """Asked, and nobody answered."""
    NOT_MEASURED = "not_measured"
    """Nobody works in the way that would measure it."""
    NOT_ASKED = "not_asked"
    """Nobody was asked: the period runs still, or the figure exists per year only."""
    HIDDEN = "hidden"
    """So few spaces answered that the figure would show one of them to another."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator for the scope. `value` only when `state` is REPORTED; `period`: the days it speaks of."""

    indicator: Indicator
    state: FigureState
    value: Number | None
    period: Period
    answers: tuple[Answer, ...]
    """Of every space that was asked, in the order of the spaces."""
    partial_value: Number | None = None
    """What the spaces of `partly` counted together: not in `value`. None = hidden, or nothing of the kind."""

    def of_state(self, state: AnswerState) -> list[Answer]:
        return [answer for answer in self.answers if answer.state == state]

    @property
    def answered(self) -> list[Answer]:
        return self.of_state(AnswerState.ANSWERED)

    @property
    def partly(self) -> list[Answer]:
        return self.of_state(AnswerState.PARTLY)

    @property
    def silent(self) -> list[Answer]:
        return self.of_state(AnswerState.SILENT)

    @property
    def asked(self) -> int:
        return len(self.answers)

    @property
    def is_complete(self) -> bool:
        return bool(self.answers) and len(self.answered) == self.asked


@dataclass(frozen=True, slots=True)
class Part:
    """`share`: per cent of the whole count, None when the whole is 0. Code "" = not said."""

    code: str
    label: str
    count: int
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class PartedFigure:
    """A count in parts, over the spaces that answered it; no parts unless the count itself is reported."""

    breakdown: Breakdown
    figure: Figure
    parts: tuple[Part, ...] = ()

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def is_reported(self) -> bool:
        return self.figure.state == FigureState.REPORTED


class MonthState(StrEnum):
    COMPLETE = "complete"
    OPEN = "open"
    """Over, and not declared complete (of several spaces: nobody in the figure declared it)."""
    RUNNING = "running"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Visits of one month. `value` None = not reported. `answered` of `asked` spaces declared it complete.

    `month`: its first day; `days`: the days of it that lie in the period.
    """

    month: date
    days: Period
    state: MonthState
    value: int | None
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a page, a table or a program shows about a scope and a period."""

    scope: Scope
    period: Period
    today: date
    spaces: tuple[Space, ...]
    """Every space that belonged to the scope on at least one day of the period."""
    figures: tuple[Figure, ...]
    breakdowns: tuple[PartedFigure, ...]
    months: tuple[MonthCount, ...]

    @property
    def is_single(self) -> bool:
        """Of one space: it shows its own counts, complete or not."""
        return isinstance(self.scope, Space)

    def figure(self, code: str) -> Figure:
        """Raises StopIteration for a code that is not in the report."""
        return next(figure for figure in self.figures if figure.indicator.code == code)

    def in_group(self, group: str) -> Sequence[Figure]:
        return [figure for figure in self.figures if figure.indicator.group == group]

"""The figures of a scope and a period: who was asked, who answered, and what they add up to."""

from opstap.census.report.build import report
from opstap.census.report.discretion import discreet
from opstap.census.report.scopes import Scope, today_of
from opstap.census.report.types import (
    Answer,
    AnswerState,
    Figure,
    FigureState,
    MonthCount,
    MonthState,
    Part,
    PartedFigure,
    Report,
)

__all__ = [
    "Answer",
    "AnswerState",
    "Figure",
    "FigureState",
    "MonthCount",
    "MonthState",
    "Part",
    "PartedFigure",
    "Report",
    "Scope",
    "discreet",
    "report",
    "today_of",
]

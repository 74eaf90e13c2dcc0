"""What the team of one space sees of a network: totals from which no other space can be worked out."""

from collections.abc import Collection
from dataclasses import replace

from opstap.census.report.types import Answer, Figure, FigureState, MonthCount, PartedFigure, Report

FEWEST_OTHERS = 3
"""A total shows another space to its reader unless it rests on so many spaces beside the reader's own."""


def discreet(report: Report, own: Collection[int]) -> Report:
    """The report for somebody of the spaces `own` (primary keys): no values of single other spaces."""
    figures = {figure.indicator.code: _figure(figure, own) for figure in report.figures}
    visits = figures["visits"]
    return replace(
        report,
        figures=tuple(figures.values()),
        breakdowns=tuple(_parts(parted, figures[parted.breakdown.of]) for parted in report.breakdowns),
        months=tuple(_month(month, visits) for month in report.months),
    )


def _figure(figure: Figure, own: Collection[int]) -> Figure:
    answers = tuple(_answer(answer, own) for answer in figure.answers)
    figure = replace(figure, answers=answers)
    if _shows_one(figure.partly, own):
        figure = replace(figure, partial_value=None)
    if figure.state == FigureState.REPORTED and _shows_one(figure.answered, own):
        figure = replace(figure, state=FigureState.HIDDEN, value=None)
    return figure


def _answer(answer: Answer, own: Collection[int]) -> Answer:
    return answer if answer.space.pk in own else replace(answer, value=None, missing=())


def _shows_one(answers: Collection[Answer], own: Collection[int]) -> bool:
    others = sum(answer.space.pk not in own for answer in answers)
    return 0 < others < FEWEST_OTHERS


def _parts(parted: PartedFigure, figure: Figure) -> PartedFigure:
    shown = parted.parts if figure.state == FigureState.REPORTED else ()
    return replace(parted, figure=figure, parts=shown)


def _month(month: MonthCount, visits: Figure) -> MonthCount:
    return month if visits.state == FigureState.REPORTED else replace(month, value=None)

"""A report for programs and spreadsheets: one table of rows, as CSV, and the whole as JSON.

Numbers are written for programs; how the CSV is made: `core.tables`.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from opstap.census.indicators import Number
from opstap.census.permissions import key_of
from opstap.census.report import Answer, Figure, FigureState, MonthCount, PartedFigure, Report
from opstap.core import tables
from opstap.core.periods import Period
from opstap.core.tables import Row

COLUMNS = (
    "code",
    "name",
    "value",
    "unit",
    "state",
    "first_day",
    "last_day",
    "answered",
    "asked",
    "partly",
    "partly_value",
    "definition",
    "source",
    "scope",
    "scope_name",
)


def plain(value: Number | None, decimals: int = 2) -> int | float | None:
    """A number without a unit: whole where it is whole, else with at most `decimals` decimals."""
    if value is None:
        return None
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def rows(report: Report) -> Iterator[Row]:
    """A row per indicator, per part of each breakdown and per month, with the names of COLUMNS."""
    scope = {"scope": key_of(report.scope), "scope_name": str(report.scope)}
    for figure in report.figures:
        yield _figure_row(figure) | scope
    for parted in report.breakdowns:
        for row in _part_rows(parted):
            yield row | scope
    visits = report.figure("visits")
    for month in report.months:
        yield _month_row(month, visits) | scope


def _figure_row(figure: Figure) -> Row:
    indicator = figure.indicator
    return {
        "code": indicator.code,
        "name": str(indicator.name),
        "value": plain(figure.value),
        "unit": str(indicator.unit),
        "state": str(figure.state),
        **_days(figure.period),
        "answered": len(figure.answered),
        "asked": figure.asked,
        "partly": len(figure.partly),
        "partly_value": plain(figure.partial_value),
        "definition": str(indicator.definition),
        "source": str(indicator.source),
    }


def _days(period: Period) -> Row:
    return {"first_day": period.first.isoformat(), "last_day": period.last.isoformat()}


def _part_rows(parted: PartedFigure) -> Iterator[Row]:
    whole = _figure_row(parted.figure) | {"partly_value": None}
    for part in parted.parts:
        yield whole | {
            "code": f"{parted.breakdown.code}.{part.code or 'not_said'}",
            "name": f"{parted.breakdown.name}: {part.label}",
            "value": part.count,
        }


def _month_row(month: MonthCount, visits: Figure) -> Row:
    state = FigureState.NOT_REPORTED if month.value is None else FigureState.REPORTED
    return _figure_row(visits) | {
        "code": f"visits_by_month.{month.month:%Y-%m}",
        "name": f"{visits.indicator.name} {month.month:%Y-%m}",
        "value": month.value,
        "state": f"{state} {month.state}",
        **_days(month.days),
        "answered": month.answered,
        "asked": month.asked,
        "partly": None,
        "partly_value": None,
    }


def as_csv(report: Report) -> str:
    return tables.as_csv(COLUMNS, rows(report))


def as_data(report: Report) -> Row:
    """The report in lists, texts and numbers only: what the page shows, for programs."""
    return {
        "scope": {"key": key_of(report.scope), "name": str(report.scope)},
        "period": _days(report.period),
        "asked_on": report.today.isoformat(),
        "spaces": len(report.spaces),
        "indicators": [_figure_data(figure) for figure in report.figures],
        "breakdowns": [_parted_data(parted) for parted in report.breakdowns],
        "visits_by_month": [_month_data(month) for month in report.months],
    }


def _figure_data(figure: Figure) -> Row:
    indicator = figure.indicator
    return {
        "code": indicator.code,
        "name": str(indicator.name),
        "definition": str(indicator.definition),
        "unit": str(indicator.unit),
        "source": str(indicator.source),
        "combined_by": str(indicator.combine),
        "state": str(figure.state),
        "value": plain(figure.value),
        "period": _days(figure.period),
        "coverage": {
            "answered": len(figure.answered),
            "asked": figure.asked,
            "spaces": [_answer_data(answer) for answer in figure.answers],
        },
        "partly": {"spaces": len(figure.partly), "value": plain(figure.partial_value)},
    }


def _answer_data(answer: Answer) -> Row:
    return {
        "space": answer.space.slug,
        "name": str(answer.space),
        "state": str(answer.state),
        "value": plain(answer.value),
        "declared": answer.declared,
        "months_missing": [f"{month:%Y-%m}" for month in answer.missing],
    }


def _parted_data(parted: PartedFigure) -> Row:
    parts = [
        {
            "code": part.code or "not_said",
            "name": part.label,
            "value": part.count,
            "per_cent": plain(part.share),
        }
        for part in parted.parts
    ]
    return {
        "code": parted.breakdown.code,
        "name": str(parted.breakdown.name),
        "of": parted.breakdown.of,
        "sums": parted.breakdown.sums,
        "state": str(parted.figure.state),
        "parts": parts,
    }


def _month_data(month: MonthCount) -> Row:
    return {
        "month": f"{month.month:%Y-%m}",
        "state": str(month.state),
        "value": month.value,
        "answered": month.answered,
        "asked": month.asked,
    }

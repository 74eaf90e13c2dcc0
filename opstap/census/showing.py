"""Figures in words and marks, in the page's language: for pages, never for files that programs read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils import dateformat
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from opstap.census import charts
from opstap.census.indicators import Combine, Group, Indicator, Number, Timing
from opstap.census.report import (
    Answer,
    AnswerState,
    Figure,
    FigureState,
    MonthCount,
    MonthState,
    PartedFigure,
    Report,
)
from opstap.core.periods import DAY, Period, end_of_month, next_month

GLUE = "\u00a0"
FULL_SCALES = (10, 25, 50, 100)


def number(value: Number, decimals: int = 0) -> str:
    """fr "23 100", nl "23.100", en "23,100"; halves rounded up.

    With one decimal it is always there; of two, those that say nothing are left out: "2.5", "12".
    """
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if decimals > 1:
        decimals = len(f"{rounded:f}".rstrip("0").partition(".")[2])
    return number_format(rounded, decimal_pos=decimals, force_grouping=True)


def per_cent(share: Decimal | None) -> str:
    if share is None:
        return ""
    sign = "%" if (get_language() or "fr")[:2] == "en" else f"{GLUE}%"
    if 0 < share < 1:
        return f"<{GLUE}1{sign}"
    return f"{share.quantize(Decimal(1), ROUND_HALF_UP)}{sign}"


def day_in_words(day: date) -> str:
    ordinal = "er" if day.day == 1 and (get_language() or "fr")[:2] == "fr" else ""
    return f"{day.day}{ordinal} {dateformat.format(day, 'F')} {day.year}"


def month_in_words(month: date) -> str:
    return f"{dateformat.format(month, 'F')} {month.year}"


def period_in_words(period: Period) -> str:
    """“The year 2026”, “October 2026”, “1 January 2026 to 31 October 2026”."""
    if period.whole_year:
        return _("The year %(year)s") % {"year": period.whole_year}
    first, last = period.first, period.last
    if first == last:
        return day_in_words(first)
    if first.day == 1 and last == end_of_month(first):
        return month_in_words(first)
    words = {"first": day_in_words(first), "last": day_in_words(last)}
    return pgettext("dates", "%(first)s to %(last)s") % words


def months_in_words(months: Iterable[date]) -> str:
    """“March 2026, June to October 2026”: months that follow one another are put together."""
    return ", ".join(_run_in_words(first, last) for first, last in _runs(months))


def _runs(months: Iterable[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for month in sorted(months):
        if runs and next_month(runs[-1][1]) == month:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


def _run_in_words(first: date, last: date) -> str:
    if first == last:
        return month_in_words(first)
    begin = dateformat.format(first, "F") if first.year == last.year else month_in_words(first)
    return _("%(first)s to %(last)s") % {"first": begin, "last": month_in_words(last)}


def days_of_figure(figure: Figure, report: Report) -> str:
    """Of which days the figure speaks."""
    day = {"day": day_in_words(figure.period.last)}
    match figure.indicator.timing:
        case Timing.WEEKS:
            weeks = ((figure.period.last - figure.period.first) + DAY).days // 7
            words = {"weeks": weeks, "day": day_in_words(figure.period.first)}
            return _("%(weeks)s whole weeks from %(day)s on, with the hours of today") % words
        case Timing.LAST_DAY:
            return _("On %(day)s") % day
        case Timing.TODAY:
            return _("Today, %(day)s; earlier numbers are not kept") % day
        case Timing.COUNTED | Timing.YEAR:
            return period_in_words(figure.period)


def reason_not_asked(figure: Figure, report: Report) -> str:
    """Why there is no figure, though nobody failed to answer."""
    if not report.spaces:
        return _("No space belongs here in this period.")
    if figure.indicator.timing == Timing.YEAR and report.period.whole_year is None:
        return _("Asked per year. Choose a whole year.")
    if figure.indicator.timing == Timing.YEAR:
        return _("Asked when the year is over.")
    return _("Not asked yet: no month of this period is over.")


@dataclass(frozen=True, slots=True)
class Card:
    """One figure as the page shows it."""

    figure: Figure
    shown: str
    days: str
    why: str
    mean: str
    dots: list[charts.Dot]
    partial: str

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    @property
    def own(self) -> Answer | None:
        """Of a report of one space: its answer."""
        return self.figure.answers[0] if self.figure.answers else None


@dataclass(frozen=True, slots=True)
class Section:
    group: Group
    cards: list[Card]


def sections(report: Report) -> list[Section]:
    return [Section(group, [card(figure, report) for figure in report.in_group(group)]) for group in Group]


def card(figure: Figure, report: Report) -> Card:
    decimals = figure.indicator.decimals
    partial = figure.partial_value
    return Card(
        figure=figure,
        shown="" if figure.value is None else number(figure.value, decimals),
        days=days_of_figure(figure, report),
        why=reason_not_asked(figure, report) if figure.state == FigureState.NOT_ASKED else "",
        mean=_mean(figure),
        dots=charts.dots([_dot(answer) for answer in _answered_first(figure)]),
        partial="" if partial is None else number(partial, decimals),
    )


def _mean(figure: Figure) -> str:
    """The average of a space, where the figure itself is a sum over several."""
    if not figure.value or figure.indicator.combine == Combine.MEAN or len(figure.answered) < 2:
        return ""
    return number(Decimal(figure.value) / len(figure.answered), max(1, figure.indicator.decimals))


def _answered_first(figure: Figure) -> list[Answer]:
    return [*figure.answered, *figure.partly, *figure.silent]


def _dot(answer: Answer) -> str:
    return {AnswerState.ANSWERED: "on", AnswerState.PARTLY: "part"}.get(answer.state, "off")


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class PartsShown:
    """A breakdown as the page shows it: a chart of what occurred, a table of everything."""

    parted: PartedFigure
    days: str
    rows: list[Row]
    chart: charts.BarChart
    summary: str
    total: int
    """Of the parts, or of the whole where a record may fall in several."""
    total_share: str
    left_out: int
    """Parts of which there was none, so that they stand in the table only."""


def parts_shown(parted: PartedFigure) -> PartsShown:
    rows = [(part.label, part.count, part.share or Decimal(0)) for part in parted.parts]
    drawn = [row for row in rows if row[1]]
    whole = int(parted.figure.value or 0)
    total = parted.total if parted.breakdown.sums else whole
    full = next((mark for mark in FULL_SCALES if all(share <= mark for *_row, share in drawn)), 100)
    chart = charts.bar_chart(
        (label, float(share) / full, f"{number(count)} · {per_cent(share)}") for label, count, share in drawn
    )
    return PartsShown(
        parted=parted,
        days=period_in_words(parted.figure.period),
        rows=[Row(label, count, per_cent(share) if whole else "") for label, count, share in rows],
        chart=chart,
        summary=", ".join(f"{label} {number(count)}" for label, count, _share in drawn),
        total=total,
        total_share=per_cent(Decimal(100 * total) / whole) if whole else "",
        left_out=len(rows) - len(drawn),
    )


@dataclass(frozen=True, slots=True)
class MonthRow:
    name: str
    count: MonthCount
    words: str


@dataclass(frozen=True, slots=True)
class MonthsShown:
    """The visits of each month: a chart for each calendar year, on one scale, and the table."""

    charts: list[charts.ColumnChart]
    rows: list[MonthRow]
    total: int
    summary: str


def months_shown(report: Report) -> MonthsShown:
    rows = [
        MonthRow(month_in_words(month.month), month, _month_words(month, report)) for month in report.months
    ]
    highest = max((month.value or 0 for month in report.months), default=0)
    years = sorted({month.month.year for month in report.months})
    by_month = {month.month: month for month in report.months}
    return MonthsShown(
        charts=[_year_chart(year, by_month, highest, whole=len(years) > 1) for year in years],
        rows=rows,
        total=sum(month.value or 0 for month in report.months),
        summary=", ".join(f"{row.name}: {row.words}" for row in rows),
    )


def _year_chart(
    year: int, months: dict[date, MonthCount], highest: int, *, whole: bool
) -> charts.ColumnChart:
    """`whole`: with a place for every month, so that the charts of several years stand in line."""
    every = [date(year, month, 1) for month in range(1, 13)]
    values = [_column(month, months.get(month)) for month in every if whole or month in months]
    return charts.column_chart(str(year), values, highest)


def _column(month: date, count: MonthCount | None) -> charts.Value:
    letter = dateformat.format(month, "F")[0]
    if count is None:
        return charts.Value(letter, None, is_firm=False, is_due=False)
    state = count.state
    return charts.Value(
        letter, count.value, is_firm=state == MonthState.COMPLETE, is_due=state == MonthState.OPEN
    )


def _month_words(month: MonthCount, report: Report) -> str:
    """The cell of the table: 0 and "not reported" are different words."""
    if month.value is None:
        return {
            MonthState.RUNNING: _("still running"),
            MonthState.FUTURE: _("not yet"),
        }.get(month.state, _("not reported"))
    if month.state == MonthState.COMPLETE:
        return number(month.value)
    return _("%(number)s, not declared complete") % {"number": number(month.value)}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    space: str
    slug: str
    value: str
    missing: str
    is_declared: bool


@dataclass(frozen=True, slots=True)
class AnswersShown:
    """Who answered one indicator."""

    figure: Figure
    answered: list[AnswerRow]
    partly: list[AnswerRow]
    silent: list[AnswerRow]


def answers_shown(figure: Figure) -> AnswersShown:
    return AnswersShown(
        figure,
        *(
            [_answer_row(answer, figure) for answer in answers]
            for answers in (figure.answered, figure.partly, figure.silent)
        ),
    )


def _answer_row(answer: Answer, figure: Figure) -> AnswerRow:
    value = "" if answer.value is None else number(answer.value, figure.indicator.decimals)
    return AnswerRow(
        str(answer.space), answer.space.slug, value, months_in_words(answer.missing), answer.declared
    )

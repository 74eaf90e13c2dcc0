"""Makes a report. The number of queries does not depend on the number of spaces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from opstap.census.indicators import (
    Breakdown,
    Combine,
    Indicator,
    Number,
    Timing,
    all_breakdowns,
    all_indicators,
)
from opstap.census.models import Completion, Declaration
from opstap.census.report.scopes import Member, Scope, cuts_of, members_of, today_of
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
from opstap.core.periods import DAY, Period, end_of_month, last_whole_month
from opstap.desk import figures as desk
from opstap.spaces.figures import whole_weeks
from opstap.spaces.models import Space
from opstap.spaces.models.space import SpaceQuerySet

Values = Mapping[int, Number | None]


def report(
    scope: Scope, period: Period, *, among: SpaceQuerySet | None = None, today: date | None = None
) -> Report:
    """The figures of `scope` in `period`; `among`: only these spaces; `today`: the day the question is asked.

    Several spaces: whole months that are over, summed over the spaces that declared them all complete.
    One space: everything it counted until today.
    """
    question = Question(scope, period, today or today_of(scope), among)
    figures = tuple(_figures(question))
    visits = next(figure for figure in figures if figure.indicator.code == "visits")
    return Report(
        scope=scope,
        period=period,
        today=question.today,
        spaces=tuple(member.space for member in question.members),
        figures=figures,
        breakdowns=tuple(_breakdowns(question, figures)),
        months=tuple(_months(question, visits)),
    )


@dataclass(frozen=True)
class Question:
    """What is asked, of whom, and who said that her counting is complete."""

    scope: Scope
    period: Period
    today: date
    among: SpaceQuerySet | None = None

    @property
    def is_single(self) -> bool:
        return isinstance(self.scope, Space)

    @cached_property
    def members(self) -> list[Member]:
        return members_of(self.scope, self.period, among=self.among)

    @cached_property
    def counted(self) -> Period | None:
        """The days that are counted: up to today for one space, whole months that are over for several."""
        if self.is_single:
            return self.period.until(self.today)
        part = self.period.until(end_of_month(last_whole_month(self.today)))
        return part and replace(part, cuts=cuts_of(self.members, part))

    @cached_property
    def record(self) -> Period | None:
        """The days on which the record is looked at: up to today."""
        return self.period.until(self.today)

    @cached_property
    def completions(self) -> dict[int, set[date]]:
        """The months declared complete, per space."""
        rows = Completion.objects.in_force().between(self.period.first, self.period.last)
        found: dict[int, set[date]] = {}
        for space, month in rows.filter(space__in=self.spaces).values_list("space", "month"):
            found.setdefault(space, set()).add(month)
        return found

    @cached_property
    def declarations(self) -> dict[str, dict[int, Decimal]]:
        """The values typed for the year on whose last day the period ends, per indicator and space."""
        rows = Declaration.objects.given().filter(year=self.period.last.year, space__in=self.spaces)
        found: dict[str, dict[int, Decimal]] = {}
        for indicator, space, value in rows.values_list("indicator", "space", "value"):
            if value is not None:
                found.setdefault(indicator, {})[space] = value
        return found

    @property
    def spaces(self) -> SpaceQuerySet:
        return Space.objects.filter(pk__in=[member.space.pk for member in self.members])

    def asked_months(self, member: Member) -> list[date]:
        """The months that are over and in which the space belongs to the question."""
        last = min(member.until, self.today.replace(day=1) - DAY)
        return [
            month for month in self.period.months() if month <= last and end_of_month(month) >= member.since
        ]

    def missing_months(self, member: Member) -> tuple[date, ...]:
        said = self.completions.get(member.space.pk, set())
        return tuple(month for month in self.asked_months(member) if month not in said)


def _figures(question: Question) -> Iterable[Figure]:
    indicators = [one for one in all_indicators() if question.is_single or not one.inside_one_space]
    counts = {
        indicator.code: indicator.measure(question.spaces, question.counted)
        for indicator in indicators
        if indicator.timing == Timing.COUNTED and indicator.measure and question.counted
    }
    active = {space for values in counts.values() for space, value in values.items() if value}
    for indicator in indicators:
        if indicator.timing == Timing.COUNTED:
            yield _counted_figure(question, indicator, counts.get(indicator.code, {}), active)
        else:
            yield _told_figure(question, indicator)


def _counted_figure(question: Question, indicator: Indicator, counts: Values, active: set[int]) -> Figure:
    asked = [member for member in question.members if question.is_single or question.asked_months(member)]
    if question.counted is None or not asked:
        return Figure(indicator, FigureState.NOT_ASKED, None, question.period, ())
    answers = tuple(
        _counted_answer(question, member, _value(indicator, counts, member), member.space.pk in active)
        for member in asked
    )
    figure = _combined(indicator, question.counted, answers)
    if question.is_single:
        # One space sees its own counts, also before it said that they are complete.
        own = answers[0].value
        state = _no_value(indicator, answers) if own is None else FigureState.REPORTED
        return replace(figure, state=state, value=own, partial_value=None)
    return figure


def _value(indicator: Indicator, counts: Values, member: Member) -> Number | None:
    """Nothing counted is zero, except of what a space measures only if it works that way."""
    value = counts.get(member.space.pk)
    return 0 if value is None and indicator.everywhere else value


def _no_value(indicator: Indicator, answers: tuple[Answer, ...]) -> FigureState:
    """Not measured anywhere, or measured by spaces that did not say that their counting is complete."""
    if indicator.everywhere or any(answer.value is not None for answer in answers):
        return FigureState.NOT_REPORTED
    return FigureState.NOT_MEASURED


def _counted_answer(question: Question, member: Member, value: Number | None, active: bool) -> Answer:
    """Nothing counted at all and nothing declared is no zero: it is no answer."""
    if value is None:
        return Answer(member.space, AnswerState.SILENT, None)
    missing = question.missing_months(member)
    asked = question.asked_months(member)
    if asked and not missing:
        return Answer(member.space, AnswerState.ANSWERED, value)
    if active or len(missing) < len(asked):
        return Answer(member.space, AnswerState.PARTLY, value, missing)
    return Answer(member.space, AnswerState.SILENT, None, missing)


def _told_figure(question: Question, indicator: Indicator) -> Figure:
    """A figure of the record or of the yearly report: a space answers by telling it."""
    period = _told_period(question, indicator.timing)
    if period is None:
        return Figure(indicator, FigureState.NOT_ASKED, None, question.period, ())
    measured = indicator.measure(question.spaces, period) if indicator.measure else {}
    typed = question.declarations.get(indicator.code, {}) if _is_over(question, indicator) else {}
    whole = indicator.timing == Timing.YEAR
    asked = [m for m in question.members if whole or question.is_single or m.belongs_on(period.last)]
    answers = tuple(_told_answer(member, measured, typed) for member in asked)
    days = _days_of(indicator.timing, period, question.today)
    if not answers:
        return Figure(indicator, FigureState.NOT_ASKED, None, days, ())
    return _combined(indicator, days, answers)


def _days_of(timing: Timing, period: Period, today: date) -> Period:
    """The days of which the figure really speaks."""
    if timing == Timing.WEEKS:
        monday, weeks = whole_weeks(period)
        return Period(monday, monday + timedelta(weeks=weeks) - DAY)
    if timing == Timing.LAST_DAY:
        return Period(period.last, period.last)
    return Period(today, today) if timing == Timing.TODAY else period


def _told_period(question: Question, timing: Timing) -> Period | None:
    if timing == Timing.YEAR:
        whole = question.period.whole_year is not None and question.period.last < question.today
        return question.period if whole else None
    return question.record


def _is_over(question: Question, indicator: Indicator) -> bool:
    """What is typed once a year speaks of the 31st of December: of no other day."""
    last = question.period.last
    return indicator.declared and (last.month, last.day) == (12, 31) and last < question.today


def _told_answer(member: Member, measured: Values, typed: Values) -> Answer:
    space = member.space
    value = measured.get(space.pk)
    if value is not None:
        return Answer(space, AnswerState.ANSWERED, value)
    if space.pk in typed:
        return Answer(space, AnswerState.ANSWERED, typed[space.pk], declared=True)
    return Answer(space, AnswerState.SILENT, None)


def _combined(indicator: Indicator, period: Period, answers: tuple[Answer, ...]) -> Figure:
    values = [a.value for a in answers if a.state == AnswerState.ANSWERED and a.value is not None]
    partly = [a.value for a in answers if a.state == AnswerState.PARTLY and a.value is not None]
    if not values:
        value, state = None, _no_value(indicator, answers)
    else:
        value, state = combine(indicator.combine, values), FigureState.REPORTED
    partial = combine(indicator.combine, partly) if partly else None
    return Figure(indicator, state, value, period, answers, partial)


def combine(how: Combine, values: list[Number]) -> Number:
    """The sum, or the mean, of at least one value."""
    total = sum(values)
    return total if how == Combine.SUM else Decimal(total) / len(values)


def _breakdowns(question: Question, figures: Iterable[Figure]) -> Iterable[PartedFigure]:
    by_code = {figure.indicator.code: figure for figure in figures}
    for breakdown in all_breakdowns():
        figure = by_code[breakdown.of]
        if figure.state == FigureState.REPORTED:
            spaces = _in_the_figure(question, figure)
            yield PartedFigure(breakdown, figure, _parts(breakdown, figure, spaces))
        else:
            yield PartedFigure(breakdown, figure)


def _in_the_figure(question: Question, figure: Figure) -> SpaceQuerySet:
    answers = figure.answers if question.is_single else figure.answered
    return Space.objects.filter(pk__in=[answer.space.pk for answer in answers])


def _parts(breakdown: Breakdown, figure: Figure, spaces: SpaceQuerySet) -> tuple[Part, ...]:
    found = breakdown.parts(spaces, figure.period)
    whole = int(figure.value or 0)
    parts = [
        Part(code, label, found.get(code, 0), _share(found.get(code, 0), whole))
        for code, label in breakdown.terms(found.keys()).items()
    ]
    if breakdown.sorted:
        parts.sort(key=lambda part: -part.count)
    silent = found.get(desk.NOT_SAID, 0)
    if silent:
        parts.append(Part(desk.NOT_SAID, str(breakdown.silence), silent, _share(silent, whole)))
    return tuple(parts)


def _share(count: int, whole: int) -> Decimal | None:
    return Decimal(100 * count) / whole if whole else None


def _months(question: Question, visits: Figure) -> Iterable[MonthCount]:
    counts: dict[date, int] = {}
    if visits.state == FigureState.REPORTED:
        counts = desk.visits_by_month(_in_the_figure(question, visits), visits.period)
    in_figure = {answer.space.pk for answer in (visits.answers if question.is_single else visits.answered)}
    asked_months = {member.space.pk: set(question.asked_months(member)) for member in question.members}
    for month in question.period.months():
        asked = {space for space, months in asked_months.items() if month in months}
        said = {space for space in asked if month in question.completions.get(space, ())}
        state = _month_state(question, month, complete=bool(said & in_figure))
        value = counts.get(month, 0) if state == MonthState.COMPLETE else counts.get(month)
        days = Period(max(month, question.period.first), min(end_of_month(month), question.period.last))
        yield MonthCount(month, days, state, value, len(said), len(asked))


def _month_state(question: Question, month: date, *, complete: bool) -> MonthState:
    if month > question.today:
        return MonthState.FUTURE
    if end_of_month(month) >= question.today:
        return MonthState.RUNNING
    return MonthState.COMPLETE if complete else MonthState.OPEN

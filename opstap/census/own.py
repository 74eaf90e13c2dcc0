"""What a coordinator sees of her own space before she says that something is complete."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from opstap.census import showing
from opstap.census.indicators import Indicator, declared_indicators
from opstap.census.indicators import indicator as indicator_of
from opstap.census.models import Completion, Declaration
from opstap.census.report import MonthState
from opstap.core.periods import end_of_month, year_of
from opstap.desk import figures as desk
from opstap.desk.services.closing import Closed
from opstap.spaces.models import Space


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """One month of one space: what was counted, and whether it is declared complete."""

    month: date
    visits: int
    help: int
    sent_away: int
    completion: Completion | None
    state: MonthState

    @property
    def counted(self) -> int:
        """Rows of any kind."""
        return self.visits + self.help + self.sent_away

    @property
    def is_unknown(self) -> bool:
        """Nothing counted and nothing said: not reported, which is no zero."""
        return self.state == MonthState.OPEN and not self.counted

    @property
    def words(self) -> str:
        return showing.month_in_words(self.month)

    @property
    def is_over(self) -> bool:
        return self.state in {MonthState.COMPLETE, MonthState.OPEN}


def months_of_year(space: Space, year: int, *, today: date) -> list[OwnMonth]:
    """The twelve months, with voided rows left out; those to come are in the list too."""
    spaces, period = Space.objects.filter(pk=space.pk), year_of(year)
    visits, helped, sent = (
        measure(spaces, period)
        for measure in (desk.visits_by_month, desk.help_by_month, desk.sent_away_by_month)
    )
    rows = Completion.objects.in_force().between(period.first, period.last).filter(space=space)
    said = {row.month: row for row in rows.select_related("by")}
    return [
        OwnMonth(
            month=month,
            visits=visits.get(month, 0),
            help=helped.get(month, 0),
            sent_away=sent.get(month, 0),
            completion=said.get(month),
            state=_state(month, said, today),
        )
        for month in period.months()
    ]


def closed_by_declaration(space: Space, day: date) -> Closed | None:
    """A month declared complete is closed at the desk, until its coordinator takes that back."""
    month = day.replace(day=1)
    if not Completion.objects.in_force().filter(space=space, month=month).exists():
        return None
    says = _(
        "%(month)s was declared complete, so what was noted in it does not change. Is something wrong? "
        "The coordinator takes that back under “Our months”, then it can be corrected."
    ) % {"month": showing.month_in_words(month)}
    return Closed(says, f"{reverse('census:months', args=[space.slug])}?year={day.year}")


def _state(month: date, said: Iterable[date], today: date) -> MonthState:
    if month > today:
        return MonthState.FUTURE
    if end_of_month(month) >= today:
        return MonthState.RUNNING
    return MonthState.COMPLETE if month in said else MonthState.OPEN


@dataclass(frozen=True, slots=True)
class Known:
    """A figure the system already has, in words."""

    name: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class YearlyQuestions:
    """What is asked of a space for a year (`open`), what was typed, and what need not be typed."""

    open: list[Indicator]
    values: dict[str, Decimal | int]
    known: list[Known]
    beside: list[Known]
    """Near figures of the system and of the year before, to check against."""


def yearly_questions(space: Space, year: int) -> YearlyQuestions:
    spaces, period = Space.objects.filter(pk=space.pk), year_of(year)
    open_, known = [], []
    for indicator in declared_indicators():
        value = indicator.measure(spaces, period).get(space.pk) if indicator.measure else None
        if value is None:
            open_.append(indicator)
        else:
            known.append(_known(indicator, value, str(indicator.source)))
    rows = Declaration.objects.given().filter(space=space, year__in=[year - 1, year])
    typed: dict[int, dict[str, Decimal | int]] = {year - 1: {}, year: {}}
    for row in rows:
        if row.value is not None:
            typed[row.year][row.indicator] = _short(row.value)
    return YearlyQuestions(open_, typed[year], known, _beside(space, year, typed[year - 1]))


def _short(value: Decimal) -> Decimal | int:
    """As somebody would type it: 12 and not 12.00."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _known(indicator: Indicator, value: Decimal | int, source: str) -> Known:
    return Known(str(indicator.name), showing.number(value, indicator.decimals), str(indicator.unit), source)


def _beside(space: Space, year: int, before: dict[str, Decimal | int]) -> list[Known]:
    offered = indicator_of("training_offered")
    assert offered.measure is not None
    value = offered.measure(Space.objects.filter(pk=space.pk), year_of(year)).get(space.pk)
    found = [] if value is None else [_known(offered, value, str(offered.source))]
    return found + [
        _known(indicator, before[indicator.code], str(year - 1))
        for indicator in declared_indicators()
        if indicator.code in before
    ]

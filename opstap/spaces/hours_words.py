"""Hours in words: the lines of a week, the next days as people will read them, and what is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opstap.core.moments import day_words, from_to, weekday_name
from opstap.spaces.hours import (
    DatedException,
    ExpressionCode,
    HoursError,
    Interval,
    KindWarning,
    NotRepresentable,
    PlanCode,
    Span,
    WeekPlan,
    closing_reason,
    is_public_holiday,
)
from opstap.spaces.hours.week import days_of
from opstap.spaces.models import Space

WHOLE_DAY = Span(0, 24 * 60)


@dataclass(frozen=True)
class Line:
    """When, and what then: "Monday to Friday", "9:00 to 12:30"."""

    when: str
    what: str
    is_closed: bool = False


# --- a week ---------------------------------------------------------------------------------------


def week_lines(expression: str, today: date | None = None) -> list[Line] | None:
    """The hours as lines; [] when not reported or none, None when they say more than lines can tell."""
    if not expression.strip():
        return []
    try:
        plan = WeekPlan.from_expression(expression)
    except NotRepresentable:
        return None
    lines = [Line(_days(first, last), spans_words(spans)) for first, last, spans in _runs(plan) if spans]
    if plan.public_holidays is not None and lines:
        lines.append(_line(_("Public holidays"), plan.public_holidays))
    today = today or timezone.localdate()
    return lines + [_exception_line(one, today) for one in plan.exceptions if one.last >= today]


def _line(when: str, spans: tuple[Span, ...], reason: str = "") -> Line:
    what = spans_words(spans) or _("closed")
    return Line(when, f"{what} ({reason})" if reason else what, is_closed=not spans)


def _runs(plan: WeekPlan) -> Iterator[tuple[int, int, tuple[Span, ...]]]:
    """Days next to one another with the same hours: first and last ISO weekday, and the hours."""
    first = 1
    for weekday in range(1, 8):
        if weekday == 7 or plan.days[weekday] != plan.days[weekday - 1]:
            yield first, weekday, plan.days[weekday - 1]
            first = weekday + 1


def _days(first: int, last: int) -> str:
    start, end = weekday_name(first), weekday_name(last)
    if first == last:
        return _sentence(start)
    if (first, last) == (1, 7):
        return _("Every day")
    return _sentence(_("%(first)s to %(last)s") % {"first": start, "last": end})


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _exception_line(exception: DatedException, today: date) -> Line:
    when = day_words(exception.first, today)
    if exception.last != exception.first:
        words = {"first": when, "last": day_words(exception.last, today)}
        when = pgettext("dates", "%(first)s to %(last)s") % words
    if exception.weekdays:
        when += f" ({', '.join(weekday_name(day) for day in sorted(exception.weekdays))})"
    return _line(_sentence(when), exception.spans, exception.reason)


def spans_words(spans: Iterable[Span]) -> str:
    """ "9:00 to 12:30, 13:30 to 17:00"; '' when there are none."""
    return ", ".join(
        _("day and night") if span == WHOLE_DAY else from_to(span.start_time, span.end_time) for span in spans
    )


# --- the next days --------------------------------------------------------------------------------


def next_days(expression: str, space: Space, today: date, days: int = 14) -> list[Line]:
    """Each of the coming days as people will read it, closed ones with their reason."""
    where = {"country": space.holiday_country, "timezone": space.timezone}
    found = days_of(expression, start_date=today, days=days, **where)
    coming = [date.fromordinal(today.toordinal() + step) for step in range(days)]
    return [_day_line(expression, space, day, found.get(day, []), today) for day in coming]


def _day_line(expression: str, space: Space, day: date, found: list[Interval], today: date) -> Line:
    holiday = _("public holiday") if is_public_holiday(day, space.holiday_country) else ""
    reason = closing_reason(expression, country=space.holiday_country, day=day) or holiday
    zone = space.zone
    hours = [from_to(one.start.astimezone(zone), one.end.astimezone(zone)) for one in found]
    what = ", ".join(hours) or _("closed")
    return Line(_sentence(day_words(day, today)), f"{what} ({reason})" if reason else what, not hours)


# --- what is wrong --------------------------------------------------------------------------------


def plan_problem(code: PlanCode) -> str:
    return {
        PlanCode.END_BEFORE_START: _("The end comes before the beginning."),
        PlanCode.START_OUTSIDE_DAY: _("This is no time of a day."),
        PlanCode.SPAN_TOO_SHORT: _("This is shorter than 10 minutes."),
        PlanCode.SPAN_TOO_LONG: _("This is longer than a day."),
        PlanCode.SPANS_OVERLAP: _("These hours overlap with other hours of the day."),
        PlanCode.DATES_REVERSED: _("The last day comes before the first day."),
        PlanCode.YEAR_OUT_OF_RANGE: _("Look at the year again."),
        PlanCode.EXCEPTIONS_OVERLAP: _("Another line is about the same day."),
        PlanCode.PLAN_TOO_LONG: _("These are too many hours and dates. Take out dates that are over."),
    }[code]


def expression_problem(error: HoursError) -> str:
    words = {
        ExpressionCode.TOO_LONG: _("This is too long: at most 1000 characters."),
        ExpressionCode.SYNTAX: _("This cannot be read from here on: %(part)s"),
        ExpressionCode.SCHOOL_HOLIDAYS: _("School holidays (SH) are not known here. Write the dates."),
        ExpressionCode.UNSUPPORTED: _("This is not understood here: %(part)s"),
        ExpressionCode.HOLIDAYS_UNKNOWN: _("The public holidays (PH) of this country are not known."),
        ExpressionCode.TIMES_REVERSED: _("The end comes before the beginning: %(part)s"),
        ExpressionCode.SPAN_TOO_LONG: _("This is longer than a day: %(part)s"),
        ExpressionCode.NO_SUCH_DATE: _("There is no such date: %(part)s"),
        ExpressionCode.DATES_REVERSED: _("The last day comes before the first day: %(part)s"),
    }[error.code]
    return words % {"part": error.detail} if "%(part)s" in words else words


def kind_warning(warning: KindWarning) -> str:
    words = _("On %(day)s somebody helps %(hours)s, but the space is not open then.")
    return words % {
        "day": weekday_name(warning.weekday),
        "hours": spans_words([Span(warning.start, warning.end)]),
    }

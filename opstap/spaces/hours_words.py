"""Hours in words for those who keep them: the next days as people will read them, and what is wrong."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opstap.core.moments import day_words, from_to, weekday_name
from opstap.spaces.hours import (
    ExpressionCode,
    HoursError,
    Interval,
    KindWarning,
    PlanCode,
    Span,
    closing_reason,
    is_public_holiday,
)
from opstap.spaces.hours.week import days_of
from opstap.spaces.models import Space
from opstap.spaces.week_words import Line, spans_words

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
    return Line(capfirst(day_words(day, today)), f"{what} ({reason})" if reason else what, not hours)


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

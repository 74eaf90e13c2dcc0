"""The hours of a week in words, for pages and papers: in all languages of the finder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opstap.core.moments import day_words, from_to, weekday_name
from opstap.core.tongues import apart, listed
from opstap.spaces.hours import DatedException, NotRepresentable, Span, WeekPlan

WHOLE_DAY = Span(0, 24 * 60)


@dataclass(frozen=True)
class Line:
    """When, and what then: "Monday to Friday", "9:00 to 12:30"."""

    when: str
    what: str
    is_closed: bool = False


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


def week_sentence(expression: str) -> str:
    """The hours in one line: “Monday to Friday 9:00 to 12:30; Saturday 10:00 to 13:00”; '' when not reported.

    What says more than lines can tell stands as it is written.
    """
    lines = week_lines(expression)
    if lines is None:
        return expression
    if not lines and expression.strip():
        return _("closed")
    return apart(f"{line.when} {line.what}" for line in lines)


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
        when += f" ({listed(map(weekday_name, sorted(exception.weekdays)))})"
    return _line(_sentence(when), exception.spans, exception.reason)


def spans_words(spans: Iterable[Span]) -> str:
    """ "9:00 to 12:30, 13:30 to 17:00"; '' when there are none."""
    return listed(
        _("day and night") if span == WHOLE_DAY else from_to(span.start_time, span.end_time) for span in spans
    )

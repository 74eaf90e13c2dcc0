"""Hours and days of an ordinary week at which everybody may come, from the hours in the record: one question
to the database, for what is reserved.

How announced closures are left out: `spaces.hours.ordinary`. Past weeks are measured by the hours of today's
record, because earlier hours are not kept.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opstap.core.moments import date_words
from opstap.spaces.facts import Measure, Measured, Window
from opstap.spaces.figures import WORKING_DAYS
from opstap.spaces.hours import HoursError, OrdinaryWeek, ordinary_week
from opstap.spaces.hours_words import expression_problem
from opstap.spaces.models import Space
from opstap.spaces.reserved import for_everybody, reserved_times_of

SOURCES = {
    "open": gettext_lazy("Open hours in the record"),
    "staffed": gettext_lazy("Accompanied hours in the record"),
    "training": gettext_lazy("Course hours in the record"),
    "both": gettext_lazy("Accompanied hours and course hours in the record"),
}
MISSING = {
    "open": gettext_lazy("The record does not say the open hours."),
    "staffed": gettext_lazy("The record does not say the accompanied hours."),
    "training": gettext_lazy("The record does not say the course hours."),
}
UNREADABLE = {
    "open": gettext_lazy("The open hours “%(hours)s” cannot be read. %(problem)s"),
    "staffed": gettext_lazy("The accompanied hours “%(hours)s” cannot be read. %(problem)s"),
    "training": gettext_lazy("The course hours “%(hours)s” cannot be read. %(problem)s"),
}
SHOWN = 80
"""Characters of hours that cannot be read: the beginning is enough to know them again."""


def hours_a_week(kind: str) -> Measure:
    """The measure of the hours a week of one kind ("open", "staffed", "training"); "off" is 0."""
    return _measure_of(kind, _hours)


def _hours(week: OrdinaryWeek) -> Decimal:
    hours = week.minutes / 60
    exact = Decimal(hours.numerator) / hours.denominator
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def mediator_weekdays(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
    """Days from Monday to Friday on at least half of which somebody helps: 0 to 5."""
    return _measure_of("staffed", lambda week: Decimal(len(week.weekdays & WORKING_DAYS)))(spaces, window)


def staffed_or_training_hours(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
    """Hours a week that are accompanied or a course, what they share counted once. Both must be said."""
    prefetch_related_objects(spaces, "reserved_times")
    return {space.pk: _staffed_or_training(space, window) for space in spaces}


def _staffed_or_training(space: Space, window: Window) -> Measured:
    for kind in ("staffed", "training"):
        one = _measured(space, kind, window, _hours)
        if one.value is None:
            return one
    week = ordinary_week(
        hours_of(space, "staffed"),
        space.training_hours,
        country=space.holiday_country,
        first=window.first,
        last=window.last,
    )
    return Measured(
        value=_hours(week) if week else None,
        source=_source("both", week, space),
        as_of=timezone.localdate(),
        href=reverse("spaces:hours-edit", args=[space.slug, "staffed"]),
    )


def _measure_of(kind: str, value: Callable[[OrdinaryWeek], Decimal]) -> Measure:
    def measure(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
        prefetch_related_objects(spaces, "reserved_times")
        return {space.pk: _measured(space, kind, window, value) for space in spaces}

    return measure


def _measured(space: Space, kind: str, window: Window, value: Callable[[OrdinaryWeek], Decimal]) -> Measured:
    expression = hours_of(space, kind)
    week, reason = _week(expression, kind, space.holiday_country, window)
    return Measured(
        value=value(week) if week else None,
        source=_source(kind, week, None if kind == "training" else space),
        as_of=timezone.localdate(),
        href=reverse("spaces:hours-edit", args=[space.slug, kind]),
        reason=reason,
    )


def hours_of(space: Space, kind: str) -> str:
    """The hours at which everybody may come: without what is reserved. Courses are for who enrolled."""
    expression: str = getattr(space, f"{kind}_hours")
    return expression if kind == "training" else for_everybody(space, expression)


def _week(expression: str, kind: str, country: str, window: Window) -> tuple[OrdinaryWeek | None, str]:
    """The ordinary week, else why there is none."""
    if not expression.strip():
        return None, str(MISSING[kind])
    try:
        week = ordinary_week(expression, country=country, first=window.first, last=window.last)
    except HoursError as error:
        said = {"hours": expression[:SHOWN], "problem": expression_problem(error)}
        return None, str(UNREADABLE[kind]) % said
    if week is None:
        words = _("From %(first)s to %(last)s the announced closures leave no ordinary week.")
        return None, words % {"first": date_words(window.first), "last": date_words(window.last)}
    return week, ""


def _source(kind: str, week: OrdinaryWeek | None, space: Space | None) -> str:
    """`space`: whose reserved times were left out, where such hours have any."""
    if week is None:
        return str(SOURCES[kind])
    words = _("%(hours)s, on average from %(first)s to %(last)s.") % {
        "hours": SOURCES[kind],
        "first": date_words(week.first),
        "last": date_words(week.last),
    }
    closed = ngettext(
        "%(n)s day of announced closure is left out.",
        "%(n)s days of announced closure are left out.",
        week.left_out,
    ) % {"n": week.left_out}
    parts = [words, closed if week.left_out else ""]
    if space is not None and reserved_times_of(space):
        parts.append(_("What is reserved for some people is left out."))
    return " ".join(filter(None, parts))

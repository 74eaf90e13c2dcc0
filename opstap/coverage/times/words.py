"""Ways, limits and files of times in words, in the language in force."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opstap.core.moments import date_words
from opstap.core.numbers import amount, whole
from opstap.coverage.models import Means
from opstap.coverage.times.errors import MOST_MINUTES, MOST_PAIRS, LineProblem, TimesError
from opstap.coverage.times.reading import LARGEST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Data = Mapping[str, Any]

FILE: "dict[str, StrOrPromise]" = {
    "large": gettext_lazy("The file is larger than %(megabytes)s MB."),
    "not-text": gettext_lazy("This is no table in text. Save it as CSV."),
    "columns": gettext_lazy(
        "The file has no column “%(column)s”. It needs area, place (or lat and lon) and minutes."
    ),
    "none": gettext_lazy("The file has no rows below its head."),
    "many": gettext_lazy("The file has more than %(most)s rows. Leave out the ways that take longest."),
}
LINES: "dict[str, StrOrPromise]" = {
    "area-unknown": gettext_lazy("no area of this network has the code “%(value)s”"),
    "area-pointless": gettext_lazy("the area “%(value)s” has no point"),
    "place-unknown": gettext_lazy("“%(value)s” is no space, no area and no point of this network"),
    "place-pointless": gettext_lazy("“%(value)s” has no point"),
    "no-number": gettext_lazy("“%(value)s” is no number of minutes"),
    "negative": gettext_lazy("“%(value)s”: minutes are never below 0"),
    "too-long": gettext_lazy("“%(value)s”: more than %(most)s minutes"),
    "twice": gettext_lazy("this way has other minutes in row %(other)s"),
}
WITHIN: "dict[str, StrOrPromise]" = {
    "line": gettext_lazy("at most %(limit)s metres of way"),
    "foot": gettext_lazy("at most %(limit)s minutes on foot"),
    "transit": gettext_lazy("at most %(limit)s minutes by public transport"),
}


def file_problem(problem: TimesError) -> str:
    """Why nothing of the file is taken over."""
    if problem.code == "lines":
        words = ngettext("%(n)s row is not right.", "%(n)s rows are not right.", problem.number)
        return words % {"n": whole(problem.number)}
    megabytes = LARGEST // (1024 * 1024)
    said = {"column": problem.column, "most": whole(MOST_PAIRS), "megabytes": megabytes}
    return str(FILE[problem.code]) % said


def line_problem(problem: LineProblem) -> str:
    """ "Row 14: “abc” is no number of minutes"."""
    what = str(LINES[problem.code]) % {
        "value": problem.value,
        "other": problem.other,
        "most": MOST_MINUTES,
    }
    return _("Row %(row)s: %(what)s") % {"row": problem.number, "what": what}


def way_words(way: float, unit: str) -> str:
    """ "1,043 m", "12.4 min"."""
    if unit == "min":
        return f"{number_format(Decimal(way).quantize(Decimal('0.1'), ROUND_HALF_UP))}\u00a0min"
    return f"{whole(way)}\u00a0m"


def short_words(way: float, unit: str) -> str:
    """A small difference of ways, one decimal finer than `way_words`: "1.5 m", "0.04 min"."""
    digits = Decimal("0.01") if unit == "min" else Decimal("0.1")
    return f"{number_format(Decimal(way).quantize(digits, ROUND_HALF_UP), force_grouping=True)}\u00a0{unit}"


def is_in_minutes(rules: Data) -> bool:
    """Of rules as a plan keeps them; plans of before there was a choice are in metres."""
    return str(rules.get("measure", "line")) != "line"


def unit_of(rules: Data) -> str:
    return "min" if is_in_minutes(rules) else "m"


def within_words(rules: Data) -> str:
    """How far is near: "at most 2,500 metres of way", "at most 30 minutes on foot"."""
    limit = rules["reach_min"] if is_in_minutes(rules) else rules["reach_m"]
    return str(WITHIN[str(rules.get("measure", "line"))]) % {"limit": whole(limit)}


def ways_words(rules: Data, fallback: Data | None) -> list[str]:
    """By what ways were taken, and how many of them stand on what is not known. Rules as kept."""
    if not is_in_minutes(rules):
        return [_("A way is a straight line times %(detour)s.") % {"detour": amount(rules["detour"])}]
    return [_whence(rules), *([_known(rules, fallback)] if fallback else [])]


def _whence(rules: Data) -> str:
    means, times = Means(str(rules["measure"])).label, rules["times"]
    if times is None:
        return _("No times %(means)s were brought in.") % {"means": means}
    said = {"source": times["source"], "day": date_words(date.fromisoformat(times["dated"])), "means": means}
    return _("Times %(means)s: %(source)s, %(day)s.") % said


def _known(rules: Data, fallback: Data) -> str:
    if not fallback["ways"]:
        return _("The time of every way that counts here was brought in.")
    words = _(
        "For %(ways)s of the %(all)s ways that count here (%(share)s %%) no time was brought in: each is "
        "taken as a straight line times %(detour)s at %(speed)s km/h. %(people)s inhabitants "
        "(%(of_people)s %%) live in an area with such a way."
    )
    return words % {
        "ways": whole(fallback["ways"]),
        "all": whole(fallback["all_ways"]),
        "share": _percent(fallback["ways"], fallback["all_ways"]),
        "people": whole(fallback["people"]),
        "of_people": _percent(fallback["people"], fallback["all_people"]),
        "detour": amount(rules["detour"]),
        "speed": amount(rules["speed_kmh"]),
    }


def _percent(part: float, of: float) -> str:
    return number_format(Decimal(100 * part / of if of else 0).quantize(Decimal("0.1"), ROUND_HALF_UP))

"""What the document of a briefing says, in the language in force."""

from datetime import datetime
from math import ceil
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.core.moments import date_words
from opstap.core.numbers import amount, whole
from opstap.core.texts import say
from opstap.coverage.briefing import words
from opstap.coverage.briefing.map import picture, swatch
from opstap.coverage.drawing import MOST_CLASS, shades_of
from opstap.coverage.models import CoveragePlan
from opstap.coverage.outcome.showing import line_for_briefing
from opstap.coverage.showing.plans import gains_of, rules_kept, shaped_areas
from opstap.coverage.words import LEVELS
from opstap.territory.sources import source_words

LONGEST = 60
MOST_NAMES = 12
MOST_YEARS = 5
"""Up to so many the table has room for the inhabitants served at the end of each."""


def facts_of(plan: CoveragePlan, language: str, now: datetime, *, places: int, areas: int) -> dict[str, Any]:
    """`places`, `areas`: how many rows the tables may have."""
    given, rules = plan.answer, rules_kept(plan)
    address = f"{settings.SITE_URL}{reverse('coverage:plan', args=[plan.network.slug, plan.uid])}"
    sites = _sites(given)
    gains = gains_of(given)
    is_weighed = bool(rules["weights"])
    return {
        "title": _("Briefing: %(plan)s") % {"plan": plan.name},
        "language": language,
        "demo": _("Demonstration. Everything is invented.") if settings.DEMO else None,
        "sender": str(plan.network),
        "heading": plan.name,
        "made": _made(plan, now),
        "question": [_("The question"), words.question(given, plan.question)],
        "answer": [_("The answer"), *words.answer(given, sites, is_weighed)],
        "figures": _figures(given),
        "map": _map(plan, gains, sites[:places]),
        "places": _places_table(given, sites, places),
        "gains": _gains_table(gains, areas),
        "cost": [_("What it costs"), *words.cost(given)],
        "certainty": [_("How sure this is"), *words.certainty(given, is_weighed)],
        "limits": [_("What to know before deciding"), *words.limits(given, rules, _uncovered(given))],
        "sources": [_("Where this comes from"), *_sources(given, rules)],
        "since": line_for_briefing(plan, timezone.localdate(now)),
        "more": _("The whole plan, with every place and area:"),
        "address": address,
    }


def _sites(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The places in the order of the plan; their numbers stand on the map."""
    return [
        one | {"number": number, "name": words.name_of(one["names"], LONGEST)}
        for number, one in enumerate(given["places"], start=1)
    ]


def _uncovered(given: dict[str, Any]) -> list[str]:
    names = sorted(words.name_of(names, LONGEST) for names in given["uncovered"])
    if len(names) <= MOST_NAMES:
        return names
    more = _("and %(n)s more") % {"n": len(names) - MOST_NAMES}
    return [*names[:MOST_NAMES], more]


def _made(plan: CoveragePlan, now: datetime) -> str:
    said = {"found": date_words(plan.at), "printed": date_words(now), "network": str(plan.network)}
    if said["found"] == said["printed"]:
        return _("%(network)s. Plan of %(found)s.") % said
    return _("%(network)s. Plan of %(found)s, printed on %(printed)s.") % said


def _figures(given: dict[str, Any]) -> list[list[str]]:
    more = given["people"] - given["people_before"]
    number = len(given["places"])
    return [
        [f"+{whole(more)}", _("inhabitants served")],
        [amount(given["posts"]), ngettext("post", "posts", ceil(given["posts"]))],
        [str(number), ngettext("place", "places", number)],
    ]


def _map(
    plan: CoveragePlan, gains: list[dict[str, Any]], shown: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """None where no outline of these areas was imported."""
    areas = shaped_areas(plan)
    if not areas:
        return None
    more = {one["code"]: one["more"] for one in gains}
    shades = shades_of([more.get(area.code, 0.0) for area in areas])
    points = [(one["lat"], one["lon"]) for one in shown]
    drawn = picture(list(areas.values()), shades, points)
    most = max(more.values(), default=0.0)
    return drawn | {
        "numbers": [str(one["number"]) for one in shown],
        "alt": _alt(plan, gains, shown, len(areas)),
        "legend": [[swatch(shade), _class(shade, most)] for shade in sorted(set(shades))],
        "legend_title": _("More inhabitants served"),
        "legend_place": _("A number: a place that gets posts, as in the table."),
    }


def _class(shade: int, most: float) -> str:
    if shade == 1:
        return _("none")
    step = most / (MOST_CLASS - 1)
    least, above = whole(step * (shade - 2)), whole(step * (shade - 1))
    if shade == 2:
        return _("up to %(most)s") % {"most": above}
    return _("%(least)s to %(most)s") % {"least": least, "most": above}


def _alt(plan: CoveragePlan, gains: list[dict[str, Any]], shown: list[dict[str, Any]], areas: int) -> str:
    """The map in words, for who does not see it."""
    level = str(LEVELS.get(plan.answer["level"], _("areas")))
    places = "; ".join(f"{one['number']}: {one['name']}, +{amount(one['added'])}" for one in shown)
    most = "; ".join(f"{say(one['names'])}, +{whole(one['more'])}" for one in gains[:MOST_NAMES])
    said = [_("Map of %(n)s %(areas)s.") % {"n": areas, "areas": level}]
    if places:
        said.append(_("Places that get posts: %(places)s.") % {"places": places})
    if most:
        said.append(_("More inhabitants are served in: %(names)s.") % {"names": most})
    return " ".join(said)


def _places_table(given: dict[str, Any], sites: list[dict[str, Any]], most: int) -> dict[str, Any]:
    """One row a place: what comes in each year, and in all. `foot`: the sums."""
    years = given["years"] if len(given["years"]) > 1 else []
    foot = [[_("All posts"), "", *_sums(years), f"+{amount(given['posts'])}"]]
    if 0 < len(years) <= MOST_YEARS:
        foot.append([_("Inhabitants served"), "", *(whole(one["people"]) for one in years), ""])
    return {
        "heading": _("Which posts, where, and when") if years else _("Which posts, where"),
        "columns": [_("Place"), _("There now"), _("Added in all") if years else _("Added")],
        "years_title": _("Added in year"),
        "years": [str(number) for number in range(1, len(years) + 1)],
        "rows": [_place(one, bool(years)) for one in sites[:most]],
        "foot": foot,
        "left": " ".join(_below_places(years, sites, most)),
    }


def _below_places(years: list[dict[str, Any]], sites: list[dict[str, Any]], most: int) -> list[str]:
    """What stands under the table: too wide or too long for it."""
    said = [] if sites else [_("Nowhere.")]
    if sites[most:]:
        said.append(_places_left(sites[most:]))
    if sites and len(years) > MOST_YEARS:
        served = "; ".join(whole(one["people"]) for one in years)
        said.append(_("Inhabitants served at the end of each year: %(numbers)s.") % {"numbers": served})
    return said


def _sums(years: list[dict[str, Any]]) -> list[str]:
    before = [0.0, *(one["posts"] for one in years)]
    return [_added(one["posts"] - past) for one, past in zip(years, before, strict=False)]


def _place(one: dict[str, Any], several: bool) -> list[str]:
    name = f"{one['number']}. {one['name']}"
    if one["is_new"]:
        name = _("%(name)s (a new space)") % {"name": name}
    before = [0.0, *one["years"]]
    each = [_added(year - past) for year, past in zip(one["years"], before, strict=False)] if several else []
    return [name, amount(one["existing"]), *each, f"+{amount(one['added'])}"]


def _added(posts: float) -> str:
    return f"+{amount(posts)}" if posts > 0 else "–"


def _places_left(left: list[dict[str, Any]]) -> str:
    said = ngettext(
        "%(n)s more place gets %(posts)s posts.", "%(n)s more places get %(posts)s posts.", len(left)
    )
    said %= {"n": len(left), "posts": amount(sum(one["added"] for one in left))}
    return f"{said} {_('They stand on the page of the plan.')}"


def _gains_table(gains: list[dict[str, Any]], most: int) -> dict[str, Any]:
    left = gains[most:]
    said = ""
    if left:
        said = ngettext(
            "In %(n)s more area %(people)s more are served.",
            "In %(n)s more areas %(people)s more are served.",
            len(left),
        ) % {"n": len(left), "people": whole(sum(one["more"] for one in left))}
        said = f"{said} {_('They stand on the page of the plan.')}"
    return {
        "heading": _("Who gains"),
        "columns": [_("Area"), _("Inhabitants"), _("Served before"), _("Served after"), _("More")],
        "rows": [
            [
                words.name_of(one["names"], LONGEST),
                *(whole(one[key]) for key in ("population", "before", "after")),
                f"+{whole(one['more'])}",
            ]
            for one in gains[:most]
        ],
        "left": said if gains else _("Nobody."),
    }


def _sources(given: dict[str, Any], rules: dict[str, Any]) -> list[str]:
    said = [_("Inhabitants on 1 January %(year)s.") % {"year": given["year"]}]
    if given.get("sources"):
        said.append(_("Source: %(names)s.") % {"names": "; ".join(map(source_words, given["sources"]))})
    of_need = sorted({source for one in rules["weights"] for source in one["sources"]})
    if of_need:
        said.append(_("Figures of need: %(names)s.") % {"names": "; ".join(map(source_words, of_need))})
    said.append(_("Posts and places: the records of the network on the day of the plan."))
    return said

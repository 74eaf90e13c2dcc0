"""A plan as the page shows it."""

from dataclasses import replace
from math import inf
from typing import Any

from django.utils.translation import gettext as _

from opstap.core import jobs
from opstap.core.models import Job
from opstap.core.texts import say
from opstap.coverage.drawing import draw, shades_of
from opstap.coverage.models import Aim, CoveragePlan, Measure
from opstap.coverage.rules import Rules, rules_of
from opstap.coverage.showing.plan_ways import least_seen, ways_words_of
from opstap.territory.models import Area, Network
from opstap.territory.outlines import Outline, outlines_of

MOST_LISTED = 200


def page_of(plan: CoveragePlan) -> dict[str, Any]:
    answer = plan.answer
    gains = gains_of(answer)
    return {
        "answer": answer,
        "rules": rules_kept(plan),
        **ways_words_of(answer, rules_kept(plan)),
        "is_of_posts": aim_of(answer) == Aim.NORM,
        "is_of_distance": aim_of(answer) == Aim.DISTANCE,
        "year": str(answer["year"]),
        "is_optimal": answer["status"] == "proved",
        "gap_percent": _percent(answer["gap"]),
        "gap_of_added_percent": _percent(answer["gap_of_added"]),
        "more": answer["people"] - answer["people_before"],
        "short": abs(answer["bound"] - answer["objective"]),
        "losses": _losses(answer),
        "given_up": sorted(say(names) for names in answer.get("given_up", ())),
        "sites": [_site(place, number) for number, place in enumerate(answer["places"], start=1)],
        "years": [(number, year) for number, year in enumerate(answer["years"], start=1)],
        "gains": gains,
        "uncovered": sorted(say(names) for names in answer["uncovered"]),
        "map": _map(plan, gains),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _site(place: dict[str, Any], number: int) -> dict[str, Any]:
    """`from_year`: the first at the end of which it has all it gets."""
    years = place["years"]
    from_year = next((year for year, added in enumerate(years, start=1) if added == years[-1]), 1)
    return place | {"number": number, "name": say(place["names"]), "from_year": from_year}


def aim_of(answer: dict[str, Any]) -> str:
    """Answers of before there were aims are of the norm."""
    return str(answer.get("aim", Aim.NORM))


def _changes(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """`more` of each area: inhabitants that gain, or metres that the way is shorter; None: no way before."""
    return [
        one
        | {"name": say(one["names"]), "more": _more(one, aim_of(answer))}
        | {"change": None if None in (one["before"], one["after"]) else one["after"] - one["before"]}
        for one in answer["areas"]
    ]


def _more(one: dict[str, Any], aim: str) -> float | None:
    before, after = one["before"], one["after"]
    if before is None:
        return None
    if aim != Aim.DISTANCE:
        return float(after - before)
    return -inf if after is None else float(before - after)


def gains_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The areas that are better off than before, the most first; those that had nothing at all before all."""
    rows = [one for one in _changes(answer) if one["after"] is not None]
    gaining = [one for one in rows if one["more"] is None or one["more"] >= least_seen(answer)]
    return sorted(gaining, key=lambda one: -inf if one["more"] is None else -one["more"])


def _losses(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The areas that are worse off than before, the most first: places may be given up, posts only come."""
    if aim_of(answer) == Aim.NORM:
        return []
    losing = [
        one for one in _changes(answer) if one["more"] is not None and one["more"] <= -least_seen(answer)
    ]
    return sorted(losing, key=lambda one: one["more"])


def _map(plan: CoveragePlan, gains: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The areas by how many more are served, and the numbered places; None without shapes."""
    areas = shaped_areas(plan)
    if not areas:
        return None
    most = max((one["more"] for one in gains if one["more"] is not None), default=1.0)
    more = {one["code"]: most if one["more"] is None else one["more"] for one in gains}
    places = [(place["lat"], place["lon"]) for place in plan.answer["places"]]
    shades = shades_of([more.get(area.code, 0.0) for area in areas])
    middles = [(area.lat or 0.0, area.lon or 0.0) for area in areas]
    return {"drawing": draw(list(areas.values()), shades, middles, places)}


def shaped_areas(plan: CoveragePlan) -> dict[Area, Outline]:
    """The areas of the plan that have an outline, with it, by code."""
    codes = [one["code"] for one in plan.answer["areas"]]
    country = plan.network.area.country
    found = Area.objects.filter(kind=plan.answer["level"], code__in=codes, country=country)
    outlines = outlines_of(found)
    return {area: outlines[area.pk] for area in found if area.pk in outlines}


def rules_kept(plan: CoveragePlan) -> dict[str, Any]:
    """What the plan was measured by; plans of before these were kept: the rules of today."""
    if kept := plan.answer.get("rules"):
        return dict(kept)
    # By no other measure: there was none.
    return rules_today(plan.network, replace(rules_of(plan.network), measure=Measure.LINE, times=None))


def rules_today(network: Network, rules: Rules) -> dict[str, Any]:
    """As a plan of today would keep them; the years of figures are not looked up."""
    return rules.as_data() | {
        "people_per_post": network.people_per_post,
        "weights": [
            {"figure": figure, "weight": float(weight), "year": None, "sources": []}
            for figure, weight in sorted(rules.weights.items())
        ],
    }


def failure(job: Job | None) -> str:
    """Why there is no answer, in words."""
    reason = job.reason if job else ""
    if reason.startswith("NoGroundError: no-people"):
        return _("No area of this network has a number of inhabitants and a point.")
    if reason.startswith("NoGroundError: no-places"):
        return _("No published space has a point. Allow new spaces, or give a file of buildings.")
    if reason.startswith("NoGroundError: no-new-places"):
        return _(
            "Somebody helps at every place allowed already. Allow new spaces, or give a file of buildings."
        )
    if reason.startswith("NoGroundError: cannot-serve"):
        return _("So few places leave some areas without any way to one. Ask for more places.")
    if reason.startswith("NoGroundError: too-large"):
        return _(
            "There are too many areas and places for this aim. Choose another aim, or give fewer buildings."
        )
    if reason == jobs.LOST:
        return _(
            "The search was lost twice, perhaps for want of memory. Ask again with fewer places or less time."
        )
    return _("The search stopped by a fault of the program. The question is kept; ask it again.")

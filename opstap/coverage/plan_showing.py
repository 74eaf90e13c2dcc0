"""A plan as the page shows it, and as files."""

from typing import Any

from django.utils.translation import gettext as _

from opstap.core.models import Job
from opstap.core.tables import Row
from opstap.core.texts import say
from opstap.coverage.drawing import draw, shades_of
from opstap.coverage.models import CoveragePlan
from opstap.coverage.rules import rules_of
from opstap.territory.models import Area

MOST_LISTED = 200
COLUMNS = ("kind", "name", "lat", "lon", "existing_posts", "added_posts", "is_new", "opening_cost")


def page_of(plan: CoveragePlan) -> dict[str, Any]:
    answer = plan.answer
    gains = gains_of(answer)
    return {
        "answer": answer,
        "rules": rules_kept(plan),
        "year": str(answer["year"]),
        "is_optimal": answer["status"] == "proved",
        "gap_percent": _percent(answer["gap"]),
        "gap_of_added_percent": _percent(answer["gap_of_added"]),
        "more": answer["people"] - answer["people_before"],
        "short": answer["bound"] - answer["objective"],
        "sites": [_site(place, number) for number, place in enumerate(answer["places"], start=1)],
        "years": [(number, year) for number, year in enumerate(answer["years"], start=1)],
        "gains": gains,
        "uncovered": sorted(say(names) for names in answer["uncovered"]),
        "map": _map(plan, gains),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _site(place: dict[str, Any], number: int) -> dict[str, Any]:
    return place | {"number": number, "name": say(place["names"])}


def gains_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The areas where more people are served than before, the most first."""
    rows = [
        one | {"name": say(one["names"]), "more": one["after"] - one["before"]} for one in answer["areas"]
    ]
    return sorted((one for one in rows if one["more"] >= 1), key=lambda one: -one["more"])


def _map(plan: CoveragePlan, gains: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The areas by how many more are served, and the numbered places; None without shapes."""
    areas = shaped_areas(plan)
    if not areas:
        return None
    more = {one["code"]: one["more"] for one in gains}
    places = [(place["lat"], place["lon"]) for place in plan.answer["places"]]
    shades = shades_of([more.get(area.code, 0.0) for area in areas])
    middles = [(area.lat or 0.0, area.lon or 0.0) for area in areas]
    return {"drawing": draw([area.shape.geometry for area in areas], shades, middles, places)}


def shaped_areas(plan: CoveragePlan) -> list[Area]:
    """The areas of the plan that have an outline."""
    codes = [one["code"] for one in plan.answer["areas"]]
    country = plan.network.area.country
    found = Area.objects.filter(kind=plan.answer["level"], code__in=codes, country=country)
    return [area for area in found.select_related("shape") if getattr(area, "shape", None)]


def rules_kept(plan: CoveragePlan) -> dict[str, Any]:
    """What the plan was measured by; plans of before these were kept: the rules of today."""
    if kept := plan.answer.get("rules"):
        return dict(kept)
    rules = rules_of(plan.network)
    return {
        "reach_m": rules.reach_m,
        "detour": float(rules.detour),
        "people_per_post": plan.network.people_per_post,
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
    return _("The search stopped by a fault of the program. The question is kept; ask it again.")


def table_of(plan: CoveragePlan) -> tuple[tuple[str, ...], list[Row]]:
    """One row a place that gets posts."""
    years = [f"added_by_year_{number}" for number in range(1, len(plan.answer["years"]) + 1)]
    return (*COLUMNS, *years), [_row(place, years) for place in plan.answer["places"]]


def _row(place: dict[str, Any], years: list[str]) -> Row:
    return {
        "kind": place["kind"],
        "name": say(place["names"]),
        "lat": place["lat"],
        "lon": place["lon"],
        "existing_posts": place["existing"],
        "added_posts": place["added"],
        "is_new": "yes" if place["is_new"] else "no",
        "opening_cost": place["opening_cost"] if place["is_new"] else 0,
    } | dict(zip(years, place["years"], strict=True))


def as_geojson(plan: CoveragePlan) -> dict[str, Any]:
    """The places as points; the whole carries how good the plan is."""
    _columns, rows = table_of(plan)
    answer = plan.answer
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {name: value for name, value in row.items() if name not in ("lat", "lon")},
            }
            for row in rows
        ],
        "name": plan.name,
        "status": answer["status"],
        "objective": answer["objective"],
        "upper_bound": answer["bound"],
        "gap": answer["gap"],
    }

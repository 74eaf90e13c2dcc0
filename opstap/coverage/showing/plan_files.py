"""A plan as files: one row a place, and the places as points."""

from typing import Any

from opstap.core.tables import Row
from opstap.core.texts import say
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.showing.plan_ways import mean_columns, ways_data
from opstap.coverage.showing.plans import aim_of

PLACE_COLUMNS = (
    "kind",
    "name",
    "lat",
    "lon",
    "somebody_helps_today",
    "is_new",
    "opening_cost",
    "people_within_reach_then",
    "mean_metres_then",
    "mean_minutes_then",
)
COLUMNS = ("kind", "name", "lat", "lon", "existing_posts", "added_posts", "is_new", "opening_cost")


def table_of(plan: CoveragePlan) -> tuple[tuple[str, ...], list[Row]]:
    """One row a place that gets posts, or where somebody is to help."""
    is_of_posts = aim_of(plan.answer) == Aim.NORM
    start, columns, row = ("added", COLUMNS, _row) if is_of_posts else ("there", PLACE_COLUMNS, _place_row)
    years = [f"{start}_by_year_{number}" for number in range(1, len(plan.answer["years"]) + 1)]
    rows = [
        row(place, plan.answer) | dict(zip(years, place["years"], strict=True))
        for place in plan.answer["places"]
    ]
    return (*columns, *years), rows


def _row(place: dict[str, Any], _answer: dict[str, Any]) -> Row:
    return _point(place) | {"existing_posts": place["existing"], "added_posts": place["added"]}


def _place_row(place: dict[str, Any], answer: dict[str, Any]) -> Row:
    then = place["then"]
    return _point(place) | {
        "somebody_helps_today": "yes" if place["helps"] else "no",
        "people_within_reach_then": round(then["people"]),
        **mean_columns(then.get("mean"), answer),
    }


def _point(place: dict[str, Any]) -> Row:
    return {
        "kind": place["kind"],
        "name": say(place["names"]),
        "lat": place["lat"],
        "lon": place["lon"],
        "is_new": "yes" if place["is_new"] else "no",
        "opening_cost": place["opening_cost"] if place["is_new"] else 0,
    }


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
        "aim": aim_of(answer),
        "status": answer["status"],
        "objective": answer["objective"],
        "lower_bound" if aim_of(answer) == Aim.DISTANCE else "upper_bound": answer["bound"],
        "gap": answer["gap"],
        **ways_data(answer),
    }

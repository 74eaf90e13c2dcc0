"""What became of a plan as tables to take away: its places and the others; its areas. Numbers as they are."""

from opstap.core.tables import Row
from opstap.coverage.outcome.finding import Outcome
from opstap.coverage.outcome.places import Move, Place
from opstap.coverage.showing.plan_ways import least_seen

SHARED = ("plan_day", "year", "year_ends", "held_on")
OF_PLACES = (
    *("row", "name", "is_new", "spaces_now", "state"),
    *("posts_before", "posts_planned", "posts_now", "posts_there_of_planned", "posts_beyond"),
    *SHARED,
)
OF_AREAS = ("code", "name", "population", "before", "planned", "now", "difference", "measure", *SHARED)
PARTS = ("places", "areas")
MEASURES = {
    "norm": "people served by a post",
    "covering": "people with help within reach",
    "distance": "metres to the nearest help",
    "minutes": "minutes to the nearest help",
}


def table_of(found: Outcome, part: str, day: str) -> tuple[tuple[str, ...], list[Row]]:
    """`part`: one of PARTS; `day`: of the plan. Posts are 1 or 0 where the aim is places with help."""
    held = found.held
    shared = {
        "plan_day": day,
        "year": held.year,
        "year_ends": held.until.isoformat(),
        "held_on": held.on.isoformat(),
    }
    if part == "places":
        rows = [*map(_place, held.places), *map(_move, held.moves)]
        return OF_PLACES, [row | shared for row in rows]
    return OF_AREAS, [row | shared for row in _areas(found)]


def _place(one: Place) -> Row:
    return {
        "row": "place of the plan",
        "name": one.name,
        "is_new": "yes" if one.is_new else "no",
        "spaces_now": "; ".join(str(site.space) for site in one.sites),
        "state": one.state,
        "posts_before": float(one.before),
        "posts_planned": float(one.promised),
        "posts_now": float(one.now),
        "posts_there_of_planned": float(one.there),
        "posts_beyond": float(one.beyond),
    }


def _move(one: Move) -> Row:
    return {
        "row": "elsewhere",
        "name": one.name,
        "spaces_now": "" if one.site is None else str(one.site.space),
        "state": "closed" if one.site is None else "more" if one.gain > 0 else "fewer",
        "posts_before": float(one.before),
        "posts_now": float(one.now),
    }


def _areas(found: Outcome) -> list[Row]:
    in_minutes = least_seen(found.held.plan.answer) < 1
    measure = MEASURES["minutes" if in_minutes else str(found.held.plan.aim)]
    return [
        {
            "code": one.code,
            "name": one.name,
            "population": round(one.population),
            "before": _number(one.before, in_minutes),
            "planned": _number(one.promised, in_minutes),
            "now": _number(one.now, in_minutes),
            "difference": _number(one.more, in_minutes),
            "measure": measure,
        }
        for one in found.people.areas
    ]


def _number(value: float | None, in_minutes: bool) -> float | None:
    return None if value is None else round(value, 1 if in_minutes else None)

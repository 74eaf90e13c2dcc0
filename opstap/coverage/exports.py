"""Reach as a table to take away: one row an area, numbers as they are."""

from opstap.core.tables import Row
from opstap.coverage.reach.found import AreaReach, Reach
from opstap.coverage.reach.supply import Asked
from opstap.coverage.showing.reach import rows_of

COLUMNS = (
    "code",
    "name",
    "level",
    "population",
    "population_year",
    "population_is_estimate",
    "need",
    "posts_needed",
    "posts_there",
    "posts_missing",
    "insertion_posts",
    "volunteer_posts",
    "animator_hours_per_1000",
    "weekdays_with_somebody",
    "is_within_reach",
    "nearest_m",
    "nearest_minutes",
    "ways_by",
    "near_limit",
    "ways_without_time",
    "ways_within_reach",
    "hours_kind",
    "weekday",
    "evening",
    "language",
)


def rows(reach: Reach) -> list[Row]:
    return [_row(row.area, reach) for row in rows_of(reach, "name")]


def asked_columns(asked: Asked) -> Row:
    """The question, in each row: which hours count."""
    return {
        "hours_kind": asked.kind,
        "weekday": asked.weekday or "all",
        "evening": "yes" if asked.evening else "no",
        "language": asked.language or "any",
    }


def nearest_columns(one: AreaReach, unit: str) -> Row:
    """The way to the nearest space in the column of its unit; the other stays empty."""
    if one.nearest is None:
        return {}
    return {"nearest_minutes": round(one.nearest, 1)} if unit == "min" else {"nearest_m": round(one.nearest)}


def ways_columns(reach: Reach) -> Row:
    """By what ways are taken, in each row, and how many stand on the straight line for want of a time."""
    found = reach.fallback
    row: Row = {"ways_by": reach.measure, "near_limit": f"{reach.limit:g} {reach.unit}"}
    if found is None:
        return row
    return row | {"ways_without_time": found.ways, "ways_within_reach": found.all_ways}


def _row(one: AreaReach, reach: Reach) -> Row:
    level, area = reach.demand.level, one.demand.area
    assert level is not None
    norm = (
        {}
        if level.is_estimate
        else {"posts_needed": round(one.needed, 2), "posts_missing": round(one.missing, 2)}
    )
    return (
        norm
        | asked_columns(reach.asked)
        | {
            "code": area.code,
            "name": str(area),
            "level": level.kind,
            "population": round(one.population),
            "population_year": level.year,
            "population_is_estimate": "yes" if level.is_estimate else "no",
            "need": round(one.demand.need, 4),
            "posts_there": float(one.there),
            "insertion_posts": float(one.insertion),
            "volunteer_posts": float(one.volunteers),
            "animator_hours_per_1000": round(one.access, 4),
            "weekdays_with_somebody": one.weekdays,
            "is_within_reach": "yes" if one.is_within else "no",
            **nearest_columns(one, reach.unit),
            **ways_columns(reach),
        }
    )

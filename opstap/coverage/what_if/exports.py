"""Before and after as a table to take away: the network first, then one row an area, numbers as they are."""

from math import isfinite

from opstap.core.tables import Row
from opstap.coverage.exports import asked_columns, nearest_columns, ways_columns
from opstap.coverage.reach.found import AreaReach, Reach
from opstap.coverage.reach.supply import Asked
from opstap.coverage.what_if.applying import Applied
from opstap.coverage.what_if.comparing import AreaChange, Comparison, Figure
from opstap.coverage.what_if.of_plan import PlanYear
from opstap.coverage.what_if.words import change_words, year_words
from opstap.territory.models import Network

MEASURES = (
    "people_within_reach",
    "posts_there",
    "posts_missing",
    "people_served_by_a_post",
    "animator_hours_per_1000",
    "weekdays_with_somebody",
    "nearest_m",
    "nearest_minutes",
    "gini",
    "palma",
    "theil",
    "poorly_served_pct",
)
COLUMNS = (
    *("code", "name", "level", "population", "population_year", "population_is_estimate"),
    *(f"{measure}_{when}" for measure in MEASURES for when in ("before", "after")),
    *("hours_kind", "weekday", "evening", "language", "changes", "compared_with"),
    *("ways_by", "near_limit", "ways_without_time", "ways_within_reach"),
)
OF_FIGURES = {
    "within": "people_within_reach",
    "missing": "posts_missing",
    "served": "people_served_by_a_post",
    "help": "animator_hours_per_1000",
    "days": "weekdays_with_somebody",
    "gini": "gini",
    "palma": "palma",
    "theil": "theil",
    "below": "poorly_served_pct",
}


def rows(
    network: Network, applied: Applied, found: Comparison, asked: Asked, against: PlanYear | None = None
) -> list[Row]:
    """Whoever opens the file reads in each row what was asked, what was changed, and against what."""
    said = (
        asked_columns(asked)
        | ways_columns(found.after)
        | {
            "changes": " ".join(map(change_words, applied.done)),
            "compared_with": year_words(against) if against else "today",
        }
    )
    areas = sorted(found.areas, key=lambda one: str(one.before.demand.area).casefold())
    return [_whole(network, found) | said, *(_area(one, found.before) | said for one in areas)]


def _whole(network: Network, found: Comparison) -> Row:
    row: Row = {"name": str(network), "level": "network", "population": round(found.before.people)}
    row |= _level(found.before)
    for figure in found.figures:
        name = OF_FIGURES[figure.code]
        row |= {
            f"{name}_before": _number(figure, figure.before),
            f"{name}_after": _number(figure, figure.after),
        }
    return row | {
        "posts_there_before": float(found.before.there),
        "posts_there_after": float(found.after.there),
    }


def _number(figure: Figure, value: float | None) -> float | str | None:
    if value is None:
        return None
    if figure.code in ("within", "served"):
        return round(value)
    return round(100 * value if figure.code == "below" else value, 4) if isfinite(value) else "infinite"


def _level(reach: Reach) -> Row:
    level = reach.demand.level
    assert level is not None
    return {
        "population_year": level.year,
        "population_is_estimate": "yes" if level.is_estimate else "no",
    }


def _area(one: AreaChange, before: Reach) -> Row:
    area, level = one.before.demand.area, before.demand.level
    assert level is not None
    row: Row = {"code": area.code, "name": str(area), "level": level.kind}
    row |= {"population": round(one.before.population)} | _level(before)
    for when, reach in (("before", one.before), ("after", one.after)):
        row |= {
            f"{name}_{when}": value
            for name, value in _measures(reach, before.unit, level.is_estimate).items()
        }
    return row


def _measures(one: AreaReach, unit: str, is_estimate: bool) -> Row:
    return nearest_columns(one, unit) | {
        "people_within_reach": round(one.population) if one.is_within else 0,
        "posts_there": float(one.there),
        "posts_missing": None if is_estimate else round(one.missing, 2),
        "animator_hours_per_1000": round(one.access, 4),
        "weekdays_with_somebody": one.weekdays,
    }

"""Who was to be served by the end of a year of a plan, and who is, by the rules and inhabitants of the plan.

Of plans of posts: people served by a post within reach (`engine/norm/by_area.py`). Of the aims of places with
help: people who have one within reach, or the way to the nearest.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opstap.core.texts import say
from opstap.coverage.engine.norm.by_area import people_by_area
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.models.rules import REACH_MIN
from opstap.coverage.outcome.places import Held
from opstap.coverage.outcome.then import then_of
from opstap.coverage.reach.demand import AreaDemand, Demand, Level, demand_of
from opstap.coverage.reach.supply import Asked, Site, minutes_of
from opstap.coverage.reach.ways import Fallback, Near, every, fallback_of_all, near
from opstap.coverage.rules import Rules
from opstap.coverage.showing.plans import rules_kept
from opstap.coverage.times.kept import times_again
from opstap.spaces.models import Space

Floats = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True)
class Measure:
    """The rules of a plan, and its areas with the inhabitants that it counted.

    gone    names of areas of the plan that cannot be measured any more: not there, or without a point
    """

    rules: Rules
    people_per_post: int
    demand: Demand
    areas: tuple[AreaDemand, ...]
    kept: tuple[dict[str, Any], ...]
    gone: tuple[str, ...]

    @property
    def points(self) -> list[Point]:
        return [one.point for one in self.areas]

    @property
    def population(self) -> Floats:
        return np.array([one.population for one in self.areas])


@dataclass(frozen=True)
class AreaHeld:
    """One area: served on the day of the plan, to be served by the end of the year, served now. The way to
    the nearest help where the aim is the mean distance; None: no way."""

    code: str
    name: str
    population: float
    before: float | None
    promised: float | None
    now: float | None

    @property
    def more(self) -> float | None:
        """Now against the promise; None where one of them is no number."""
        return None if self.now is None or self.promised is None else self.now - self.promised


@dataclass(frozen=True)
class PeopleHeld:
    """The whole and each area.

    promised  what the plan itself said; None where it said nothing
    fallback  the ways of now that stand on the straight line; None: the rules ask for it
    """

    before: float | None
    promised: float | None
    now: float | None
    areas: tuple[AreaHeld, ...]
    fallback: Fallback | None


def measure_of(plan: CoveragePlan) -> Measure:
    """What the plan was measured by, as far as it is kept."""
    kept = rules_kept(plan)
    rules = Rules(
        detour=Decimal(str(kept["detour"])),
        reach_m=kept["reach_m"],
        weights={one["figure"]: Decimal(str(one["weight"])) for one in kept["weights"]},
        measure=kept.get("measure", "line"),
        reach_min=kept.get("reach_min", REACH_MIN),
        times=times_again(plan.network, kept),
    )
    level = Level(plan.answer["level"], plan.answer["year"], is_estimate=False)
    demand = demand_of(plan.network, rules, level=level.key, levels=(level,))
    found = {one.area.code: one for one in demand.areas}
    rows = [one for one in plan.answer["areas"] if one["code"] in found]
    return Measure(
        rules=rules,
        people_per_post=kept["people_per_post"],
        demand=demand,
        areas=tuple(replace(found[one["code"]], population=float(one["population"])) for one in rows),
        kept=tuple(rows),
        gone=tuple(sorted(say(one["names"]) for one in plan.answer["areas"] if one["code"] not in found)),
    )


def people_held(held: Held, measure: Measure, sites: tuple[Site, ...]) -> PeopleHeld:
    """`sites`: as `held` was made of."""
    match held.plan.aim:
        case Aim.NORM:
            return _served(held, measure, sites)
        case Aim.COVERING:
            return _within(held, measure, sites)
        case _:
            return _ways(held, measure, sites)


def _is_last(held: Held) -> bool:
    return held.year == len(held.plan.answer["years"])


def _kept(measure: Measure, name: str) -> list[Any]:
    return [one[name] for one in measure.kept]


def _rows(measure: Measure, promised: list[Any], now: list[Any]) -> tuple[AreaHeld, ...]:
    return tuple(
        AreaHeld(one["code"], say(one["names"]), one["population"], one["before"], *values)
        for one, *values in zip(measure.kept, promised, now, strict=True)
    )


def _served(held: Held, measure: Measure, sites: tuple[Site, ...]) -> PeopleHeld:
    given = held.plan.answer
    promised = _kept(measure, "after")
    if not _is_last(held):
        # Who was served before stays so, as far as it is worth the same; then those of the last year come.
        promised, _found = _by_area(measure, _places_then(held), [_kept(measure, "before"), promised])
    posts_now = [(site.point, float(site.fte or 0)) for site in sites if site.point is not None]
    now, found = _by_area(measure, posts_now, promised)
    return PeopleHeld(
        given["people_before"],
        given["years"][held.year - 1]["people"],
        sum(now),
        _rows(measure, promised, now),
        found.fallback(measure.population),
    )


def _by_area(
    measure: Measure, posts_at: list[tuple[Point, float]], promised: list[Any]
) -> tuple[list[float], Near]:
    """People served in each area, and the ways by which they are."""
    found = near(measure.rules, measure.points, [point for point, _posts in posts_at])
    reach = found.way.copy()
    # A way of nothing is within reach too.
    reach.data[:] = 1.0
    people = people_by_area(
        measure.population,
        [one.need for one in measure.areas],
        reach,
        [number for _point, number in posts_at],
        promised,
        people_per_post=measure.people_per_post,
    )
    return [float(number) for number in people], found


def _places_then(held: Held) -> list[tuple[Point, float]]:
    """The posts of the day of the plan, and those that it adds by the end of the year, where it saw them."""
    then = then_of(held.plan)
    planned = {place["key"]: place for place in held.plan.answer["places"] if place["kind"] == "space"}
    spaces = Space.objects.filter(slug__in=[slug for slug in then if slug not in planned], lat__isnull=False)
    stood = [((space.lat or 0.0, space.lon or 0.0), float(then[space.slug].posts)) for space in spaces]
    added = [
        ((place["lat"], place["lon"]), float(place["existing"] + place["years"][held.year - 1]))
        for place in held.plan.answer["places"]
    ]
    return [*stood, *added]


def _helping(sites: tuple[Site, ...]) -> list[Point]:
    return [site.point for site in sites if site.point is not None and minutes_of(site, Asked()) > 0]


def _within(held: Held, measure: Measure, sites: tuple[Site, ...]) -> PeopleHeld:
    given = held.plan.answer
    found = near(measure.rules, measure.points, _helping(sites))
    now = np.where(np.diff(found.way.indptr) > 0, measure.population, 0.0)
    return PeopleHeld(
        given["people_before"],
        given["years"][held.year - 1]["people"],
        float(now.sum()),
        _rows(measure, _kept(measure, "after"), now.tolist()) if _is_last(held) else (),
        found.fallback(measure.population),
    )


def _ways(held: Held, measure: Measure, sites: tuple[Site, ...]) -> PeopleHeld:
    given = held.plan.answer
    ways_to_all, guessed = every(measure.rules, measure.points, _helping(sites))
    ways = np.asarray(ways_to_all.min(axis=1, initial=np.inf))
    weights = measure.population * np.array([one.need for one in measure.areas])
    # The same areas count as in the plan: those without any way to a place were left out.
    counted = np.array([one is not None for one in _kept(measure, "after")]) & (weights > 0)
    is_known = bool(counted.any()) and bool(np.isfinite(ways[counted]).all())
    mean = float(weights[counted] @ ways[counted] / weights[counted].sum()) if is_known else None
    now = [float(way) if np.isfinite(way) else None for way in ways]
    return PeopleHeld(
        given["mean_before"],
        given["years"][held.year - 1].get("mean"),
        mean,
        _rows(measure, _kept(measure, "after"), now) if _is_last(held) else (),
        fallback_of_all(guessed, measure.population) if measure.rules.in_minutes else None,
    )

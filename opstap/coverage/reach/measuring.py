"""Reach today: demand and supply brought together, area by area, and in a few figures for the whole."""

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite

import numpy as np

from opstap.coverage.engine.inequality import foster_greer_thorbecke, gini, palma, theil
from opstap.coverage.reach.demand import AreaDemand, Demand
from opstap.coverage.reach.found import AreaReach, Evenness, Reach
from opstap.coverage.reach.pairs import Floats, Pairs, pairs_of
from opstap.coverage.reach.placing import Placing
from opstap.coverage.reach.supply import Asked, Site
from opstap.coverage.rules import Rules

POOR = 0.5
"""Below this share of the mean access an area counts as poorly served."""


def measure(
    demand: Demand,
    sites: Sequence[Site],
    rules: Rules,
    asked: Asked,
    *,
    people_per_post: int,
    placing: Placing | None = None,
) -> Reach:
    """Reach of the placed sites for the areas of the demand. Nothing is asked of the database.

    placing  of these areas, where one is measured several times
    """
    pairs = pairs_of(demand, sites, rules, asked)
    posts = _posts(placing or Placing(demand.areas), sites)
    areas = tuple(
        _area(one, place, pairs, posts[place], people_per_post) for place, one in enumerate(demand.areas)
    )
    return Reach(
        demand=demand,
        asked=asked,
        areas=areas,
        sites=tuple(sites),
        pairs=pairs,
        evenness=_evenness(pairs.access, demand),
        unplaced=tuple(site for site in sites if site.point is None),
        unsaid=tuple(site for site in sites if site.hours is None),
        postless=tuple(site for site in sites if site.fte is None),
        measure=str(rules.measure),
        limit=rules.limit,
        unit=rules.unit,
        fallback=pairs.near.fallback(np.array([one.population for one in demand.areas])),
    )


Posts = tuple[Decimal, Decimal, Decimal]


def _posts(placing: Placing, sites: Sequence[Site]) -> list[Posts]:
    """Professional, insertion and volunteer full-time equivalents of the spaces that lie in each area."""
    sums: list[Posts] = [(Decimal(0), Decimal(0), Decimal(0))] * len(placing.areas)
    for site in sites:
        place = placing.area_of(site)
        if place is not None:
            there, insertion, volunteers = sums[place]
            sums[place] = there + (site.fte or 0), insertion + site.insertion, volunteers + site.volunteers
    return sums


def _area(one: AreaDemand, place: int, pairs: Pairs, posts: Posts, people_per_post: int) -> AreaReach:
    nearest = pairs.nearest_of_areas[place]
    return AreaReach(
        demand=one,
        needed=one.population / people_per_post,
        there=posts[0],
        insertion=posts[1],
        volunteers=posts[2],
        access=float(pairs.access[place]),
        weekdays=pairs.days_of_areas[place],
        nearest=nearest if isfinite(nearest) else None,
    )


def _evenness(access: Floats, demand: Demand) -> Evenness:
    weights = np.array([one.weight for one in demand.areas])
    if not weights.sum() > 0:
        return Evenness()
    line = POOR * float(access @ weights / weights.sum())
    if not line > 0:
        return Evenness()
    poverty = [foster_greer_thorbecke(access, weights, line=line, alpha=alpha) for alpha in (0, 1, 2)]
    return Evenness(gini(access, weights), palma(access, weights), theil(access, weights), *poverty)

"""Reach today: demand and supply brought together, area by area, and in a few figures for the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf, isfinite

import numpy as np

from opstap.coverage.engine.inequality import foster_greer_thorbecke, gini, palma, theil
from opstap.coverage.reach.demand import AreaDemand, Demand
from opstap.coverage.reach.pairs import Floats, Pairs, pairs_of
from opstap.coverage.reach.placing import Placing
from opstap.coverage.reach.supply import Asked, Site
from opstap.coverage.reach.ways import Fallback
from opstap.coverage.rules import Rules

POOR = 0.5
"""Below this share of the mean access an area counts as poorly served."""


@dataclass(frozen=True)
class AreaReach:
    """One area today.

    needed, there   posts (full-time equivalents) by the norm, and professional ones in the area
    missing         what lacks of the norm, never below 0
    access          hours of an animator a week for 1,000 people, need and distance counted in
    weekdays        Monday to Friday: on how many somebody helps in a space within reach
    nearest         the way to the nearest space with hours of the kind asked, in the unit of the rules;
                    None: out of reach
    """

    demand: AreaDemand
    needed: float
    there: Decimal
    insertion: Decimal
    volunteers: Decimal
    access: float
    weekdays: int
    nearest: float | None

    @property
    def missing(self) -> float:
        return max(0.0, self.needed - float(self.there))

    @property
    def is_within(self) -> bool:
        return self.nearest is not None

    @property
    def population(self) -> float:
        return self.demand.population


@dataclass(frozen=True)
class Evenness:
    """How evenly access is spread over people × need; None: nothing can be said of it.

    palma   infinite where the 40 % with least have nothing
    below   share with less than half of the mean access (FGT with alpha 0); depth: alpha 1, severity: alpha 2
    """

    gini: float | None = None
    palma: float | None = None
    theil: float | None = None
    below: float | None = None
    depth: float | None = None
    severity: float | None = None

    @property
    def is_palma_endless(self) -> bool:
        return self.palma == inf


@dataclass(frozen=True)
class Reach:
    """What was found.

    pairs       who is near what
    unplaced    spaces without a point: they reach nobody
    unsaid      spaces without readable hours of the kind asked
    postless    spaces that never noted a post
    measure     by what ways were taken; `limit`: how far was near, in `unit` ("m" or "min")
    fallback    the ways that stand on the straight line although the rules ask for times; None: they do not
    """

    demand: Demand
    asked: Asked
    areas: tuple[AreaReach, ...]
    sites: tuple[Site, ...]
    pairs: Pairs
    evenness: Evenness
    unplaced: tuple[Site, ...]
    unsaid: tuple[Site, ...]
    postless: tuple[Site, ...]
    measure: str = "line"
    limit: float = 0.0
    unit: str = "m"
    fallback: Fallback | None = None

    @property
    def people(self) -> float:
        return sum(one.population for one in self.areas)

    @property
    def people_within(self) -> float:
        return sum(one.population for one in self.areas if one.is_within)

    @property
    def people_left_out(self) -> float:
        return self.people - self.people_within

    @property
    def share_within(self) -> float | None:
        """Share of the need (people × need) that has a space within reach; None where nobody lives."""
        need = sum(one.demand.weight for one in self.areas)
        return sum(one.demand.weight for one in self.areas if one.is_within) / need if need else None

    @property
    def left_out(self) -> list[AreaReach]:
        return [one for one in self.areas if not one.is_within and one.population]

    @property
    def share_left_out(self) -> float | None:
        within = self.share_within
        return None if within is None else 1 - within

    @property
    def needed(self) -> float:
        return sum(one.needed for one in self.areas)

    @property
    def there(self) -> Decimal:
        return sum((one.there for one in self.areas), Decimal(0))

    @property
    def missing(self) -> float:
        """Area by area: what one has too many does not help another."""
        return sum(one.missing for one in self.areas)


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
            more = (site.fte or Decimal(0), site.insertion, site.volunteers)
            there, insertion, volunteers = (one + other for one, other in zip(sums[place], more, strict=True))
            sums[place] = (there, insertion, volunteers)
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

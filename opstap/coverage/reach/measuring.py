"""Reach today: demand and supply brought together, area by area, and in a few figures for the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.catchment import floating_catchment
from opstap.coverage.engine.decay import Bands, reach_of_distances
from opstap.coverage.engine.inequality import foster_greer_thorbecke, gini, palma, theil
from opstap.coverage.reach.demand import AreaDemand, Demand
from opstap.coverage.reach.placing import Placing
from opstap.coverage.reach.supply import Asked, Site, minutes_of, weekdays_of
from opstap.coverage.reach.ways import Fallback, Near, near
from opstap.coverage.rules import Rules

Floats = NDArray[np.float64]

DECAY = (1.0, 0.68, 0.22)
"""Luo and Qi (2009): how much a space counts in the nearest, middle and farthest third of what is near."""
PEOPLE = 1000
"""Access is shown for so many people."""
POOR = 0.5
"""Below this share of the mean access an area counts as poorly served."""


@dataclass(frozen=True)
class AreaReach:
    """One area today.

    needed, there   posts (full-time equivalents) by the norm, and professional ones in the area
    missing         what lacks of the norm, never below 0
    access          hours of an animator a week for 1,000 people, need and distance counted in
    weekdays        Monday to Friday: on how many somebody helps in a space within reach
    near            the spaces within reach that have hours of the kind asked
    nearest         the way to the nearest of them, in the unit of the rules; None: out of reach
    """

    demand: AreaDemand
    needed: float
    there: Decimal
    insertion: Decimal
    volunteers: Decimal
    access: float
    weekdays: int
    near: tuple[Site, ...]
    nearest: float | None

    @property
    def missing(self) -> float:
        return max(0.0, self.needed - float(self.there))

    @property
    def is_within(self) -> bool:
        return bool(self.near)

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
    found = _match(demand, sites, rules, asked)
    posts = _posts(placing or Placing(demand.areas), sites)
    areas = tuple(
        _area(one, place, found, posts[place], people_per_post) for place, one in enumerate(demand.areas)
    )
    return Reach(
        demand=demand,
        asked=asked,
        areas=areas,
        sites=tuple(sites),
        evenness=_evenness(found.access, demand),
        unplaced=tuple(site for site in sites if site.point is None),
        unsaid=tuple(site for site in sites if site.hours is None),
        postless=tuple(site for site in sites if site.fte is None),
        measure=str(rules.measure),
        limit=rules.limit,
        unit=rules.unit,
        fallback=found.near.fallback(np.array([one.population for one in demand.areas])),
    )


@dataclass(frozen=True)
class _Matched:
    """Areas × placed sites. `weekdays`: of each site a bit for each ISO day on which somebody helps."""

    placed: list[Site]
    minutes: Floats
    weekdays: NDArray[np.uint8]
    near: Near
    access: Floats

    @cached_property
    def days_of_areas(self) -> list[int]:
        """Of each area: on how many weekdays somebody helps within reach."""
        way = self.near.way
        found = _of_rows(np.bitwise_or, way.indptr, self.weekdays[way.indices], np.uint8(0))
        return [days.bit_count() for days in found.tolist()]

    @cached_property
    def nearest_of_areas(self) -> list[float]:
        """Of each area: the way to the nearest site with hours of the kind asked; infinite: none is near."""
        way = self.near.way
        found = _of_rows(np.minimum, way.indptr, np.where(self.is_open, way.data, inf), inf)
        return list(map(float, found))

    @cached_property
    def is_open(self) -> NDArray[np.bool_]:
        """Of each pair: whether the site has hours of the kind asked."""
        found: NDArray[np.bool_] = self.minutes[self.near.way.indices] > 0
        return found

    def sites_near(self, place: int) -> tuple[Site, ...]:
        """Those within reach of one area that have hours of the kind asked."""
        pairs = slice(*self.near.way.indptr[place : place + 2])
        return tuple(self.placed[site] for site in self.near.way.indices[pairs][self.is_open[pairs]].tolist())


def _of_rows(reduce: np.ufunc, starts: NDArray[np.int64], values: NDArray[Any], nothing: Any) -> NDArray[Any]:
    """The values of each row of a csr array brought to one; `nothing` changes no other value, and stands for
    a row without any."""
    found = reduce.reduceat(np.append(values, nothing), starts[:-1])
    found[np.diff(starts) == 0] = nothing
    return found


def _match(demand: Demand, sites: Sequence[Site], rules: Rules, asked: Asked) -> _Matched:
    placed = [site for site in sites if site.point is not None]
    minutes = np.array([minutes_of(site, asked) for site in placed])
    found = near(rules, [one.point for one in demand.areas], [site.point or (0.0, 0.0) for site in placed])
    animators = np.array([float(site.fte or 0) for site in placed])
    access = _access(demand, minutes / 60 * animators, found.way, rules)
    weekdays = np.array(
        [sum(1 << day for day in weekdays_of(site, asked)) for site in placed], dtype=np.uint8
    )
    return _Matched(placed, minutes, weekdays, found, access)


def _access(demand: Demand, capacity: Floats, distance: sparse.csr_array, rules: Rules) -> Floats:
    """Hours of an animator a week for PEOPLE of need 1, float64[n_area] (E2SFCA)."""
    limits = [rules.limit * part / 3 for part in (1, 2, 3)]
    found = floating_catchment(
        [one.population for one in demand.areas],
        capacity,
        reach_of_distances(distance, Bands(limits, DECAY)),
        need=[one.need for one in demand.areas],
    )
    return found.access * PEOPLE


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


def _area(one: AreaDemand, place: int, found: _Matched, posts: Posts, people_per_post: int) -> AreaReach:
    nearest = found.nearest_of_areas[place]
    return AreaReach(
        demand=one,
        needed=one.population / people_per_post,
        there=posts[0],
        insertion=posts[1],
        volunteers=posts[2],
        access=float(found.access[place]),
        weekdays=found.days_of_areas[place],
        near=found.sites_near(place),
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

"""Areas and the spaces within their reach, with what each pair gives the area."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.catchment import floating_catchment
from opstap.coverage.engine.decay import Bands, reach_of_distances
from opstap.coverage.reach.demand import Demand
from opstap.coverage.reach.supply import Asked, Site, minutes_of, weekdays_of
from opstap.coverage.reach.ways import Near, near
from opstap.coverage.rules import Rules

Floats = NDArray[np.float64]

DECAY = (1.0, 0.68, 0.22)
"""Luo and Qi (2009): how much a space counts in the nearest, middle and farthest third of what is near."""
PEOPLE = 1000
"""Access is shown for so many people."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Areas × placed sites.

    minutes     of each site, a week, of the hours asked
    weekdays    of each site: a bit for each ISO day on which somebody helps
    access      of each area: hours of an animator a week for PEOPLE of need 1
    """

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
        found = _of_rows(np.minimum, way.indptr, np.where(self._is_open, way.data, inf), inf)
        return list(map(float, found))

    @cached_property
    def _is_open(self) -> NDArray[np.bool_]:
        """Of each pair: whether the site has hours of the kind asked."""
        found: NDArray[np.bool_] = self.minutes[self.near.way.indices] > 0
        return found

    def sites_near(self, areas: Sequence[int]) -> list[Site]:
        """The sites with hours of the kind asked within reach of any of the areas (by position)."""
        starts, columns = self.near.way.indptr, self.near.way.indices
        parts = [slice(starts[area], starts[area + 1]) for area in areas]
        open_ones = [columns[part][self._is_open[part]] for part in parts]
        return [self.placed[column] for column in np.unique(np.concatenate(open_ones or [[]])).astype(int)]

    def areas_near(self, slug: str) -> list[int]:
        """The positions of the areas that have the space, with hours of the kind asked, within reach."""
        column = next((place for place, site in enumerate(self.placed) if site.space.slug == slug), None)
        if column is None:
            return []
        way = self.near.way
        pairs = np.flatnonzero((way.indices == column) & self._is_open)
        found: list[int] = (np.searchsorted(way.indptr, pairs, side="right") - 1).tolist()
        return found


def pairs_of(demand: Demand, sites: Sequence[Site], rules: Rules, asked: Asked) -> Pairs:
    """Of all areas and the sites that have a point."""
    placed = [site for site in sites if site.point is not None]
    minutes = np.array([minutes_of(site, asked) for site in placed])
    found = near(rules, [one.point for one in demand.areas], [site.point or (0.0, 0.0) for site in placed])
    animators = np.array([float(site.fte or 0) for site in placed])
    access = _access(demand, minutes / 60 * animators, found.way, rules)
    weekdays = np.array(
        [sum(1 << day for day in weekdays_of(site, asked)) for site in placed], dtype=np.uint8
    )
    return Pairs(placed, minutes, weekdays, found, access)


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


def _of_rows(reduce: np.ufunc, starts: NDArray[np.int64], values: NDArray[Any], nothing: Any) -> NDArray[Any]:
    """The values of each row of a csr array brought to one; `nothing` changes no other value, and stands for
    a row without any."""
    found = reduce.reduceat(np.append(values, nothing), starts[:-1])
    found[np.diff(starts) == 0] = nothing
    return found

"""A large question is asked of some of its points first, each standing for those around it.

A quarter of the points has a sixteenth of the pairs: local search and the first climb on the bound cost
little there. Where they end, plan and prices, is where those of the whole question begin.
"""

import numpy as np
from scipy.spatial import cKDTree

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.ascent import ascend
from opstap.coverage.engine.p_median.costs import MATRIX, Costs, Integers, sizes
from opstap.coverage.engine.p_median.search import Search
from opstap.coverage.engine.plan import Watch

MANY = 6500  # points of demand
SHARE = 4  # one point for so many
EACH = 12  # sites at least for each one wanted
PIECES, ROUNDS = 3, 300  # of iterated local search; of the climb
TIME = 0.2  # of what is left, at most


def is_of_use(search: Search) -> bool:
    n, m = sizes(search.costs)
    return search.costs.kind != MATRIX and n >= MANY and m // SHARE >= EACH * search.p


def guess(search: Search) -> tuple[Integers, Floats]:
    """A plan and prices to begin with, from the question of some of the points."""
    part, sites, stand_in = _part(search)
    knowing.climb(part, part.random.permutation(len(sites))[: part.p])
    knowing.shake(part, PIECES)
    knowing.list_around(part)
    ascend(part, ROUNDS)
    found = f"{part.lower:.6g} to {part.objective:.6g}"
    search.watch.note(f"of {len(part.weight)} points and {len(sites)} sites: {found}")
    assert part.root is not None
    return sites[part.chosen], part.root.prices[stand_in]


def _part(search: Search) -> tuple[Search, Integers, Integers]:
    """The smaller question; its sites; for each demand the one that stands for it, positions in the part."""
    costs = search.costs
    n, m = sizes(costs)
    points = np.sort(search.random.permutation(n)[: n // SHARE])
    sites = np.sort(search.random.permutation(m)[: m // SHARE])
    stand_in = np.asarray(cKDTree(costs.demand[points]).query(costs.demand)[1], np.int64)
    weight = np.bincount(stand_in, search.weight, len(points)).astype(np.float64)
    fewer = Costs(costs.kind, costs.matrix, costs.demand[points], costs.sites[sites])
    watch = Watch(TIME * search.watch.left, lambda _told: not search.watch.goes_on("plan"))
    seed = int(search.random.integers(2**31))
    part = knowing.begin(fewer, weight, search.p, search.dearest[points], False, watch, seed)
    return part, sites, stand_in

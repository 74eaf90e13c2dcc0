"""What one search for a p-median knows, and how it learns: better plans, higher bounds, sites decided."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import multipliers, shaking, swaps
from opstap.coverage.engine.p_median import nearby as near
from opstap.coverage.engine.p_median.costs import Costs, Integers, nearest_cost, rank_cost, sizes, two_least
from opstap.coverage.engine.p_median.multipliers import CLOSED, OPEN, Bound
from opstap.coverage.engine.p_median.nearby import Nearby
from opstap.coverage.engine.plan import TOLERANCE, Watch

# So many pairs are listed whole; beyond, only what is cheaper than a good plan makes worth looking at.
FEW_PAIRS = 1_000_000
# A list reaches this much beyond the second nearest chosen site, and holds at least so many sites.
REACH, LEAST_LISTED = 1.3, 12
PIECE, PIECE_A_DEMAND = 50_000_000, 20_000  # steps, at most


@dataclass
class Search:
    """costs, weight float64[n_demand] > 0, p between 2 and n_site - 1; then what is known so far.

    dearest       float64[n_demand]: no price need be higher (what not being served costs, or infinite)
    is_whole      every plan costs a whole number
    state         FREE, CLOSED or OPEN, int8[n_site]: a plan below `cutoff` has only these sites
    nearby        lists of the sites that are not CLOSED
    chosen, objective
                  the best plan so far
    lower         no plan costs less
    root          the best bound so far over all plans, with its prices
    guess         prices to begin with, float64[n_demand], where some are known
    """

    costs: Costs
    weight: Floats
    p: int
    dearest: Floats
    is_whole: bool
    watch: Watch
    random: np.random.Generator
    state: NDArray[np.int8]
    nearby: Nearby
    chosen: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    objective: float = math.inf
    lower: float = 0.0
    root: Bound | None = None
    guess: Floats | None = None

    @property
    def cutoff(self) -> float:
        """A plan that is better by more than the tolerance costs less than this."""
        if self.is_whole:
            return self.objective - 1 + 1e-3
        return self.objective * (1 - TOLERANCE / 2)

    @property
    def is_proved(self) -> bool:
        return self.lower >= self.cutoff

    @property
    def candidates(self) -> Integers:
        return np.flatnonzero(self.state != CLOSED)


def begin(
    costs: Costs, weight: Floats, p: int, dearest: Floats, is_whole: bool, watch: Watch, seed: int
) -> Search:
    """A search that knows nothing yet, with lists long enough for a first plan."""
    n, m = sizes(costs)
    random = np.random.default_rng(seed)
    if n * m <= FEW_PAIRS:
        radius = np.full(n, np.inf)
    else:
        rank = min(m - 1, 3 * m // p + LEAST_LISTED, near.MOST_PAIRS // n)
        radius = rank_cost(costs, np.arange(m), np.full(n, rank))
    nearby = near.within(costs, np.ones(m, bool), np.minimum(radius, dearest))
    return Search(costs, weight, p, dearest, is_whole, watch, random, np.zeros(m, np.int8), nearby)


def total(costs: Costs, weight: Floats, chosen: Integers) -> float:
    """What a plan costs, computed from nothing but its sites."""
    return float(weight @ nearest_cost(costs, chosen))


def offer(search: Search, chosen: Integers) -> bool:
    """Keep a plan if it is the best so far."""
    value = total(search.costs, search.weight, chosen)
    if value >= search.objective:
        return False
    search.chosen, search.objective = np.sort(chosen), value
    search.watch.objective = value
    return True


def climb(search: Search, chosen: Integers) -> Integers:
    """Exchange sites as long as that helps, then offer the plan; answers where it arrived."""
    chosen = _of_candidates(search, chosen)
    order = search.random.permutation(search.candidates)
    is_done = False
    while not is_done:
        is_done, _count = swaps.swap(search.costs, search.weight, search.nearby, chosen, order)
        if not is_done and not search.watch.goes_on("plan"):
            break
    offer(search, chosen)
    return chosen


def _of_candidates(search: Search, chosen: Integers) -> Integers:
    """The same sites, those that are CLOSED replaced by others at random."""
    kept = chosen[search.state[chosen] != CLOSED]
    others = np.setdiff1d(search.candidates, kept)
    return np.concatenate([kept, search.random.permutation(others)[: search.p - len(kept)]])


def shake(search: Search, pieces: int) -> None:
    """Iterated local search from the best plan, until so many `pieces` in a row bring nothing."""
    current, idle = search.chosen, 0
    while idle < pieces and not search.is_proved and search.watch.goes_on("plan"):
        current = shaking.shaken(
            search.costs,
            search.weight,
            search.nearby,
            _of_candidates(search, current),
            _rounds(search),
            int(search.random.integers(2**31)),
        )
        idle = 0 if offer(search, current) else idle + 1


def _rounds(search: Search) -> int:
    """So many rounds of `shaking` take some tenths of a second, small questions less, vast ones more."""
    most = min(PIECE, PIECE_A_DEMAND * len(search.weight))
    work = 40 * len(search.nearby.site) // search.p + 20 * len(search.weight)
    return int(np.clip(most // work, 50, 1000))


def learn(search: Search, found: Bound) -> bool:
    """Take a bound over all plans: raise `lower`, decide sites; answers whether any was decided."""
    raise_lower(search, found.value)
    if search.root is None or found.value > search.root.value:
        search.root = found
    closed = multipliers.closing(found, search.state, search.cutoff)
    opened = multipliers.opening(found, search.state, search.cutoff)
    search.state[closed] = CLOSED
    search.state[opened] = OPEN
    return bool(closed.any() or opened.any())


def raise_lower(search: Search, value: float) -> None:
    """Whoever closed sites knows only of plans below the cutoff: so the bound does not exceed it."""
    least = math.ceil(value - 1e-3) if search.is_whole else min(value, search.cutoff)
    search.lower = max(search.lower, min(least, search.objective))
    search.watch.bound = search.lower


def settle(search: Search) -> None:
    """Where as many sites are left as are wanted, they are the only plan that could be better."""
    for left in (search.candidates, np.flatnonzero(search.state == OPEN)):
        if len(left) == search.p:
            offer(search, left)
            raise_lower(search, search.objective)


def list_around(search: Search) -> None:
    """New lists that reach as far as the best plan makes worth looking."""
    n, m = sizes(search.costs)
    if n * m <= FEW_PAIRS:
        return
    radius = _reach_of(search)
    candidate = search.state != CLOSED
    while near.pairs_within(search.costs, candidate, radius) > near.MOST_PAIRS:
        radius *= 0.8
    search.nearby = near.within(search.costs, candidate, radius)


def _reach_of(search: Search) -> Floats:
    second = nearest_two(search)[1]
    few = np.full(len(second), min(LEAST_LISTED, len(search.candidates) - 1))
    least = rank_cost(search.costs, search.candidates, few)
    return np.minimum(np.maximum(REACH * second, least), search.dearest)


def nearest_two(search: Search) -> tuple[Floats, Floats]:
    """What the nearest and the second nearest site of the best plan cost each demand."""
    first, second = two_least(search.costs, search.chosen)
    return first, second


def shorten(search: Search) -> None:
    """Drop from the lists the CLOSED sites and what is dearer than the nearest OPEN one."""
    opened = np.flatnonzero(search.state == OPEN)
    radius = search.nearby.radius
    if len(opened):
        radius = np.minimum(radius, nearest_cost(search.costs, opened))
    search.nearby = near.shortened(search.nearby, search.state != CLOSED, radius)


def least_cost(search: Search) -> Floats:
    """The cheapest cost each demand can have, float64[n_demand]."""
    nearby = search.nearby
    listed = nearby.start[1:] > nearby.start[:-1]
    least = nearby.radius.copy()
    least[listed] = nearby.cost[nearby.start[:-1][listed]]
    return least

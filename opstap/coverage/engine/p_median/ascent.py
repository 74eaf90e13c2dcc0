"""Climbing on the bound: a subgradient method with a memory, and plans from the sites it chooses.

Step lengths after Held, Wolfe and Crowder (1974), directions after Camerini, Fratta and Maffioli (1975).
"""

import numpy as np

from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.multipliers import Bound, bound, slope
from opstap.coverage.engine.p_median.search import Search

MEMORY = 0.6  # how much of the last direction stays
PATIENCE = 15  # rounds without a better bound before the step becomes shorter
SHORTER, SHORTEST = 0.6, 1e-4
CLIMB_EVERY = 25
BETTER = 1e-5  # a gain of less than this share is none


def ascend(search: Search, most_rounds: int = 1000) -> None:
    """Raise the bound from the best prices known (or those of the best plan) until the steps are tiny."""
    prices = _first_prices(search)
    least = knowing.least_cost(search)
    best, direction, step, idle = None, np.zeros(len(prices)), 1.0, 0
    for turn in range(most_rounds):
        found = bound(search.nearby, search.weight, search.p, search.state, prices)
        is_better = best is None or found.value > best.value + BETTER * abs(best.value)
        idle = 0 if is_better else idle + 1
        if best is None or found.value > best.value:
            best = found
        elif idle >= PATIENCE:
            found, step, idle, direction = best, step * SHORTER, 0, np.zeros(len(prices))
        if turn % CLIMB_EVERY == 0 and _pause(search, found, best):
            break
        ahead = slope(search.nearby, found)
        direction = ahead + MEMORY * direction
        size = float(search.weight @ direction**2)
        if step < SHORTEST or size == 0 or not ahead.any():
            break
        length = step * (search.objective - found.value) / size
        prices = np.clip(found.prices + length * direction, least, search.nearby.radius)
    assert best is not None
    knowing.learn(search, best)


def _pause(search: Search, found: Bound, best: Bound) -> bool:
    """Try the plan of this moment; answers whether to end here."""
    knowing.climb(search, found.chosen)
    knowing.raise_lower(search, best.value)
    return search.is_proved or not search.watch.goes_on("bound")


def _first_prices(search: Search) -> np.ndarray:
    if search.root is not None:
        return search.root.prices
    first, second = knowing.nearest_two(search)
    highest = np.where(second >= search.dearest, 2 * first, second)
    return np.minimum((first + highest) / 2, search.nearby.radius)

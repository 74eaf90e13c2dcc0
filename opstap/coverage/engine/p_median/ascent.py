"""Climbing on the bound over all plans, with plans from the sites it chooses on the way."""

import itertools

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.p_median import climbing, multipliers
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.search import Search

FIRST, GUESSED, AGAIN = 1.0, 0.5, 0.1  # the first step, as a share of what lacks to the cutoff
LAST = 0.002
ROUNDS_AT_ONCE = 25


def ascend(search: Search, rounds: int = 400, *, again: float = AGAIN) -> None:
    """Raise the bound in so many rounds, from the best prices known or those of the best plan.

    `again`: the first step where prices are known.
    """
    first = again if search.root is not None else FIRST if search.guess is None else GUESSED
    least, most = knowing.least_cost(search), search.nearby.radius
    climb = climbing.begin(search.state, least, most, _first_prices(search))
    pieces = max(1, rounds // ROUNDS_AT_ONCE)
    steps = np.geomspace(first, LAST, pieces + 1)
    best = -np.inf
    for step, following in itertools.pairwise(steps):
        best = climbing.climb(
            search.nearby,
            search.weight,
            search.p,
            climb,
            known=best,
            cutoff=search.cutoff,
            steps=(float(step), float(following)),
            rounds=ROUNDS_AT_ONCE,
        )
        knowing.raise_lower(search, best)
        knowing.settle(search)
        knowing.climb(search, np.flatnonzero(climb.inside))
        if search.is_proved or not search.watch.goes_on("bound"):
            break
    knowing.learn(search, multipliers.bound(search.nearby, search.weight, search.p, search.state, climb.best))


def _first_prices(search: Search) -> Floats:
    if search.root is not None:
        return search.root.prices
    if search.guess is not None:
        return search.guess
    first, second = knowing.nearest_two(search)
    highest = np.where(second >= search.dearest, 2 * first, second)
    return np.minimum((first + highest) / 2, search.nearby.radius)

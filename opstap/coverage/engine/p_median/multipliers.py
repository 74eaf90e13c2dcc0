"""The bound: prices on being served, and what the sites are worth at these prices.

With a price u_i on serving demand i, no plan costs less than

    L(u) = sum_i w_i u_i + (the p smallest) sum_j rho_j,     rho_j = sum_i w_i min(0, c_ij - u_i)

for any u whatsoever (Cornuéjols, Fisher and Nemhauser, Management Science 23, 1977). Whatever proposes
prices, a subgradient or the dual values of a linear program, the bound is computed here, in plain sums; the
tolerances of a solver never enter it. Prices above the radius of a list are cut to it, so that a list that
is too short makes the bound weaker but never wrong.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled_untyped
from opstap.coverage.engine.p_median.costs import Integers
from opstap.coverage.engine.p_median.nearby import Nearby

# What rounding may do to the sums, as a share of what is added up: float64 keeps 1e-16 a term.
SAFETY = 1e-11

FREE, CLOSED, OPEN = 0, 1, 2


@dataclass(frozen=True)
class Bound:
    """No plan that opens the OPEN and leaves the CLOSED sites costs less than `value`.

    prices   float64[n_demand]
    worth    rho, float64[n_site]: at most 0
    chosen   the p sites that give the bound, int64[p]
    last_in, first_out
             the worth of the last free site inside and of the first outside; -inf and inf without any
    """

    value: float
    prices: Floats
    worth: Floats
    chosen: Integers
    last_in: float
    first_out: float


def bound(nearby: Nearby, weight: Floats, p: int, state: NDArray[np.int8], prices: Floats) -> Bound:
    """Compute L(u) for sites that are FREE, CLOSED or OPEN, int8[n_site]; at least p are not CLOSED."""
    prices = np.minimum(prices, nearby.radius)
    worth = np.zeros(len(state))
    total = worths(nearby.start, nearby.site, nearby.cost, weight, prices, worth)
    opened = np.flatnonzero(state == OPEN)
    free = np.flatnonzero(state == FREE)
    some = p - len(opened)
    inside, last_in, first_out = _smallest(worth, free, some)
    spared = worth[opened].sum() + worth[inside].sum()
    return Bound(
        value=total + spared - SAFETY * (total - spared),
        prices=prices,
        worth=worth,
        chosen=np.concatenate([opened, inside]),
        last_in=last_in,
        first_out=first_out,
    )


def _smallest(worth: Floats, free: Integers, some: int) -> tuple[Integers, float, float]:
    if some == 0:
        return free[:0], -np.inf, worth[free].min() if len(free) else np.inf
    if some == len(free):
        return free, worth[free].max(), np.inf
    order = np.argpartition(worth[free], [some - 1, some])
    return free[order[:some]], worth[free[order[some - 1]]], worth[free[order[some]]]


def closing(found: Bound, state: NDArray[np.int8], cutoff: float) -> NDArray[np.bool_]:
    """FREE sites that no plan below `cutoff` opens: bool[n_site]."""
    outside = state == FREE
    outside[found.chosen] = False
    return np.asarray(outside & (found.value + found.worth - found.last_in >= cutoff))


def opening(found: Bound, state: NDArray[np.int8], cutoff: float) -> NDArray[np.bool_]:
    """FREE sites that every plan below `cutoff` opens: bool[n_site]."""
    inside = np.zeros(len(state), bool)
    inside[found.chosen] = True
    return np.asarray(inside & (state == FREE) & (found.value + found.first_out - found.worth >= cutoff))


def slope(nearby: Nearby, found: Bound) -> Floats:
    """The subgradient of L at its prices, a weight each: 1 less the chosen sites that are cheaper."""
    served = np.ones(len(found.prices))
    _served(nearby.site_start, nearby.demand, nearby.site_cost, found.prices, found.chosen, served)
    return served


@compiled_untyped
def worths(start, site, cost, weight, prices, worth):  # type: ignore[no-untyped-def]
    """Add to `worth` what each site saves at these prices; answers sum w u."""
    total = 0.0
    for i in range(len(prices)):
        price = prices[i]
        total += weight[i] * price
        for k in range(start[i], start[i + 1]):
            if cost[k] >= price:
                break
            worth[site[k]] -= weight[i] * (price - cost[k])
    return total


@compiled_untyped
def _served(site_start, demand, site_cost, prices, chosen, served):  # type: ignore[no-untyped-def]
    for j in chosen:
        for k in range(site_start[j], site_start[j + 1]):
            if site_cost[k] < prices[demand[k]]:
                served[demand[k]] -= 1.0

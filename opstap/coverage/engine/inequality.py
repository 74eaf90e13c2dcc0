"""How evenly access is spread over people: areas count by who lives there, never one by one.

Everywhere: `access` float[n], not negative, the figure of each area; `population` float[n], not negative, its
people (or people times need, or square kilometres: whatever the areas are weighed by). An area where nobody
lives changes nothing, whatever its access.

None stands for "nothing can be said": no area, nobody lives there, or (Gini, Palma, Theil) nobody has any
access at all. That is another thing than 0. Errors: `EngineError` that names argument and row.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from opstap.coverage.engine import checks
from opstap.coverage.engine.checks import Floats


def reach_share(access: ArrayLike, population: ArrayLike, *, least: float = 0.0) -> float | None:
    """The share of people whose area has more than nothing and at least `least`, 0 to 1."""
    values, people = _areas(access, population)
    if not len(values):
        return None
    return float(people[(values > 0) & (values >= least)].sum() / people.sum())


def gini(access: ArrayLike, population: ArrayLike) -> float | None:
    """Gini coefficient: 0 when all have the same, near 1 when one has everything.

    Twice the area between the Lorenz curve of areas, ordered by access, and the line of equality.
    """
    values, people = _areas(access, population)
    if not values.any():
        return None
    values /= values.max()
    order = np.argsort(values, kind="stable")
    share = np.cumsum(people[order]) / people.sum()
    held = (values * people)[order]
    curve = np.cumsum(held) / held.sum()
    widths = np.diff(share, prepend=0.0)
    below = np.sum(widths * (curve + np.concatenate([[0.0], curve[:-1]])))
    return float(max(0.0, 1.0 - below))


def palma(access: ArrayLike, population: ArrayLike) -> float | None:
    """What the 10 % of the people with most access have, over what the 40 % with least have (Palma, 2011).

    0.25 when all have the same; infinite when the 40 % have nothing. An area on the border counts in part.
    """
    values, people = _areas(access, population)
    if not values.any():
        return None
    values /= values.max()
    poorest = _held_by_first(values, people, 0.4)
    richest = _held_by_first(-values, people, 0.1)
    return -richest / poorest if poorest > 0 else math.inf


def theil(access: ArrayLike, population: ArrayLike) -> float | None:
    """Theil's T: 0 when all have the same, ln(people / those who have) when some share everything alike.

    Sum of population shares × r ln r, where r is access over its mean; nothing at all counts 0 (its limit).
    """
    values, people = _areas(access, population)
    if not values.any():
        return None
    values /= values.max()
    shares = people / people.sum()
    relative = values / np.sum(values * shares)
    some = relative > 0
    return float(max(0.0, np.sum(shares[some] * relative[some] * np.log(relative[some]))))


def foster_greer_thorbecke(
    access: ArrayLike, population: ArrayLike, *, line: float, alpha: float = 2.0
) -> float | None:
    """How many are below the `line` (a norm, above 0), and how far (Foster, Greer, Thorbecke, 1984).

    alpha 0: their share among all people; 1: the mean shortfall as a share of the line; 2: the same
    squared, so that those who are far below weigh most. Exactly on the line is not below.
    """
    checks.numbers("line", [line], least=math.ulp(0.0))
    checks.numbers("alpha", [alpha])
    values, people = _areas(access, population)
    if not len(values):
        return None
    below = values < line
    shortfall = ((line - values[below]) / line) ** alpha
    return float(np.sum(people[below] * shortfall) / people.sum())


def _areas(access: ArrayLike, population: ArrayLike) -> tuple[Floats, Floats]:
    """Checked, and only the areas where somebody lives; arrays of their own.

    Gini, Palma and Theil divide the values by the greatest: they do not change by it, and when multiplied the
    smallest numbers there are do not become nothing, nor the greatest endless.
    """
    people = checks.numbers("population", population)
    values = checks.numbers("access", access, length=len(people))
    lived_in = people > 0
    return values[lived_in], people[lived_in]


def _held_by_first(values: Floats, people: Floats, share: float) -> float:
    """What the first `share` of the people hold together, by rising value."""
    order = np.argsort(values, kind="stable")
    ordered = people[order]
    before = np.cumsum(ordered) - ordered
    counted = np.clip(share * people.sum() - before, 0.0, ordered)
    return float(np.sum(values[order] * counted))

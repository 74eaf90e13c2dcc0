"""How long the way is from areas to places, by the measure of the rules: the one door for distances.

Metres of straight line × detour, or minutes that the network brought in. A pair that these do not hold is
taken as straight line × detour at a declared speed, and counted: see `Fallback`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.distances import distances_between, distances_within
from opstap.coverage.rules import Rules

Floats = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True)
class Fallback:
    """How many of the ways that count stand on the straight line, since no time of theirs is known.

    people  who live in an area with such a way, of `all_people`
    """

    ways: int
    all_ways: int
    people: float
    all_people: float

    def as_data(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Near:
    """Pairs of area and place within the limit of the rules.

    way      csr float64[n_area, n_place], in the unit of the rules; a stored 0 is a way of nothing
    guessed  positions of the areas and places of those pairs that stand on the straight line; None: the rules
             ask for it
    """

    way: sparse.csr_array
    guessed: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def fallback(self, population: Floats) -> Fallback | None:
        """None where the rules ask for straight lines anyway."""
        if self.guessed is None:
            return None
        rows = np.unique(self.guessed[0])
        people = float(population[rows].sum())
        return Fallback(len(self.guessed[0]), self.way.nnz, people, float(population.sum()))


def near(rules: Rules, areas: Sequence[Point], places: Sequence[Point]) -> Near:
    """The pairs that are near each other by the rules. Points: latitude and longitude in degrees."""
    metres = distances_within(areas, places, rules.limit * rules.metres_each, detour=float(rules.detour))
    if not rules.in_minutes:
        return Near(metres)
    rows, columns, minutes = _known(rules, areas, places)
    lines = metres.tocoo()
    wide = metres.shape[1]
    guessed = ~np.isin(lines.row.astype(np.int64) * wide + lines.col, rows * wide + columns)
    within = minutes <= rules.limit
    row = np.concatenate([rows[within], lines.row[guessed]])
    column = np.concatenate([columns[within], lines.col[guessed]])
    lengths = np.minimum(lines.data[guessed] / rules.metres_each, rules.limit)
    way = np.concatenate([minutes[within], lengths])
    return Near(
        sparse.csr_array((way, (row, column)), shape=metres.shape), (lines.row[guessed], lines.col[guessed])
    )


def every(rules: Rules, areas: Sequence[Point], places: Sequence[Point]) -> tuple[Floats, NDArray[np.bool_]]:
    """All pairs, however far: ways in the unit of the rules, float64[n_area, n_place], and which of them
    stand on the straight line although the rules ask for times."""
    way = distances_between(areas, places, detour=float(rules.detour)) / rules.metres_each
    guessed = np.full(way.shape, rules.in_minutes)
    if rules.in_minutes:
        rows, columns, minutes = _known(rules, areas, places)
        way[rows, columns], guessed[rows, columns] = minutes, False
    return way, guessed


def fallback_of_all(guessed: NDArray[np.bool_], population: Floats) -> Fallback:
    """Where every way counts, as for the shortest mean way."""
    people = float(population[guessed.any(axis=1)].sum())
    return Fallback(int(guessed.sum()), guessed.size, people, float(population.sum()))


def _known(
    rules: Rules, areas: Sequence[Point], places: Sequence[Point]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The pairs whose time was brought in, and their minutes."""
    if rules.times is None:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    points = (np.array(list(some), np.float64).reshape(-1, 2) for some in (areas, places))
    return rules.times.matrix.known(*points)

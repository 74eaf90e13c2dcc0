"""How much a supply counts that is farther away: from distances, or travel times, to reach from 0 to 1."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from opstap.coverage.engine import checks
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.errors import EngineError


@dataclass(frozen=True)
class Bands:
    """Steps: up to limits[k] (included) the weight is weights[k]; beyond the last limit nothing counts.

    limits   rising, above 0, in metres or minutes, float[n_band]
    weights  between 0 and 1, float[n_band]. Luo and Qi (2009) take 1, 0.68, 0.22 for three bands.
    """

    limits: Sequence[float]
    weights: Sequence[float]
    edges: Floats = field(init=False, repr=False, compare=False)
    values: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = checks.numbers("limits", self.limits)
        if not len(edges):
            raise EngineError("limits", "empty", "at least one band")
        checks.refuse("limits", np.diff(edges, prepend=0.0) <= 0, "range", "limits rise, from above 0")
        values = checks.numbers("weights", self.weights, length=len(edges))
        checks.refuse("weights", values > 1, "range", "a weight is between 0 and 1")
        object.__setattr__(self, "edges", edges)
        object.__setattr__(self, "values", values)

    @property
    def limit(self) -> float:
        return float(self.edges[-1])

    def weigh(self, distances: Floats) -> Floats:
        band = np.searchsorted(self.edges, distances)
        return np.append(self.values, 0.0)[band]


@dataclass(frozen=True)
class Gaussian:
    """A bell: 1 at no distance, falling to 0 at the limit (Dai, Health & Place 16 (2010) 1038-1052)."""

    limit: float

    def __post_init__(self) -> None:
        if not checks.numbers("limit", [self.limit])[0] > 0:
            raise EngineError("limit", "range", "above 0")

    def weigh(self, distances: Floats) -> Floats:
        end = np.exp(-0.5)
        bell = (np.exp(-0.5 * (distances / self.limit) ** 2) - end) / (1 - end)
        return np.where(distances <= self.limit, np.maximum(bell, 0.0), 0.0)


Decay = Bands | Gaussian


def reach_of_distances(distance: Any, decay: Decay) -> sparse.csr_array:
    """Reach of each pair, csr float64[n_demand, n_supply] in (0, 1]: what every planner takes.

    distance  metres or minutes, whatever the decay's limit is in. Sparse: what is stored is a distance, a
              stored 0 too, and what is absent is out of reach. Dense: infinite is out of reach.
              Imported travel times come in here.

    Raises EngineError (argument, row, reason) for what is no number, or negative.
    """
    pairs = _pairs(distance)
    wrong = np.isnan(pairs.data) | (pairs.data < 0)
    if wrong.any():
        reason = "not-finite" if np.isnan(pairs.data[np.argmax(wrong)]) else "negative"
        raise EngineError("distance", reason, "no distance", int(pairs.row[np.argmax(wrong)]))
    weights = decay.weigh(pairs.data)
    kept = weights > 0
    found = (weights[kept], (pairs.row[kept], pairs.col[kept]))
    return sparse.csr_array(found, shape=pairs.shape)


def _pairs(distance: Any) -> sparse.coo_array:
    if sparse.issparse(distance):
        return _each_once(sparse.coo_array(distance, dtype=np.float64))
    dense = checks.table("distance", distance)
    if dense.ndim != 2:
        raise EngineError("distance", "shape", f"needs demand × supply, has shape {dense.shape}")
    rows, columns = np.nonzero(~np.isposinf(dense))
    return sparse.coo_array((dense[rows, columns], (rows, columns)), shape=dense.shape)


def _each_once(pairs: sparse.coo_array) -> sparse.coo_array:
    """scipy adds up what is stored twice; the distance of a pair given twice is not their sum."""
    keys = np.sort(pairs.row.astype(np.int64) * pairs.shape[1] + pairs.col)
    twice = keys[1:] == keys[:-1]
    if twice.any():
        row = int(keys[np.argmax(twice)] // pairs.shape[1])
        raise EngineError("distance", "range", "a pair has two distances", row)
    return pairs

"""The question made smaller without changing its answer."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled

Places = NDArray[np.int64]

# Comparisons of two sites that the search for dominated ones may cost: about a second.
MOST_COMPARISONS = 400_000_000


class Data(NamedTuple):
    """Who reaches whom, by demand (csr) and by site (csc), as the compiled loops take it.

    weights                                of each kind of demand, float64[n], above 0
    row_starts, row_sites, row_reach       the sites that reach each demand
    site_starts, site_rows, site_reach     the demand that each site reaches
    """

    weights: Floats
    row_starts: Places
    row_sites: Places
    row_reach: Floats
    site_starts: Places
    site_rows: Places
    site_reach: Floats


@dataclass(frozen=True)
class Problem:
    """Demand and sites that matter. sites: their positions in the question, int64[m]."""

    reach: sparse.csr_array
    data: Data
    sites: Places

    @classmethod
    def of(cls, reach: sparse.csr_array, weights: Floats, sites: Places) -> "Problem":
        by_site = reach.tocsc()
        by_site.sort_indices()
        rows = (reach.indptr.astype(np.int64), reach.indices.astype(np.int64), reach.data)
        columns = (by_site.indptr.astype(np.int64), by_site.indices.astype(np.int64), by_site.data)
        return cls(reach, Data(weights, *rows, *columns), sites)

    @property
    def n_site(self) -> int:
        return len(self.sites)

    @property
    def n_demand(self) -> int:
        return len(self.data.weights)

    def only(self, kept: Places) -> "Problem":
        """The same question with some of its sites, `kept` sorted positions."""
        return reduced(self.reach[:, kept], self.data.weights, self.sites[kept])

    def value(self, chosen: Places) -> float:
        """Weight × the best reach among the chosen sites (positions in the problem), added up."""
        if not len(chosen) or not self.n_demand:
            return 0.0
        return float(self.data.weights @ self.reach[:, chosen].max(axis=1).toarray().ravel())


def reduced(reach: sparse.csr_array, weights: Floats, sites: Places) -> Problem:
    """Leave out demand without weight or reach; add up demand with the same reach; drop dominated sites."""
    reach, weights = _alike_added_up(reach, weights)
    if not len(weights):
        return Problem.of(reach[:, :0], weights, sites[:0])
    whole = Problem.of(reach, weights, sites)
    dominated = _dominated(whole.data, MOST_COMPARISONS)
    if not dominated.any():
        return whole
    kept = np.flatnonzero(~dominated)
    reach, weights = _alike_added_up(reach[:, kept], weights)
    return Problem.of(reach, weights, sites[kept])


def _alike_added_up(reach: sparse.csr_array, weights: Floats) -> tuple[sparse.csr_array, Floats]:
    reach = sparse.csr_array(reach)
    reach.sort_indices()
    kinds: dict[tuple[bytes, bytes], int] = {}
    first: list[int] = []
    kind_of = np.full(reach.shape[0], -1, np.int64)
    for row in np.flatnonzero((weights > 0) & (np.diff(reach.indptr) > 0)).tolist():
        begin, end = reach.indptr[row], reach.indptr[row + 1]
        key = (reach.indices[begin:end].tobytes(), reach.data[begin:end].tobytes())
        kind = kinds.setdefault(key, len(first))
        if kind == len(first):
            first.append(row)
        kind_of[row] = kind
    counted = kind_of >= 0
    together = np.bincount(kind_of[counted], weights[counted], len(first)).astype(np.float64)
    return reach[np.array(first, np.int64)], together


@compiled
def _dominated(data: Data, most: int) -> NDArray[np.bool_]:
    """Sites for which another one reaches everybody at least as well; of two alike the later one."""
    starts = data.site_starts
    dominated = np.zeros(len(starts) - 1, np.bool_)
    done = 0
    for j in range(len(dominated)):
        if starts[j] == starts[j + 1]:
            dominated[j] = True
            continue
        rarest = _rarest(data, j)
        for k in range(data.row_starts[rarest], data.row_starts[rarest + 1]):
            other = data.row_sites[k]
            if other == j or dominated[other]:
                continue
            compared = _is_covered(data, j, other)
            done += abs(compared)
            if compared > 0 and (other < j or _is_covered(data, other, j) < 0):
                dominated[j] = True
                break
        if done > most:
            break
    return dominated


@compiled
def _rarest(data: Data, j: int) -> int:
    """Of the demand that site j reaches, the row with the fewest sites: whoever dominates j is among them."""
    rarest = int(data.site_rows[data.site_starts[j]])
    for k in range(data.site_starts[j], data.site_starts[j + 1]):
        row = data.site_rows[k]
        if (
            data.row_starts[row + 1] - data.row_starts[row]
            < data.row_starts[rarest + 1] - data.row_starts[rarest]
        ):
            rarest = int(row)
    return rarest


@compiled
def _is_covered(data: Data, j: int, other: int) -> int:
    """How many rows were looked at; negative when j reaches somebody better than the other site does."""
    looked = 1
    at, end = data.site_starts[other], data.site_starts[other + 1]
    if data.site_starts[j + 1] - data.site_starts[j] > end - at:
        return -looked
    for k in range(data.site_starts[j], data.site_starts[j + 1]):
        while at < end and data.site_rows[at] < data.site_rows[k]:
            at += 1
            looked += 1
        if at == end or data.site_rows[at] != data.site_rows[k] or data.site_reach[at] < data.site_reach[k]:
            return -looked
        at += 1
        looked += 1
    return looked

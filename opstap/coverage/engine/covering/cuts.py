"""Cuts on three layers: what the linear relaxation believes of them, and no plan can do.

Let a_j be how many of the three site j covers. Half of the three rows z_i <= sum of the x_j that cover i, and
half of z_i <= 1, added up and rounded to whole numbers (Chvátal and Gomory; of the kind {0, 1/2} of Caprara
and Fischetti, 1996), say

    z_1 + z_2 + z_3 <= 1 + sum over j of ceil(a_j / 2) · x_j.

Three halves of sites that cover two layers each seem to cover all three; by the cut they cover only 2.5.
What breaks it at a point of the relaxation is half of 1 - the x_j with odd a_j - the slack of the rows taken.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled
from opstap.coverage.engine.covering.problem import Places

LEAST = 0.05  # by which a cut must be broken
TOGETHER = 300  # cuts added at once
EACH = 3  # of these, on one layer
FOUND = 100_000  # looked at, from one stretch of layers
STRETCH = 100  # layers between two looks at the clock
USED = 1e-7  # of a site, to count


class Pattern(NamedTuple):
    """Layers and the sites in use, as the compiled loops take it. Of layers with the same sites one.

    starts, sites          by layer, positions among the sites in use
    site_starts, layers    by site
    used                   x of each site in use, float64[]
    whole                  sum of x over each layer's sites, float64[]
    slack                  of the two rows of each layer together, float64[]
    """

    starts: Places
    sites: Places
    site_starts: Places
    layers: Places
    used: Floats
    whole: Floats
    slack: Floats


def separate(covers: sparse.csr_array, x: Floats, z: Floats, goes_on: Callable[[], bool]) -> Places:
    """Cuts that (x, z) breaks, the most broken first; layers of each, int64[n, 3], n <= TOGETHER."""
    kept, pattern = _pattern(covers, x, z)
    found, broken = [np.empty((0, 3), np.int64)], [np.empty(0)]
    for begin in range(0, len(kept), STRETCH):
        if not goes_on():
            break
        triples, by = _triples(pattern, begin, min(begin + STRETCH, len(kept)), 1 - 2 * LEAST, FOUND)
        found.append(triples)
        broken.append(by)
    triples = np.concatenate(found)
    order = np.argsort(np.concatenate(broken), kind="stable")
    return kept[triples[_spread(triples, order, len(kept))]]


def coefficients(covers: sparse.csr_array, triples: Places) -> sparse.csr_array:
    """ceil(a_j / 2) of each cut and site, float64[n, n_site]."""
    n = len(triples)
    picked = (np.ones(3 * n), (np.repeat(np.arange(n), 3), triples.ravel()))
    counts = sparse.csr_array(sparse.csr_array(picked, shape=(n, covers.shape[0])) @ covers)
    counts.data = np.ceil(counts.data / 2)
    counts.sort_indices()
    return counts


def _pattern(covers: sparse.csr_array, x: Floats, z: Floats) -> tuple[Places, Pattern]:
    """Layers whose rows have little slack, and what the sites in use cover of them."""
    sites = np.flatnonzero(x > USED)
    used = x[sites]
    among = sparse.csr_array(covers[:, sites])
    slack = np.maximum(among @ used - z, 0.0) + np.maximum(1.0 - z, 0.0)
    kept = _different(among, np.flatnonzero(slack < 1 - 2 * LEAST), slack)
    among = sparse.csr_array(among[kept])
    by_site = among.tocsc()
    rows = (among.indptr.astype(np.int64), among.indices.astype(np.int64))
    columns = (by_site.indptr.astype(np.int64), by_site.indices.astype(np.int64))
    return kept, Pattern(*rows, *columns, used, among @ used, slack[kept])


def _different(among: sparse.csr_array, layers: Places, slack: Floats) -> Places:
    """Of layers with the same sites in use, the one with the least slack."""
    among.sort_indices()
    kept: dict[bytes, int] = {}
    for layer in layers[np.argsort(slack[layers], kind="stable")].tolist():
        kept.setdefault(among.indices[among.indptr[layer] : among.indptr[layer + 1]].tobytes(), layer)
    return np.sort(np.array(list(kept.values()), np.int64))


def _spread(triples: Places, order: Places, n_layer: int) -> list[int]:
    """The first of the order, none on a layer that has cuts enough."""
    uses = np.zeros(n_layer, np.int64)
    taken: list[int] = []
    for cut in order.tolist():
        if len(taken) < TOGETHER and np.all(uses[triples[cut]] < EACH):
            uses[triples[cut]] += 1
            taken.append(cut)
    return taken


@compiled
def _triples(pattern: Pattern, begin: int, end: int, most: float, n: int) -> tuple[Places, Floats]:
    """Triples whose first layer is one of begin to end; of each the x of odd sites and the slack, <= most."""
    triples, odd = np.empty((n, 3), np.int64), np.empty(n)
    is_odd = np.zeros(len(pattern.used), np.bool_)
    everywhere = np.ones(len(pattern.used), np.bool_)
    n_layer = len(pattern.slack)
    shared, near = np.zeros(n_layer), np.empty(n_layer, np.int64)
    shared_with_both, third = np.zeros(n_layer), np.empty(n_layer, np.int64)
    found = 0
    for i in range(begin, end):
        n_near = _meet(pattern, i, everywhere, i, shared, near, 0)
        for j in near[:n_near]:
            slack = pattern.slack[i] + pattern.slack[j]
            apart = pattern.whole[i] + pattern.whole[j] - 2 * shared[j]
            shared[j] = 0.0
            if slack > most:
                continue
            _flip(pattern, i, is_odd)
            _flip(pattern, j, is_odd)
            n_third = _meet(pattern, i, is_odd, j, shared_with_both, third, 0)
            n_third = _meet(pattern, j, is_odd, j, shared_with_both, third, n_third)
            for k in third[:n_third]:
                missing = apart + pattern.whole[k] - 2 * shared_with_both[k] + slack + pattern.slack[k]
                shared_with_both[k] = 0.0
                if missing <= most and found < n:
                    triples[found, 0], triples[found, 1], triples[found, 2] = i, j, k
                    odd[found] = missing
                    found += 1
            _clear(pattern, i, is_odd)
            _clear(pattern, j, is_odd)
    return triples[:found].copy(), odd[:found].copy()


@compiled
def _meet(
    pattern: Pattern, i: int, among: NDArray[np.bool_], after: int, shared: Floats, met: Places, n: int
) -> int:
    """Layers behind `after` that share sites of layer i with it, and how much x; `met` already holds n."""
    for e in range(pattern.starts[i], pattern.starts[i + 1]):
        site = pattern.sites[e]
        if not among[site]:
            continue
        for f in range(pattern.site_starts[site + 1] - 1, pattern.site_starts[site] - 1, -1):
            other = pattern.layers[f]
            if other <= after:
                break
            if shared[other] == 0.0:
                met[n] = other
                n += 1
            shared[other] += pattern.used[site]
    return n


@compiled
def _flip(pattern: Pattern, i: int, is_odd: NDArray[np.bool_]) -> None:
    for e in range(pattern.starts[i], pattern.starts[i + 1]):
        is_odd[pattern.sites[e]] = not is_odd[pattern.sites[e]]


@compiled
def _clear(pattern: Pattern, i: int, is_odd: NDArray[np.bool_]) -> None:
    for e in range(pattern.starts[i], pattern.starts[i + 1]):
        is_odd[pattern.sites[e]] = False

"""Partial reach as layers that are covered or not: with these the question is one of 0 and 1 throughout.

A demand has a layer for each reach it can get; a layer is covered by the sites that reach the demand at least
that well. Where reach is 0 or 1, layers are the demand itself.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering.problem import Places, Problem


class Layers(NamedTuple):
    """demand of each layer, int64[n]; what it is worth, float64[n]; who covers it, 0 or 1, [n, n_site]"""

    demand: Places
    worth: Floats
    covers: sparse.csr_array


def entries_of(problem: Problem) -> int:
    """How many entries `covers` has."""
    layer, first = _layer_of_entries(problem)
    return int((layer - first + 1).sum())


def layers_of(problem: Problem) -> Layers:
    """Of a problem with demand."""
    layer, first = _layer_of_entries(problem)
    counts = layer - first + 1
    n_layer = int(layer.max()) + 1
    demand, reach = np.zeros(n_layer, np.int64), np.zeros(n_layer)
    rows = np.repeat(np.arange(problem.n_demand), np.diff(problem.data.row_starts))
    demand[layer], reach[layer] = rows, problem.data.row_reach
    is_first = np.diff(demand, prepend=-1) > 0
    worth = problem.data.weights[demand] * np.where(is_first, reach, np.diff(reach, prepend=0.0))
    begins = np.cumsum(counts) - counts
    within = np.arange(counts.sum()) - np.repeat(begins, counts) + np.repeat(first, counts)
    sites = np.repeat(problem.data.row_sites, counts)
    covers = sparse.csr_array((np.ones(len(sites)), (within, sites)), shape=(n_layer, problem.n_site))
    covers.sort_indices()
    return Layers(demand, worth, covers)


def _layer_of_entries(problem: Problem) -> tuple[Places, Places]:
    """Of each entry of `reach`: its layer (by demand, then rising reach), and the first of its demand."""
    rows = np.repeat(np.arange(problem.n_demand), np.diff(problem.data.row_starts))
    order = np.lexsort((problem.data.row_reach, rows))
    row, reach = rows[order], problem.data.row_reach[order]
    is_new = (np.diff(row, prepend=-1) > 0) | (np.diff(reach, prepend=-1.0) != 0)
    layer = np.empty(len(order), np.int64)
    layer[order] = np.cumsum(is_new) - 1
    first = np.full(problem.n_demand, len(order), np.int64)
    np.minimum.at(first, rows, layer)
    return layer, first[rows]

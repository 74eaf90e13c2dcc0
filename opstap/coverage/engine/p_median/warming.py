"""Every loop of this folder runs once on a tiny question, before the clock of a real one goes on.

All loops see one kind of arrays, writable and contiguous (`costs`): nothing is compiled twice.
"""

from functools import cache

import numpy as np

from opstap.coverage.engine.p_median import nearby as near
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.ascent import ascend
from opstap.coverage.engine.p_median.branching import solve_relaxation
from opstap.coverage.engine.p_median.costs import column_sums, of_matrix
from opstap.coverage.engine.p_median.multipliers import OPEN, bound
from opstap.coverage.engine.p_median.tree import Node, Tree
from opstap.coverage.engine.plan import Watch


@cache
def warm() -> None:
    """Compile, or read what was compiled before; once a process."""
    draw = np.random.default_rng(0)
    costs, weight = of_matrix(draw.random((12, 8))), np.ones(12)
    column_sums(costs, weight)
    search = knowing.begin(costs, weight, 3, np.full(12, np.inf), False, Watch(1e9), 0)
    near.pairs_within(costs, search.state == OPEN, search.nearby.radius)
    knowing.climb(search, np.arange(3))
    knowing.shake(search, 1)
    before = search.state.copy()
    ascend(search, 50)
    knowing.shorten(search)
    search.state[:] = before
    search.root = bound(search.nearby, weight, 3, before, np.zeros(12))
    Tree(search).child(Node(0.0, 0, before, search.root.prices, search.nearby.radius), 0, OPEN)
    search.lower = 0.0
    solve_relaxation(search)

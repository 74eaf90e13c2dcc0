"""Every loop of this folder runs once on a tiny question, before the clock of a real one goes on."""

from functools import cache

import numpy as np
from scipy import sparse

from opstap.coverage.engine.covering.cuts import separate
from opstap.coverage.engine.covering.prices import descend, first_prices
from opstap.coverage.engine.covering.problem import reduced
from opstap.coverage.engine.covering.search import Search
from opstap.coverage.engine.plan import Watch


@cache
def warm() -> None:
    """Compile, or read what was compiled before; once a process."""
    ring = sparse.csr_array(np.eye(6) + np.roll(np.eye(6), 1, axis=1))
    problem = reduced(ring, np.ones(6), np.arange(6))
    Search(problem, 2, 0).anneal(2, Watch(60), 60)
    descend(problem, first_prices(problem, 2), 4.0, 1)
    separate(problem.reach, np.full(6, 0.5), np.ones(6), lambda: True)

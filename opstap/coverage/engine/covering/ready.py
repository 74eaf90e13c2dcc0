"""Kernels are compiled before the clock of a question starts: on a new installation that takes a while."""

import time
from functools import cache

import numpy as np
from scipy import sparse

from opstap.coverage.engine.covering.cuts import separate
from opstap.coverage.engine.covering.prices import descend, first_prices
from opstap.coverage.engine.covering.problem import reduced
from opstap.coverage.engine.covering.search import Search
from opstap.coverage.engine.plan import Watch


@cache
def make_ready() -> float:
    """Every kernel runs once on a tiny question; the seconds that took. Later calls in a process do nothing.

    Compiled kernels lie beside the code: the next process only reads them."""
    begin = time.monotonic()
    ring = sparse.csr_array(np.eye(6) + np.roll(np.eye(6), 1, axis=1))
    problem = reduced(ring, np.ones(6), np.arange(6))
    Search(problem, 2, 0).anneal(2, Watch(60), 60)
    descend(problem, first_prices(problem, 2), 4.0, 1)
    separate(problem.reach, np.full(6, 0.5), np.ones(6), lambda: True)
    return time.monotonic() - begin

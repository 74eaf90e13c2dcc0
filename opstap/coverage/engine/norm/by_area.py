"""Who is served by given posts, area by area, with those first who were promised it; without a compiler."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.optimize import linprog

from opstap.coverage.engine.checks import Floats, numbers, reach_matrix
from opstap.coverage.engine.errors import EngineError

FAVOUR = 1e-4
"""What one promised person counts beyond her need: it decides between people of (nearly) the same need."""


def people_by_area(
    population: ArrayLike,
    need: ArrayLike,
    reach: object,
    posts: ArrayLike,
    promised: ArrayLike,
    *,
    people_per_post: float = 10_000,
) -> Floats:
    """Inhabitants served of each area, float64[n_demand], when posts serve where the need is greatest.

    population  people of each demand, float[n_demand]
    need        how much each of them counts, above 0, float[n_demand]
    reach       float[n_demand, n_site], sparse or dense: a pair counts, or it does not
    posts       of each site in all, float[n_site], not negative
    promised    people of each demand who were promised it, float[n_demand]: where serving one area or another
                is worth the same, these come first, so that no difference to a promise is one of chance

    A linear program (HiGHS; 724 areas × 300 sites: 0.1 s), the greatest Σ need·x + FAVOUR·Σ min(promised, x).
    The sum of all areas is `people_served`. Raises EngineError (argument, row, reason).
    """
    people = numbers("population", population)
    weights = numbers("need", need, length=len(people))
    wanted = np.minimum(numbers("promised", promised, length=len(people)), people)
    capacity = numbers("posts", posts) * float(people_per_post)
    pairs = sparse.coo_array(reach_matrix("reach", reach, shape=(len(people), len(capacity))))
    if not pairs.nnz:
        return np.zeros(len(people))
    areas, sites, count = len(people), len(capacity), pairs.nnz
    ones, each, own = np.ones(count), np.arange(count), np.arange(areas)
    from_area = sparse.csr_array((ones, (pairs.row, each)), shape=(areas, count + areas))
    at_site = sparse.csr_array((ones, (pairs.col, each)), shape=(sites, count + areas))
    favoured = sparse.csr_array((np.ones(areas), (own, count + own)), shape=(areas, count + areas))
    found = linprog(
        -np.concatenate([weights[pairs.row], np.full(areas, FAVOUR)]),
        A_ub=sparse.vstack([from_area, at_site, favoured - from_area], format="csr"),
        b_ub=np.concatenate([people, capacity, np.zeros(areas)]),
        bounds=np.stack([np.zeros(count + areas), np.concatenate([np.full(count, np.inf), wanted])], axis=1),
        method="highs-ipm",  # ten times as fast here as the simplex
    )
    if found.x is None:
        raise EngineError("posts", "unsolved", str(found.message))
    return np.asarray(from_area @ found.x)

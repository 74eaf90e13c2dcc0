"""Maximal covering and p-median where some sites stay: which p sites come beside them.

Both questions are brought back to the plain one, exactly, so that its bound is the bound of this one.
Covering: what the kept sites reach is theirs; of each demand only what another site reaches better is left,
max(0, reach - kept reach). P-median: nobody goes farther than to the nearest kept site, so no cost counts for
more than that: min(cost, kept cost); demand that no other site is nearer to pays a constant.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from opstap.coverage.engine import checks
from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.covering import maximal_covering
from opstap.coverage.engine.p_median import p_median
from opstap.coverage.engine.plan import TOLERANCE, OnProgress, Plan, Status, gap_between

Places = NDArray[np.int64]


def covering_beside(
    reach: Any,
    weights: ArrayLike,
    p: int,
    kept: ArrayLike,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Plan:
    """`maximal_covering` of p sites more than the `kept` ones, int64[n_kept] positions.

    p is 0 to n_site - n_kept. The plan's `sites` are the kept and the new ones; objective and bounds are of
    all together. Memory: that of `maximal_covering`, and once more `reach`.
    """
    matrix = checks.reach_matrix("reach", reach)
    weight = checks.numbers("weights", weights, length=matrix.shape[0])
    stay, others = _split(kept, matrix.shape[1])
    p = checks.how_many("p", p, least=0 if len(stay) else 1, most=len(others))
    covered = matrix[:, stay].max(axis=1).toarray().ravel() if len(stay) else np.zeros(len(weight))
    base = float(weight @ covered)
    if not p:
        return _only(stay, base, _unreached(matrix))
    left = _beyond(matrix[:, others], covered)
    found = maximal_covering(left, weight, p, time_limit=time_limit, seed=seed, on_progress=on_progress)
    return _whole(found, base, stay, others, _unreached(matrix))


def p_median_beside(
    cost: ArrayLike,
    p: int,
    kept: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Plan:
    """`p_median` of p sites more than the `kept` ones, int64[n_kept] positions.

    p is 0 to n_site - n_kept. Demand that neither a kept nor another site can serve is `uncovered` and left
    out; "infeasible" as in `p_median`. Memory: that of `p_median`, and once more `cost`.
    """
    matrix = checks.cost_matrix("cost", cost)
    n_demand, n_site = matrix.shape
    weight = np.ones(n_demand) if weights is None else checks.numbers("weights", weights, length=n_demand)
    stay, others = _split(kept, n_site)
    p = checks.how_many("p", p, least=0 if len(stay) else 1, most=len(others))
    kept_cost = matrix[:, stay].min(axis=1, initial=np.inf)
    uncovered = np.flatnonzero(np.isinf(matrix).all(axis=1))
    if not p:
        return _served_by(stay, kept_cost, weight, uncovered)
    capped = np.minimum(matrix[:, others], kept_cost[:, None])
    has_choice = (capped < kept_cost[:, None]).any(axis=1)
    base = float(
        weight[~has_choice & np.isfinite(kept_cost)] @ kept_cost[~has_choice & np.isfinite(kept_cost)]
    )
    if not has_choice.any():
        return _only(np.sort(np.concatenate([stay, others[:p]])), base, uncovered)
    found = p_median(
        capped[has_choice],
        p,
        weights=weight[has_choice],
        time_limit=time_limit,
        seed=seed,
        on_progress=on_progress,
    )
    return _whole(found, base, stay, others, uncovered)


def _split(kept: ArrayLike, n_site: int) -> tuple[Places, Places]:
    """The kept positions, sorted and each once, and the others."""
    values = checks.numbers("kept", kept)
    checks.refuse("kept", (values != np.floor(values)) | (values >= n_site), "range", "no position of a site")
    stay = np.unique(values.astype(np.int64))
    return stay, np.setdiff1d(np.arange(n_site), stay)


def _beyond(reach: sparse.csr_array, covered: Floats) -> sparse.csr_array:
    """What each site reaches better than the kept ones do."""
    rows = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
    left = sparse.csr_array(
        (np.maximum(0.0, reach.data - covered[rows]), reach.indices, reach.indptr), shape=reach.shape
    )
    left.eliminate_zeros()
    return left


def _unreached(reach: sparse.csr_array) -> Places:
    return np.flatnonzero(np.diff(reach.indptr) == 0).astype(np.int64)


def _only(sites: Places, value: float, uncovered: Places) -> Plan:
    """Nothing was left to choose."""
    return Plan(sites, value, value, value, "proved", 0.0, uncovered=uncovered)


def _served_by(stay: Places, kept_cost: Floats, weight: Floats, uncovered: Places) -> Plan:
    """Only the kept sites: infeasible where they leave out somebody whom another site could serve."""
    asked = np.isfinite(kept_cost) & (weight > 0)
    left_out = np.flatnonzero(~np.isfinite(kept_cost) & (weight > 0))
    if np.isin(left_out, uncovered).all():
        return _only(stay, float(weight[asked] @ kept_cost[asked]), uncovered)
    return Plan(stay, np.inf, np.inf, np.inf, "infeasible", 0.0, uncovered=uncovered)


def _whole(found: Plan, base: float, stay: Places, others: Places, uncovered: Places) -> Plan:
    """The plan of the rest, with what the kept sites do added to its value and to its bounds."""
    lower, upper, value = found.lower_bound + base, found.upper_bound + base, found.objective + base
    status: Status = found.status
    if status != "infeasible" and gap_between(lower, upper, value) <= TOLERANCE:
        status = "proved"
    return replace(
        found,
        sites=np.sort(np.concatenate([stay, others[found.sites]])),
        objective=value,
        lower_bound=lower,
        upper_bound=upper,
        status=status,
        uncovered=uncovered,
    )


def order_of_gain(
    values: Any, weights: ArrayLike, kept: ArrayLike, chosen: ArrayLike
) -> tuple[Places, Floats]:
    """The chosen sites in the order in which each adds most to those before it, and what it adds.

    values   float64[n_demand, n_site], more is better, 0 at least: reach, or what a way is shorter than some
             longest way
    kept     sites that stand before the first, chosen: the others, int64[]
    What they add falls from one to the next (the sum is submodular), and adds up to all they add together.
    """
    table = np.asarray(values.toarray() if sparse.issparse(values) else values, np.float64)
    weight = checks.numbers("weights", weights, length=len(table))
    stay, left = np.asarray(kept, np.int64), list(np.asarray(chosen, np.int64))
    best = table[:, stay].max(axis=1, initial=0.0)
    order, gains = [], []
    while left:
        adds = weight @ np.maximum(0.0, table[:, left] - best[:, None])
        at = int(np.argmax(adds))
        gains.append(float(adds[at]))
        order.append(left.pop(at))
        best = np.maximum(best, table[:, order[-1]])
    return np.array(order, np.int64), np.array(gains, np.float64)

"""The numbers of coverage: numpy, scipy, numba and HiGHS; no Django, so that a notebook can use it alone.

Who is within reach today (`catchment`), how evenly (`inequality`), and where the next spaces or posts go
(`p_median`, `covering`, `norm`). Every planner answers with a `Plan`: the plan, a bound no plan can beat, and
the gap between them.
"""

from opstap.coverage.engine.beside import covering_beside, order_of_gain, p_median_beside
from opstap.coverage.engine.catchment import (
    Access,
    ConservationError,
    floating_catchment,
    floating_catchment_of_points,
)
from opstap.coverage.engine.covering import maximal_covering
from opstap.coverage.engine.decay import Bands, Decay, Gaussian, reach_of_distances
from opstap.coverage.engine.distances import distances_within
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.engine.inequality import foster_greer_thorbecke, gini, palma, reach_share, theil
from opstap.coverage.engine.norm import Served, norm_plan, served, value_of
from opstap.coverage.engine.p_median import p_median, p_median_of_points
from opstap.coverage.engine.plan import TOLERANCE, OnProgress, Plan, Progress, Status

__all__ = [
    "TOLERANCE",
    "Access",
    "Bands",
    "ConservationError",
    "Decay",
    "EngineError",
    "Gaussian",
    "OnProgress",
    "Plan",
    "Progress",
    "Served",
    "Status",
    "covering_beside",
    "distances_within",
    "floating_catchment",
    "floating_catchment_of_points",
    "foster_greer_thorbecke",
    "gini",
    "maximal_covering",
    "norm_plan",
    "order_of_gain",
    "p_median",
    "p_median_beside",
    "p_median_of_points",
    "palma",
    "reach_of_distances",
    "reach_share",
    "served",
    "theil",
    "value_of",
]

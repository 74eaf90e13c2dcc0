"""The numbers of coverage: numpy, scipy, numba and HiGHS; no Django, so that a notebook can use it alone.

Who is within reach today (`catchment`), how evenly (`inequality`), and where the next spaces or posts go
(`p_median`, `covering`, `norm`). Every planner answers with a `Plan`: the plan, a bound no plan can beat, and
the gap between them.
"""

from opstap.coverage.engine.errors import EngineError
from opstap.coverage.engine.plan import TOLERANCE, OnProgress, Plan, Progress, Status

__all__ = ["TOLERANCE", "EngineError", "OnProgress", "Plan", "Progress", "Status"]

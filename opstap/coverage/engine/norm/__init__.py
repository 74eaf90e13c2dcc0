"""The charter's own problem: posts per space, people per post, openings, one budget; a plan and its proof."""

from opstap.coverage.engine.norm.planner import norm_plan
from opstap.coverage.engine.norm.served import Served, served, value_of

__all__ = ["Served", "norm_plan", "served", "value_of"]

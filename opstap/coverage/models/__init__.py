"""How a network measures reach, and the plans it asked for."""

from opstap.coverage.models.plans import Aim, CoveragePlan
from opstap.coverage.models.rules import NeedWeight, ReachRules

__all__ = ["Aim", "CoveragePlan", "NeedWeight", "ReachRules"]

"""How a network measures reach, and the plans it asked for."""

from opstap.coverage.models.plans import Aim, Audience, CoveragePlan
from opstap.coverage.models.rules import NeedWeight, ReachRules

__all__ = ["Aim", "Audience", "CoveragePlan", "NeedWeight", "ReachRules"]

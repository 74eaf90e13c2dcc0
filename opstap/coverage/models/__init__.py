"""How a network measures reach, the times it brought in, and the plans it asked for."""

from opstap.coverage.models.plans import Aim, Audience, CoveragePlan
from opstap.coverage.models.rules import Measure, NeedWeight, ReachRules
from opstap.coverage.models.times import Means, TravelTimes

__all__ = [
    "Aim",
    "Audience",
    "CoveragePlan",
    "Means",
    "Measure",
    "NeedWeight",
    "ReachRules",
    "TravelTimes",
]

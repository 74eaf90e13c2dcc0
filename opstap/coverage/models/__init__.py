"""How a network measures reach."""

from opstap.coverage.models.rules import NeedWeight, ReachRules

__all__ = ["NeedWeight", "ReachRules"]

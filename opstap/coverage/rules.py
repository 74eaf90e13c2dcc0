"""The rules by which a network measures, as one value: its own, or the defaults."""

from dataclasses import dataclass, field
from decimal import Decimal

from opstap.coverage.models import ReachRules
from opstap.coverage.models.rules import DETOUR, REACH_M
from opstap.territory.models import Network


@dataclass(frozen=True)
class Rules:
    """`weights`: figure → how much it changes the need of an area."""

    detour: Decimal = DETOUR
    reach_m: int = REACH_M
    weights: dict[str, Decimal] = field(default_factory=dict)


def rules_of(network: Network) -> Rules:
    """The rules in force; reading never makes a row."""
    row = ReachRules.objects.filter(network=network).prefetch_related("weights").first()
    if row is None:
        return Rules()
    return Rules(row.detour, row.reach_m, {weight.figure: weight.weight for weight in row.weights.all()})

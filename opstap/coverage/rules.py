"""The rules by which a network measures, as one value: its own, or the defaults."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from opstap.coverage.models import Measure, ReachRules
from opstap.coverage.models.rules import DETOUR, REACH_M, REACH_MIN
from opstap.coverage.times.kept import Kept, kept_times
from opstap.territory.models import Network

SPEED_KMH = {Measure.FOOT: 4.5, Measure.TRANSIT: 9.0}
"""Of a way whose time was not brought in. On foot: a calm pace. By public transport, from door to door: of
half an hour ten minutes go to the stop and to waiting, the rest at 14 km/h, slower than a town's bus; rounded
down, so that what is not known never looks nearer than it is."""


@dataclass(frozen=True)
class Rules:
    """`weights`: figure → how much it changes the need of an area.

    measure    by what ways are taken; `reach_m` holds for the straight line, `reach_min` for the others
    times      what was brought in for the measure; None: nothing, so every way is a line at SPEED_KMH
    """

    detour: Decimal = DETOUR
    reach_m: int = REACH_M
    weights: dict[str, Decimal] = field(default_factory=dict)
    measure: str = Measure.LINE
    reach_min: int = REACH_MIN
    times: Kept | None = field(default=None, compare=False, repr=False)

    @property
    def in_minutes(self) -> bool:
        return self.measure != Measure.LINE

    @property
    def unit(self) -> str:
        """Of every way and of the limit: "m" or "min"."""
        return "min" if self.in_minutes else "m"

    @property
    def limit(self) -> float:
        """How far is still near, in `unit`."""
        return float(self.reach_min if self.in_minutes else self.reach_m)

    @property
    def speed_kmh(self) -> float | None:
        return SPEED_KMH[Measure(self.measure)] if self.in_minutes else None

    @property
    def metres_each(self) -> float:
        """Metres of way in one `unit`: 1, or those of a minute at the declared speed."""
        speed = self.speed_kmh
        return 1.0 if speed is None else speed * 1000 / 60

    def as_data(self) -> dict[str, Any]:
        """What a kept answer says of how ways were taken: rules change, the answer stays."""
        return {
            "measure": str(self.measure),
            "reach_m": self.reach_m,
            "reach_min": self.reach_min,
            "detour": float(self.detour),
            "speed_kmh": self.speed_kmh,
            "times": None if self.times is None else self.times.as_data(),
        }


def rules_of(network: Network) -> Rules:
    """The rules in force; reading never makes a row."""
    row = ReachRules.objects.filter(network=network).prefetch_related("weights").first()
    if row is None:
        return Rules()
    weights = {weight.figure: weight.weight for weight in row.weights.all()}
    times = None if row.measure == Measure.LINE else kept_times(network, row.measure)
    return Rules(row.detour, row.reach_m, weights, row.measure, row.reach_min, times)

"""What was found of reach, for each area and for the whole. `measuring` computes it; who only shows it loads
no scipy and no solver."""

from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING

from opstap.coverage.reach.demand import AreaDemand, Demand
from opstap.coverage.reach.supply import Asked, Site

if TYPE_CHECKING:
    from opstap.coverage.reach.pairs import Pairs
    from opstap.coverage.reach.ways import Fallback


@dataclass(frozen=True)
class AreaReach:
    """One area today.

    needed, there   posts (full-time equivalents) by the norm, and professional ones in the area
    missing         what lacks of the norm, never below 0
    access          hours of an animator a week for 1,000 people, need and distance counted in
    weekdays        Monday to Friday: on how many somebody helps in a space within reach
    nearest         the way to the nearest space with hours of the kind asked, in the unit of the rules;
                    None: out of reach
    """

    demand: AreaDemand
    needed: float
    there: Decimal
    insertion: Decimal
    volunteers: Decimal
    access: float
    weekdays: int
    nearest: float | None

    @property
    def missing(self) -> float:
        return max(0.0, self.needed - float(self.there))

    @property
    def is_within(self) -> bool:
        return self.nearest is not None

    @property
    def population(self) -> float:
        return self.demand.population


@dataclass(frozen=True)
class Evenness:
    """How evenly access is spread over people × need; None: nothing can be said of it.

    palma   infinite where the 40 % with least have nothing
    below   share with less than half of the mean access (FGT with alpha 0); depth: alpha 1, severity: alpha 2
    """

    gini: float | None = None
    palma: float | None = None
    theil: float | None = None
    below: float | None = None
    depth: float | None = None
    severity: float | None = None

    @property
    def is_palma_endless(self) -> bool:
        return self.palma == inf


@dataclass(frozen=True)
class Reach:
    """What was found.

    pairs       who is near what
    unplaced    spaces without a point: they reach nobody
    unsaid      spaces without readable hours of the kind asked
    postless    spaces that never noted a post
    measure     by what ways were taken; `limit`: how far was near, in `unit` ("m" or "min")
    fallback    the ways that stand on the straight line although the rules ask for times; None: they do not
    """

    demand: Demand
    asked: Asked
    areas: tuple[AreaReach, ...]
    sites: tuple[Site, ...]
    pairs: "Pairs"
    evenness: Evenness
    unplaced: tuple[Site, ...]
    unsaid: tuple[Site, ...]
    postless: tuple[Site, ...]
    measure: str = "line"
    limit: float = 0.0
    unit: str = "m"
    fallback: "Fallback | None" = None

    @property
    def people(self) -> float:
        return sum(one.population for one in self.areas)

    @property
    def people_within(self) -> float:
        return sum(one.population for one in self.areas if one.is_within)

    @property
    def people_left_out(self) -> float:
        return self.people - self.people_within

    @property
    def share_within(self) -> float | None:
        """Share of the need (people × need) that has a space within reach; None where nobody lives."""
        need = sum(one.demand.weight for one in self.areas)
        return sum(one.demand.weight for one in self.areas if one.is_within) / need if need else None

    @property
    def left_out(self) -> list[AreaReach]:
        return [one for one in self.areas if not one.is_within and one.population]

    @property
    def share_left_out(self) -> float | None:
        within = self.share_within
        return None if within is None else 1 - within

    @property
    def needed(self) -> float:
        return sum(one.needed for one in self.areas)

    @property
    def there(self) -> Decimal:
        return sum((one.there for one in self.areas), Decimal(0))

    @property
    def missing(self) -> float:
        """Area by area: what one has too many does not help another."""
        return sum(one.missing for one in self.areas)

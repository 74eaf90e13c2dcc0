"""Where posts may come: existing spaces, the hearts of areas, and candidates of a file."""

from dataclasses import dataclass
from typing import Any

from opstap.coverage.planning.question import Question
from opstap.coverage.reach.demand import Demand
from opstap.coverage.reach.supply import Asked, Site, minutes_of


@dataclass(frozen=True)
class Place:
    """`kind`: space, area or candidate; `existing` posts of it; `opening_cost` of a new space there.

    `helps`: somebody helps there today, in hours that the space said.
    """

    kind: str
    key: str
    names: dict[str, str]
    point: tuple[float, float]
    existing: float = 0.0
    opening_cost: float = 0.0
    helps: bool = False

    @property
    def is_new(self) -> bool:
        """No space stands there yet."""
        return self.kind != "space"

    def as_data(self) -> dict[str, Any]:
        lat, lon = self.point
        return {"kind": self.kind, "key": self.key, "names": self.names, "lat": lat, "lon": lon} | {
            "existing": self.existing
        }


def places_of(question: Question, demand: Demand, sites: tuple[Site, ...]) -> list[Place]:
    """Spaces first: a post at one of them opens nothing, whether it has posts already or not."""
    spaces = [
        Place(
            "space",
            site.space.slug,
            site.space.names,
            site.point,
            float(site.fte or 0),
            helps=minutes_of(site, Asked()) > 0,
        )
        for site in sites
        if site.point is not None
    ]
    areas = [
        Place("area", one.area.code, one.area.names, one.point, opening_cost=question.opening_cost)
        for one in demand.areas
        if question.with_areas
    ]
    candidates = [
        Place("candidate", str(number), {"en": one.name}, (one.lat, one.lon), opening_cost=one.opening_cost)
        for number, one in enumerate(question.candidates, start=1)
    ]
    return [*spaces, *areas, *candidates]

"""Three areas on a line, one space: small enough to count by hand.

West has 20,000 inhabitants and the space; Middle has 10,000, 1,500 m to the east; East has 5,000, far away.
The space is accompanied from Monday to Friday from 9 to 17, 40 hours, with one professional post.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opstap.coverage.rules import rules_of
from opstap.coverage.services import change_rules
from opstap.spaces.models import Space
from opstap.territory.models import Area, AreaFigure, AreaShape, Network
from tests.factories import make_area, make_network, make_organisation, make_post, make_space

LAT = 50.85
M_PER_DEGREE = 70_215.0
"""Metres of a degree of longitude at LAT, to the metre."""


def east(metres: float) -> float:
    return 4.35 + metres / M_PER_DEGREE


def make_people(
    area: Area, number: float, key: str = "population", year: int = 2025, **fields: Any
) -> AreaFigure:
    return AreaFigure.objects.create(area=area, key=key, year=year, value=Decimal(str(number)), **fields)


def make_square(area: Area, metres: float = 500) -> AreaShape:
    """A square around the point of the area."""
    lat, lon = area.lat or 0.0, area.lon or 0.0
    up, aside = metres / 111_195, metres / M_PER_DEGREE
    ring = [[lon + x * aside, lat + y * up] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    return AreaShape.objects.create(area=area, geometry={"type": "Polygon", "coordinates": [ring]})


@dataclass
class Town:
    network: Network
    west: Area
    middle: Area
    east: Area
    space: Space

    @property
    def areas(self) -> list[Area]:
        return [self.west, self.middle, self.east]


def make_town() -> Town:
    network = make_network("town")
    areas = []
    rows = ((0, "West", 20_000), (1_500, "Middle", 10_000), (30_000, "East", 5_000))
    for metres, name, people in rows:
        area = make_area(
            f"T-{name}", names={"en": name, "fr": name}, parent=network.area, lat=LAT, lon=east(metres)
        )
        make_people(area, people, source="the census office")
        areas.append(area)
    space = make_space(
        "help",
        names={"en": "The Help", "fr": "The Help"},
        organisation=make_organisation(network=network),
        staffed_hours="Mo-Fr 09:00-17:00",
        open_hours="Mo-Sa 09:00-19:00",
        municipality=areas[0],
        lat=LAT,
        lon=east(0),
    )
    make_post(space)
    return Town(network, *areas, space)


def by(town: Town, means: str = "foot", minutes: int = 30) -> Town:
    """The same town, measured in minutes."""
    rules = rules_of(town.network)
    change_rules(
        network=town.network,
        by=None,
        detour=rules.detour,
        reach_m=rules.reach_m,
        weights={},
        measure=means,
        reach_min=minutes,
    )
    return town

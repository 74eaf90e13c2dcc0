"""In which of many areas a space lies. Nothing is asked of a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from opstap.coverage.reach.demand import AreaDemand
from opstap.coverage.reach.placing import Placing
from opstap.coverage.reach.supply import Site
from opstap.spaces.models import Space
from opstap.territory.models import Area
from opstap.territory.outlines import Outline
from tests.coverage.town import LAT, east

NUMBER = 12


def areas() -> list[AreaDemand]:
    """Hearts on a line, a kilometre apart, each in a shape of 200 m; the last one in a band that holds the
    first kilometres."""
    found = []
    for number in range(NUMBER):
        area = Area(pk=number + 1, code=str(number))
        west, width = (-400, 2800) if number == NUMBER - 1 else (1000 * number - 100, 200)
        ring = [
            [east(west + x), LAT + y] for x, y in ((0, -0.001), (width, -0.001), (width, 0.001), (0, 0.001))
        ]
        outline = Outline({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
        found.append(AreaDemand(area, (LAT, east(1000 * number)), 100, outline))
    return found


def site(metres: float | None, noted: int | None = None) -> Site:
    point = (None, None) if metres is None else (LAT, east(metres))
    space = Space(lat=point[0], lon=point[1], municipality_id=noted)
    return Site(space, None, None, None, Decimal(0), Decimal(0), frozenset())


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (site(1400), NUMBER - 1),  # held by a shape whose heart is far
        (site(2600), 3),  # by none: the nearest heart
        (site(5400), 5),
        (site(1400, noted=3), 2),
        (site(1400, noted=99), NUMBER - 1),  # of a municipality elsewhere: by its point
        (site(None, noted=3), 2),
        (site(None), None),
    ],
)
def test_the_record_then_the_shape_then_the_nearest_heart(asked: Site, place: int | None) -> None:
    placing = Placing(areas())
    assert [placing.area_of(asked), placing.area_of(replace(asked))] == [place, place]


def test_two_areas_one_and_none_at_all() -> None:
    assert Placing(areas()[:2]).area_of(site(700)) == 1
    assert Placing(areas()[-1:]).area_of(site(700)) == 0
    assert Placing([]).area_of(site(700)) is None

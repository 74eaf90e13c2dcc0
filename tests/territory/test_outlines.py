"""Outlines: what they hold, and that a process sees at once when another brought in a new one."""

import pytest

from opstap.territory.models import Area, AreaShape
from opstap.territory.outlines import Outline, outlines_of
from tests.factories import make_area

SQUARE = [[4.0, 50.0], [4.1, 50.0], [4.1, 50.1], [4.0, 50.1], [4.0, 50.0]]
HOLE = [[4.04, 50.04], [4.06, 50.04], [4.06, 50.06], [4.04, 50.06], [4.04, 50.04]]


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (50.02, 4.02, True),
        (50.05, 4.05, False),
        (50.05, 4.2, False),
        (50.2, 4.05, False),
        (49.9, 4.05, False),
    ],
)
def test_a_point_in_an_outline_with_a_hole(lat: float, lon: float, inside: bool) -> None:
    assert Outline({"type": "Polygon", "coordinates": [SQUARE, HOLE]}).contains(lat, lon) is inside


def test_a_point_in_one_of_several_outlines() -> None:
    other = [[lon + 1, lat] for lon, lat in SQUARE]
    found = Outline({"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]})

    assert [found.contains(50.05, lon) for lon in (4.05, 4.5, 5.05)] == [True, False, True]
    assert (found.south, found.north, found.west, found.east) == (50.0, 50.1, 4.0, 5.1)


def test_a_height_does_not_count() -> None:
    ring = [[*corner, 12.5] for corner in SQUARE]

    assert Outline({"type": "Polygon", "coordinates": [ring]}).contains(50.05, 4.05)


@pytest.mark.django_db
def test_read_once_until_another_is_brought_in() -> None:
    area, bare = make_area("1"), make_area("2")
    shape = AreaShape.objects.create(area=area, geometry={"type": "Polygon", "coordinates": [SQUARE]})
    both = Area.objects.filter(pk__in=[area.pk, bare.pk])
    first, again = (outlines_of(both) for _time in range(2))
    AreaShape.objects.filter(pk=shape.pk).update(geometry={"type": "Polygon", "coordinates": [HOLE]})
    other = outlines_of(both)

    assert list(first) == [area.pk]
    assert again[area.pk] is first[area.pk]
    assert [found[area.pk].contains(50.02, 4.02) for found in (first, other)] == [True, False]

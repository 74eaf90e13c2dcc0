"""Outlines: what they hold, and that a process sees at once when another brought in a new one."""

import pytest

from opstap.territory.models import AreaShape
from opstap.territory.outlines import Outline, outlines_of
from tests.factories import make_municipality

RING = [[4.0, 50.0], [4.4, 50.0], [4.4, 50.4], [4.0, 50.4], [4.0, 50.0]]
HOLE = [[4.1, 50.1], [4.3, 50.1], [4.3, 50.3], [4.1, 50.3], [4.1, 50.1]]
ISLAND = [[5.0, 51.0], [5.2, 51.0], [5.0, 51.2], [5.0, 51.0]]


def test_what_it_holds_and_how_far_it_goes() -> None:
    found = Outline({"type": "MultiPolygon", "coordinates": [[RING, HOLE], [ISLAND]]})

    assert [
        found.contains(*point) for point in ((50.05, 4.05), (50.2, 4.2), (51.05, 5.05), (51.15, 5.15))
    ] == [
        True,
        False,  # in the hole
        True,
        False,  # in the box of the island, beyond its shore
    ]
    assert (found.south, found.north, found.west, found.east) == (50.0, 51.2, 4.0, 5.2)
    assert len(found.rings) == 3


def test_a_height_does_not_count() -> None:
    assert Outline({"type": "Polygon", "coordinates": [[[*corner, 12.5] for corner in RING]]}).contains(
        50.2, 4.2
    )


@pytest.mark.django_db
def test_read_once_until_another_is_brought_in() -> None:
    area, bare = make_municipality(), make_municipality()
    shape = AreaShape.objects.create(area=area, geometry={"type": "Polygon", "coordinates": [RING]})
    first, again = (outlines_of([area.pk, bare.pk]) for _time in range(2))
    AreaShape.objects.filter(pk=shape.pk).update(geometry={"type": "Polygon", "coordinates": [ISLAND]})
    other = outlines_of([area.pk, bare.pk])

    assert list(first) == [area.pk]
    assert again[area.pk] is first[area.pk]
    assert other[area.pk].contains(51.05, 5.05)
    assert not other[area.pk].contains(50.2, 4.2)

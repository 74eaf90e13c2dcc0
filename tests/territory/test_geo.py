"""Distances and boxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.territory.geo import box, crossing, distance_m

latitudes = st.floats(-80, 80)
longitudes = st.floats(-170, 170)


def test_known_distance() -> None:
    # Grand-Place of Brussels to Groenplaats in Antwerp: about 41.6 km.
    assert round(distance_m(50.8467, 4.3525, 51.2190, 4.4010) / 1000, 1) == 41.5


@given(lat=latitudes, lon=longitudes, km=st.floats(0.1, 200), lat2=latitudes, lon2=longitudes)
def test_a_box_holds_all_points_within_reach(
    lat: float, lon: float, km: float, lat2: float, lon2: float
) -> None:
    found = box(lat, lon, km)
    inside = found.south <= lat2 <= found.north and found.west <= lon2 <= found.east

    assert inside or distance_m(lat, lon, lat2, lon2) > km * 1000


@given(lat=latitudes, lon=longitudes)
def test_no_distance_to_oneself(lat: float, lon: float) -> None:
    assert distance_m(lat, lon, lat, lon) == 0


SQUARE = [[4.0, 50.0], [4.1, 50.0], [4.1, 50.1], [4.0, 50.1], [4.0, 50.0]]
BOW = [[4.0, 50.0], [4.1, 50.1], [4.1, 50.0], [4.0, 50.1], [4.0, 50.0]]
TOUCHING_HOLE = [[4.0, 50.0], [4.05, 50.02], [4.02, 50.05], [4.0, 50.0]]
CROSSING_HOLE = [[4.05, 50.05], [4.2, 50.05], [4.05, 50.07], [4.05, 50.05]]


@pytest.mark.parametrize(
    ("rings", "crosses"),
    [
        ([SQUARE], False),
        ([BOW], True),
        ([SQUARE, TOUCHING_HOLE], False),
        ([SQUARE, CROSSING_HOLE], True),
        ([[*SQUARE[:2], [4.1, 50.0], *SQUARE[2:]]], False),  # a point twice
        ([], False),
    ],
)
def test_lines_that_cross_are_found(rings: list[list[list[float]]], crosses: bool) -> None:
    assert (crossing(rings, 1000) is not None) == crosses


def test_looking_for_a_crossing_ends() -> None:
    comb = [[4.0 + step % 2, 50 + step / 1000] for step in range(200)]

    with pytest.raises(OverflowError):
        crossing([comb], 1000)


@given(st.permutations(SQUARE[:4]))
def test_one_order_in_three_of_four_corners_crosses(corners: list[list[float]]) -> None:
    first, _second, third, _fourth = corners
    opposite = first[0] != third[0] and first[1] != third[1]

    assert (crossing([[*corners, first]], 100) is None) == opposite

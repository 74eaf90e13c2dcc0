"""Distances and boxes."""

from hypothesis import given
from hypothesis import strategies as st

from opstap.territory.geo import box, distance_m

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

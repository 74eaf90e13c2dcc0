"""From what people type to a point."""

import pytest

from opstap.territory.lookup import find_postcode, locate, suggest
from opstap.territory.models import Area
from opstap.territory.services import load_brussels

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def brussels() -> Area:
    return load_brussels()


def codes(text: str) -> list[str]:
    return [origin.area.code for origin in locate(text) if origin.area]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1070", ["21001"]),
        ("B-1070", ["21001"]),
        ("1070 Anderlecht", ["21001"]),
        ("Rue de la Marche 12, 1080 Molenbeek", ["21012"]),
        ("Molenbeek", ["21012"]),
        ("SINT-JANS-MOLENBEEK", ["21012"]),
        ("st gilles", ["21013"]),
        ("Elsene", ["21009"]),
        ("woluwe", ["21018", "21019"]),
        ("Brussel", ["21004"]),
        ("Région de Bruxelles-Capitale", ["04000"]),
        ("9999", []),
        ("x", []),
        ("", []),
        ("\x00", []),
    ],
)
def test_what_people_type(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_postcode_of_brussels_city_has_its_own_point() -> None:
    (centre,) = locate("1000")
    (north,) = locate("1120")

    assert (centre.lat, centre.lon) == (50.84666, 4.35163)
    assert (north.lat, north.lon) == (50.8956, 4.38401)
    assert centre.label["nl"] == "1000 Brussel"


def test_house_numbers_are_no_postcodes() -> None:
    assert find_postcode("Chaussée 1450, 1070 Anderlecht") == "1070"
    assert find_postcode("rue 12") == ""
    assert find_postcode("33 000 Bordeaux") == "33000"


@pytest.mark.parametrize(
    ("text", "expected"), [("molenbek", "21012"), ("skarbeek", "21015"), ("ukel", "21016")]
)
def test_typing_errors_get_a_suggestion(text: str, expected: str) -> None:
    assert [origin.area.code for origin in suggest(text) if origin.area][:1] == [expected]


def test_nonsense_gets_no_suggestion() -> None:
    assert suggest("qqqqqqq") == []

"""From what people type to a point."""

import pytest

from opstap.territory.lookup import find_postcode, locate, suggest, sure_of
from opstap.territory.models import Area
from opstap.territory.places import shipped
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
        ("St-Gillis", ["21013"]),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gare du nord", ["Gare du Nord"]),
        ("GARE NORD", ["Gare du Nord"]),
        ("Noordstation", ["Gare du Nord"]),
        ("station Brussel-Noord", ["Gare du Nord"]),
        ("North station", ["Gare du Nord"]),
        ("bruxelles midi", ["Gare du Midi"]),
        ("gare de l'ouest", ["Gare de l’Ouest"]),
        ("Marollen", ["Marolles"]),
        ("ter kamerenbos", ["Bois de la Cambre"]),
        ("Kuregem", ["Cureghem Bara", "Cureghem Vétérinaire", "Cureghem Rosée"]),
    ],
)
def test_stations_and_neighbourhoods_have_the_names_that_people_use(text: str, expected: list[str]) -> None:
    origins = locate(text)

    assert [origin.label["fr"] for origin in origins] == expected
    assert {origin.kind for origin in origins} == {"place"}


def test_every_place_is_found_by_each_of_its_official_names_alone() -> None:
    """So that a link with the name leads to it."""
    for place in shipped()["BE", "04000"]:
        for name in place.names.values():
            assert [(one.lat, one.lon) for one in locate(name)] == [(place.lat, place.lon)], name


def test_places_of_a_region_that_is_not_there_are_not_known() -> None:
    Area.objects.filter(code="04000").update(code="99999")

    assert locate("Noordstation") == []


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


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("molenbek", "Molenbeek-Saint-Jean"),
        ("skarbeek", "Schaerbeek"),
        ("iksel", "Ixelles"),
        ("gare du nrod", "Gare du Nord"),
        ("zuidstatoin", "Gare du Midi"),
        ("anderlech", "Anderlecht"),
        ("wolluwe", None),  # two municipalities
        ("jete", None),  # too short to be sure
        ("halles", None),
        ("", None),
    ],
)
def test_only_what_is_surely_meant_is_taken_at_once(text: str, meant: str | None) -> None:
    origin = sure_of(text)

    assert (origin and origin.label["fr"]) == meant


def test_nonsense_gets_no_suggestion() -> None:
    assert suggest("qqqqqqq") == []

"""The real files kept outside the repository: what comes of each, as literal numbers, and values by hand."""

import json
import os
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from opstap.exchange.reading import (
    REFUSALS,
    WARNINGS,
    PlacePoint,
    likely_duplicates,
    read_bytes,
    read_places,
    read_table,
    recognise,
)
from opstap.exchange.reading.converters.phones import international

DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA") or Path(__file__).parents[4] / "shared" / "data")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not (DATA / "places").is_dir(), reason="the real files are not here (OPSTAP_EXTRA_DATA)"
    ),
]


@dataclass(frozen=True)
class Expected:
    """What of the rows became places, and how many places have what."""

    mapping: str
    rows: int
    places: int
    same: int
    refused: int
    points: int
    hours: int
    remarks: int
    phones: int
    emails: int
    websites: int
    services: int


EXPECTED = {
    "places/angers.json": Expected("angers", 63, 63, 0, 0, 63, 39, 20, 61, 30, 51, 63),
    "places/bfc-ternum.csv": Expected("bfc-ternum", 697, 697, 0, 0, 697, 310, 2, 310, 202, 256, 475),
    "places/etapes-numerique.json": Expected("etapes-numerique", 95, 95, 0, 0, 95, 0, 0, 0, 0, 0, 0),
    "places/fibre-64.json": Expected("fibre-64", 60, 55, 5, 0, 55, 24, 31, 44, 21, 33, 54),
    "places/gironde.json": Expected("gironde", 345, 345, 0, 0, 345, 0, 0, 296, 175, 287, 316),
    "places/la-creuse.json": Expected("la-creuse", 91, 91, 0, 0, 91, 30, 1, 21, 0, 0, 91),
    "places/maine-et-loire.json": Expected("maine-et-loire", 243, 219, 0, 24, 219, 0, 0, 193, 94, 179, 218),
    "places/nouvelle-caledonie.json": Expected("nouvelle-caledonie", 92, 92, 0, 0, 92, 67, 5, 67, 32, 40, 91),
    "places/ultra-num.json": Expected("ultra-num", 155, 155, 0, 0, 153, 33, 1, 121, 52, 47, 34),
    "brussels/spaces.csv": Expected("brussels", 41, 41, 0, 0, 0, 0, 5, 0, 0, 5, 9),
    "standards/mednum/exemple-valide.csv": Expected("mednum", 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1),
}
FILES = sorted(EXPECTED)


@cache
def read(name):
    table = read_table(DATA / name)
    mapping = recognise(table)
    return mapping, tuple(read_places(table, mapping))


def records(name):
    return [place.record for place in read(name)[1] if place.outcome == "place"]


def record_of(name, text):
    return next(record for record in records(name) if text in " ".join(record.name.values()))


@pytest.mark.parametrize("name", FILES)
def test_what_comes_of_each_file(name):
    mapping, places = read(name)
    outcomes = Counter(place.outcome for place in places)
    found = records(name)
    filled = ["open_hours", "hours_note", "phone", "email", "website", "services"]
    assert (
        Expected(
            mapping.name,
            len(places),
            outcomes["place"],
            outcomes["same"],
            outcomes["refused"],
            sum(record.lat is not None for record in found),
            *(sum(bool(getattr(record, field)) for record in found) for field in filled),
        )
        == EXPECTED[name]
    )


@pytest.mark.parametrize("name", FILES)
def test_reading_again_gives_the_same_places_under_keys_of_their_own(name):
    table = read_table(DATA / name)
    again = tuple(read_places(table, recognise(table)))
    keys = [place.key for place in again if place.outcome == "place"]
    assert again == read(name)[1]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 160


@pytest.mark.parametrize("name", FILES)
def test_every_problem_has_a_declared_code_and_names_its_column(name):
    found = [problem for place in read(name)[1] for problem in place.problems]
    known = {"refused": set(REFUSALS), "warning": set(WARNINGS)}
    assert [problem for problem in found if problem.code not in known[problem.severity]] == []
    assert {problem.code for problem in found if not problem.column} <= {"almost_empty"}


def test_the_same_file_in_other_clothes(tmp_path):
    """Re-saved as a semicolon CSV in an old encoding, the content is the same."""
    table = read_table(DATA / "places/bfc-ternum.csv")
    text = "\r\n".join(
        ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells)
        for cells in [table.columns, *(tuple(row.values.values()) for row in table.rows)]
    )
    other = read_bytes(text.encode("cp1252", errors="ignore"))
    kept = [place.key for place in read_places(other, recognise(other))]
    assert (other.encoding, other.delimiter) == ("cp1252", ";")
    assert kept == [place.key for place in read("places/bfc-ternum.csv")[1]]


# --- where they are --------------------------------------------------------------------------------

# South, west, north, east of the departments, from a map.
DEPARTMENTS = {
    "places/angers.json": (47.43, -0.63, 47.53, -0.50),
    "places/bfc-ternum.csv": (46.15, 2.80, 48.40, 7.15),
    "places/fibre-64.json": (42.77, -1.80, 43.60, 0.03),
    "places/gironde.json": (44.19, -1.27, 45.58, 0.32),
    "places/la-creuse.json": (45.66, 1.37, 46.46, 2.62),
    "places/maine-et-loire.json": (46.97, -1.36, 47.81, 0.24),
    "places/nouvelle-caledonie.json": (-22.8, 163.9, -19.5, 168.2),
    "places/ultra-num.json": (-21.40, 55.21, -20.87, 55.84),
}


@pytest.mark.parametrize("name", sorted(DEPARTMENTS))
def test_points_are_in_their_department(name):
    south, west, north, east = DEPARTMENTS[name]
    outside = [
        record.name
        for record in records(name)
        if record.lat is not None and not (south <= record.lat <= north and west <= record.lon <= east)
    ]
    assert outside == []


def test_lambert_93_lands_at_the_known_town():
    saumur = record_of("places/maine-et-loire.json", "Sous-préfecture de Saumur")
    assert (round(saumur.lat, 2), round(saumur.lon, 2)) == (47.26, -0.08)


def test_the_two_places_a_geocoder_put_on_the_mainland_lose_their_point():
    lost = [record.name["fr"] for record in records("places/ultra-num.json") if record.lat is None]
    assert lost == ["CCAS Saint André", "ML permanence fayard"]


def test_gironde_has_its_latitude_in_x():
    first = records("places/gironde.json")[0]
    assert (first.lat, first.lon) == (44.839575, -0.580238)


# --- values by hand --------------------------------------------------------------------------------


def test_postcodes_and_commune_codes_have_their_zeros():
    found = records("places/etapes-numerique.json")
    bourg = found[0]
    assert (bourg.postcode, bourg.area_code, bourg.city) == ("01000", "01053", "Bourg-en-Bresse")
    assert {len(record.postcode) for record in found} == {5}
    assert {len(record.area_code) for record in found} == {5}


def test_time_zones_follow_the_place():
    zones = Counter(record.timezone for record in records("places/etapes-numerique.json"))
    assert zones == {
        "Europe/Paris": 90,
        "America/Guadeloupe": 1,
        "America/Martinique": 1,
        "America/Cayenne": 1,
        "Indian/Reunion": 1,
        "Indian/Mayotte": 1,
    }


def test_phones_of_every_file_can_be_dialled():
    phones = [record.phone for name in FILES for record in records(name) if record.phone]
    shorts = {phone for phone in phones if not phone.startswith("+")}
    assert [phone for phone in phones if international(phone, "FR") != phone] == []
    assert shorts == {"3230", "3631", "3646", "3949", "3960"}


def test_half_days_become_hours():
    found = record_of("places/bfc-ternum.csv", "MFS Planoise")
    assert found.open_hours == "Mo-Th 08:30-12:30,13:30-17:00; Fr 08:30-17:30"


def test_hours_in_columns_of_opening_and_closing():
    found = record_of("places/ultra-num.json", "S.E.N.T.")
    assert (found.open_hours, found.timezone, found.country) == (
        "Mo-Fr 08:30-12:00,14:00-18:00",
        "Indian/Reunion",
        "RE",
    )


def test_hours_in_words():
    found = record_of("places/angers.json", "Bibliothèque municipale - Monplaisir")
    assert found.open_hours == "Tu,Fr 15:00-18:30; We 09:00-12:30,14:00-18:00; Sa 09:00-12:30,14:00-17:30"


def test_weekly_sessions_are_hours_at_which_somebody_helps():
    found = record_of("places/la-creuse.json", "La Celle-Dunoise")
    assert (found.staffed_hours, found.open_hours, found.city) == (
        "Fr 16:30-18:30",
        "Fr 16:30-18:30",
        "La Celle-Dunoise",
    )
    assert record_of("places/la-creuse.json", "Saint-Vaury").city == "Saint-Vaury"


def test_counts_of_computers_places_and_mediators():
    found = record_of("places/nouvelle-caledonie.json", "Espace connecté de l'Espace Jeunes")
    assert (found.computers, found.tablets, found.seats, found.animator_fte) == (16, None, 16, 2)
    assert (found.phone, found.postcode, found.wheelchair, found.price) == (
        "+687 20 48 88",
        "98800",
        "yes",
        "free",
    )


def test_rows_of_maine_et_loire_that_are_not_to_be_shown():
    problems = [problem for place in read("places/maine-et-loire.json")[1] for problem in place.problems]
    refused = Counter((problem.code, problem.value) for problem in problems if problem.severity == "refused")
    assert refused == {("not_published", "INACTIF"): 18, ("not_published", ""): 3, ("almost_empty", ""): 3}


def test_two_forms_for_one_place_are_merged():
    same = [place for place in read("places/fibre-64.json")[1] if place.outcome == "same"]
    assert [(place.row, place.same_as, place.record.name["fr"]) for place in same] == [
        (17, 15, "Cap emploi Landes & Pays Basque"),
        (27, 21, "SDSeI Nive Nivelle Site d'Ustaritz"),
        (28, 21, "SDSeI Nive Nivelle Site d'Ustaritz"),
        (30, 29, "France services Serres-Castet"),
        (52, 25, "Maison de la Vie Citoyenne Bayonne Centre-Ville"),
    ]


def test_brussels_names_stand_in_the_language_of_the_place():
    schakel, bravvo = (record_of("brussels/spaces.csv", name) for name in ("De Schakel", "Bravvo"))
    assert (schakel.name, schakel.organisation, schakel.country) == (
        {"nl": "De Schakel"},
        "Wijkpartenariaat vzw",
        "BE",
    )
    assert (bravvo.name, bravvo.area_code, bravvo.itinerant) == ({"fr": "EPN Bravvo"}, "21004", None)


def point(place):
    record = place.record
    names = "\n".join(record.name.values())
    return PlacePoint(place.key, names, record.lat, record.lon, record.postcode, record.phone, record.website)


def test_likely_duplicates_inside_each_file():
    found = {
        name: len(likely_duplicates(point(place) for place in read(name)[1] if place.outcome == "place"))
        for name in FILES
    }
    assert {name: count for name, count in found.items() if count} == {
        "places/angers.json": 2,
        "places/bfc-ternum.csv": 17,
        "places/fibre-64.json": 3,
        "places/gironde.json": 4,
        "places/la-creuse.json": 3,
        "places/maine-et-loire.json": 8,
        "places/nouvelle-caledonie.json": 3,
        "places/ultra-num.json": 4,
    }


def test_no_shipped_mapping_reads_a_column_of_persons():
    """What the editions published elsewhere carry: the reading is the same with such columns beside it."""
    raw = json.loads((DATA / "places/ultra-num.json").read_text(encoding="utf-8"))
    extra = {"Nom du contact": "Ada", "Mobile": "+262 692 00 00 00", "Mail du contact": "ada@exemple.fr"}
    table = read_bytes(json.dumps([row | extra for row in raw]).encode())
    assert tuple(read_places(table, recognise(table))) == read("places/ultra-num.json")[1]

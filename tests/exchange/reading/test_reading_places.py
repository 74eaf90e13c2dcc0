import json
from datetime import date
from decimal import Decimal

import pytest

from opstap.exchange.reading import MappingError, PlaceRecord, read_bytes, read_places
from opstap.exchange.reading.mapping import mapping_from
from opstap.exchange.reading.record import LIMITS


def mapping(fields=None, **changes):
    return mapping_from(
        {"name": "src", "country": "BE", "fields": {"name": "nom"} | (fields or {})} | changes
    )


def read(rows, fields=None, **changes):
    return list(read_places(read_bytes(json.dumps(rows).encode()), mapping(fields, **changes)))


def record(row, fields=None, **changes):
    return read([row], fields, **changes)[0].record


def codes(place):
    return [(problem.code, problem.column, problem.value, problem.severity) for problem in place.problems]


# --- one row ---------------------------------------------------------------------------------------


def test_a_place_gets_its_country_zone_and_holidays():
    found = record({"nom": "EPN"})
    assert (found.name, found.country, found.timezone, found.holiday_country) == (
        {"fr": "EPN"},
        "BE",
        "Europe/Brussels",
        "BE",
    )


@pytest.mark.parametrize(
    ("country", "postcode", "zone"),
    [("FR", "97400", "Indian/Reunion"), ("FR", "75001", "Europe/Paris"), ("NC", "98800", "Pacific/Noumea")],
)
def test_the_time_zone_follows_the_postcode_where_none_is_declared(country, postcode, zone):
    found = record({"nom": "A", "cp": postcode, "pays": country}, {"postcode": "cp", "country": "pays"})
    assert found.timezone == zone


def test_phones_and_postcodes_are_read_by_the_country_of_the_row():
    fields = {"phone": "tel", "postcode": "cp", "country": "pays"}
    found = record({"nom": "A", "tel": "01 02 03 04 05", "cp": "1000", "pays": "France"}, fields)
    assert (found.phone, found.postcode) == ("+33 1 02 03 04 05", "01000")


def test_texts_go_to_their_language():
    fields = {"name_nl": "naam", "description": {"column": "over", "language": "en"}, "street": "rue"}
    found = record(
        {"nom": "A", "naam": "B", "over": "C", "rue": "D", "l": "nl|fr"},
        fields,
        language_column="l",
        language="fr",
    )
    assert (found.name, found.description, found.street) == ({"nl": "A"}, {"en": "C"}, {"nl": "D"})


def test_several_rules_are_joined_or_the_first_stands():
    fields = {"street": ["rue", "bte"], "email": ["mail1", "mail2"], "publics": ["p1", "p2"]}
    found = record(
        {
            "nom": "A",
            "rue": "Rue X 1",
            "bte": "bte 2",
            "mail2": "a@b.be",
            "p1": "young",
            "p2": "seniors|young",
        },
        fields,
    )
    assert (found.street, found.email, found.publics) == (
        {"fr": "Rue X 1, bte 2"},
        "a@b.be",
        ("seniors", "young"),
    )


def test_words_that_say_nothing_are_empty():
    fields = {"city": "ville", "phone": "tel", "website": "site"}
    place = read([{"nom": "A", "ville": "N/A", "tel": "—", "site": "@x"}], fields, empty=["@x"])[0]
    assert (place.record.city, place.record.phone, place.record.website, place.problems) == ("", "", "", ())


def test_a_bad_cell_leaves_its_field_empty_and_is_named():
    fields = {"phone": "tel", "updated": "maj", "open_hours": "h", "computers": "pc"}
    place = read([{"nom": "A", "tel": "x", "maj": "hier", "h": "parfois", "pc": "-1"}], fields)[0]
    assert codes(place) == [
        ("bad_phone", "tel", "x", "warning"),
        ("bad_date", "maj", "hier", "warning"),
        ("hours_not_understood", "h", "parfois", "warning"),
        ("bad_number", "pc", "-1", "warning"),
    ]
    assert (place.outcome, place.record.hours_note, place.record.open_hours) == (
        "place",
        {"fr": "parfois"},
        "",
    )


def test_one_remark_about_hours_for_two_kinds_of_hours():
    found = record({"nom": "A", "h": "parfois"}, {"open_hours": "h", "staffed_hours": "h"})
    assert found.hours_note == {"fr": "parfois"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": "1"}, "almost_empty"),
        ({"id": "1", "lat": "50", "lon": "4"}, "almost_empty"),
        ({"id": "1", "ville": "Gent"}, "no_name"),
        ({"nom": "<b></b>", "ville": "Gent"}, "no_name"),
        ({"nom": "A", "etat": "Fermé"}, "not_published"),
    ],
)
def test_rows_that_cannot_be_a_place_are_refused(row, code):
    fields = {"source_id": "id", "city": "ville", "position": {"columns": ["lat", "lon"]}}
    whole = {"id": "", "nom": "", "ville": "", "lat": "", "lon": "", "etat": ""} | row
    place = read([whole], fields, refuse=[{"column": "etat", "when": ["ferme"]}])[0]
    assert (place.outcome, place.record, [problem.code for problem in place.problems]) == (
        "refused",
        None,
        [code],
    )


def test_a_row_with_too_many_cells_is_refused():
    places = list(read_places(read_bytes(b"nom,ville\nA,x\nB,y,z\n"), mapping({"city": "ville"})))
    assert [place.outcome for place in places] == ["place", "refused"]


def test_points_outside_are_left_out_and_exchanged_ones_put_right():
    fields = {"position": {"columns": ["lat", "lon"]}}
    rows = [
        {"nom": name, "lat": lat, "lon": lon}
        for name, lat, lon in (("A", 4.35, 50.8), ("B", 48, 2), ("C", 50.8, 4.3))
    ]
    places = read(rows, fields)
    assert [(place.record.lat, place.record.lon) for place in places] == [
        (50.8, 4.35),
        (None, None),
        (50.8, 4.3),
    ]
    assert [[problem.code for problem in place.problems] for place in places] == [
        ["coordinates_swapped"],
        ["coordinates_out_of_area"],
        [],
    ]


def test_declared_bounds_are_stronger_than_the_country():
    found = record(
        {"nom": "A", "p": "48, 2"},
        {"position": {"column": "p", "convert": "point_text"}},
        bounds=[40, 0, 50, 9],
    )
    assert (found.lat, found.lon) == (48.0, 2.0)


def test_very_long_values_are_cut_or_left_out():
    fields = {"description": "d", "website": "w", "open_hours": "h"}
    long_hours = "; ".join(f"2026 Jan {day:02} 09:00-12:00" for day in range(1, 32)) * 3
    place = read(
        [{"nom": "mot " * 200, "d": "x" * 9000, "w": f"http://a.be/{'x' * 600}", "h": long_hours}], fields
    )[0]
    found = place.record
    assert (len(found.name["fr"]) <= LIMITS["name"], len(found.description["fr"]), found.website) == (
        True,
        LIMITS["description"],
        "",
    )
    assert [problem.code for problem in place.problems].count("too_long") >= 3
    assert max(len(problem.value) for problem in place.problems) == 200


def test_mark_up_and_formulas_become_plain_text():
    found = record({"nom": "=CMD|'x'!A1", "d": "<img src=x onerror=y>Aide &amp; cours"}, {"description": "d"})
    assert (found.name, found.description) == ({"fr": "=CMD|'x'!A1"}, {"fr": "Aide & cours"})


def test_a_file_without_a_column_for_the_name_does_not_fit():
    with pytest.raises(MappingError) as caught:
        list(read_places(read_bytes(b"titre,ville\nA,x\n"), mapping({"city": "ville"})))
    assert (caught.value.code, caught.value.detail["columns"], caught.value.detail["known"]) == (
        "missing_column",
        ["nom"],
        ["titre", "ville"],
    )


def test_what_a_mapping_misses_and_leaves_in_a_table():
    table = read_bytes(b"nom,ville,referent\nA,x,y\n")
    one = mapping({"city": "ville", "phone": ["tel", "tel2"], "email": ["nom", "mail"]})
    assert (one.missing_columns(table), one.unread_columns(table)) == (["tel", "tel2"], ["referent"])


# --- the same place --------------------------------------------------------------------------------

BY_ID = {"source_id": "id", "city": "ville"}


def outcomes(places):
    return [(place.row, place.outcome, place.same_as) for place in places]


def test_an_id_that_comes_again_with_equal_content_is_the_same_place():
    rows = [{"id": "1", "nom": "A"}, {"id": "1", "nom": "A"}]
    assert outcomes(read(rows, BY_ID)) == [(1, "place", None), (2, "same", 1)]


def test_an_id_that_comes_again_with_other_content_is_refused_and_names_the_first():
    places = read([{"id": "1", "nom": "A"}, {"id": "1", "nom": "B"}, {"id": "1", "nom": "A"}], BY_ID)
    assert outcomes(places) == [(1, "place", None), (2, "refused", None), (3, "same", 1)]
    assert codes(places[1]) == [("same_id_other_content", "id", "1", "refused")]


def test_without_id_name_and_address_are_the_key():
    rows = [
        {"nom": "Élan", "ville": "Gent"},
        {"nom": "ELAN ", "ville": "gent"},
        {"nom": "Élan", "ville": "Luik"},
    ]
    keys = [place.key for place in read(rows, BY_ID)]
    assert (keys[0].startswith("#"), keys[2] == keys[0], keys[1].removesuffix("-2") in keys[0]) == (
        True,
        False,
        True,
    )


def test_other_contents_of_one_hash_are_numbered_whatever_the_order():
    fields = {"city": "ville", "computers": "pc"}
    rows = [{"nom": "A", "ville": "Gent", "pc": count} for count in (1, 2, 3, 2)]
    there = {place.record.computers: place.key for place in read(rows, fields)}
    back = {place.record.computers: place.key for place in read(rows[::-1], fields)}
    assert (there, len(set(there.values()))) == (back, 3)
    assert sorted(key.partition("-")[2] for key in there.values()) == ["", "2", "3"]


def test_sessions_of_one_place_are_merged():
    fields = {"city": "ville", "open_hours": "h", "phone": "tel", "publics": "p"}
    rows = [
        {"nom": "A", "ville": "Gent", "h": "We 10:00-12:00", "tel": "", "p": "young"},
        {
            "nom": "A",
            "ville": "Gent",
            "h": "We 14:00-16:00; Fr 09:00-10:00",
            "tel": "02 000 00 01",
            "p": "seniors",
        },
        {"nom": "A", "ville": "Gent", "h": "le matin", "tel": "02 000 00 02", "p": ""},
    ]
    places = read(rows, fields, repeated="merge")
    found = places[0].record
    assert outcomes(places) == [(1, "place", None), (2, "same", 1), (3, "same", 1)]
    assert {place.record.content_hash() for place in places} == {found.content_hash()}
    assert (found.open_hours, found.phone, found.publics, found.hours_note) == (
        "We 10:00-12:00,14:00-16:00; Fr 09:00-10:00",
        "+32 2 000 00 01",
        ("seniors", "young"),
        {"fr": "le matin"},
    )


def test_hours_that_are_more_than_a_week_stand_side_by_side():
    fields = {"open_hours": "h"}
    rows = [{"nom": "A", "h": "Mo 10:00-12:00; PH off"}, {"nom": "A", "h": "Tu 10:00-12:00"}]
    assert (
        read(rows, fields, repeated="merge")[0].record.open_hours == "Mo 10:00-12:00; PH off, Tu 10:00-12:00"
    )


def test_reading_again_gives_the_same():
    rows = [
        {"nom": "A", "ville": "Gent"},
        {"nom": "A", "ville": "Gent"},
        {"id": "7", "nom": "B"},
        {"id": "8"},
    ]
    assert read(rows, BY_ID) == read(rows, BY_ID)


def test_progress_is_told():
    told = []
    table = read_bytes(json.dumps([{"nom": f"A{number}"} for number in range(450)]).encode())
    list(read_places(table, mapping(), progress=lambda done, total: told.append((done, total))))
    assert told == [(200, 450), (400, 450), (450, 450)]


# --- the record ------------------------------------------------------------------------------------


def test_ids_and_hashes_never_meet():
    keys = [PlaceRecord(source_id=text).key("s") for text in ("7", "#7", "\\7")]
    assert keys == ["7", "\\#7", "\\\\7"]


def test_the_hash_is_of_source_name_and_address():
    one = PlaceRecord(name={"fr": "Élan"}, street={"fr": "Rue X, 1"}, city="Gent", lat=1.0, lon=2.0)
    other = PlaceRecord(name={"fr": "elan"}, street={"fr": "rue x 1"}, city="GENT")
    assert (one.key("a") == other.key("a"), one.key("a") == one.key("b"), len(one.key("a"))) == (
        True,
        False,
        33,
    )


def test_the_content_is_what_is_said():
    one = PlaceRecord(
        name={"fr": "A"}, itinerant=False, computers=0, animator_fte=Decimal("1.50"), updated=date(2026, 1, 2)
    )
    assert one.as_dict() == {
        "name": {"fr": "A"},
        "itinerant": False,
        "computers": 0,
        "animator_fte": "1.5",
        "updated": "2026-01-02",
    }
    assert (
        one.content_hash() == PlaceRecord(**{**_fields(one), "animator_fte": Decimal("1.5")}).content_hash()
    )


def _fields(record):
    return {name: getattr(record, name) for name in PlaceRecord.__dataclass_fields__}

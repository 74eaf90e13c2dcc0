import json

import pytest

from opstap.exchange.reading import explain, read_bytes, read_mapping, read_places, recognise


def table_of(*rows):
    return read_bytes(json.dumps(list(rows)).encode())


FRENCH = {
    "Nom du lieu": "EPN Centre",
    "Prénom du référent": "Ada",
    "Téléphone mobile": "06 00 00 00 00",
    "Adresse": "Rue Haute 1",
    "Code postal": "4000",
    "Commune": "Digne",
    "Tél": "04 92 00 00 00",
    "Horaires d'ouverture": "lundi de 9h à 12h",
    "Latitude": "44.09",
    "Longitude": "6.22",
}


def test_columns_are_guessed_from_their_names():
    guesses = explain(table_of(FRENCH, FRENCH | {"Code postal": "13001"})).guesses
    assert guesses == {
        "position": ("Latitude", "Longitude"),
        "name": ("Nom du lieu",),
        "street": ("Adresse",),
        "postcode": ("Code postal",),
        "city": ("Commune",),
        "phone": ("Tél",),
        "open_hours": ("Horaires d'ouverture",),
    }


def test_the_draft_is_a_mapping_that_reads_the_file():
    table = table_of(FRENCH, FRENCH | {"Nom du lieu": "EPN Sud", "Code postal": "13001"})
    mapping = read_mapping(explain(table, name="Alpes 04").draft_toml)
    found = next(iter(read_places(table, mapping))).record
    assert (mapping.name, mapping.country, found.postcode, found.open_hours) == (
        "alpes-04",
        "FR",
        "04000",
        "Mo 09:00-12:00",
    )


def test_columns_of_persons_are_never_guessed():
    row = dict.fromkeys(
        ["Nom du contact", "Référent", "Responsable e-mail", "GSM", "Contactpersoon", "Nom"], "x@y.be"
    )
    unknown = explain(table_of(row))
    assert unknown.guesses == {"name": ("Nom",)}
    assert (unknown.missing, 'name = "Nom"' in unknown.draft_toml) == (("place",), True)


def test_what_is_needed_is_named():
    unknown = explain(table_of({"a": "1", "b": "2"}))
    assert (unknown.columns, unknown.guesses, unknown.missing) == (("a", "b"), {}, ("name", "place"))
    assert '#   "a"\n#   "b"' in unknown.draft_toml


@pytest.mark.parametrize(
    ("columns", "values", "converter"),
    [
        (("x", "y"), ("652381.9", "6862047.0"), "lambert93"),
        (("X", "Y"), ("149000", "170500"), "lambert72"),
        (("x", "y"), ("649000", "670500"), "lambert2008"),
        (("Coord. X", "Coord. Y"), ("44.84", "-0.58"), "swapped"),
        (("geo_lat", "geo_long"), ("44.84", "-0.58"), ""),
        (("geom", "z"), ("47.7698,7.32193", ""), "point_text"),
    ],
)
def test_coordinates_are_known_by_their_size(columns, values, converter):
    draft = explain(table_of({"nom": "A", **dict(zip(columns, values, strict=True))})).draft_toml
    line = next(line for line in draft.split("\n") if line.startswith("position"))
    assert line.partition("convert = ")[2] == (f'"{converter}" }}' if converter else "")


def test_days_in_columns_of_their_own():
    days = {f"h_{day}": "09:00-12:00" for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi")}
    table = table_of({"lib_fs": "A", "lib_com": "B", **days})
    found = next(iter(read_places(table, read_mapping(explain(table).draft_toml)))).record
    assert (found.name, found.city, found.open_hours) == ({"fr": "A"}, "B", "Mo-Fr 09:00-12:00")


def test_a_dutch_file():
    row = {
        "Naam": "De Schakel",
        "Straat": "Kerkstraat",
        "Huisnummer": "1",
        "Postcode": "1000",
        "Gemeente": "Brussel",
    }
    table = table_of(row)
    mapping = read_mapping(explain(table).draft_toml)
    found = next(iter(read_places(table, mapping))).record
    assert (mapping.country, found.name, found.street) == ("BE", {"nl": "De Schakel"}, {"nl": "Kerkstraat 1"})


def test_a_word_before_every_column_is_left_out():
    row = {f"c_{name}": "x" for name in ("nom", "adresse", "city", "mobile", "site_web", "contacts")}
    assert explain(table_of(row)).guesses == {
        "name": ("c_nom",),
        "street": ("c_adresse",),
        "city": ("c_city",),
        "website": ("c_site_web",),
    }


def test_an_id_must_be_there_and_differ():
    rows = [{"id": "1", "nom": "A"}, {"id": "1", "nom": "B"}]
    assert [
        "source_id" in explain(table_of(*rows)).guesses,
        "source_id" in explain(table_of(rows[0])).guesses,
    ] == [
        False,
        True,
    ]


def test_any_column_name_can_stand_in_a_draft():
    names = ['a"b', "c\\d", "e\x7ff", "g\nh", "nom 😀", "'"]
    table = read_bytes(json.dumps([dict.fromkeys(names, "x")]).encode())
    assert read_mapping(explain(table).draft_toml).rules["name"][0].columns == ("nom 😀",)


def test_an_unknown_file_is_not_recognised():
    assert recognise(table_of(FRENCH)) is None

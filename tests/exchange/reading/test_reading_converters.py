from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.exchange.reading.converters import CONVERTERS, Cell, Setting
from opstap.exchange.reading.converters.base import OPTION_TYPES


def run(name, *texts, country="FR", codes=None, columns=None, **options):
    names = columns or [f"c{number}" for number in range(len(texts))]
    cells = tuple(Cell(column, text) for column, text in zip(names, texts, strict=True))
    return CONVERTERS[name].run(cells, Setting(country, options, codes or {}))


def value(name, *texts, **kwargs):
    return run(name, *texts, **kwargs).value


def flaws(name, *texts, **kwargs):
    return [flaw.code for flaw in run(name, *texts, **kwargs).flaws]


# --- words -----------------------------------------------------------------------------------------


def test_texts_are_joined_cut_and_given_words_before():
    assert [
        value("text", "a", "", "b"),
        value("text", "a", "b", join=", "),
        value("text", "Marsac  Ateliers", before="  "),
        value("text", "N2", prefix="Bus : "),
        value("text", "", prefix="Bus : "),
        value("text", "voir https://a.be", only="url"),
        value("text", "https://a.be/x", only="url"),
    ] == ["a b", "a, b", "Marsac Ateliers", "Bus : N2", None, None, "https://a.be/x"]


def test_a_text_is_cut_at_a_mark_before_its_spaces_are_tidied():
    assert value("city", "Saint-Vaury  Numéro de téléphone", before="  ") == "Saint-Vaury"


@pytest.mark.parametrize(
    ("said", "street"),
    [
        ("8 rue de la Boétie - 33000 Bordeaux", "8 rue de la Boétie"),
        ("11, rue du 8 mai 1945 - 33150 CENON", "11, rue du 8 mai 1945"),
        ("32 Rue des Maçons, 33390 Blaye", "32 Rue des Maçons"),
        ("17, avenue Vignau - BP 30 33564 Carbon-Blanc", "17, avenue Vignau - BP 30"),
        ("Place Charles de Gaulle BP 40273 33697 Mérignac Cedex", "Place Charles de Gaulle"),
        ("21 bis rue Jean Jaurès, 98 800 Nouméa", "21 bis rue Jean Jaurès"),
        ("33 chemin Gaston", "33 chemin Gaston"),
        ("98819  MOINDOU", "98819 Moindou"),
    ],
)
def test_a_street_loses_the_postcode_behind_it(said, street):
    assert value("street", said, drop_postcode=True) == street


def test_names_of_places_and_organisations():
    assert [
        value("place_name", "CENTRE SOCIAL DE BAGATELLE"),
        value("place_name", "KONEXIO"),
        value("organisation_name", "43493312300029"),
        value("organisation_name", "0192c1de-0b55-7000-8000-000000000001"),
        value("organisation_name", "Aucune"),
        value("organisation_name", "Province Sud"),
    ] == ["Centre Social de Bagatelle", "KONEXIO", None, None, None, "Province Sud"]


@pytest.mark.parametrize(
    ("said", "country", "postcode", "codes"),
    [
        ("1000", "FR", "01000", []),
        ("98 835", "NC", "98835", []),
        ("F-33000", "FR", "33000", []),
        ("B-1000", "BE", "1000", []),
        ("1000", "BE", "1000", []),
        ("100", "BE", None, ["bad_postcode"]),
        ("23225 0", "FR", "23225", ["bad_postcode"]),
        ("2A004", "FR", None, ["bad_postcode"]),
        ("SW1A 1AA", "GB", "SW1A 1AA", []),
    ],
)
def test_postcodes(said, country, postcode, codes):
    assert (value("postcode", said, country=country), flaws("postcode", said, country=country)) == (
        postcode,
        codes,
    )


def test_codes_get_their_zeros_back():
    assert [value("zero_pad", "1053"), value("zero_pad", "2a004"), value("zero_pad", "53", width=3)] == [
        "01053",
        "2A004",
        "053",
    ]


def test_the_postcode_inside_an_address():
    assert [
        value("postcode_in_text", "BP 40273 33697 Mérignac"),
        value("postcode_in_text", "rue du 8 mai 1945"),
    ] == [
        "33697",
        None,
    ]


# --- numbers ---------------------------------------------------------------------------------------


def test_counts():
    assert [
        value("integer", text) for text in ("12", "12.0", "12 postes", "0", "aucun", "about 12", "~7", "")
    ] == [
        12,
        12,
        12,
        0,
        0,
        12,
        7,
        None,
    ]


def test_counts_that_are_none():
    said = ["3 in the youth section; adult section not stated", "-4", "999999", "douze"]
    assert [(value("integer", text), flaws("integer", text)) for text in said] == [(None, ["bad_number"])] * 4


def test_counts_of_several_columns_are_added_and_about_is_said():
    assert (value("integer", "15", "", "55"), flaws("integer", "environ 12")) == (70, ["approximate_number"])


def test_numbers_with_point_or_comma():
    assert [value("number", text) for text in ("1,5", "0.25", " 2 ", "beaucoup", "1e9")] == [
        Decimal("1.5"),
        Decimal("0.25"),
        Decimal(2),
        None,
        None,
    ]


def test_yes_and_no():
    said = ["Oui", "X", "true", "nee", "0", "peut-être", ""]
    assert [value("yes_no", text) for text in said] == [True, True, True, False, False, None, None]
    assert value("yes_no", "Itinérant|Fixe", yes=["itinérant|fixe"]) is True


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2024-04-02", date(2024, 4, 2)),
        ("2022-09-28 11:05:08", date(2022, 9, 28)),
        ("2020/06/30 14:16:50.898", date(2020, 6, 30)),
        ("2026-01-05T10:00:00Z", date(2026, 1, 5)),
        ("05/03/2021", date(2021, 3, 5)),
        ("5.3.21", date(2021, 3, 5)),
        ("09/0102023", None),
        ("31/02/2021", None),
        ("0001-01-01", None),
        ("2021", None),
    ],
)
def test_dates(said, found):
    assert value("date", said) == found


def test_a_part_of_a_date_is_its_first_day_where_that_is_wished():
    assert [
        value("date", text, partial=True) for text in ("2009-10", "about 2018", "2015-2018", "09/0102023")
    ] == [
        date(2009, 10, 1),
        date(2018, 1, 1),
        date(2015, 1, 1),
        None,
    ]


# --- points ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "texts", "point"),
    [
        ("lat_lon", ("50,8467", "4.3525"), (50.8467, 4.3525)),
        ("lon_lat", ("4.3525", "50.8467"), (50.8467, 4.3525)),
        ("swapped", ("44.839574881764", "-0.580237"), (44.839575, -0.580237)),
        ("lambert93", ("652381,98", "6862047,04"), (48.8567, 2.351012)),
        ("lambert72", ("149000", "170500"), (50.844905, 4.354553)),
        ("lambert2008", ("649000", "670500"), (50.844903, 4.354559)),
        ("point_text", ("{'lon': 166.468, 'lat': -22.234}",), (-22.234, 166.468)),
        ("point_text", ('{"lat": "48,85", "lng": "2,35"}',), (48.85, 2.35)),
        ("point_text", ('{"type": "Point", "coordinates": [2.35, 48.85]}',), (48.85, 2.35)),
        ("point_text", ("POINT (2.35 48.85)",), (48.85, 2.35)),
        ("point_text", ("47.7698,7.32193",), (47.7698, 7.32193)),
        ("point_text", ("48,85 ; 2,35",), (48.85, 2.35)),
        ("point_text", ("[48.85, 2.35]",), (48.85, 2.35)),
    ],
)
def test_points_in_every_shape(name, texts, point):
    assert value(name, *texts) == point


@pytest.mark.parametrize(
    ("name", "texts", "code"),
    [
        ("lat_lon", ("nord", "4.35"), "bad_coordinates"),
        ("lat_lon", ("50.8", ""), "bad_coordinates"),
        ("lat_lon", ("0", "0.0"), "coordinates_zero"),
        ("lat_lon", ("95", "4"), "coordinates_off_globe"),
        ("lat_lon", ("1e400", "4"), "bad_coordinates"),
        ("lambert93", ("0", "0"), "coordinates_zero"),
        ("lambert93", ("9" * 20, "1"), "coordinates_out_of_area"),
        ("point_text", ("Rue Haute",), "bad_coordinates"),
        ("point_text", ("lat: x, lon: y",), "bad_coordinates"),
    ],
)
def test_what_is_no_point(name, texts, code):
    assert (value(name, *texts), flaws(name, *texts)) == (None, [code])


def test_x_and_y_of_a_grid_that_were_exchanged_are_put_right():
    result = run("lambert93", "6862047,04", "652381,98")
    assert (result.value, [flaw.code for flaw in result.flaws]) == (
        (48.8567, 2.351012),
        ["coordinates_swapped"],
    )


def test_metres_without_readable_decimals_are_kept():
    result = run("lambert93", "405061,[...]", "6667731,37")
    assert (result.value, [flaw.code for flaw in result.flaws]) == (
        (47.044487, -0.886234),
        ["coordinates_rounded"],
    )


# --- codes -----------------------------------------------------------------------------------------

CODES = {
    "gratuit": ("free",),
    "sante acces aux soins": ("health",),
    "a": ("x",),
    "b": ("y", "z"),
    "autre": (),
    "langues etrangeres anglais": ("english",),
}


def test_lists_are_split_where_the_whole_is_unknown():
    assert [
        value("codes", "A|b", codes=CODES),
        value("codes", "a ; B\nAutre", codes=CODES),
        value("codes", "Santé, accès aux soins,a", codes=CODES, split=[","]),
        value("codes", "Santé, accès aux soins\na", codes=CODES, split=["\n", ","]),
        value("codes", "Gratuit : je peux entrer (sans frais, sans carte),a", codes=CODES, split=[","]),
        value("codes", "Langues étrangères (anglais)", codes=CODES),
    ] == [("x", "y", "z"), ("x", "y", "z"), ("x",), ("health", "x"), ("free", "x"), ("english",)]


def test_unknown_values_are_named_and_known_ones_without_code_are_not():
    assert flaws("codes", "a|Autre|Tricot|…", codes=CODES) == ["unknown_value"]


def test_one_code_is_the_first_known():
    assert (value("code", "Tricot|b|a", codes=CODES), flaws("code", "Tricot|b", codes=CODES)) == (
        "y",
        ["unknown_value"],
    )


def test_key_words_are_beginnings_of_words():
    codes = {"senior": ("seniors",), "jeune": ("young",)}
    assert [
        value("key_words", "Jeunes (16-30 ans), résident", codes=codes),
        value("key_words", "Pour les Séniors", codes=codes),
        value("key_words", "tous", codes=codes),
    ] == [("young",), ("seniors",), ()]


def test_flags_are_columns_that_say_anything_but_no():
    codes = {"wifi": ("access",), "aide": ("procedures",)}
    columns = ["WIFI", "AIDE"]
    assert [
        value("flags", "Accès WIFI", "", codes=codes, columns=columns),
        value("flags", "-", "X", codes=codes, columns=columns),
        value("flags", "Pas du tout", "non", codes=codes, columns=columns),
        value("flags", "Souvent", "Rarement", codes=codes, columns=columns, set_when=["souvent"]),
    ] == [("access",), ("procedures",), (), ("access",)]


PRICES = {"gratuit": ("free",), "gratuit sous condition": ("conditional",), "payant": ("paid",)}


@pytest.mark.parametrize(
    ("said", "price", "note"),
    [
        ("Gratuit", "free", ""),
        ("Gratuit|Payant", "conditional", ""),
        ("Gratuit sous condition|Payant", "conditional", ""),
        ("service public gratuit", "free", ""),
        ("0 €", "free", ""),
        ("Service public non payant, sur rendez-vous", "free", "Service public non payant, sur rendez-vous"),
        ("Adhésion : 10 euros", "paid", "Adhésion : 10 euros"),
        ("10 € puis ateliers gratuits", "conditional", "10 € puis ateliers gratuits"),
        ("3 EUR per month", "paid", "3 EUR per month"),
        ("small fee", "paid", "small fee"),
        ("printing 0.30 EUR per A4 page", None, "printing 0.30 EUR per A4 page"),
        ("Selon public", None, "Selon public"),
        ("-", None, ""),
    ],
)
def test_prices(said, price, note):
    result = run("price", said, codes=PRICES)
    assert (result.value, "".join(text for _, text in result.notes)) == (price, note)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Oui", "yes"),
        ("no", "no"),
        ("limited", "limited"),
        ("Accessibilité PMR", "yes"),
        ("Rampe d'accès, toilettes", "yes"),
        ("Non accessible aux fauteuils", "no"),
        ("Accessible avec aide", "limited"),
        ("Oui, lieu en rez de chaussée", "yes"),
        ("parking", None),
    ],
)
def test_wheelchairs(said, answer):
    assert value("wheelchair", said) == answer


# --- hours -----------------------------------------------------------------------------------------


def test_hours_in_every_shape():
    assert [
        value("hours", "Mo-Fr 09:00-12:00"),
        value("hours", "lundi au vendredi de 9h à 12h"),
        value("osm_hours", "Mo-Fr 09:00-12:00; PH off"),
        value("text_hours", "Mardi : 14h &agrave; 17h"),
        value("day_columns", "9h-12h", "x", columns=["lundi matin", "mardi"], closed=["x"]),
        value("day_columns", "9h-12h", columns=["h1"], days=["Mo"]),
        value("open_close_columns", "09:00", "12:00", columns=["Ouverture lundi", "Fermeture lundi"]),
        value("hours", "off"),
    ] == [
        "Mo-Fr 09:00-12:00",
        "Mo-Fr 09:00-12:00",
        "Mo-Fr 09:00-12:00; PH off",
        "Tu 14:00-17:00",
        "Mo 09:00-12:00",
        "Mo 09:00-12:00",
        "Mo 09:00-12:00",
        "off",
    ]


def test_hours_that_are_not_understood_are_kept_as_a_remark():
    result = run("hours", "un samedi sur deux")
    assert (result.value, result.notes) == (None, (("hours_note", "un samedi sur deux"),))


def test_the_day_that_is_not_understood_is_named():
    result = run("day_columns", "9h-12h", "14h-12h", columns=["lundi", "mardi"])
    assert [(flaw.column, flaw.value) for flaw in result.flaws] == [("mardi", "14h-12h")]
    assert result.notes == (("hours_note", "lundi: 9h-12h; mardi: 14h-12h"),)


# --- all -------------------------------------------------------------------------------------------


def test_every_converter_says_what_it_does_and_names_known_kinds_of_options():
    assert [one.name for one in CONVERTERS.values() if not one.summary.endswith(".")] == []
    assert {kind for one in CONVERTERS.values() for kind in one.options.values()} <= set(OPTION_TYPES)


@given(st.data(), st.sampled_from(sorted(CONVERTERS)))
def test_no_converter_stumbles_over_any_text(data, name):
    count = CONVERTERS[name].columns or 2
    texts = data.draw(st.lists(st.text(max_size=40), min_size=count, max_size=count))
    run(name, *texts, columns=["lundi", "mardi"][:count], codes=CODES)

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.exchange.reading import (
    MappingError,
    load_mapping,
    mapping_named,
    read_bytes,
    read_mapping,
    read_places,
    recognise,
    shipped,
)
from opstap.exchange.reading.mapping import mapping_from

WHOLE = """
name = "my-source"
country = "be"
bounds = [50, 4, 51, 5]
[recognise]
columns = ["Nom"]
[[refuse]]
column = "Statut"
when = ["Fermé"]
[fields]
name = "Nom"
name_nl = "Naam"
street = ["Rue", { column = "Boîte", convert = "text", prefix = "bte " }]
services = { column = "Offre", codes = "offer", split = [";"] }
supports = { convert = "flags", flags = { "Libre" = "open_access" } }
languages = { constant = ["fr", "nl"] }
[codes.offer]
"Démarches" = ["procedures", "safety"]
"""


def minimal(**changes):
    return {"name": "x", "country": "BE", "fields": {"name": "Nom"}} | changes


def error_of(raw):
    with pytest.raises(MappingError) as caught:
        mapping_from(raw)
    return caught.value.code, caught.value.detail


def test_a_mapping_is_read_from_toml_and_json_alike(tmp_path):
    toml, other = tmp_path / "m.toml", tmp_path / "m.json"
    toml.write_text('name = "x"\ncountry = "BE"\n[fields]\nname = "Nom"\n', encoding="utf-8-sig")
    other.write_text(json.dumps(minimal()), encoding="utf-8")
    assert load_mapping(toml) == load_mapping(other)


def test_what_a_mapping_holds():
    mapping = read_mapping(WHOLE)
    assert (mapping.country, mapping.label, mapping.repeated) == ("BE", "my-source", "number")
    assert mapping.columns() == ("Nom", "Naam", "Rue", "Boîte", "Offre", "Libre", "Statut")
    assert mapping.rules["services"][0].codes["demarches"] == ("procedures", "safety")
    assert mapping.rules["services"][0].codes["veilig digitaal"] == ("safety",)


@pytest.mark.parametrize(
    ("changes", "code", "names"),
    [
        ({"country": None}, "wrong_type", {"key": "country"}),
        ({"country": "Belgique"}, "wrong_type", {"key": "country"}),
        ({"name": "Été !"}, "wrong_type", {"key": "name"}),
        ({"language": "xx"}, "wrong_type", {"key": "language"}),
        ({"timezone": "Mars"}, "wrong_type", {"key": "timezone"}),
        ({"bounds": [1, 2]}, "wrong_type", {"key": "bounds"}),
        ({"empty": [1]}, "wrong_type", {"key": "empty"}),
        ({"repeated": "drop"}, "wrong_type", {"key": "repeated"}),
        ({"colour": "red"}, "unknown_key", {"key": "colour"}),
        ({"refuse": ["x"]}, "wrong_type", {"key": "refuse"}),
        ({"refuse": [{"column": "a"}]}, "wrong_type", {"key": "refuse"}),
        ({"refuse": [{"column": "a", "if": "b"}]}, "unknown_key", {"key": "refuse.if"}),
        ({"codes": {"a": 1}}, "wrong_type", {"key": "codes.a"}),
        ({"fields": {}}, "no_name", {}),
        ({"fields": {"city": "x"}}, "no_name", {}),
    ],
)
def test_a_wrong_head_is_named(changes, code, names):
    found, detail = error_of(minimal(**changes))
    assert (found, {key: detail[key] for key in names}) == (code, names)


@pytest.mark.parametrize("key", ["name", "country", "fields"])
def test_what_is_missing_is_named(key):
    raw = minimal()
    del raw[key]
    assert error_of(raw) == ("missing_key", {"key": key})


@pytest.mark.parametrize(
    ("field", "rule", "code", "names"),
    [
        ("colour", "x", "unknown_field", {"field": "colour"}),
        ("city_nl", "x", "unknown_field", {"field": "city_nl"}),
        ("city", 3, "wrong_type", {"field": "city"}),
        ("city", {}, "no_column", {"field": "city"}),
        ("city", {"columns": []}, "no_column", {"field": "city"}),
        ("city", {"column": "x", "convert": "magic"}, "unknown_converter", {"converter": "magic"}),
        ("city", {"column": "x", "convert": "phone"}, "wrong_converter", {"converter": "phone"}),
        ("city", {"column": "x", "width": 3}, "unknown_option", {"option": "width"}),
        ("city", {"column": "x", "before": 3}, "wrong_type", {"option": "before"}),
        ("phone", {"columns": ["x", "y"]}, "wrong_type", {"expected": "1 columns"}),
        ("position", "x", "wrong_type", {"expected": "2 columns"}),
        ("services", {"column": "x", "codes": "none"}, "unknown_code_table", {"value": "none"}),
        ("services", {"column": "x", "codes": {"A": "knitting"}}, "unknown_code", {"value": "knitting"}),
        ("services", {"column": "x", "codes": {"A": 1}}, "wrong_type", {"field": "services"}),
        ("services", {"convert": "flags", "flags": {"A": "nil"}}, "unknown_code", {"value": "nil"}),
        ("city", {"column": "x", "codes": {"A": "b"}}, "wrong_type", {"key": "codes"}),
        ("description", {"column": "x", "language": "xx"}, "wrong_type", {"key": "language"}),
        ("languages", {"constant": ["xx"]}, "unknown_code", {"value": "xx"}),
        ("itinerant", {"constant": "yes"}, "wrong_type", {"field": "itinerant"}),
        ("position", {"constant": [1, 2]}, "wrong_type", {"field": "position"}),
        ("host", {"constant": []}, "wrong_type", {"field": "host"}),
        ("open_hours", {"columns": ["a"], "convert": "day_columns"}, "wrong_type", {}),
        ("open_hours", {"column": "lundi", "convert": "open_close_columns"}, "wrong_type", {}),
    ],
)  # fmt: skip
def test_a_wrong_rule_names_its_field(field, rule, code, names):
    found, detail = error_of(minimal(fields={"name": "Nom", field: rule}))
    assert (found, {key: detail[key] for key in names}) == (code, names)


@pytest.mark.parametrize(
    ("text", "code"),
    [("name = ", "broken_toml"), ("{", "broken_json"), ("[fields", "broken_toml"), ("", "missing_key")],
)
def test_a_broken_mapping_says_so(text, code):
    with pytest.raises(MappingError) as caught:
        read_mapping(text)
    assert caught.value.code == code


def test_a_mapping_that_is_not_there(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    codes = []
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(MappingError) as caught:
            load_mapping(path)
        codes.append(caught.value.code)
    assert codes == ["unreadable"] * 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(
    JSON, st.sampled_from(["name", "fields", "codes", "refuse", "bounds", "recognise", "empty", "country"])
)
def test_any_data_is_a_mapping_or_named(value, key):
    with suppress(MappingError):
        mapping_from(minimal(**{key: value}))


@given(
    JSON, st.sampled_from(["name", "services", "position", "open_hours", "host", "itinerant", "languages"])
)
def test_any_rule_is_good_or_named(value, field):
    with suppress(MappingError):
        mapping_from(minimal(fields={"name": "Nom", field: value}))


# --- the shipped ones ------------------------------------------------------------------------------


def test_the_shipped_mappings():
    assert sorted(shipped()) == [
        "angers",
        "bfc-ternum",
        "brussels",
        "etapes-numerique",
        "fibre-64",
        "gironde",
        "la-creuse",
        "maine-et-loire",
        "mednum",
        "mednum-be",
        "nouvelle-caledonie",
        "opstap",
        "opstap-open",
        "ultra-num",
    ]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_mapping_is_recognised_by_columns_it_declares(name):
    mapping = mapping_named(name)
    columns = dict.fromkeys([*mapping.recognise, *mapping.recognise_any[:1]], "x")
    found = recognise(read_bytes(json.dumps([columns]).encode()))
    assert (found and found.name, bool(mapping.licence) or name == "opstap") == (name, True)


def test_an_unknown_name_names_the_known_ones():
    with pytest.raises(MappingError) as caught:
        mapping_named("nil")
    assert (caught.value.code, caught.value.detail["known"]) == ("unknown_mapping", sorted(shipped()))


@given(st.data(), st.sampled_from(sorted(shipped())))
def test_no_shipped_mapping_stumbles_over_any_cells(data, name):
    mapping = mapping_named(name)
    columns = mapping.columns()
    texts = st.text(max_size=20) | st.sampled_from(
        ["12", "-", "x", "Oui", "09:00", "1e9", "{}", "2024-01-01"]
    )
    cells = data.draw(st.dictionaries(st.sampled_from(columns), texts, max_size=12))
    table = read_bytes(json.dumps([dict.fromkeys(columns, ""), cells, cells]).encode())
    found = list(read_places(table, mapping))
    assert (len(found), found[0].outcome) == (3, "refused")

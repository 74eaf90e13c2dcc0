"""HSDS 3.0: each service against the compiled schema of the standard, and against what it says of a place."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from opstap.exchange.open_data import files, hsds
from opstap.spaces.models import Space
from tests.factories import make_area, make_organisation, make_space, make_stop

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA") or Path(__file__).parents[4] / "shared" / "data")
SCHEMA = DATA / "standards" / "hsds-3.0" / "compiled" / "service.json"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda: tmp_path)


def make_full() -> Space:
    area = make_area("21012", names={"fr": "Molenbeek-Saint-Jean"})
    space = make_space(
        names={"fr": "La Marche", "nl": "De Trede"},
        organisation=make_organisation(kind="library", enterprise_number="0212.347.450"),
        municipality=area,
        streets={"fr": "Rue de l’Exemple 1"},
        cities=area.names,
        postcode="1080",
        lat=50.855,
        lon=4.339,
        open_hours="Mo-Fr 09:00-17:00",
        staffed_hours="Mo 09:00-12:00",
        price="free",
        wheelchair="limited",
        phone="+32 2 000 00 01",
        email="marche@example.org",
        website="https://example.org/é",
        easy_texts={"fr": "Quelqu’un vous aide."},
    )
    for vocabulary, code in (("service", "job"), ("language", "nl"), ("public", "seniors")):
        space.offers.create(vocabulary=vocabulary, code=code)
    return space


def services() -> list[dict[str, Any]]:
    page = json.loads(Client().get("/api/v1/files/hsds.json").getvalue())
    assert (page["total_items"], page["last_page"]) == (len(page["contents"]), True)
    found: list[dict[str, Any]] = page["contents"]
    return found


def test_a_place_is_a_service_at_one_location() -> None:
    space = make_full()
    (told,) = services()
    location = told["service_at_locations"][0]["location"]

    assert (told["id"], told["name"], told["alternate_name"]) == (str(space.uid), "La Marche", "De Trede")
    assert (location["latitude"], location["addresses"][0]["postal_code"]) == (50.855, "1080")
    assert [one["description"] for one in told["schedules"]] == ["Mo-Fr 09:00-17:00", "Mo 09:00-12:00"]
    assert [one["taxonomy_term"]["code"] for one in told["attributes"]] == ["job", "seniors", "fr"]
    assert told["organization"]["organization_identifiers"][0]["identifier"] == "0212347450"
    assert told["attributes"][-1]["value"] == "Quelqu’un vous aide."
    assert told["cost_options"][0]["amount"] == 0


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0212.347.450", ("BE-BCE_KBO", "0212347450")),
        ("0212347450", ("BE-BCE_KBO", "0212347450")),
        ("FR 732 829 320 00074", (None, "FR 732 829 320 00074")),
    ],
)
def test_a_number_of_another_country_is_none_of_the_belgian_register(
    number: str, said: tuple[str | None, str]
) -> None:
    space = make_space(organisation=make_organisation(enterprise_number=number))
    (told,) = hsds.service_of(space)["organization"]["organization_identifiers"]

    assert (told.get("identifier_scheme"), told["identifier"]) == said
    assert told["identifier_type"]


def test_ids_stay_the_same_and_no_two_parts_share_one() -> None:
    space = make_full()
    first, second = hsds.service_of(space), hsds.service_of(space)
    parts = [
        first["phones"],
        first["schedules"],
        first["languages"],
        first["cost_options"],
        first["attributes"],
    ]
    ids = [one["id"] for part in parts for one in part]

    assert first == second
    assert len(ids) == len(set(ids)) == 8


def test_no_places_is_an_empty_page() -> None:
    assert services() == []


@pytest.mark.data
@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schemas: OPSTAP_EXTRA_DATA names no folder with them")
def test_by_the_schema_of_the_standard() -> None:
    make_full()
    make_space(names={"nl": "Alleen een naam"})
    make_stop(make_space(names={"fr": "Le Bus"}), "Mo-Su 09:00-10:00", lat=50.875, lon=4.33)
    check = Draft202012Validator(json.loads(SCHEMA.read_text()), format_checker=FormatChecker())
    told = services()

    assert [error.message for one in told for error in check.iter_errors(one)] == []
    told[0]["status"] = "open"
    assert [error.validator for error in check.iter_errors(told[0])] == ["enum"]

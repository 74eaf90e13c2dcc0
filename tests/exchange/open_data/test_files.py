"""The files of all published spaces: read back by outside parsers, checked against the standard, imported."""

import csv
import gzip
import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client
from opening_hours import OpeningHours

from opstap.exchange.models import ImportedPlace
from opstap.exchange.open_data import files, mednum
from opstap.exchange.open_data.place import FIELDS
from opstap.exchange.reading import read_bytes, read_places, recognise
from opstap.exchange.services.places import import_places
from opstap.spaces.models import Offer, Space
from opstap.spaces.services.publication import hide_space
from tests.factories import make_area, make_organisation, make_space, make_user

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA") or Path(__file__).parents[4] / "shared" / "data")
SCHEMA = DATA / "standards" / "mednum" / "schema.json"
TABLE_NS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda: tmp_path)


def make_two() -> list[Space]:
    """One with all the columns that a file can say, one with nothing but its name."""
    area = make_area("21012", names={"fr": "Molenbeek-Saint-Jean", "nl": "Sint-Jans-Molenbeek"})
    run_by = make_organisation(
        names={"fr": "CPAS de Molenbeek"}, kind="social_welfare", enterprise_number="0212.347.450"
    )
    full = make_space(
        names={"fr": "La Marche", "nl": "De Trede"},
        organisation=run_by,
        host="library",
        municipality=area,
        streets={"fr": "Rue de l’Exemple 1", "nl": "Voorbeeldstraat 1"},
        cities=area.names,
        postcode="1080",
        lat=50.855,
        lon=4.339,
        open_hours="Mo-Fr 09:00-17:00",
        staffed_hours="Mo 09:00-12:00",
        price="free",
        wheelchair="limited",
        computers=8,
        phone="+32 2 000 00 01",
        email="marche@example.org",
        website="https://example.org/",
        descriptions={"fr": "=Aide\navec tout.", "nl": 'Hulp, "echt"'},
        easy_texts={"nl": "Iemand helpt je."},
    )
    for vocabulary, code in (
        ("service", "procedures"),
        ("service", "access"),
        ("support", "coaching"),
        ("public", "seniors"),
        ("public", "migrants"),
        ("special_care", "reading"),
        ("access_mode", "walk_in"),
        ("language", "nl"),
    ):
        full.offers.create(vocabulary=vocabulary, code=code)
    return [full, make_space(names={"nl": "Alleen een naam"})]


def given(name: str) -> bytes:
    response = Client().get(f"/api/v1/files/{name}")
    assert response.status_code == 200
    return bytes(response.getvalue())


# --- read back by others ---------------------------------------------------------------------------


def from_csv(data: bytes) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def from_xlsx(data: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


def from_ods(data: bytes) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        root = ElementTree.fromstring(archive.read("content.xml"))
    lines = root.iter(f"{TABLE_NS}table-row")
    return [["".join(cell.itertext()) for cell in line.iter(f"{TABLE_NS}table-cell")] for line in lines]


@pytest.mark.parametrize(
    ("name", "read"), [("places.csv", from_csv), ("places.xlsx", from_xlsx), ("places.ods", from_ods)]
)
def test_a_table_holds_every_public_space(name: str, read: Callable[[bytes], list[list[Any]]]) -> None:
    full, bare = make_two()
    make_space(publication="review")
    head, *lines = read(given(name))
    rows = {row["id"]: row for row in (dict(zip(head, line, strict=True)) for line in lines)}

    assert tuple(head) == mednum.WHOLE
    assert list(rows) == sorted([str(full.uid), str(bare.uid)])
    told = rows[str(full.uid)]
    assert (told["name_nl"], told["staffed_hours"], told["service_codes"]) == (
        "De Trede",
        "Mo 09:00-12:00",
        "procedures|access",
    )
    assert (str(told["computers"]), str(told["latitude"]), told["code_insee"]) == ("8", "50.855", "21012")
    assert (told["telephone"], told["easy_text_nl"]) == ("+3220000001", "Iemand helpt je.")
    assert told["description_fr"].lstrip("'") == "=Aide\navec tout."
    assert (rows[str(bare.uid)]["nom"], rows[str(bare.uid)]["computers"]) == ("Alleen een naam", "")


def test_hours_are_read_by_another_reader_of_openstreetmap_expressions() -> None:
    make_two()
    head, *lines = from_csv(given("places.csv"))
    hours = [dict(zip(head, line, strict=True))["open_hours"] for line in lines]
    (said,) = [expression for expression in hours if expression]
    read = OpeningHours(said, timezone=ZoneInfo("Europe/Brussels"))

    monday = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Brussels"))
    assert [read.is_open(monday.replace(hour=hour)) for hour in (8, 9, 16, 17)] == [False, True, True, False]


def test_no_cell_of_a_table_is_a_formula() -> None:
    make_two()
    book = openpyxl.load_workbook(io.BytesIO(given("places.xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]

    assert cells == []
    assert "'=Aide" in given("places.csv").decode()


def test_geojson() -> None:
    full, bare = make_two()
    read = json.loads(given("places.geojson"))
    by_id = {feature["id"]: feature for feature in read["features"]}

    assert (read["type"], set(by_id)) == ("FeatureCollection", {str(full.uid), str(bare.uid)})
    assert by_id[str(full.uid)]["geometry"] == {"type": "Point", "coordinates": [4.339, 50.855]}
    assert by_id[str(bare.uid)]["geometry"] is None
    names = {field.name for field in FIELDS} - {"lat", "lon"}
    assert set(by_id[str(full.uid)]["properties"]) == names


# --- kept on the disk ------------------------------------------------------------------------------


def test_a_file_is_written_once_until_something_changes(client: Client) -> None:
    space = make_two()[1]
    first = files.standing("places.csv")
    assert first is not None
    assert files.standing("places.csv") == first
    os.utime(first, (0, 0))
    hide_space(space, by=make_user())
    cache.clear()  # what twenty seconds do
    second = files.standing("places.csv")

    assert second is not None
    assert second != first
    assert [path.name for path in files.folder().iterdir()] == [second.name]


def test_of_many_places_the_job_writes_and_who_asks_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FEW", 1)
    make_two()
    refused = client.get("/api/v1/files/places.csv", headers={"Accept-Language": "en"})

    assert (refused.status_code, refused["Retry-After"]) == (503, "300")
    assert (files.write_all(), files.write_all()) == (len(files.FILES), 0)
    assert client.get("/api/v1/files/places.csv").status_code == 200


def test_it_is_sent_small_to_who_can_read_that(client: Client) -> None:
    make_two()
    small = client.get("/api/v1/files/places.csv", headers={"Accept-Encoding": "gzip"})

    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.getvalue()) == given("places.csv")
    assert client.get("/api/v1/files/x.csv", headers={"Accept-Language": "en"}).json()["detail"] == (
        f"There are these files: {', '.join(files.FILES)}."
    )


# --- the standard, in its Belgian profile ----------------------------------------------------------

# What the profile puts in the place of the standard's own expressions.
PROFILE = {
    "pivot": r"^[a-zA-Z0-9]{9,14}$",
    "code_postal": r"^\d{4,5}$",
    "code_insee": r"^(\d{5}|2[AB]\d{3})$",
    "telephone": r"^\+\d{8,15}$",
}
# Our own check, always run: column → what a filled cell looks like.
OWN_CHECK = PROFILE | {
    "id": r"^[0-9a-f-]{36}$",
    "latitude": r"^-?\d{1,2}\.\d+$",
    "longitude": r"^-?\d{1,3}\.\d+$",
    "courriels": r"^[^@\s]+@[^@\s]+$",
    "site_web": r"^https?://\S+$",
    "itinerance": r"^(Itinérant|Fixe)$",
    "date_maj": r"^\d{4}-\d\d-\d\d$",
    "presentation_resume": r"^.{0,280}$",
    "frais_a_charge": r"^(Gratuit|Gratuit sous condition|Payant)$",
    "pays": r"^[A-Z]{2}$",
}


def strict_faults(row: dict[str, str], patterns: dict[str, str]) -> list[str]:
    return [name for name, pattern in patterns.items() if row[name] and not re.search(pattern, row[name])]


def standard_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(given("mednum.csv").decode("utf-8-sig"), newline="")))


def test_the_belgian_profile_by_our_own_strict_check() -> None:
    full, _bare = make_two()
    rows = standard_rows()

    assert [row["id"] for row in rows] == [str(full.uid)]  # one without an address is not of the standard
    assert [strict_faults(row, OWN_CHECK) for row in rows] == [[]]
    assert rows[0] | {"date_maj": "", "id": ""} == dict.fromkeys(mednum.COLUMNS, "") | {
        "pivot": "0212347450",
        "nom": "La Marche",
        "commune": "Molenbeek-Saint-Jean",
        "code_postal": "1080",
        "code_insee": "21012",
        "adresse": "Rue de l’Exemple 1",
        "latitude": "50.855",
        "longitude": "4.339",
        "typologie": "CCAS|BIB",
        "telephone": "+3220000001",
        "courriels": "marche@example.org",
        "site_web": "https://example.org/",
        "horaires": "Mo-Fr 09:00-17:00",
        "presentation_resume": "'=Aide avec tout.",
        "source": "CPAS de Molenbeek",
        "itinerance": "Fixe",
        "structure_parente": "CPAS de Molenbeek",
        "services": "Aide aux démarches administratives|Accès internet et matériel informatique",
        "publics_specifiquement_adresses": "Seniors",
        "prise_en_charge_specifique": "Illettrisme",
        "frais_a_charge": "Gratuit",
        "modalites_acces": "Se présenter",
        "modalites_accompagnement": "Accompagnement individuel",
        "pays": "BE",
    }


def test_the_check_finds_what_is_wrong() -> None:
    make_two()
    row = standard_rows()[0]

    assert strict_faults(row | {"code_postal": "B-1080", "telephone": "02 000"}, OWN_CHECK) == [
        "code_postal",
        "telephone",
    ]


def whole(pattern: str) -> str:
    """Expressions of the standard are partly not anchored at their beginning: here all of a cell must fit."""
    return rf"\A(?:{pattern})\Z"


@pytest.mark.data
@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema: OPSTAP_EXTRA_DATA names no folder with it")
def test_the_belgian_profile_by_the_schema_of_the_standard() -> None:
    full, _bare = make_two()
    for vocabulary, words in (
        ("public", mednum.PUBLICS),
        ("special_care", mednum.CARE),
        ("access_mode", mednum.ACCESS),
        ("support", mednum.SUPPORTS),
    ):
        for code in words:
            full.offers.get_or_create(vocabulary=vocabulary, code=code)
    fields = json.loads(SCHEMA.read_text())["fields"]
    rules = {field["name"]: field.get("constraints", {}) for field in fields}
    patterns = {name: whole(rule["pattern"]) for name, rule in rules.items() if "pattern" in rule}
    row = standard_rows()[0]

    assert tuple(rules) == mednum.STANDARD
    assert [name for name, rule in rules.items() if rule.get("required") and not row[name]] == []
    assert strict_faults(row, patterns | PROFILE) == []
    # What the profile is for, and nothing else (this NIS code looks like one of INSEE).
    assert strict_faults(row, patterns) == ["code_postal", "telephone"]


# --- imported again --------------------------------------------------------------------------------


def import_own(name: str) -> Any:
    table = read_bytes(given(name))
    mapping = recognise(table)
    assert mapping is not None
    return mapping.name, import_places(read_places(table, mapping), source=mapping.name, file_name=name)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Space, Offer, ImportedPlace)]


@pytest.mark.parametrize(
    ("name", "mapping", "rows"),
    [
        ("places.csv", "opstap-open", 2),
        ("places.xlsx", "opstap-open", 2),
        ("mednum.csv", "mednum-be", 1),
    ],
)
def test_the_import_of_ones_own_export_changes_nothing(name: str, mapping: str, rows: int) -> None:
    make_two()
    before = everything()
    recognised, run = import_own(name)

    assert recognised == mapping
    assert (run.rows, run.unchanged, run.created, run.updated, run.refused) == (rows, rows, 0, 0, 0)
    assert [problem for problem in run.problems if problem["severity"] == "refused"] == []
    assert everything() == before


def test_another_installation_gets_the_same_places() -> None:
    """What one gives and another reads is given again with the same values."""
    full, bare = make_two()
    data = given("places.csv")
    told = {row[name_at("nom")]: row for row in from_csv(data)[1:]}
    for space in (full, bare):
        space.offers.all().delete()
        space.delete()
    table = read_bytes(data)
    mapping = recognise(table)
    assert mapping is not None
    run = import_places(read_places(table, mapping), source="elsewhere", file_name="places.csv")
    Space.objects.update(publication="public")
    again = {row["nom"]: row for row in mednum.whole_rows(Space.objects.all())}
    differing = {
        column
        for name, row in told.items()
        for column, was in zip(mednum.WHOLE, row, strict=True)
        if was.lstrip("'") != str(again[name][column] if again[name][column] is not None else "").lstrip("'")
    }

    assert (run.created, run.refused) == (2, 0)
    # The id and the page are those of the new installation; the enterprise number and texts in easy words
    # are no columns of an import.
    assert differing <= {"id", "url", "pivot", "date_maj", "easy_text_nl"}


def name_at(column: str) -> int:
    return mednum.WHOLE.index(column)

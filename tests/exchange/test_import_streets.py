"""Address files become the file of streets; the older one stays until the new one is whole."""

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from opstap.exchange.reading import ReadingError
from opstap.exchange.reading.addresses import AddressesRead, read_addresses
from opstap.territory.streets import find_streets, has_streets, streets_path, summary
from tests import streets


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def write(path: Path, some: list[dict[str, Any]] | None = None, columns: list[str] | None = None) -> Path:
    path.write_text(streets.text(streets.rows() if some is None else some, columns), encoding="utf-8")
    return path


def run(*words: str) -> str:
    out = StringIO()
    call_command("import_data", "streets", *words, stdout=out)
    return out.getvalue()


def labels(text: str) -> list[str]:
    return [hit.label["fr"] for hit in find_streets(text, "", frozenset)]


def test_a_file_is_read_into_the_data_folder(folder: Path) -> None:
    said = run(str(write(folder / "openaddress-bebru.csv")))

    assert said == "11 rows = 11 addresses + 0 not in use + 0 refused\nThe finder knows 6 streets now.\n"
    made = summary()
    assert made is not None
    assert (made.streets, made.addresses, made.source) == (6, 11, "openaddress-bebru.csv")
    assert labels("Traplaan 7") == ["Avenue de l'Escalier 7, 1000 Bruxelles"]
    assert [path.name for path in folder.glob("streets*")] == ["streets.sqlite3"]


def test_a_zip_is_read_without_unpacking_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "best.zip", "w") as archive:
        archive.writestr("openaddress-bebru.csv", streets.text(streets.rows()[:6]))
        archive.writestr("openaddress-bevlg.csv", streets.text(streets.rows()[6:]))
        archive.writestr("readme.txt", "hello")

    assert json.loads(run(str(folder / "best.zip"), "--json"))["streets"] == 6


def test_rows_that_are_no_address_are_told_and_left_out(folder: Path) -> None:
    odd = [
        {"status": "retired"},
        {"house_number": "s/n"},
        {"EPSG:4326_lat": "0.00000", "EPSG:4326_lon": "0.00000"},
        {"EPSG:4326_lat": "north"},
        {"streetname_fr": "", "streetname_nl": ""},
    ]
    some = [streets.rows()[0], *(streets.rows(**changed)[1] for changed in odd)]
    report = json.loads(run(str(write(folder / "a.csv", some)), "--json"))

    assert (report["rows"], report["read"], report["not_in_use"], report["refused"]) == (6, 1, 1, 4)
    assert [problem["code"] for problem in report["problems"]] == [
        "bad_house_number",
        "coordinates_out_of_area",
        "bad_coordinates",
        "no_street",
    ]


@pytest.mark.parametrize(
    ("grid", "x", "y"), [("31370", "148000.0", "170000.0"), ("3812", "648000.0", "670000.0")]
)
def test_national_grids_are_read_where_the_file_has_no_degrees(
    folder: Path, grid: str, x: str, y: str
) -> None:
    columns = [f"EPSG:{grid}_x", f"EPSG:{grid}_y", *streets.COLUMNS[4:]]
    row = streets.rows()[0] | {f"EPSG:{grid}_x": x, f"EPSG:{grid}_y": y}
    (address,) = read_addresses(write(folder / "a.csv", [row], columns), AddressesRead())

    assert (round(address.lat, 2), round(address.lon, 2)) == (50.84, 4.34)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"name,postcode\nLa Marche,1080\n", "not_addresses"),
        (b"PK\x03\x04 and nothing else", "broken_zip"),
        (b"streetname_fr,postcode,house_number,street_id,EPSG:4326_lat,EPSG:4326_lon\n", "no_records"),
        (streets.text(streets.rows()).encode("latin-1"), "not_utf8"),
        (streets.text(streets.rows()).encode() + b'"' + b"x" * 20_000, "not_addresses"),
    ],
)
def test_what_cannot_be_read_leaves_the_older_streets(folder: Path, content: bytes, code: str) -> None:
    run(str(write(folder / "good.csv")))
    before = streets_path().read_bytes()
    (folder / "bad.csv").write_bytes(content)

    with pytest.raises(SystemExit):
        call_command("import_data", "streets", str(folder / "bad.csv"), "--json", stdout=(out := StringIO()))

    assert json.loads(out.getvalue())["code"] == code
    assert streets_path().read_bytes() == before
    assert [path.name for path in folder.glob("streets*")] == ["streets.sqlite3"]


def test_a_missing_file_is_named(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*none\.csv\. Nothing was written\."):
        run(str(folder / "none.csv"))
    with pytest.raises(ReadingError):
        list(read_addresses(folder, AddressesRead()))


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    assert "Dry run: nothing was written." in run(str(write(folder / "a.csv")), "--dry-run")
    assert has_streets() is False


def test_a_new_file_takes_the_place_of_the_older_one_at_once(folder: Path) -> None:
    run(str(write(folder / "a.csv")))
    assert labels("Rue Haute 4") != []

    run(str(write(folder / "a.csv", streets.rows(streetname_fr="Rue Neuve", streetname_nl="")[:1])))

    assert (labels("Rue Haute 4"), labels("rue neuve 1")) == ([], ["Rue Neuve 1, 1000 Bruxelles"])

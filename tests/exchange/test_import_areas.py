"""Areas with their figures: a row that no area can be made of is refused by name, and the others are read."""

from typing import Any

import pytest

from opstap.exchange.reading.files import read_bytes
from opstap.exchange.services.areas import AreasReport, import_areas
from opstap.territory.models import Area, AreaFigure, AreaKind

pytestmark = pytest.mark.django_db


def read(text: str, **more: Any) -> AreasReport:
    return import_areas(read_bytes(text.encode()), country="BE", kind=AreaKind.MUNICIPALITY, **more)


def test_a_good_row_beside_rows_that_are_refused() -> None:
    report = read(
        "code,name_fr,postcodes,lat,area_km2,population_2025\n"
        "21012,Molenbeek,1080|1081,50.85,5.9,98 000\n"
        ",Nulle part,,,,\n"
        "21001,,,,,\n"
        f"{'9' * 21},Longue,,,,\n"
        f"21002,{'x' * 121},,,,\n"
        "21003,Poste,1080 et 1081 et 1082,,,\n"
        "21004,Pôle,,91,,\n"
        "21005,Creux,,,-3,\n"
        "21006,Vide,,,,-5\n"
    )

    assert (report.counts["created"], report.counts["refused"]) == (1, 8)
    assert [(one["row"], one["column"], one["code"]) for one in report.problems] == [
        (3, "code", "no_code"),
        (4, "name_fr", "no_name"),
        (5, "code", "too_long"),
        (6, "name_fr", "too_long"),
        (7, "postcodes", "too_long"),
        (8, "lat", "coordinates_off_globe"),
        (9, "area_km2", "bad_number"),
        (10, "population_2025", "bad_number"),
    ]
    area = Area.objects.get()
    assert (area.code, area.figures.get().value) == ("21012", 98_000)
    assert sorted(area.postcodes.values_list("postcode", flat=True)) == ["1080", "1081"]


def test_an_estimate_needs_a_year() -> None:
    read(
        "code,name_fr,population_estimated,population_estimated_year\n"
        "21012,Molenbeek,98000,2025\n"
        "21001,Anderlecht,120000,²\n"
        "21002,Auderghem,35000,99999\n"
    )

    assert [(one.area.code, one.year) for one in AreaFigure.objects.select_related("area")] == [
        ("21012", 2025)
    ]


def test_a_dry_run_writes_nothing() -> None:
    assert read("code,name_fr\n21012,Molenbeek\n", dry_run=True).counts["created"] == 1
    assert not Area.objects.exists()

"""From a street and a number, in French or Dutch, to a point."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from opstap.exchange.services.streets import import_streets
from opstap.territory.apps import streets_said
from opstap.territory.lookup import Origin, locate, suggest, sure_of
from opstap.territory.models import Area
from opstap.territory.services import load_brussels
from opstap.territory.streets import streets_path
from opstap.territory.streets.writing import street_key, street_sound
from tests import streets

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def brussels(tmp_path: Path, settings: Settings) -> Area:
    settings.DATA_DIR = tmp_path
    (tmp_path / "best.csv").write_text(streets.text(streets.rows()), encoding="utf-8")
    import_streets([tmp_path / "best.csv"], now=NOW)
    return load_brussels()


def said(origins: list[Origin]) -> list[Any]:
    return [(origin.label["fr"], origin.kind) for origin in origins]


HIGH = "Rue Haute 12, 1000 Bruxelles"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rue Haute 12, 1000 Bruxelles", [HIGH]),
        ("hoogstraat 12 1000", [HIGH]),
        ("12 rue haute, bruxelles", [HIGH]),
        ("Hoogstr. 12 bus 3, Brussel", [HIGH]),
        ("r. haute 12 bruxelles", [HIGH]),
        ("rue haute 12", [HIGH, "Rue Haute 12, 1080 Molenbeek"]),
        ("rue haute", ["Rue Haute, 1000 Bruxelles", "Rue Haute, 1080 Molenbeek"]),
        ("rue haute 4, liege", ["Rue Haute 4, 4000 Liège"]),
        ("rue haute molenbeek", ["Rue Haute, 1080 Molenbeek"]),
        ("Chée de Mons 1450", ["Chaussée de Mons 1450, 1070 Anderlecht"]),
        ("bergensesteenweg 475", ["Chaussée de Mons 475, 1070 Anderlecht"]),
        ("rue du 11 novembre 5", ["Rue du 11 Novembre 5, 1000 Bruxelles"]),
        ("rue du 11 novembre", ["Rue du 11 Novembre, 1000 Bruxelles"]),
        ("avenue de l’escalier 7", ["Avenue de l'Escalier 7, 1000 Bruxelles"]),
        ("rue haute 5a, 1000", ["Rue Haute 5A, 1000 Bruxelles"]),
    ],
)
def test_a_street_as_people_write_it(text: str, expected: list[str]) -> None:
    assert said(locate(text)) == [(label, "street") for label in expected]


@pytest.mark.parametrize(
    "text", ["1000", "1070 Anderlecht", "Molenbeek", "Noordstation", "rue Bleue 3, 1080"]
)
def test_what_is_no_street_means_what_it_meant(text: str) -> None:
    assert {origin.kind for origin in locate(text)} & {"street"} == set()


def test_the_house_has_its_own_point() -> None:
    (origin,) = locate("Rue Haute 6, 1000")

    assert (origin.lat, origin.lon, origin.is_exact) == (50.843, 4.35, True)


@pytest.mark.parametrize(
    ("number", "lat"),
    [
        (4, 50.842),  # half-way between 2 and 6
        (3, 50.841),  # between 1 and 5, on the other side
        (99, 50.842),  # beyond the last odd one
        (20, 50.844),
    ],
)
def test_a_missing_number_lies_between_its_neighbours_on_the_same_side(number: int, lat: float) -> None:
    (origin,) = locate(f"Rue Haute {number}, 1000")

    assert (round(origin.lat, 5), origin.is_exact) == (lat, False)


def test_a_misspelt_street_is_suggested_and_taken_when_it_is_the_only_one() -> None:
    sure = sure_of("rue du 11 novenbre 5")

    assert sure is not None
    assert sure.label["nl"] == "11 Novemberstraat 5, 1000 Brussel"
    assert sure_of("rue hote 12") is None
    assert said(suggest("rue hote 12"))[0] == (HIGH, "street")


@pytest.mark.parametrize("harm", ["gone", "damaged", "other version"])
def test_without_the_file_only_streets_are_missing(harm: str) -> None:
    path = streets_path()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(b"SQLite format 3\0" + b"?" * 4000 if harm == "damaged" else b"")

    assert said(locate("Rue Haute 12, 1000 Bruxelles")) == [("1000 Bruxelles", "postcode")]
    assert said(locate("Rue Haute 12")) == []
    assert streets_said() == ["Streets are not known to the finder: opstap import streets FILE brings them."]


def test_the_server_says_at_its_start_which_streets_it_knows() -> None:
    assert streets_said() == [f"Streets: 6 with 11 houses, imported {NOW:%Y-%m-%d}."]


def test_keys_forgive_how_the_kind_of_street_is_written() -> None:
    assert len({street_key(one) for one in ("av de la reine", "avenue la reine", "ave reine")}) == 1
    assert len({street_key(one) for one in ("hoogstraat", "hoog straat", "hoogstr")}) == 1
    assert street_sound("rue de la reyne") == street_sound("avenue de la reine")

"""Every real file imports, the sums add up, the second time all is unchanged; confirmed, they are public."""

import os
from pathlib import Path

import pytest

from opstap.exchange.models import ImportRun
from opstap.exchange.reading import read_places, read_table, recognise
from opstap.exchange.services.places import import_places
from opstap.spaces.models import Space
from opstap.spaces.services.publication import confirm_spaces
from opstap.territory.services import load_brussels
from tests.factories import make_user

DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA") or Path(__file__).parents[3] / "shared" / "data")
# file → rows, refused rows
FILES = {
    "places/angers.json": (63, 0),
    "places/bfc-ternum.csv": (697, 0),
    "places/etapes-numerique.json": (95, 0),
    "places/fibre-64.json": (60, 0),
    "places/gironde.json": (345, 0),
    "places/la-creuse.json": (91, 0),
    "places/maine-et-loire.json": (243, 24),
    "places/nouvelle-caledonie.json": (92, 0),
    "places/ultra-num.json": (155, 0),
    "brussels/spaces.csv": (41, 0),
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="real files: OPSTAP_EXTRA_DATA names no folder"),
]


def import_file(name: str) -> ImportRun:
    table = read_table(DATA / name)
    mapping = recognise(table)
    assert mapping is not None
    return import_places(read_places(table, mapping), source=mapping.name, file_name=name)


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_twice(name: str) -> None:
    load_brussels()
    rows, refused = FILES[name]
    first, second = import_file(name), import_file(name)

    assert (first.rows, first.refused) == (rows, refused)
    assert first.created + first.updated + first.unchanged + first.refused == rows
    assert (second.created, second.updated, second.unchanged) == (0, 0, rows - refused)


def test_confirmed_as_a_whole_source_they_are_public() -> None:
    load_brussels()
    done = import_file("brussels/spaces.csv")

    assert confirm_spaces(Space.objects.filter(source=done.source), by=make_user()) == 41
    assert Space.objects.public().count() == 41

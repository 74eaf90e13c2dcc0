"""Anything may be sent to any address: the answer is never a fault of the server; who is refused is told why
in her language, and nothing was half-written.

More than ten thousand of them: benchmarks/any_body.py.
"""

from typing import Any

import pytest

from tests.access.places import Place, make_people, make_places
from tests.access.table import TABLE, Row
from tests.any_body import FILES, Tally, reached, send_files, send_often, target

TARGETS: list[Any] = [
    pytest.param(row, method, often, id=f"{method.upper()} {row.name}") for row, method, often in reached()
]


@pytest.fixture
def place(db: None) -> Place:
    return make_places()["own"]


@pytest.mark.parametrize(("row", "method", "often"), TARGETS)
def test_anything_may_be_sent(row: Row, method: str, often: int, place: Place) -> None:
    tally = Tally()
    send_often(target(row, method, place, make_people(place)), often, tally)
    assert sum(tally.values()) >= often


def test_any_file_of_places_may_be_sent(place: Place) -> None:
    tally, row = Tally(), next(row for row in TABLE if row.name == "exchange:upload")
    send_files(target(row, "post", place, make_people(place)), FILES, tally)
    taken = tally["exchange:upload", "file of places", "taken"]
    assert sum(tally.values()) >= FILES > taken > 0


def test_there_are_thousands_of_them() -> None:
    assert sum(often for _row, _method, often in reached()) + FILES >= 3000

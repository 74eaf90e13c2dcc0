"""Anything may be sent to any address: the answer is never a fault of the server; who is refused is told why
in her language, and nothing was half-written.

More than ten thousand of them: benchmarks/any_body.py.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.access.places import World, make_world
from tests.access.table import TABLE, Row
from tests.any_body import FILES, Tally, reached, send_files, send_often, target
from tests.made_once import made_once

TARGETS: list[Any] = [
    pytest.param(row, method, often, id=f"{method.upper()} {row.name}") for row, method, often in reached()
]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from made_once(django_db_blocker, make_world)


@pytest.fixture
def world(made: World, db: None) -> World:
    return deepcopy(made)


@pytest.mark.parametrize(("row", "method", "often"), TARGETS)
def test_anything_may_be_sent(row: Row, method: str, often: int, world: World) -> None:
    tally = Tally()
    send_often(target(row, method, world.own, world.people), often, tally)
    assert sum(tally.values()) >= often


def test_any_file_of_places_may_be_sent(world: World) -> None:
    tally, row = Tally(), next(row for row in TABLE if row.name == "exchange:upload")
    send_files(target(row, "post", world.own, world.people), FILES, tally)
    taken = tally["exchange:upload", "file of places", "taken"]
    assert sum(tally.values()) >= FILES > taken > 0


def test_there_are_thousands_of_them() -> None:
    assert sum(often for _row, _method, often in reached()) + FILES >= 3000

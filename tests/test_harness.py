"""The tests' own surroundings: nobody's data, no network, a database like the real one."""

import os
import socket
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from tests import postgres
from tests.harness import BROWSERS_THAT_WRITE

needs_postgresql = pytest.mark.skipif(
    postgres.binaries() is None and not os.environ.get("CI"), reason=postgres.NOT_FOUND
)


def test_everything_happens_in_a_temporary_folder() -> None:
    assert Path(tempfile.gettempdir()) in Path(settings.DATA_DIR).parents


@pytest.mark.django_db
def test_sqlite_is_a_file_of_the_tests() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL")
    database = Path(connection.settings_dict["NAME"])

    assert (database.is_file(), Path(settings.DATA_DIR) in database.parents) == (True, True)


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


@pytest.mark.django_db
def test_what_asks_a_database_is_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database") is not None


def test_what_asks_none_is_not_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database") is None


def test_the_browsers_that_write_are_there() -> None:
    there = {path.name for path in (Path(__file__).parent / "browser").glob("test_*.py")}

    assert there & BROWSERS_THAT_WRITE == BROWSERS_THAT_WRITE


@pytest.mark.parametrize("again", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_every_test_finds_an_empty_database(again: int) -> None:
    people = get_user_model().objects
    people.create(email="somebody@example.org")

    assert people.count() == 1


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(AssertionError, match="reached for the network"):
        socket.create_connection(("192.0.2.1", 80))


@needs_postgresql
def test_a_private_postgresql_is_gone_afterwards() -> None:
    with postgres.throwaway_cluster() as url:
        folder = Path(psycopg.conninfo.conninfo_to_dict(url)["host"])
        with psycopg.connect(url) as session:
            assert session.execute("SHOW listen_addresses").fetchone() == ("",)

    assert folder.exists() is False

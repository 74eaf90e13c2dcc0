"""Updates and restores over several versions: a populated database of every earlier state of the tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.installation import Installation, installation
from tests.keeping.commands import opstap
from tests.older import IDS
from tests.tables import described

pytestmark = pytest.mark.django_db  # to compare with; so that both tests stay together


@pytest.fixture(scope="module")
def made(pytestconfig: pytest.Config) -> Iterator[Installation]:
    with installation(pytestconfig.getoption("database")) as made:
        yield made


@pytest.fixture(scope="module")
def old_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("old") / "opstap-of-the-first-state.tar"


@pytest.fixture(scope="module")
def filled(made: Installation, old_backup: Path) -> dict[str, int]:
    found: dict[str, int] = made.prepare("tests.older", "fill", str(old_backup))
    return found


def moved(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("guarded", "places", "reveals", "secret")}


MOVED = {
    "guarded": True,
    "places": [["coaching", "space"], ["direct_help", "space"], ["remote", "remote"]],
    "reveals": [True],
    "secret": [True, "readable"],
}
# Django makes this number of its own, which nothing here uses, small or large on PostgreSQL.
GROUPS = [["auth_group_permissions", "id", "AutoField", False]]
SENT = {IDS["tap"]: "recorded", IDS["help"]: "recorded", IDS["drop"]: "dropped"}


def test_a_populated_database_of_every_earlier_state_is_migrated(
    made: Installation, filled: dict[str, int]
) -> None:
    opstap(made, "migrate", "--verbosity", "0")
    found = made.prepare("tests.older", "look")

    assert [row for row in described() if row not in found["tables"]] in ([], GROUPS)
    assert len(found["tables"]) == len(described())
    assert len(filled) >= 25
    assert found["rows"] == filled
    assert moved(found) == MOVED
    assert found["outcomes"] == SENT | {IDS["kept"]: "counted"}


def test_a_backup_of_an_earlier_state_is_restored_and_migrated(
    made: Installation, filled: dict[str, int], old_backup: Path
) -> None:
    said = opstap(made, "restore", str(old_backup), "--replace", "--json")
    found = made.prepare("tests.older", "look")

    assert (said["restored"], said["saved"] is not None) == (True, True)
    assert moved(found) == MOVED
    assert found["outcomes"] == SENT
    assert "desk_turn" not in found["rows"]

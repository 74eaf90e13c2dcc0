"""An empty database gets all its tables at once, one of today is left alone.

Older ones: tests/keeping/test_older_states.py.
"""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from opstap.core.audit import guards_present, lift_guards
from opstap.core.schema import is_of_today, known_migrations, make_tables


@pytest.mark.django_db
def test_every_migration_counts_as_applied() -> None:
    assert set(MigrationRecorder(connection).applied_migrations()) == known_migrations()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"run_syncdb": True}], ids=["by hand", "by the tests"])
def test_a_database_of_today_is_guarded_and_not_walked(
    monkeypatch: pytest.MonkeyPatch, asked: dict[str, bool]
) -> None:
    monkeypatch.setattr(MigrationExecutor, "_create_project_state", None)  # with which the walk begins
    lift_guards(connection)
    call_command("migrate", verbosity=0, **asked)

    assert guards_present(connection)


@pytest.mark.django_db
def test_a_step_that_is_lacking_is_seen() -> None:
    applied = MigrationRecorder(connection)
    assert is_of_today(connection)
    last = max(name for room, name in applied.applied_migrations() if room == "coverage")
    applied.record_unapplied("coverage", last)

    assert not is_of_today(connection)


def tables(file: Path) -> set[str]:
    with sqlite3.connect(file) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_all_tables_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    file = tmp_path / "new.sqlite3"
    databases = connections.databases | {"new": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}}
    monkeypatch.setitem(connections.databases, "new", connections.configure_settings(databases)["new"])
    new = connections["new"]
    make_one = new.SchemaEditorClass.create_model

    def breaks(editor: Any, model: Any) -> None:
        if model._meta.db_table == "desk_visit":
            raise KeyboardInterrupt
        make_one(editor, model)

    monkeypatch.setattr(new.SchemaEditorClass, "create_model", breaks)
    with django_db_blocker.unblock(), pytest.raises(KeyboardInterrupt):
        make_tables(new)
    new.close()
    del connections["new"]
    assert tables(file) == set()

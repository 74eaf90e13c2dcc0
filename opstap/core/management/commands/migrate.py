"""`opstap migrate`: an empty database gets the tables of today at once; an older one is moved step by step.

Walking all migrations means to rebuild what every model once was: 20 seconds for tables that are made in one.
That both ways lead to the same tables is looked at in tests/keeping/test_older_states.py.
"""

from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

# Who asks for one of these wants to see or to do the steps one by one.
STEP_BY_STEP = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options[name] for name in STEP_BY_STEP) and not connection.introspection.table_names():
            make_tables(connection)
        super().handle(*args, **options)


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """All tables, and a row that says "applied" for every migration; all or nothing."""
    applied = MigrationRecorder(connection).Migration
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    with connection.schema_editor() as editor:
        models: list[type[Model]] = [*apps.get_models(), applied]
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        applied.objects.using(connection.alias).bulk_create(
            applied(app=room, name=name) for room, name in known
        )

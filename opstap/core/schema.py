"""The tables of today: made at once, and told from those of an older version."""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def known_migrations() -> set[tuple[str, str]]:
    """(room, name) of every migration of the program."""
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def is_of_today(connection: BaseDatabaseWrapper) -> bool:
    """Whether every migration was applied. Raises InconsistentMigrationHistory as the walk would."""
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    is_forked = bool(executor.loader.detect_conflicts())
    return not is_forked and not executor.migration_plan(executor.loader.graph.leaf_nodes())


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """All tables, and a row that says "applied" for every migration; all or nothing."""
    applied = MigrationRecorder(connection).Migration
    with connection.schema_editor() as editor:
        models: list[type[Model]] = [*apps.get_models(), applied]
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        applied.objects.using(connection.alias).bulk_create(
            applied(app=room, name=name) for room, name in sorted(known_migrations())
        )

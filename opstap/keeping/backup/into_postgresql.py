"""Restoring into PostgreSQL, in one transaction: tables made anew, rows copied in, checked, migrated."""

import uuid

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from opstap.core.schema import known_migrations, make_tables
from opstap.keeping.backup import checking, postgresql, settling
from opstap.keeping.backup.archive import Reader
from opstap.keeping.backup.making import django_connection
from opstap.keeping.backup.manifest import Manifest
from opstap.keeping.backup.problems import RefusedError


def fill_postgresql(reader: Reader, said: Manifest, *, restore: uuid.UUID) -> dict[str, int]:
    """Replace the tables of Opstap by those of the backup. On any error the database stays as it was.

    Answers what was done again after the restore. Raises RefusedError when the tables cannot be made as they
    were, DamagedError when the rows are not those that were backed up.
    """
    with transaction.atomic():
        raw = django_connection()
        postgresql.drop(raw, {*_our_tables(), *(table.name for table in said.tables)})
        _make_tables(said)
        _copy_rows(reader, said, raw)
        _check_rows(said, raw)
        ContentType.objects.clear_cache()
        _bring_up_to_date(raw)
        return settling.settle_rows(restore=restore, run=said.run)


def _our_tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return ["django_migrations", *(model._meta.db_table for model in models)]


def _make_tables(said: Manifest) -> None:
    """In the state of the backup: that of today at once, as `opstap migrate`, an older one step by step."""
    if set(said.migrations) == known_migrations():
        make_tables(connection)
        return
    executor = MigrationExecutor(connection)
    applied = set(said.migrations)
    followed = {
        parent.key
        for node in applied
        for parent in executor.loader.graph.node_map[node].parents
        if parent.key[0] == node[0]
    }
    executor.migrate(sorted(applied - followed))


def _copy_rows(reader: Reader, said: Manifest, raw: postgresql.Connection) -> None:
    wanted = {table.name: sorted(table.columns) for table in said.tables}
    found = {name: sorted(postgresql.columns_of(raw, name)) for name in postgresql.table_names(raw)}
    if wanted != found:
        different = sorted(
            name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
        )
        raise RefusedError(f"These tables cannot be made as they were: {', '.join(different)}.")
    postgresql.speak_plainly(raw)
    postgresql.empty(raw, wanted)
    for table in said.tables:
        for entry in said.below(f"database/{table.name}"):
            postgresql.copy_in(raw, table, reader.chunks(entry))
    postgresql.set_sequences(raw, said.sequences)


def _check_rows(said: Manifest, raw: postgresql.Connection) -> None:
    # Tables made step by step may have their columns in another order than tables made at once (decision 27).
    as_written = {table.name: table.columns for table in said.tables}
    checking.check_tables(said, postgresql.tables(raw, as_written))


def _bring_up_to_date(raw: postgresql.Connection) -> None:
    """Migrate the filled tables. Relations are looked at at once: a table with a look pending cannot be
    changed, and in the transaction in which a row was copied in every move of data would leave one.
    """
    raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
    settling.bring_up_to_date()
    raw.execute("SET CONSTRAINTS ALL DEFERRED")

"""The audit trail: who did what to which object, when; field names only, never personal values.

Append-only is kept by the database itself: triggers refuse UPDATE and DELETE, and on PostgreSQL TRUNCATE
(SQLite has none). They are put in place by `install_guards`, which is idempotent and runs after every
migrate (SQLite drops triggers when Django rebuilds a table), and `guards_present` is asked at every start.
"""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from opstap.core.models import AuditEntry

if TYPE_CHECKING:
    from opstap.accounts.models import User

_GUARDED = {AuditEntry._meta.db_table: ""}
_VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def guard(*tables: str, when: str = "") -> None:
    """Make more tables append-only: a room calls this in `AppConfig.ready()`.

    `when`: SQL of both databases about the row as it was (OLD), if only some rows must stay as they are.
    """
    _GUARDED.update((table, when) for table in tables if table not in _GUARDED)


def entry(
    action: str,
    *,
    by: "User | None",
    kind: str,
    uid: uuid.UUID,
    space_uid: uuid.UUID | None = None,
    device_uid: uuid.UUID | None = None,
    fields: Iterable[str] = (),
) -> AuditEntry:
    """A row not yet written, for who writes it together with others. As `record`."""
    return AuditEntry(
        action=action,
        actor=by,
        object_kind=kind,
        object_uid=uid,
        space_uid=space_uid,
        device_uid=device_uid,
        fields=sorted(fields),
    )


def record(
    action: str,
    *,
    by: "User | None",
    kind: str,
    uid: uuid.UUID,
    space_uid: uuid.UUID | None = None,
    device_uid: uuid.UUID | None = None,
    fields: Iterable[str] = (),
) -> AuditEntry:
    """Write one row in the transaction of the change itself. `action` is "space.changed" and the like.

    `by` is None when the software or an enrolled computer acted by itself.
    """
    row = entry(action, by=by, kind=kind, uid=uid, space_uid=space_uid, device_uid=device_uid, fields=fields)
    row.save(force_insert=True)
    return row


def record_many(
    action: str, *, by: "User | None", kind: str, uids: Iterable[tuple[uuid.UUID, uuid.UUID | None]]
) -> None:
    """One row for each of many objects of the same act: pairs of the object's id and its space's id."""
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(action=action, actor=by, object_kind=kind, object_uid=uid, space_uid=space_uid)
            for uid, space_uid in uids
        ),
        batch_size=500,
    )


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Names of the fields whose value differs."""
    return [name for name in after if before.get(name) != after[name]]


def _trigger(table: str, verb: str) -> str:
    return f"opstap_{table}_no_{verb}"


def install_guards(using: BaseDatabaseWrapper = connection) -> None:
    """Create the triggers that make the guarded tables append-only. Safe to run again.

    A table that does not stand yet (an early state of the migrations) is left out.
    """
    standing = set(using.introspection.table_names())
    with using.cursor() as cursor:
        for statement in _statements(using.vendor, [table for table in _GUARDED if table in standing]):
            cursor.execute(statement)


def _statements(vendor: str, tables: list[str]) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {_trigger(table, verb)} BEFORE {verb.upper()} ON {table} "
            f"{f'WHEN {_GUARDED[table]} ' if _GUARDED[table] else ''}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in tables
            for verb in _VERBS[vendor]
        ]
    return [
        statement
        for table in tables
        for statement in (_refusal(table), *(_postgresql_trigger(table, verb) for verb in _VERBS[vendor]))
    ]


def _refusal(table: str) -> str:
    """A function for each table: a trigger's own WHEN cannot ask other tables on PostgreSQL."""
    return (
        f"CREATE OR REPLACE FUNCTION opstap_{table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; "
        f"ELSIF {_GUARDED[table] or 'TRUE'} THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


def _postgresql_trigger(table: str, verb: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {_trigger(table, verb)} BEFORE {verb.upper()} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} EXECUTE FUNCTION opstap_{table}_kept()"
    )


def guards_present(using: BaseDatabaseWrapper = connection) -> bool:
    """Whether every trigger stands in the database."""
    source = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if using.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with using.cursor() as cursor:
        cursor.execute(source)
        present = {row[0] for row in cursor.fetchall()}
    return all(_trigger(table, verb) in present for table in _GUARDED for verb in _VERBS[using.vendor])


def lift_guards(using: BaseDatabaseWrapper = connection) -> None:
    """Drop the triggers. Only the flush between two tests may call this."""
    with using.cursor() as cursor:
        for table in _GUARDED:
            for verb in _VERBS[using.vendor]:
                suffix = "" if using.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {_trigger(table, verb)}{suffix}")

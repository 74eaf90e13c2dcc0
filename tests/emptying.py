"""Emptying the database after a test that committed: of 150 tables only those that hold something.

Django's flush truncates or deletes from every table, and then makes content types and permissions anew: most
of a second. Those two stay here as long as they are whole; when they are not, or are not known yet, Django's
own flush puts them back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from opstap.core.audit import guards_present, install_guards, lift_guards

STAYING = (ContentType._meta.db_table, Permission._meta.db_table)
Rows = list[tuple[int, ...]]


class Emptying:
    """Of one database, time after time; it remembers what stayed."""

    def __init__(self) -> None:
        self.whole: Rows | None = None

    def __call__(self, using: BaseDatabaseWrapper, flush: Callable[[], None]) -> None:
        """`flush` is Django's: all tables empty, then what must be in them."""
        _delete(using, _filled(using))
        if self.whole is None or _staying(using) != self.whole:
            lift_guards(using)
            flush()
            self.whole = _staying(using)
        if not guards_present(using):
            install_guards(using)


def _staying(using: BaseDatabaseWrapper) -> Rows:
    """How many rows stand in the tables that stay, and which."""
    asked = (f"SELECT count(*), coalesce(sum(id), 0), coalesce(max(id), 0) FROM {name}" for name in STAYING)
    with using.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return sorted(cursor.fetchall())


def _filled(using: BaseDatabaseWrapper) -> list[str]:
    """Tables of models with at least one row, without those that stay."""
    tables = using.introspection.django_table_names(only_existing=True, include_views=False)
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables if name not in STAYING)
    with using.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def _delete(using: BaseDatabaseWrapper, tables: list[str]) -> None:
    """In any order, and from those that are append-only too."""
    with _nothing_forbids(using), using.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")


@contextmanager
def _nothing_forbids(using: BaseDatabaseWrapper) -> Iterator[None]:
    if using.vendor == "sqlite":
        lift_guards(using)
        with using.constraint_checks_disabled(), transaction.atomic(using.alias):
            yield
        return
    with transaction.atomic(using.alias):
        # As a replica takes over rows: neither triggers nor relations are looked at.
        using.cursor().execute("SET LOCAL session_replication_role = replica")
        yield

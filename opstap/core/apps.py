from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


def guard_audit_trail(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    from opstap.core.audit import install_guards

    install_guards(connections[using])


class CoreConfig(AppConfig):
    name = "opstap.core"

    def ready(self) -> None:
        from opstap.core import kept, told

        kept.register()
        told.register()
        # The one signal of the project: SQLite loses triggers whenever Django rebuilds a table.
        post_migrate.connect(guard_audit_trail, sender=self)

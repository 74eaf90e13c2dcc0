"""`opstap migrate`: an empty database gets the tables of today at once; an older one is moved step by step.

Walking all migrations means to rebuild what every model once was: 20 seconds for tables that are made in one,
and as many to see that a database of today needs nothing, which the rows of its migrations say at once.
That both ways lead to the same tables is looked at in tests/keeping/test_older_states.py.
"""

from typing import Any

from django.apps import apps
from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections

from opstap.core.schema import is_of_today, make_tables

# Who asks for one of these wants to see or to do the steps one by one. (`run_syncdb`, which the databases of
# the tests are made with, is for apps without migrations: there are none.)
STEP_BY_STEP = (
    "app_label",
    "migration_name",
    "plan",
    "check_unapplied",
    "fake",
    "fake_initial",
    "prune",
)


class Command(migrate.Command):
    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        is_stepwise = any(options[name] for name in STEP_BY_STEP)
        if not is_stepwise and not connection.introspection.table_names():
            make_tables(connection)
        if is_stepwise or not is_of_today(connection):
            super().handle(*args, **options)
            return
        # What must be there whatever was migrated: the guards of the audit trail, content types, permissions.
        verbosity, interactive = options["verbosity"], options["interactive"]
        emit_post_migrate_signal(
            verbosity, interactive, connection.alias, stdout=self.stdout, apps=apps, plan=[]
        )
        if verbosity:
            self.stdout.write("The database is of today: nothing to migrate.")

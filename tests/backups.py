"""A real backup of the database of the tests, and its rows put back in this process, as often as wanted.

The functions of `opstap restore`, without what takes seconds: the tables stay as they are, nothing is
migrated. The whole command is walked through in tests/keeping/test_whole_restore.py.
"""

from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

from django.db import connection, connections, transaction

from opstap.core import audit
from opstap.core.ids import uuid7
from opstap.keeping.backup import checking, installation, into_postgresql, making, restoring, settling, sqlite
from opstap.keeping.backup.archive import Reader
from opstap.keeping.backup.manifest import Manifest

_number = count(1)


def take(folder: Path, now: datetime) -> Path:
    """A verified backup of the database in a file of its own below `folder`, which holds nothing else."""
    here = replace(installation.here(), data=folder, files=folder / "files")
    return making.make_backup(here, folder / "backups", now=now, prefix=f"number-{next(_number)}").path


def put_back(path: Path) -> None:
    """The database is as it was when the backup was taken; what follows a restore is done."""
    with checking.opened(path) as (reader, said):
        if connection.vendor == "sqlite":
            _replace_file(reader, said, path.parent)
        else:
            _replace_rows(reader, said)
    settling.settle_rows(restore=uuid7(), run="")


def _replace_file(reader: Reader, said: Manifest, folder: Path) -> None:
    database = installation.here().database
    assert database is not None
    [entry] = said.below("database")
    copy = reader.extract(entry, folder, below="database")
    checking.check_tables(said, sqlite.tables(copy))
    connections.close_all()
    restoring._replace_database(copy, database)


def _replace_rows(reader: Reader, said: Manifest) -> None:
    with transaction.atomic():
        audit.lift_guards()
        raw = making.django_connection()
        into_postgresql._copy_rows(reader, said, raw)
        audit.install_guards()

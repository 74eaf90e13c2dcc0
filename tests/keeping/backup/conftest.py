"""An installation whose database is that of the tests, and whose folder is the test's own."""

import gc
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, connections

from opstap.keeping.backup import installation, sqlite
from opstap.keeping.backup.installation import Installation

PATIENCE = 20.0  # seconds


@pytest.fixture
def alone(transactional_db: None) -> None:
    """A thread of the browser tests may hold a connection, and a restore refuses to begin beside one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return
    file, give_up = installation.here().database, time.monotonic() + PATIENCE
    connections.close_all()
    while file is not None and sqlite.is_open_elsewhere(file) and time.monotonic() < give_up:
        gc.collect()  # closes what a thread left behind; one that still answers closes its own


@pytest.fixture
def here(tmp_path: Path, alone: None) -> Installation:
    """With two files, a key and a journal of one line."""
    data = tmp_path / "here"
    (data / "files" / "imports").mkdir(parents=True)
    (data / "files" / "imports" / "liste.csv").write_text("a;b")
    (data / "files" / "logo.png").write_bytes(bytes(range(256)))
    (data / "secret_key").write_text("kept secret")
    (data / "erasures.jsonl").write_text('{"erased": 1}\n')
    return replace(installation.here(), data=data, files=data / "files")

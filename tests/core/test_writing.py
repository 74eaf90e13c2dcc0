"""One process after the other: who waits for the turn to write has it when the one before is done."""

import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from opstap.core import writing

pytestmark = pytest.mark.django_db(transaction=True)


def _is_taken(folder: Path) -> bool:
    """Whether another process finds somebody at the turn."""
    program = """
        import fcntl, os, sys
        line = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(3)
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(folder / writing.LINE)]
    return subprocess.run(command, check=False).returncode == 3


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(writing, "_own", threading.local())
    return tmp_path


def test_only_sqlite_has_one_turn(folder: Path) -> None:
    with writing.turn_to_write():
        assert _is_taken(folder) == (connection.vendor == "sqlite")
    assert not _is_taken(folder)


def test_the_turn_ends_with_what_failed(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing.turn_to_write():
        raise ZeroDivisionError
    assert not _is_taken(folder)


def test_a_transaction_has_its_turn_already(folder: Path) -> None:
    with transaction.atomic(), writing.turn_to_write():
        assert not _is_taken(folder)

"""Whose turn it is to write: SQLite has one writer at a time.

Who finds the database taken, SQLite lets sleep and try again, longer each time, and whoever comes meanwhile
is served before. Here the processes of a machine stand in line for a file, and the kernel wakes the next one.
PostgreSQL needs none of this.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

LINE = "writing.lock"

_own = threading.local()


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait for one's turn, and have it until the end: open the transaction inside, not around it.

    Within a transaction there is nothing to wait for: it has its turn already. What writes without asking
    here waits as SQLite does it.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    line = _line()
    fcntl.flock(line, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(line, fcntl.LOCK_UN)


def _line() -> int:
    """The file, opened once by each thread of each process: a lock belongs to who opened it."""
    if getattr(_own, "pid", None) != os.getpid():
        _own.pid = os.getpid()
        _own.file = os.open(Path(settings.DATA_DIR) / LINE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    file: int = _own.file
    return file

"""What `opstap serve` does around the server: the state it needs, the words it prints."""

import fcntl
import logging
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from opstap.core.audit import guards_present

logger = logging.getLogger(__name__)

LOCK = "in-use.lock"
PAUSE = 5.0
"""Seconds before a worker that ended by itself is started again."""
PATIENCE = 20.0
"""Seconds that a worker has to end."""

_GREETINGS: list[Callable[[], list[str]]] = []
_PREPARATIONS: list[Callable[[], None]] = []


class NotReadyError(Exception):
    """The installation cannot be served yet; the message says what to do."""


class InUseError(Exception):
    """A server or a worker runs on the data folder, or somebody needs it for herself."""


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Say that this process works on the data folder. Raises NotReadyError while a restore needs it alone.

    The lock is the kernel's: it goes with the process, however that ends.
    """
    try:
        with _locked(folder, fcntl.LOCK_SH):
            yield
    except InUseError as error:
        raise NotReadyError("A backup is being restored. Wait until it is done, then start again.") from error


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Have the data folder for oneself: nothing serves, nothing starts meanwhile. Raises InUseError."""
    with _locked(folder, fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUseError(str(folder)) from error
        yield
    finally:
        os.close(handle)


def register_preparation(prepare: Callable[[], None]) -> None:
    """Let a room finish what must be finished before anything is served; it may raise NotReadyError."""
    if prepare not in _PREPARATIONS:
        _PREPARATIONS.append(prepare)


def prepare() -> None:
    for one in _PREPARATIONS:
        one()


def register_greeting(lines: Callable[[], list[str]]) -> None:
    """Let a room add lines to what is printed at start (the demonstration its log-ins)."""
    if lines not in _GREETINGS:
        _GREETINGS.append(lines)


def greeting(host: str, port: int) -> list[str]:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104 - only printed
    lines = ["", f"Opstap is open: http://{shown}:{port}", ""]
    return lines + [line for extra in _GREETINGS for line in extra()] + ["Stop with Ctrl+C.", ""]


@contextmanager
def kept_running(start: Callable[[], "subprocess.Popen[bytes]"], *, pause: float = PAUSE) -> Iterator[None]:
    """Keep a process beside this block: started again whenever it ends by itself, ended with the block."""
    lock, is_over = threading.Lock(), threading.Event()
    process = start()

    def watch() -> None:
        nonlocal process
        while True:
            code = process.wait()
            if is_over.wait(pause):
                return
            with lock:
                if is_over.is_set():
                    return
                logger.warning("The worker ended (%s) and is started again.", code)
                process = start()

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            is_over.set()
        process.terminate()
        process.wait(timeout=PATIENCE)


def check_ready() -> None:
    """Raise NotReadyError when migrations wait or the audit trail is not guarded."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("The database is not up to date. Run: opstap migrate")
    if not guards_present():
        raise NotReadyError("The audit trail is not protected. Run: opstap migrate")


def gather_static_files() -> None:
    """Copy the style sheet and pictograms to the data folder when the program is newer than the copy."""
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    newest = str(_newest(Path(settings.PACKAGE) / "static"))
    if stamp.exists() and stamp.read_text() == newest:
        return
    call_command("collectstatic", "--noinput", verbosity=0)
    stamp.write_text(newest)


def _newest(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.rglob("*") if path.is_file()), default=0.0)

"""Long jobs beside the worker: in a process of their own, one at a time, so that the short ones pass.

The worker looks each time it goes round. A process that ended before its job was done gives it back: the job
is run once more, and fails when that is lost too. Who stops the worker stops the process; its job waits for
the next start.

Of several workers on one data folder one runs the long jobs: who holds the lock. It is the kernel's, and the
process holds it too: another worker takes over when both are gone.
"""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from opstap.core import jobs

COMMAND = (sys.executable, "-m", "opstap.cli", "work", "--long")
PATIENCE = 5.0
"""Seconds between being asked to end and being ended."""
LOOK = 1.0
"""Seconds between two looks whether the parent is still there."""
LOCK = "long-jobs.lock"
NICER = 5
"""A long search leaves the processor to the pages."""


class Aside:
    """The process of the long jobs, if there is one now."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.has_looked = False
        self.lock: int | None = None

    def look(self) -> None:
        """Start the process when a long job is due and none is running, here or of another worker."""
        self.lock = self._take_lock() if self.lock is None else self.lock
        if self.lock is None:
            return
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None or not self.has_looked:
            # Ended, or left by a worker that was killed: whatever still counts as running is lost.
            jobs.give_back_long(is_lost=True)
        self.process, self.has_looked = None, True
        if jobs.is_long_due():
            environment = {**os.environ, "OPSTAP_PARENT": str(os.getpid())}
            # In a session of its own: Ctrl+C in a terminal reaches the worker, which ends it in order.
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command, env=environment, start_new_session=True, pass_fds=[self.lock]
            )

    def _take_lock(self) -> int | None:
        handle = os.open(Path(settings.DATA_DIR) / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    def end(self) -> None:
        """Stop the process; its job waits for the next start, or for another worker."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
            jobs.give_back_long(is_lost=False)
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def end_with_parent(lives: Callable[[], bool]) -> None:
    """Let this process end when its parent is gone, also in the middle of a long computation."""

    def watch() -> None:
        pause = threading.Event()
        while lives():
            pause.wait(LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def be_nice() -> None:
    os.nice(NICER)

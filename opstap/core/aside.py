"""Long jobs beside the worker: in a process of their own, one at a time, so that the short ones pass.

The worker looks each time it goes round. A process that ended before its job was done gives it back: the job
is run once more, and fails when that is lost too. Who stops the worker stops the process; its job waits for
the next start.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from opstap.core import jobs

COMMAND = (sys.executable, "-m", "opstap.cli", "work", "--long")
PATIENCE = 5.0
"""Seconds between being asked to end and being ended."""
LOOK = 1.0
"""Seconds between two looks whether the parent is still there."""
NICER = 5
"""A long search leaves the processor to the pages."""


class Aside:
    """The process of the long jobs, if there is one now."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.has_looked = False

    def look(self) -> None:
        """Start the process when a long job is due and none is running."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None or not self.has_looked:
            # Ended, or left by a worker that was killed: whatever still counts as running is lost.
            jobs.give_back_long(is_lost=True)
        self.process, self.has_looked = None, True
        if jobs.is_long_due():
            environment = {**os.environ, "OPSTAP_PARENT": str(os.getpid())}
            # In a session of its own: Ctrl+C in a terminal reaches the worker, which ends it in order.
            self.process = subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603 - our own command

    def end(self) -> None:
        """Stop the process; its job waits for the next start."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        jobs.give_back_long(is_lost=False)


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

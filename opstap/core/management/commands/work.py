"""`opstap work`: the worker. Takes due jobs one after the other, and queues what comes back by itself.

Long jobs run in a process beside it: the same command with --long.
"""

import os
import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, close_old_connections

from opstap.core import aside, jobs, serving
from opstap.core.commands import PromptCommand

PAUSE = 5.0  # seconds between two looks when there is nothing to do


class Command(PromptCommand):
    help = "Run due jobs until stopped; --once runs what is due now and ends."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument(
            "--long",
            action="store_true",
            help="run the long jobs that are due; the worker starts this itself",
        )

    def handle(self, *_args: Any, once: bool, long: bool, **_options: Any) -> None:
        stop = threading.Event()
        if long:
            aside.end_with_parent(_parent_lives)
            aside.be_nice()
        elif not once:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            signal.signal(signal.SIGINT, lambda *_: stop.set())
        try:
            serving.prepare()
            with serving.in_use(Path(settings.DATA_DIR)):
                if long or once:
                    self._work_off(is_long=True if long else None)
                else:
                    self._work(stop)
        except serving.NotReadyError as error:
            raise CommandError(str(error)) from error

    def _work(self, stop: threading.Event) -> None:
        beside = aside.Aside()
        try:
            while not stop.is_set() and _parent_lives():
                if not self._step(beside):
                    stop.wait(PAUSE)
        finally:
            beside.end()

    def _work_off(self, *, is_long: bool | None) -> None:
        """What is due now, one after the other."""
        try:
            jobs.schedule_recurring()
            while jobs.run_next(is_long=is_long) is not None:
                jobs.schedule_recurring()
        except OperationalError as error:
            self.stderr.write(f"worker: {error}")

    def _step(self, beside: aside.Aside) -> bool:
        try:
            jobs.schedule_recurring()
            beside.look()
            job = jobs.run_next(is_long=False)
        except OperationalError as error:
            # The database is busy or gone for a moment: the next look tries again.
            self.stderr.write(f"worker: {error}")
            close_old_connections()
            return False
        return job is not None


def _parent_lives() -> bool:
    """A worker started by `serve` ends with it, also when the server was killed."""
    parent = os.environ.get("OPSTAP_PARENT")
    return parent is None or str(os.getppid()) == parent

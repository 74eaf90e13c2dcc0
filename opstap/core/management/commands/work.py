"""`opstap work`: the worker. Takes due jobs one after the other, and queues what comes back by itself."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, close_old_connections

from opstap.core import jobs, serving

PAUSE = 5.0  # seconds between two looks when there is nothing to do


class Command(BaseCommand):
    help = "Run due jobs until stopped; --once runs what is due now and ends."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        stop = threading.Event()
        if not once:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            signal.signal(signal.SIGINT, lambda *_: stop.set())
        try:
            serving.prepare()
            with serving.in_use(Path(settings.DATA_DIR)):
                self._work(stop, once=once)
        except serving.NotReadyError as error:
            raise CommandError(str(error)) from error

    def _work(self, stop: threading.Event, *, once: bool) -> None:
        while not stop.is_set() and _parent_lives():
            worked = self._step()
            if once and not worked:
                return
            if not worked:
                stop.wait(PAUSE)

    def _step(self) -> bool:
        try:
            jobs.schedule_recurring()
            job = jobs.run_next()
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

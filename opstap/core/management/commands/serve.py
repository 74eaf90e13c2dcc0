"""`opstap serve`: the web server, and beside it the one worker with its schedule."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from opstap.core import serving


class Command(BaseCommand):
    help = "Serve Opstap, with its worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes (default 2)")
        parser.add_argument("--threads", type=int, help="pages a process makes at a time (SQLite 1, else 4)")
        parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere: opstap work")

    def handle(
        self,
        *_args: Any,
        host: str,
        port: int,
        processes: int,
        threads: int | None,
        no_worker: bool,
        **_options: Any,
    ) -> None:
        try:
            serving.prepare()
            with serving.in_use(Path(settings.DATA_DIR)):
                serving.check_ready()
                self._run(host, port, processes, threads or _usual_threads(), no_worker=no_worker)
        except serving.NotReadyError as error:
            raise CommandError(str(error)) from error

    def _run(self, host: str, port: int, processes: int, threads: int, *, no_worker: bool) -> None:
        if not settings.DEBUG:
            serving.gather_static_files()
        connections.close_all()
        with nullcontext() if no_worker else serving.kept_running(_start_worker):
            self.stdout.write("\n".join(serving.greeting(host, port)))
            self.stdout.flush()
            _serve(host, port, processes, threads)


def _usual_threads() -> int:
    """SQLite has one writer: one page at a time in each process keeps the slowest answers near 0.1 s."""
    return 1 if connection.vendor == "sqlite" else 4


def _serve(host: str, port: int, processes: int, threads: int) -> None:
    # Ctrl+C reaches every process of a terminal, and a granian worker that is told twice to stop never does:
    # in a group of their own, workers hear it from the server only.
    os.register_at_fork(after_in_child=os.setpgrp)
    Granian(
        "opstap.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _start_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "opstap.cli", "work"]
    return subprocess.Popen(command, env={**os.environ, "OPSTAP_PARENT": str(os.getpid())})  # noqa: S603 - our own command

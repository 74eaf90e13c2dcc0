"""An installation in a temporary folder, on a durable database of its own, served as in real use."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.processes import kill_family
from tests import postgres

DATABASES = ("sqlite", "postgresql")
START_SECONDS = 180
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Installation:
    folder: Path
    cluster: postgres.Cluster | None = None
    server: "subprocess.Popen[bytes] | None" = None
    port: int = 0
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        strange = ("OPSTAP_", "DATABASE_URL", "DJANGO_", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
        own = {"OPSTAP_DATA_DIR": str(self.folder), "OPSTAP_SECRET_KEY": "only-for-the-benchmark"}
        if self.cluster is not None:
            own["DATABASE_URL"] = self.cluster.url
        self.environment = kept | own

    @property
    def pid(self) -> int:
        assert self.server is not None
        return self.server.pid

    def prepare(self, program: str, *arguments: str) -> Any:
        """Run a module in a process of its own, on this installation; what it prints, read as JSON."""
        command = [sys.executable, "-m", program, *arguments]
        done = subprocess.run(
            command, env=self.environment, check=True, stdout=subprocess.PIPE, cwd=ROOT, timeout=600
        )
        return json.loads(done.stdout)

    def start(self, *options: str) -> None:
        """`opstap serve` on a free port, with what it writes in a file of the folder."""
        self.port = _free_port()
        command = [sys.executable, "-m", "opstap.cli", "serve", "--port", str(self.port), *options]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=ROOT)
        self._wait_until_open()

    def stop(self) -> None:
        if self.server is None or self.server.poll() is not None:
            return
        self.server.terminate()
        try:
            self.server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """kill -9: the server, its web processes and its worker."""
        kill_family(self.pid)
        assert self.server is not None
        self.server.wait()

    def kill_database(self) -> None:
        """kill -9: the postmaster and every process it started."""
        assert self.cluster is not None
        assert self.cluster.server is not None
        kill_family(self.cluster.server.pid)
        self.cluster.server.wait()

    def start_database(self) -> None:
        assert self.cluster is not None
        self.cluster.start()

    def rows(self, question: str) -> list[Sequence[Any]]:
        """What the database answers, past the application."""
        if self.cluster is not None:
            with psycopg.connect(f"host={self.cluster.folder} user=opstap dbname=opstap") as connection:
                return list(connection.execute(question.encode()))
        with contextlib.closing(sqlite3.connect(self.folder / "opstap.sqlite3")) as database:
            return list(database.execute(question))

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def _wait_until_open(self) -> None:
        assert self.server is not None
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if self.server.poll() is not None:
                raise RuntimeError(f"The server did not start.\n{self.log()}")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.05)
        raise RuntimeError(f"The server did not open its port within {START_SECONDS} seconds.\n{self.log()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def installation(database: str) -> Iterator[Installation]:
    """An empty one, without tables yet; on leaving, its server and its database are stopped."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="opstap-benchmark-"))
        cluster = None
        if database == "postgresql":
            cluster = stack.enter_context(postgres.cluster(postgres.DURABLE))
        made = Installation(Path(folder), cluster)
        stack.callback(made.stop)
        yield made

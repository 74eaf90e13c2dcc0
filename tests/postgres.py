"""A private PostgreSQL that lives in a temporary folder and is gone afterwards.

It is started from the binaries and listens on a socket only. The one of the tests never syncs to disk; the
durable one, for benchmarks and crashes, has PostgreSQL's own defaults. PostgreSQL refuses to run as root, so
root hands it to the user `postgres`.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

NOT_FOUND = "PostgreSQL is not installed: no `initdb` found. On Debian: apt-get install postgresql"
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
DURABLE = ("max_connections=200",)  # fsync, synchronous_commit and full_page_writes are on by default
START_SECONDS = 30
# A socket's path may have 107 characters at most, so a long TMPDIR will not do.
LONGEST_FOLDER = 60
SHORT_FOLDER = "/var/tmp"


def binaries() -> Path | None:
    """Return the folder of `initdb` and `postgres`, the newest version first; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    if found:
        return found[0].parent
    return Path(on_path).resolve().parent if on_path else None


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


def _user() -> dict[str, Any]:
    """Popen arguments that leave root behind; nothing when we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


@dataclass
class Cluster:
    """A cluster in a folder of its own, with the process that was started last."""

    programs: Path
    folder: Path
    options: tuple[str, ...]
    as_user: dict[str, Any] = field(default_factory=_user)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Its DATABASE_URL."""
        return f"postgresql://opstap@{quote(str(self.folder), safe='')}/opstap"

    def start(self) -> None:
        """Start it and wait until it answers. After a crash it first recovers by itself."""
        self.server = _start(self)
        _wait_until_ready(self.server, self.folder)

    def stop(self) -> None:
        if self.server is not None:
            _stop(self.server)


@contextlib.contextmanager
def cluster(options: tuple[str, ...]) -> Iterator[Cluster]:
    """Start a cluster, stop it by its own process id, delete its folder."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError(NOT_FOUND)
    root = SHORT_FOLDER if len(tempfile.gettempdir()) > LONGEST_FOLDER else None
    with tempfile.TemporaryDirectory(prefix="opstap-pg-", dir=root) as name:
        made = Cluster(programs, Path(name), options)
        if made.as_user:
            os.chown(made.folder, made.as_user["user"], made.as_user["group"])
        _initialise(programs, made.folder, made.as_user)
        try:
            made.start()
            yield made
        finally:
            made.stop()


@contextlib.contextmanager
def throwaway_cluster() -> Iterator[str]:
    """A cluster for tests; its DATABASE_URL."""
    with cluster(UNSAFE_AND_FAST) as made:
        yield made.url


def _initialise(programs: Path, folder: Path, as_user: dict[str, Any]) -> None:
    command = [programs / "initdb", "--no-sync", "--auth=trust", "--username=opstap", "--encoding=UTF8"]
    command += ["--locale=C", "-D", folder / "data"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **as_user)
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _start(made: Cluster) -> "subprocess.Popen[bytes]":
    options = [f"unix_socket_directories={made.folder}", "listen_addresses=", *made.options]
    command = [made.programs / "postgres", "-D", made.folder / "data"]
    for option in options:
        command += ["-c", option]
    with (made.folder / "log").open("ab") as log:
        # A session of its own: Ctrl-C stops the tests first, and they stop the server.
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **made.as_user
        )


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(f"host={folder} user=opstap dbname=postgres", autocommit=True) as admin:
                _create_database(admin)
            return
        except psycopg.OperationalError as problem:
            if server.poll() is not None or time.monotonic() > give_up:
                log = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {problem}\n{log}") from problem
            time.sleep(0.05)


def _create_database(admin: "psycopg.Connection[Any]") -> None:
    with contextlib.suppress(psycopg.errors.DuplicateDatabase):
        admin.execute("CREATE DATABASE opstap")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()

"""A private PostgreSQL that lives in a temporary folder and is gone afterwards.

It is started from the binaries, listens on a socket only, and never syncs to disk: for tests and
benchmarks that need the product and not its durability. PostgreSQL refuses to run as root, so root
hands it to the user `postgres`.
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
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

NOT_FOUND = "PostgreSQL is not installed: no `initdb` found. On Debian: apt-get install postgresql"
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
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


@contextlib.contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Start a cluster, yield its DATABASE_URL, stop it by its own process id, delete its folder."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError(NOT_FOUND)
    root = SHORT_FOLDER if len(tempfile.gettempdir()) > LONGEST_FOLDER else None
    with tempfile.TemporaryDirectory(prefix="opstap-pg-", dir=root) as name:
        folder = Path(name)
        as_user = _user()
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        _initialise(programs, folder, as_user)
        server = _start(programs, folder, as_user)
        try:
            _wait_until_ready(server, folder)
            yield f"postgresql://opstap@{quote(str(folder), safe='')}/opstap"
        finally:
            _stop(server)


def _initialise(programs: Path, folder: Path, as_user: dict[str, Any]) -> None:
    command = [programs / "initdb", "--no-sync", "--auth=trust", "--username=opstap", "--encoding=UTF8"]
    command += ["--locale=C", "-D", folder / "data"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **as_user)
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _start(programs: Path, folder: Path, as_user: dict[str, Any]) -> subprocess.Popen[bytes]:
    options = [f"unix_socket_directories={folder}", "listen_addresses=", *UNSAFE_AND_FAST]
    command = [programs / "postgres", "-D", folder / "data"]
    for option in options:
        command += ["-c", option]
    with (folder / "log").open("wb") as log:
        # A session of its own: Ctrl-C stops the tests first, and they stop the server.
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **as_user
        )


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(f"host={folder} user=opstap dbname=postgres", autocommit=True) as admin:
                admin.execute("CREATE DATABASE opstap")
            return
        except psycopg.OperationalError as problem:
            if server.poll() is not None or time.monotonic() > give_up:
                log = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {problem}\n{log}") from problem
            time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()

"""A server and a browser that can really be killed: processes of their own, on the database of the test.

Not fixtures: plain things that the tests about outages start, kill and start again.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.error import URLError

from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from tests.browser.chromium import FLAGS, executable

PATIENCE = 180  # seconds: a server starts in five, on a machine that others use in a minute


class Server:
    """`opstap serve` with its workers, on the database of the test; its static files have hashes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "opstap.cli", "serve", "--no-worker", "--processes", "1"]
        environment = os.environ | {
            "OPSTAP_DATA_DIR": str(self.folder),
            "DATABASE_URL": _database(),
            "OPSTAP_URL": self.url,
            "OPSTAP_DEMO": "1",
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(self._answers, "the server does not answer: see server.log in the test's folder")

    def kill(self) -> None:
        """SIGKILL to it and to all it started: no goodbye, no last write."""
        if self.process is not None:
            kill(pid for pid in _pids() if _session(pid) == self.process.pid)
            self.process.wait()
            self.process = None
            until(self._is_gone, "the server still listens")

    def _is_gone(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) != 0

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/desk/sw.js", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


class OwnBrowser:
    """A Chromium with a profile on the disk that stays when the browser is killed."""

    def __init__(self, chromium: BrowserType, profile: Path, server: Server) -> None:
        self.chromium, self.profile, self.server = chromium, profile, server

    def open(self, **more: Any) -> BrowserContext:
        return self.chromium.launch_persistent_context(
            self.profile,
            executable_path=executable(),
            headless=True,
            args=FLAGS,
            base_url=self.server.url,
            timezone_id="Europe/Brussels",
            locale="fr-BE",
            **more,
        )

    def kill(self) -> None:
        kill(self._own())
        # Dead a moment after: until then its database is locked for the browser that is opened next.
        until(lambda: not self._own(), "the browser is still there")

    def _own(self) -> list[int]:
        mark = f"--user-data-dir={self.profile}".encode()
        return [pid for pid in _pids() if mark in _command(pid)]


def sign_in_at(context: BrowserContext, server: Server, user: Any) -> None:
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": server.url} for name, morsel in client.cookies.items()]
    )


def kill(pids: Iterable[int]) -> None:
    for pid in list(pids):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def until(condition: Any, complaint: str, *, page: Page | None = None) -> None:
    """Wait. With a `page`, what routes do for it goes on meanwhile: they are answered in this very thread."""
    end = time.monotonic() + PATIENCE
    while not _holds(condition):
        if time.monotonic() > end:
            raise AssertionError(complaint)
        page.wait_for_timeout(50) if page else time.sleep(0.05)


def _holds(condition: Any) -> bool:
    """A page that is just being loaded anew cannot answer yet."""
    try:
        return bool(condition())
    except Error as error:
        if "context was destroyed" in str(error):
            return False
        raise


def _database() -> str:
    """The address of the very database the test writes to."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    given = os.environ["DATABASE_URL"]
    start, _slash, _name = given.partition("?")[0].rpartition("/")
    question = f"?{given.partition('?')[2]}" if "?" in given else ""
    return f"{start}/{connection.settings_dict['NAME']}{question}"


def _free_port() -> int:
    """Below those that the system hands out: nobody gets it while the server is down."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)  # a seed would give both workers the same
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) != 0:
                return port


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0

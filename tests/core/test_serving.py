"""The worker beside the server: started again when it ends by itself, ended with the server."""

import subprocess
import sys
import threading

from opstap.core.serving import kept_running

ENDS = (sys.executable, "-S", "-c", "")
SLEEPS = (sys.executable, "-S", "-c", "import time; time.sleep(600)")


def test_a_worker_that_ends_is_started_again_and_ended_with_the_server() -> None:
    started: list[subprocess.Popen[bytes]] = []
    again = threading.Event()

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(SLEEPS if started else ENDS))
        if len(started) == 2:
            again.set()
        return started[-1]

    with kept_running(start, pause=0):
        assert again.wait(30)
    assert [process.poll() for process in started] == [0, -15]


def test_a_worker_that_lives_is_started_once() -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(SLEEPS))
        return started[-1]

    with kept_running(start, pause=0):
        assert started[0].poll() is None
    assert [process.poll() for process in started] == [-15]

"""Who never plans never waits for the libraries that plans need."""

import os
import subprocess
import sys

HEAVY = ("scipy", "highspy", "numba")


def test_the_addresses_load_no_solver_and_no_scipy() -> None:
    """In a process of its own: here they are loaded long since."""
    code = "import sys, django; django.setup(); import opstap.urls; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
    assert [name for name in HEAVY if name in done.stdout.split()] == []

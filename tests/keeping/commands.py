"""The command `opstap` on an installation of its own."""

import json
import subprocess
import sys
from typing import Any

from benchmarks.installation import ROOT, Installation


def opstap(made: Installation, *words: str) -> Any:
    """In a process of its own; what it prints, read as JSON where that was asked. It must succeed."""
    command = [sys.executable, "-m", "opstap.cli", *words]
    done = subprocess.run(
        command, env=made.environment, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout) if "--json" in words else done.stdout

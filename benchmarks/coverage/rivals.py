"""Other programs, asked in a process and an environment of their own."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

SCRIPT = Path(__file__).with_name("rival_script.py")


def ask(python: str, what: str, *, seconds: float = 600, **arrays: Any) -> dict[str, Any]:
    """The answer of `rival_script.py what`; {"error": …} where there is none in time."""
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder, "in.npz"), Path(folder, "out.npz")
        np.savez(given, **arrays)
        command = [python, str(SCRIPT), what, str(given), str(answer)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return {"error": f"no answer in {seconds:.0f} s"}
        if done.returncode:
            return {"error": (done.stderr.strip().splitlines() or ["failed"])[-1][:160]}
        told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        if answer.exists():
            with np.load(answer) as kept:
                told |= {name: kept[name] for name in kept.files}
        return told

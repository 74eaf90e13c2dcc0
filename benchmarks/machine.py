"""On what machine a number was measured, and what its disk can do at most."""

import os
import platform
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BLOCK = b"x" * 4096


def machine() -> str:
    """Date, processors, Python and how busy it was before."""
    try:
        model = next(
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        )
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} × {model} · "
        f"Python {platform.python_version()} · load before {load_average()}"
    )


def load_average() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def percentile(seconds: Sequence[float], share: float) -> float:
    """Milliseconds; 0 when nothing was measured."""
    return sorted(seconds)[int(len(seconds) * share)] * 1000 if seconds else 0.0


@dataclass(frozen=True)
class Floor:
    """What one writer gets who appends a block of 4 KB and waits for the disk, one after the other."""

    per_second: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{self.per_second:.0f}/s, p50 {self.p50:.2f} ms, p99 {self.p99:.2f} ms"


def fsync_floor(folder: str | Path, *, seconds: float = 3) -> Floor:
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        begin = time.perf_counter()
        while (before := time.perf_counter()) < begin + seconds:
            os.write(file.fileno(), BLOCK)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - before)
    return Floor(len(taken) / sum(taken), percentile(taken, 0.5), percentile(taken, 0.99))

"""Files outside the database, which no restore rolls back: one JSON object a line, added at the end."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def append(file: Path, line: Line) -> None:
    """Add a line and flush it to the disk. A line that a crash left half written is ended first."""
    text = json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n"
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (_missing_end(handle) + text).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _missing_end(handle: int) -> str:
    size = os.fstat(handle).st_size
    return "" if size == 0 or os.pread(handle, 1, size - 1) == b"\n" else "\n"


def lines(file: Path) -> Iterator[Line]:
    """Every readable line, the oldest first; one that a crash left half written is left out."""
    if not file.exists():
        return
    for text in file.read_text().splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line

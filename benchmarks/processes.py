"""Processes that we started, with all their children: their processor time, and how to end them at once."""

import contextlib
import os
import signal
import time
from collections import defaultdict
from pathlib import Path

PATIENCE = 20.0  # seconds


def family(pid: int) -> list[int]:
    """The process and everything it started, the process itself first."""
    children = defaultdict(list)
    for other, fields in _all().items():
        children[int(fields[1])].append(other)
    found = [pid]
    for member in found:
        found += children[member]
    return found


def spent(pid: int) -> float:
    """Seconds of processor time of a process and everything it started; 0 where /proc does not tell."""
    known = _all()
    ticks = sum(int(known[member][11]) + int(known[member][12]) for member in family(pid) if member in known)
    return ticks / os.sysconf("SC_CLK_TCK")


def kill_family(pid: int) -> None:
    """kill -9 for a process and everything it started; returns when all of them are gone.

    The first is halted before, so that it starts no new child meanwhile.
    """
    _send(pid, signal.SIGSTOP)
    members = family(pid)
    for member in members:
        _send(member, signal.SIGKILL)
    give_up = time.monotonic() + PATIENCE
    while any(_runs(member) for member in members):
        if time.monotonic() > give_up:
            raise TimeoutError(f"still there after kill -9: {[m for m in members if _runs(m)]}")
        time.sleep(0.01)


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _runs(pid: int) -> bool:
    fields = _fields(Path(f"/proc/{pid}/stat"))
    return fields is not None and fields[0] not in {"Z", "X"}


def _all() -> dict[int, list[str]]:
    """By process id: the fields of /proc/ID/stat from the state on."""
    stats = Path("/proc").glob("[0-9]*/stat")
    return {int(stat.parent.name): fields for stat in stats if (fields := _fields(stat)) is not None}


def _fields(stat: Path) -> list[str] | None:
    try:
        return stat.read_text().rpartition(") ")[2].split()
    except OSError:
        return None

"""The desk under load: one command, `.venv/bin/python -m benchmarks.desk`.

On SQLite (WAL, synchronous FULL) and on a PostgreSQL of its own (fsync on) it invents spaces, signs in 16
animators, starts `opstap serve` with its whole middleware, and lets them note visits and help: first one
record a request, then an outbox of 25 a request. Every record has its receipt and its audit row. Afterwards
each acknowledged record is looked for in the database. Bars: ≥ 250 records/s with p99 < 120 ms on SQLite,
≥ 350/s on PostgreSQL, ≥ 1,000/s by outbox, no failure. Stops by itself; ends only the servers it started.
"""

import argparse

from benchmarks.clients import Client, Run, load
from benchmarks.installation import DATABASES, Installation, installation
from benchmarks.machine import fsync_floor, load_average, machine, percentile
from benchmarks.processes import spent
from benchmarks.stored import faults, stored

SPACES = 4
HEADS = (
    "database",
    "what",
    "records/s",
    "p50 ms",
    "p99 ms",
    "max ms",
    "server CPU ms a record",
    "failures",
    "check",
)
WAYS = {"one a request": 1, "outbox of 25": 25}


def measure(database: str, options: argparse.Namespace) -> None:
    with installation(database) as made:
        people = made.prepare("benchmarks.people", str(SPACES), str(options.clients))
        print(f"{database}: disk alone, 4 KB and fsync: {fsync_floor(made.folder)}", flush=True)
        made.start("--no-worker", "--processes", "2")
        everything = Run()
        for name, size in WAYS.items():
            run = Run()
            clients = [Client(who, run, batch=size, seed=number) for number, who in enumerate(people)]
            load(clients, made.port, seconds=options.warm_up)
            _forget_times(run)
            _row(database, name, made, clients, run, options.seconds, everything)


def _forget_times(run: Run) -> None:
    run.seconds.clear()
    run.lasted = 0.0


def _row(
    database: str,
    name: str,
    made: Installation,
    clients: list[Client],
    run: Run,
    seconds: float,
    everything: Run,
) -> None:
    before, known = spent(made.pid), len(run.acknowledged)
    load(clients, made.port, seconds=seconds)
    records = len(run.acknowledged) - known
    cpu = (spent(made.pid) - before) * 1000 / max(records, 1)
    everything.sent |= run.sent
    everything.acknowledged += run.acknowledged
    wrong = faults(stored(made), everything)
    cells = (
        database, name, f"{records / run.lasted:.0f}", f"{percentile(run.seconds, 0.5):.1f}",
        f"{percentile(run.seconds, 0.99):.1f}", f"{max(run.seconds) * 1000:.0f}", f"{cpu:.2f}",
        str(run.failures), "; ".join(wrong) or f"{len(everything.acknowledged):,} all there once",
    )  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)
    for answer in run.refused[:3]:
        print(f"  refused: {answer!r}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--databases", nargs="*", choices=DATABASES, default=DATABASES)
    parser.add_argument("--seconds", type=float, default=60, help="length of each run")
    parser.add_argument("--warm-up", type=float, default=5, help="seconds before each run")
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    print(machine())
    print(f"| {' | '.join(HEADS)} |\n|---|---|{'---:|' * 6}---|")
    for database in options.databases:
        measure(database, options)
    print(f"load after {load_average()}")


if __name__ == "__main__":
    main()

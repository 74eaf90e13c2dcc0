"""The finder under load: one command, `.venv/bin/python benchmarks/finder.py`.

For 20,000 and 60,000 invented places it fills a database in a temporary folder, starts `opstap serve` with
two processes and its whole middleware, and asks it what visitors ask: lists around a postcode, a name or a
point, "somebody is there now", "open today", filters, in three languages, 20 places a page, compressed.
Four clients in this process ask one question after the other. Prints the machine, the date and a table; stops
by itself; ends only the server it started.
"""

import argparse
import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode

SIZES = (20_000, 60_000)
DAYS_AHEAD = 60
SEED = 20261124
REGION = (50.77, 50.91, 4.26, 4.47)  # south, north, west, east
COUNTRY = (49.6, 51.4, 2.7, 6.2)
LANGUAGES = {"fr": 0.95, "nl": 0.6, "en": 0.5, "ar": 0.25, "tr": 0.08, "es": 0.08, "ti": 0.01}
SERVICES = {"procedures": 0.7, "everyday": 0.8, "job": 0.4, "safety": 0.25, "access": 0.6, "creation": 0.1}

# Weeks of opening, in hours from the hour at which the benchmark starts, so that it does not matter when it
# runs: some places are open now, some later, some were. (kind, weekdays from today on, from, hours)
WEEKS: tuple[tuple[tuple[str, tuple[int, ...], float, float], ...], ...] = (
    (("open", (0, 1, 2, 3, 4), -2, 8), ("staffed", (0, 1, 2, 3, 4), -1, 3)),
    (("open", (0, 2, 4), -3, 3.5), ("staffed", (0, 2, 4), -3, 3.5), ("open", (0, 2, 4), 2, 4)),
    (("open", (0, 1, 3), 1, 4), ("staffed", (0, 1, 3), 1, 3), ("training", (1,), 1, 2)),
    (("open", (0, 1, 2, 3, 4, 5), -5, 4), ("staffed", (1, 3), -5, 3), ("training", (0, 4), -1, 2)),
    (("open", (1, 4), -2, 4), ("staffed", (1,), -2, 4)),
    (("open", (0, 1, 2, 3, 4, 5, 6), -6, 12), ("staffed", (0, 1, 2, 3, 4), -2, 5)),
    (),
)


# --- the places ------------------------------------------------------------------------------------


@dataclass
class Places:
    """Invented places: half of the weight of the towns lies in and around the region."""

    count: int
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        self.towns = [self._within(REGION) for _ in range(25)] + [self._within(COUNTRY) for _ in range(175)]

    def _within(self, bounds: tuple[float, float, float, float]) -> tuple[float, float]:
        south, north, west, east = bounds
        return self.chance.uniform(south, north), self.chance.uniform(west, east)

    def spaces(self, now: datetime) -> Iterator[dict[str, Any]]:
        for number in range(1, self.count + 1):
            in_region = self.chance.random() < 0.35
            lat, lon = self.chance.choice(self.towns[:25] if in_region else self.towns[25:])
            name = f"Espace inventé {number}"
            yield {
                "slug": f"espace-invente-{number}",
                "names": {"fr": name, "nl": f"Verzonnen ruimte {number}"},
                "folded_name": f"espace invente {number} verzonnen ruimte {number}",
                "streets": {"fr": f"Rue Inventée {number}", "nl": f"Verzonnenstraat {number}"},
                "postcode": "1000",
                "cities": {"fr": "Ville", "nl": "Stad"},
                "lat": self.chance.gauss(lat, 0.02),
                "lon": self.chance.gauss(lon, 0.03),
                "precision": "approximate" if self.chance.random() < 0.1 else "exact",
                "price": self.chance.choice(["free", "free", "conditional", "paid", ""]),
                "wheelchair": self.chance.choice(["yes", "limited", "no", ""]),
                "computers": self.chance.randrange(4, 20),
                "phone": f"02 000 00 {number % 100:02}",
                "opens_evening": self.chance.random() < 0.15,
                "opens_weekend": self.chance.random() < 0.2,
                "publication": "public",
                "is_invented": True,
                "confirmed_at": now,
                "open_hours": "Mo-Fr 09:00-17:00",
                "staffed_hours": "Mo-Fr 09:00-12:00",
                "openings_until": now + timedelta(days=DAYS_AHEAD),
            }

    def codes(self) -> Iterator[tuple[str, str]]:
        for vocabulary, shares in (("language", LANGUAGES), ("service", SERVICES)):
            for code, share in shares.items():
                if self.chance.random() < share:
                    yield vocabulary, code


def openings(now: datetime) -> list[list[tuple[str, datetime, datetime]]]:
    """For each week above, its intervals from yesterday to 60 days ahead."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [
        [
            (kind, start, start + timedelta(hours=hours))
            for day in range(-1, DAYS_AHEAD)
            for kind, weekdays, begin, hours in week
            if day % 7 in weekdays
            for start in [hour + timedelta(days=day, hours=begin)]
        ]
        for week in WEEKS
    ]


def fill(count: int) -> None:
    """Fill the database of OPSTAP_DATA_DIR; runs in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from opstap.territory.services import create_network, load_brussels

    call_command("migrate", verbosity=0)
    create_network(
        slug="benchmark", names={"fr": "Réseau inventé"}, area=load_brussels(), phone="02 000 00 00"
    )
    now = datetime.now(UTC)
    with transaction.atomic():
        _insert_spaces(Places(count), now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert_spaces(places: Places, now: datetime) -> None:
    from django.db import connection

    from opstap.accounts.models import User
    from opstap.spaces.models import Duty, Offer, Space

    weeks = openings(now)
    person = User.objects.create_user("benchmark@example.org", None, name="Invented", public_name="Noor")
    chance = random.Random(SEED + 1)
    rows = (Space(**values) for values in places.spaces(now))
    while batch := [space for _, space in zip(range(2000), rows, strict=False)]:
        Space.objects.bulk_create(batch)
        Offer.objects.bulk_create(
            [
                Offer(space=space, vocabulary=name, code=code)
                for space in batch
                for name, code in places.codes()
            ]
        )
        _insert_openings(connection, [(space.pk, chance.choice(weeks)) for space in batch])
        Duty.objects.bulk_create(
            Duty(
                space=space,
                person=person,
                starts_at=now - timedelta(hours=2),
                ends_at=now + timedelta(hours=6),
                checked_in_at=now - timedelta(hours=2) if chance.random() < 0.5 else None,
            )
            for space in batch
            if chance.random() < 0.1
        )


def _insert_openings(connection: Any, weeks: list[tuple[int, list[tuple[str, datetime, datetime]]]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO spaces_opening (space_id, kind, starts_at, ends_at) VALUES (%s, %s, %s, %s)",
            [
                (pk, kind, str(start.replace(tzinfo=None)), str(end.replace(tzinfo=None)))
                for pk, week in weeks
                for kind, start, end in week
            ],
        )


# --- the questions ---------------------------------------------------------------------------------


def questions() -> dict[str, list[str]]:
    """Addresses by kind of question. `near` questions lie in the towns, where people are."""
    chance = random.Random(SEED + 2)
    towns = Places(0).towns
    found: dict[str, list[str]] = {"list": [], "now": [], "today": [], "filters": [], "later pages": []}
    wishes: list[dict[str, str]] = [
        {"help": "procedures"}, {"help": "creation"}, {"language": "ar"}, {"language": "ti"},
        {"price": "free"}, {"wheelchair": "1"}, {"evening": "1"}, {"weekend": "1"}, {"open": "1"},
        {"language": "tr", "now": "1"}, {"help": "job", "price": "free", "wheelchair": "1"},
    ]  # fmt: skip
    for number in range(400):
        origin = _origin(chance, towns)
        for kind, wish in {
            "list": {},
            "now": {"now": "1"},
            "today": {"today": "1"},
            "filters": wishes[number % len(wishes)],
            "later pages": {"page": str(chance.randrange(2, 5))},
        }.items():
            language = chance.choice(["fr", "fr", "nl", "en"])
            found[kind].append(f"/{language}/find/?{urlencode(origin | wish)}")
    return found


def _origin(chance: random.Random, towns: list[tuple[float, float]]) -> dict[str, str]:
    """Seven of ten write a postcode or a name (outside of the region: the centre), three ask "near me"."""
    known = [
        "1000",
        "1020",
        "1030",
        "1050",
        "1070",
        "1080",
        "1180",
        "1190",
        "1210",
        "Ixelles",
        "Jette",
        "Evere",
    ]
    lat, lon = chance.choice(towns)
    spread = 0.0
    match chance.random():
        case share if share < 0.4:
            return {"where": chance.choice(known)}
        case share if share > 0.7:
            spread = 0.02
    return {"near": f"{chance.gauss(lat, spread):.3f},{chance.gauss(lon, spread):.3f}"}


# --- the load --------------------------------------------------------------------------------------


@dataclass
class Run:
    """What one run saw: seconds per answer, and answers by status."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        return sorted(self.seconds)[int(len(self.seconds) * share)] * 1000

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted


def ask(run: Run, port: int, paths: list[str], until: float) -> None:
    """One client on one connection, one question after the other."""
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as reader:
        for path in paths:
            if time.perf_counter() > until:
                return
            begin = time.perf_counter()
            status = _get(connection, reader, path)
            run.seconds.append(time.perf_counter() - begin)
            run.statuses[status] += 1


def _get(connection: socket.socket, reader: BinaryIO, path: str) -> str:
    """The status of the answer, read to its end."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    status = reader.readline()[9:12].decode()
    length = 0
    while (line := reader.readline()) not in {b"\r\n", b""}:
        if line.lower().startswith(b"content-length:"):
            length = int(line[15:])
    reader.read(length)
    return status


def load(port: int, paths: list[str], clients: int, seconds: float) -> Run:
    run = Run()
    chance = random.Random(SEED + 3)
    orders = [chance.choices(paths, k=int(seconds * 2000)) for _ in range(clients)]
    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        for done in [threads.submit(ask, run, port, order, begin + seconds) for order in orders]:
            done.result()
    run.lasted = time.perf_counter() - begin
    return run


# --- the server ------------------------------------------------------------------------------------


@contextmanager
def served(folder: str) -> Iterator[tuple[int, int]]:
    """`opstap serve` as in real use, on a free port; its port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "opstap.cli",
        "serve",
        "--port",
        str(port),
        "--processes",
        "2",
        "--no-worker",
    ]
    server = subprocess.Popen(command, env=_environment(folder), stdout=subprocess.DEVNULL)
    try:
        _wait_until_open(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_open(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("The server did not start.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not open its port within 30 seconds.")


def _environment(folder: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPSTAP_", "DATABASE_URL"))
    }
    return {**kept, "OPSTAP_DATA_DIR": folder, "OPSTAP_SECRET_KEY": "only-for-the-benchmark"}


# --- the report ------------------------------------------------------------------------------------


def machine() -> str:
    try:
        model = next(
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        )
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    load_average = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} × {model} · "
        f"Python {platform.python_version()} · load before {load_average}"
    )


def spent(pid: int) -> float:
    """Seconds of processor time of a process and its children; 0 where /proc does not tell."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(") ")
        except OSError:
            continue
        fields = rest.split()
        if int(fields[1]) == pid or name.startswith(f"{pid} ("):
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def measure(count: int, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="opstap-benchmark-") as folder:
        begin = time.perf_counter()
        command = [sys.executable, __file__, "--fill", str(count)]
        subprocess.run(command, env=_environment(folder), check=True)
        size = sum(path.stat().st_size for path in Path(folder).glob("opstap.sqlite3*")) / 1e6
        print(f"\n{count:,} places, filled in {time.perf_counter() - begin:.0f} s, {size:,.0f} MB\n")
        with served(folder) as (port, pid):
            _report(port, pid, options)


def _report(port: int, pid: int, options: argparse.Namespace) -> None:
    kinds = questions()
    everything = [path for paths in kinds.values() for path in paths]
    print("| question | pages/s | p50 ms | p99 ms | max ms | server CPU ms a page | answers |")
    print("|---|---:|---:|---:|---:|---:|---|")
    _row("all kinds, just started", port, pid, everything, options, 5)
    load(port, everything, options.clients, options.warm_up)
    for name, paths in [("all kinds, warm", everything), *kinds.items()]:
        _row(name, port, pid, paths, options, options.seconds)


def _row(
    name: str, port: int, pid: int, paths: list[str], options: argparse.Namespace, seconds: float
) -> None:
    before = spent(pid)
    run = load(port, paths, options.clients, seconds)
    cpu = (spent(pid) - before) * 1000 / len(run.seconds)
    statuses = ", ".join(f"{status} × {number}" for status, number in run.statuses.items())
    print(
        f"| {name} | {run.rate:.0f} | {run.percentile(0.5):.1f} | {run.percentile(0.99):.1f} "
        f"| {max(run.seconds) * 1000:.0f} | {cpu:.2f} | {statuses} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of places")
    parser.add_argument("--seconds", type=float, default=10, help="length of each run")
    parser.add_argument("--warm-up", type=float, default=20, help="seconds before the warm runs")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill(options.fill)
        return
    print(machine())
    for count in options.sizes:
        measure(count, options)


if __name__ == "__main__":
    main()

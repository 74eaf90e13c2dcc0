"""The finder under load: one command, `.venv/bin/python -m benchmarks.finder`.

For 20,000 and 60,000 invented places it fills a database in a temporary folder, starts `opstap serve` with
two processes and its whole middleware, and asks it what visitors ask: lists around a postcode, a name or a
point, "somebody is there now", "open today", filters, in three languages, 20 places a page, compressed.
Four clients ask one question after the other. Bar: p50 ≤ 10 ms, p99 ≤ 50 ms, ≥ 400 pages/s. Prints the
machine, the date and a table; stops by itself; ends only the server it started.
"""

import argparse
import contextlib
import gzip
import http.client
import random
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from benchmarks.installation import Installation, installation
from benchmarks.machine import machine, percentile
from benchmarks.places import SEED, questions
from benchmarks.processes import spent

SIZES = (20_000, 60_000)
ANSWER_SECONDS = 30
HEADS = ("question", "pages/s", "p50 ms", "p99 ms", "max ms", "server CPU ms a page", "answers")


@dataclass
class Run:
    """What one run saw: seconds per answer, and answers by status."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted


class Visitor:
    """One client on one connection, who asks one question after the other."""

    def __init__(self, port: int, paths: list[str], run: Run) -> None:
        self.run = run
        self.paths = iter(paths)
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._begin = 0.0

    def fileno(self) -> int:
        return self.connection.fileno()

    def ask(self) -> None:
        heads = f"GET {next(self.paths)} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
        self._begin = time.perf_counter()
        self.connection.sendall(heads.encode())

    def read(self) -> bool:
        """Read what is there; whether the answer is whole. Raises OSError when the server closed."""
        part = self.connection.recv(65536)
        if not part:
            raise ConnectionResetError("closed by the server")
        self._received += part
        heads, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _length(heads):
            return False
        self.run.seconds.append(time.perf_counter() - self._begin)
        self.run.statuses[heads[9:12].decode()] += 1
        self._received = b""
        return True


def _length(heads: bytes) -> int:
    found = next(line for line in heads.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return int(found.partition(b":")[2])


def load(port: int, paths: list[str], clients: int, seconds: float) -> Run:
    """All visitors in one thread that waits on their sockets: they share the processors with the server."""
    run = Run()
    chance = random.Random(SEED + 3)
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as stack:
        for _ in range(clients):
            number = int(seconds * 2000)
            asked = chance.choices(paths, k=number) if number > len(paths) else chance.sample(paths, number)
            visitor = Visitor(port, asked, run)
            stack.enter_context(visitor.connection)
            selector.register(visitor, selectors.EVENT_READ, visitor)
            visitor.ask()
        begin = time.perf_counter()
        for visitor in _answered(selector):
            if time.perf_counter() > begin + seconds:
                selector.unregister(visitor)
            else:
                visitor.ask()
        run.lasted = time.perf_counter() - begin
    return run


def _answered(selector: selectors.BaseSelector) -> Iterator[Visitor]:
    """Whoever has her answer, until nobody waits any more."""
    while selector.get_map():
        ready = selector.select(ANSWER_SECONDS)
        if not ready:
            raise TimeoutError(f"no answer within {ANSWER_SECONDS} seconds")
        for key, _events in ready:
            if key.data.read():
                yield key.data


def measure(count: int, options: argparse.Namespace) -> None:
    with installation("sqlite") as made:
        begin = time.perf_counter()
        made.prepare("benchmarks.places", str(count))
        size = sum(path.stat().st_size for path in made.folder.glob("opstap.sqlite3*")) / 1e6
        print(f"\n{count:,} places, filled in {time.perf_counter() - begin:.0f} s, {size:,.0f} MB\n")
        made.start("--no-worker", "--processes", "2")
        options.places = count
        _report(made, options)


def _report(made: Installation, options: argparse.Namespace) -> None:
    kinds = questions()
    everything = [path for paths in kinds.values() for path in paths]
    print(f"| {' | '.join(HEADS)} |\n|---|{'---:|' * 5}---|")
    _row("all kinds, just started", made, everything, options.clients, 5)
    load(made.port, everything, options.clients, options.warm_up)
    other = [f"{path}&asked={number}" for number, path in enumerate(everything * 20)]
    for name, paths in [("all kinds, warm", everything), ("addresses hardly repeat", other), *kinds.items()]:
        _row(name, made, paths, options.clients, options.seconds)
    _map_rows(made, kinds, options)


def _map_rows(made: Installation, kinds: dict[str, list[str]], options: argparse.Namespace) -> None:
    """The list with its map, and what the script of the map asks for then."""
    with_map = [f"{path}&map=1" for path in kinds["list"]]
    _row("list with its map", made, with_map, options.clients, options.seconds)
    digest, size = _atlas(made, with_map[0])
    for kind in ("list", "now", "filters"):
        paths = [points_address(path, digest) for path in kinds[kind]]
        _row(f"points of the map: {kind}", made, paths, options.clients, options.seconds)
    chance = random.Random(SEED + 5)
    starts = [chance.randrange(options.places - 30) for _ in range(400)]
    names = [f"/fr/find/names/{digest}/?at={','.join(str(at + step) for step in range(30))}" for at in starts]
    _row("names of 30 marks", made, names, options.clients, options.seconds)
    print(f"\nthe places themselves, compressed and once for everybody: {size / 1000:,.0f} kB")


def _atlas(made: Installation, path: str) -> tuple[str, int]:
    """Digest and size of the file of all places that a map shows."""
    heads = {"Accept-Encoding": "gzip"}
    connection = http.client.HTTPConnection("127.0.0.1", made.port, timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=heads)
        page = gzip.decompress(connection.getresponse().read()).decode()
        address = page.partition('data-atlas="')[2].partition('"')[0]
        connection.request("GET", address, headers=heads)
        return address.rstrip("/").rpartition("/")[2], len(connection.getresponse().read())


def points_address(path: str, digest: str) -> str:
    """Which places the list holds and which are open: the place somebody asks from is not in it."""
    address, _query, query = path.partition("?")
    wishes = [(name, value) for name, value in parse_qsl(query) if name not in {"where", "near", "page"}]
    return f"{address}points/{digest}/" + (f"?{urlencode(wishes)}" if wishes else "")


def _row(name: str, made: Installation, paths: list[str], clients: int, seconds: float) -> None:
    before = spent(made.pid)
    run = load(made.port, paths, clients, seconds)
    cpu = (spent(made.pid) - before) * 1000 / len(run.seconds)
    statuses = ", ".join(f"{status} × {number}" for status, number in run.statuses.items())
    middle, slow = percentile(run.seconds, 0.5), percentile(run.seconds, 0.99)
    slowest = max(run.seconds) * 1000
    numbers = f"{run.rate:.0f} | {middle:.1f} | {slow:.1f} | {slowest:.0f} | {cpu:.2f}"
    print(f"| {name} | {numbers} | {statuses} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of places")
    parser.add_argument("--seconds", type=float, default=10, help="length of each run")
    parser.add_argument("--warm-up", type=float, default=20, help="seconds before the warm runs")
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    print(machine())
    for count in options.sizes:
        measure(count, options)


if __name__ == "__main__":
    main()

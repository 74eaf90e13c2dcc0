"""A crawler beside the desk: one command, `.venv/bin/python -m benchmarks.crawler`.

On SQLite with 20,000 invented places `opstap serve` answers with two processes while four desks note visits
and help, one record a request, as fast as they are answered. First alone; then beside a crawler that asks 50
times a second for pages of the API, single places and public pages, from one address (most of its questions
to the API are answered 429) and from another address each time (all of them are answered). Bar: p99 of the
desk below 250 ms. Bounded, on loopback; stops by itself and ends only the server it started.
"""

import argparse
import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.clients import Client, Run, load
from benchmarks.installation import Installation, installation
from benchmarks.machine import load_average, machine, percentile

PLACES, DESKS, THREADS = 20_000, 4, 10
HEADS = (
    "beside",
    "desk records/s",
    "p50 ms",
    "p99 ms",
    "max ms",
    "failures",
    "crawler/s",
    "its p99 ms",
    "its answers",
)


@dataclass
class Crawl:
    """What the crawler saw. `spread`: another address for each question."""

    port: int
    paths: list[str]
    rate: float
    spread: bool
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        return threads

    def _ask(self, number: int) -> None:
        """One of the threads that share the rate; who is late asks at once, until it has caught up."""
        chance, step = random.Random(number), THREADS / self.rate
        due = time.perf_counter() + step * number / THREADS
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.over.wait(max(0.0, due - time.perf_counter())):
            begin, due = time.perf_counter(), due + step
            address = (
                ".".join(str(chance.randrange(1, 255)) for _part in range(4)) if self.spread else "192.0.2.1"
            )
            heads = {"X-Forwarded-For": address, "Accept-Encoding": "gzip"}
            connection.request("GET", chance.choice(self.paths), headers=heads)
            answer = connection.getresponse()
            answer.read()
            self.seconds.append(time.perf_counter() - begin)
            self.statuses[answer.status] += 1
        connection.close()


def paths_of(made: Installation) -> list[str]:
    rows = made.rows("SELECT uid, slug FROM spaces_space ORDER BY uid LIMIT 2000")
    chance = random.Random(1)
    some = chance.sample(rows, 300)
    lists = [f"/api/v1/places?limit=100&after={uid}" for uid, _slug in some]
    singles = [f"/api/v1/places/{uid}" for uid, _slug in some]
    return lists + singles + [f"/fr/place/{slug}/" for _uid, slug in some]


def measure(
    made: Installation, people: list[dict[str, str]], beside: str, options: argparse.Namespace
) -> None:
    run = Run()
    clients = [Client(who, run, seed=number) for number, who in enumerate(people)]
    crawl = Crawl(made.port, paths_of(made), options.rate, spread=beside == "crawler, many addresses")
    threads = crawl.run() if beside != "nobody" else []
    try:
        load(clients, made.port, seconds=options.warm_up)
        run.seconds.clear()
        known, run.lasted = len(run.acknowledged), 0.0
        crawl.seconds.clear()
        crawl.statuses.clear()
        load(clients, made.port, seconds=options.seconds)
    finally:
        crawl.over.set()
        for thread in threads:
            thread.join()
    cells = (
        beside, f"{(len(run.acknowledged) - known) / run.lasted:.0f}", f"{percentile(run.seconds, 0.5):.1f}",
        f"{percentile(run.seconds, 0.99):.1f}", f"{max(run.seconds) * 1000:.0f}", str(run.failures),
        f"{len(crawl.seconds) / run.lasted:.0f}", f"{percentile(crawl.seconds, 0.99):.0f}",
        ", ".join(f"{status}: {number}" for status, number in sorted(crawl.statuses.items())),
    )  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--rate", type=float, default=50, help="questions of the crawler a second")
    parser.add_argument("--seconds", type=float, default=20, help="length of each run")
    parser.add_argument("--warm-up", type=float, default=3, help="seconds before each run")
    options = parser.parse_args()
    print(machine())
    print(f"| {' | '.join(HEADS)} |\n|---|{'---:|' * 7}---|")
    with installation("sqlite") as made:
        made.environment["OPSTAP_PROXIES"] = "1"
        made.prepare("benchmarks.places", str(options.places))
        people = made.prepare("benchmarks.people", "4", str(DESKS))
        made.start("--no-worker", "--processes", "2")
        for beside in ("nobody", "crawler, one address", "crawler, many addresses"):
            measure(made, people, beside, options)
    print(f"load after {load_average()}")


if __name__ == "__main__":
    main()

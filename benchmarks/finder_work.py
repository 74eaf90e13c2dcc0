"""The work of the finder for a page, also on a busy machine: `.venv/bin/python -m benchmarks.finder_work`.

Asks the questions of `benchmarks.finder` in one process, through the whole middleware, and prints for each
kind the processor time of a page (of every page the least of several tries, which other work on the machine
hardly touches), its function calls and its SQL queries. "Nothing kept": each page as if every space on it
were asked for the first time; "drawn before": by somebody else in the same minute; all others are drawn anew.
"""

import argparse
import cProfile
import io
import os
import pstats
import random
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.finder import SIZES, points_address
from benchmarks.installation import Installation, installation
from benchmarks.machine import machine
from benchmarks.places import SEED, questions

PAGES = 60
TRIES = 10


def get(application: Callable[..., Any], path: str) -> None:
    """One page, as the server asks for it. Raises SystemExit when the answer is not 200."""
    address, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    statuses: list[str] = []
    response = application(environ, lambda status, *_headers: statuses.append(status))
    b"".join(response)
    response.close()
    if statuses != ["200 OK"]:
        raise SystemExit(f"{path}: {statuses}")


def work() -> None:
    """Print the table for the database of OPSTAP_DATA_DIR; runs in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")
    from opstap.finder.display import before, shelf
    from opstap.wsgi import application

    kinds = questions()
    everything = [path for paths in kinds.values() for path in paths]
    print("| question | least CPU ms a page | function calls a page | SQL queries a page |")
    print("|---|---:|---:|---:|")
    _row("all kinds, nothing kept", application, everything, shelf.forget, before.forget)
    _row("all kinds, the page drawn before", application, everything)
    for name, paths in [("all kinds", everything), *kinds.items()]:
        _row(name, application, paths, before.forget)
    _map_rows(application, kinds)


def _map_rows(application: Callable[..., Any], kinds: dict[str, list[str]]) -> None:
    from django.utils import timezone

    from opstap.finder.display import before, points
    from opstap.finder.display.atlas import atlas

    digest = atlas(timezone.now()).digest
    _row("list with its map", application, [f"{path}&map=1" for path in kinds["list"]], before.forget)
    asked = [points_address(path, digest) for kind in ("list", "now", "filters") for path in kinds[kind]]
    _row("points of the map", application, asked)
    _row("points of the map, the first of a minute", application, asked[-3:], points.forget)


def _row(
    name: str, application: Callable[..., Any], paths: list[str], *forgotten: Callable[[], None]
) -> None:
    """`forgotten`: what each page has to do again."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def forget() -> None:
        for one in forgotten:
            one()

    asked = random.Random(SEED + 4).choices(paths, k=min(PAGES, len(paths)))
    least = 0
    for path in asked:
        tries = []
        for _ in range(TRIES):
            forget()
            begin = time.process_time_ns()
            get(application, path)
            tries.append(time.process_time_ns() - begin)
        least += min(tries)
    profile, queries = cProfile.Profile(), 0
    for path in asked:
        forget()
        profile.runcall(get, application, path)
        forget()
        with CaptureQueriesContext(connection) as captured:
            get(application, path)
        queries += len(captured)
    calls = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    count = len(asked)
    cells = (name, f"{least / count / 1e6:.2f}", f"{calls / count:,.0f}", f"{queries / count:.1f}")
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of places")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work()
        return
    print(machine())
    for count in options.sizes:
        with installation("sqlite") as made:
            made.prepare("benchmarks.places", str(count))
            print(f"\n{count:,} places\n", flush=True)
            _in(made, "opstap.cli", "collectstatic", "--noinput", "-v0")
            _in(made, "benchmarks.finder_work", "--work")


def _in(made: Installation, *words: str) -> None:
    subprocess.run([sys.executable, "-m", *words], env=made.environment, check=True)


if __name__ == "__main__":
    main()

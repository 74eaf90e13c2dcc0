"""Send more than ten thousand generated bodies, queries, uploads and files to every address, and count them.

    .venv/bin/python -m benchmarks.any_body [--database sqlite] [--times 4]

None may be answered with a fault of the server; who is refused must be told why in her language, and nothing
may be half-written. Makers and conditions are those of the suite (tests/any_body.py). Ends with 1 when there
is a fault.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
from collections import Counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")

BAR = 10_000
OUTCOMES = ("taken", "refused")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--times", type=int, default=4, help="times as many as in the suite")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        sys.stdout.write(json.dumps(send_all(asked.times)))
        return 0
    return max([_measure(database, asked.times) for database in asked.database or ["sqlite", "postgresql"]])


def _measure(database: str, times: int) -> int:
    from benchmarks.installation import ROOT, installation

    command = [sys.executable, "-m", "benchmarks.any_body", "--inside", f"--times={times}"]
    with installation(database) as made:
        done = subprocess.run(command, env=made.environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    found = json.loads(done.stdout)
    counted = Counter({tuple(key): number for key, number in found["tally"]})
    print(f"\n{database}: {counted.total():,} sent to {found['addresses']} addresses and methods\n")
    print("| room | kind | taken | refused |\n|---|---|---:|---:|")
    for room, kind in sorted({(address.partition(":")[0], kind) for address, kind, _outcome in counted}):
        numbers = [_sum(counted, room, kind, outcome) for outcome in OUTCOMES]
        print(f"| {room} | {kind} | {numbers[0]:,} | {numbers[1]:,} |")
    for fault in found["faults"]:
        print(f"\nFAULT {fault}")
    print(f"\nfaults: {len(found['faults'])}; bar: at least {BAR:,}, 0 faults")
    return int(bool(found["faults"]) or counted.total() < BAR)


def _sum(counted: "Counter[Any]", room: str, kind: str, outcome: str) -> int:
    return sum(
        number
        for (address, a_kind, an_outcome), number in counted.items()
        if (address.partition(":")[0], a_kind, an_outcome) == (room, kind, outcome)
    )


def send_all(times: int) -> dict[str, Any]:
    """In a process of its own, on an empty installation."""
    import django
    from django.core.management import call_command
    from django.db import transaction
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    logging.disable(logging.CRITICAL)  # each refusal would be a line

    from hypothesis import HealthCheck, Phase

    from tests.access.places import make_people, make_places
    from tests.any_body import FILES, Tally, reached, send_files, send_often, target

    options = {
        "database": None,
        "deadline": None,
        "phases": [Phase.generate],
        "suppress_health_check": list(HealthCheck),
    }
    tally, faults = Tally(), []
    plan = [(row, method, often, send_often) for row, method, often in reached()]
    plan += [
        (row, "post", FILES, send_files)
        for row, method, _ in reached()
        if row.name == "exchange:upload" and method == "post"
    ]
    for row, method, often, sending in plan:
        with transaction.atomic():
            place = make_places()["own"]
            try:
                sending(target(row, method, place, make_people(place)), often * times, tally, **options)
            except Exception as fault:  # an assertion, or what broke: both are counted
                notes = " ".join(getattr(fault, "__notes__", []))
                faults.append(
                    f"{method.upper()} {row.name}: {type(fault).__name__} {fault!s:.600} {notes:.600}"
                )
            transaction.set_rollback(True)
    return {"tally": list(tally.items()), "faults": faults, "addresses": len(plan)}


if __name__ == "__main__":
    sys.exit(main())

"""Maximal covering of four cities: every point is demand and candidate, great-circle distance, 60 s each.

Bar: within 0.1 % of the best known value, with an own bound of at most 0.6 % (Kings 2 %). Where `--rivals`
names the python that has spopt, it gets the same questions and, with HiGHS, the same seconds to solve them;
building its program comes on top, up to RIVAL_SECONDS in all.

    .venv/bin/python -m benchmarks.coverage.covering [--only Bronx3839-50] [--processor] [--log] [--rivals PY]
"""

import argparse
import csv
import os
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import rivals, table
from benchmarks.coverage.clock import clock
from benchmarks.machine import machine
from opstap.coverage.engine import Plan, distances_within, maximal_covering
from opstap.coverage.engine.covering.warming import warm

RADIUS = 6_378_100.0  # of the earth, as the published values take it
SECONDS = 60.0
RIVAL_SECONDS = 300.0
FILES = {
    "Manhattan2713": "NewYork",
    "Bronx3839": "Bronx",
    "SanFrancisco5137": "SanFrancisco",
    "Kings7730": "Kings",
}
COLUMNS = (
    "instance", "p", "best known", "ours", "short of it", "bound", "own gap", "status", "s",
    "s of processor", "bar", "spopt: short of it", "it says", "s to build and solve",
)  # fmt: skip

Row = dict[str, str]
Floats = NDArray[np.float64]


def run(args: argparse.Namespace) -> None:
    rows = instances(args)
    warm()
    table.head(f"Maximal covering, {SECONDS:.0f} s each (bar: 0.1 %, own gap 0.6 %; Kings 2 %)", COLUMNS)
    for row in rows:
        plan, seconds = solve(args, row)
        beside = theirs(args.data, row, args.rivals) if args.rivals else ["not asked", "", ""]
        table.line(*ours(row, plan), f"{seconds:.1f}", table.reached(is_good(plan, row)), *beside)
        if args.log:
            print("", *plan.log, "", sep="\n", flush=True)


def instances(args: argparse.Namespace) -> list[Row]:
    with Path(args.data, "mclp_cities.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if args.only in f"{row['instance']}-{row['p']}"]
    return rows[:1] if args.quick else rows


def read(data: Path, instance: str) -> tuple[Floats, Floats]:
    """Latitude and longitude, float64[n, 2], and demand, float64[n]."""
    lines = Path(data, "mclp", f"{FILES[instance]}.txt").read_text().split("\n")
    places: list[list[float]] = []
    demand: list[float] = []
    section = ""
    for line in map(str.strip, lines):
        if line.endswith("_SECTION"):
            section = line
        elif line and line != "EOF" and section:
            numbers = [float(part) for part in line.split()]
            if section == "DEMAND_SECTION":
                demand.append(numbers[-1])
            else:
                places.append(numbers)
    return np.array(places), np.array(demand)


def solve(args: argparse.Namespace, row: Row) -> tuple[Plan, float]:
    """A plan, and the seconds of processor it took."""
    places, demand = read(args.data, row["instance"])
    near = distances_within(places, places, float(row["radius_m"]), radius=RADIUS)
    near.data[:] = 1.0
    begin = time.process_time()
    with clock(args.processor):
        plan = maximal_covering(near, demand, int(row["p"]), time_limit=SECONDS)
    return plan, time.process_time() - begin


def ours(row: Row, plan: Plan) -> list[str]:
    best = float(row["best_known"])
    return [
        row["instance"], row["p"], f"{best:,.0f}", f"{plan.objective:,.0f}",
        f"{1 - plan.objective / best:.3%}", f"{plan.upper_bound:,.0f}", f"{plan.gap:.3%}", plan.status,
        f"{plan.seconds:.1f}",
    ]  # fmt: skip


def is_good(plan: Plan, row: Row) -> bool:
    widest = 0.02 if row["instance"].startswith("Kings") else 0.006
    is_near = plan.objective >= 0.999 * float(row["best_known"])
    return is_near and plan.gap <= widest and plan.seconds <= SECONDS + 1


def theirs(data: Path, row: Row, python: str) -> list[str]:
    """How far spopt's plan is short of the best known, what it calls it, seconds."""
    places, demand = read(data, row["instance"])
    radius = float(row["radius_m"])
    everywhere = distances_within(places, places, 1e7, radius=RADIUS).toarray()
    told = rivals.ask(
        python, "mclp", seconds=RIVAL_SECONDS, cost=everywhere, weights=demand, p=int(row["p"]),
        radius=radius, time_limit=SECONDS,
    )  # fmt: skip
    if "error" in told:
        return ["no plan", told["error"], ""]
    covered = float(demand[(everywhere[:, told["sites"]] <= radius).any(axis=1)].sum())
    short = f"{1 - covered / float(row['best_known']):.2%} ({told['program']})"
    return [short, told["status"], f"{told['build']:.0f} + {told['solve']:.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", help="part of a name, as Bronx3839-50")
    parser.add_argument("--quick", action="store_true", help="the first only")
    parser.add_argument("--processor", action="store_true", help="time limits in seconds of processor")
    parser.add_argument("--log", action="store_true", help="what was tried, after each row")
    parser.add_argument("--rivals", metavar="PYTHON", help="the python that has spopt and highspy")
    extra = Path(os.environ.get("OPSTAP_EXTRA_DATA", "data"))
    parser.add_argument("--data", type=Path, default=extra / "or", help="folder of the instances")
    args = parser.parse_args()
    print(machine())
    run(args)


if __name__ == "__main__":
    main()

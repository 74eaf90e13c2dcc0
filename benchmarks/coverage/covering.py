"""Maximal covering of four cities: every point is demand and candidate, great-circle distance, 60 s each.

Bar: within 0.1 % of the best known value, with an own bound of at most 0.6 % (Kings 2 %).
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import rivals, table
from opstap.coverage.engine import Plan, distances_within, maximal_covering

RADIUS = 6_378_100.0  # of the earth, as the published values take it
SECONDS = 60.0
FILES = {
    "Manhattan2713": "NewYork",
    "Bronx3839": "Bronx",
    "SanFrancisco5137": "SanFrancisco",
    "Kings7730": "Kings",
}
COLUMNS = ("instance", "p", "best known", "ours", "short of it", "bound", "own gap", "status", "s", "bar")
RIVAL_COLUMNS = (
    "instance",
    "p",
    "program",
    "covered",
    "short of best known",
    "it says",
    "s to build",
    "s to solve",
)

Row = dict[str, str]
Floats = NDArray[np.float64]


def run(args: argparse.Namespace) -> None:
    rows = instances(args)
    warm_up()
    table.head(f"Maximal covering, {SECONDS:.0f} s each (bar: 0.1 %, own gap 0.6 %; Kings 2 %)", COLUMNS)
    for row in rows:
        ours(args.data, row)
    if args.rivals:
        table.head("The same by spopt with HiGHS (the smallest instances)", RIVAL_COLUMNS)
        for row in rows[: 1 if args.quick else 2]:
            theirs(args.data, row, args.rivals)


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


def warm_up() -> None:
    """The loops are compiled once on a machine: not part of what is measured."""
    rng = np.random.default_rng(0)
    maximal_covering(rng.random((60, 40)) < 0.1, np.ones(60), 5, time_limit=5)


def ours(data: Path, row: Row) -> None:
    places, demand = read(data, row["instance"])
    near = distances_within(places, places, float(row["radius_m"]), radius=RADIUS)
    near.data[:] = 1.0
    plan = maximal_covering(near, demand, int(row["p"]), time_limit=SECONDS)
    best = float(row["best_known"])
    table.line(
        row["instance"], row["p"], f"{best:,.0f}", f"{plan.objective:,.0f}",
        f"{1 - plan.objective / best:.3%}", f"{plan.upper_bound:,.0f}", f"{plan.gap:.3%}",
        plan.status, f"{plan.seconds:.1f}", table.reached(is_good(plan, best, row["instance"])),
    )  # fmt: skip


def is_good(plan: Plan, best: float, instance: str) -> bool:
    widest = 0.02 if instance.startswith("Kings") else 0.006
    return plan.objective >= 0.999 * best and plan.gap <= widest and plan.seconds <= SECONDS + 1


def theirs(data: Path, row: Row, python: str) -> None:
    places, demand = read(data, row["instance"])
    everywhere = distances_within(places, places, 1e7, radius=RADIUS).toarray()
    told = rivals.ask(
        python, "mclp", cost=everywhere, weights=demand, p=int(row["p"]), radius=float(row["radius_m"]),
        time_limit=SECONDS,
    )  # fmt: skip
    if "error" in told:
        table.line(row["instance"], row["p"], "spopt", "none", "", told["error"], "", "")
        return
    covered = float(demand[(everywhere[:, told["sites"]] <= float(row["radius_m"])).any(axis=1)].sum())
    table.line(
        row["instance"], row["p"], told["program"], f"{covered:,.0f}",
        f"{1 - covered / float(row['best_known']):.2%}", told["status"], f"{told['build']:.1f}",
        f"{told['solve']:.1f}",
    )  # fmt: skip

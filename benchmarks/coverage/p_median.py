"""p-median on published instances: the plan, its own bound, the gap, the seconds, whether the bar is reached.

    .venv/bin/python -m benchmarks.coverage.p_median [--only pmed rl1304:10 fl1400 …] [--seconds 60]
                                                     [--processor] [--log] [--rivals PYTHON]

Instances (OR-Library, TSPLIB; not in this repository) lie in `or/` of the folder OPSTAP_EXTRA_DATA.
Bars: pmed1 to pmed40 all proved in 30 s together; point sets up to 3,038 points in 60 s each: plan and bound
within 0.05 % of the published value (d2103 and fl1400: 0.25 %); rl5934: gap at most 0.1 % in 150 s.
`uniform10000:100` and the like, only where named: so many points at random in a square of 10,000, as
regions of small areas are; nobody has published values of them, so only our own plan and bound are shown.
`--rivals` names the python that has spopt: with HiGHS it gets the same questions and the same seconds to
solve them, where there are at most RIVAL_PAIRS pairs; it builds one variable for each, in Python.
"""

import argparse
import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from benchmarks.coverage import rivals, table
from benchmarks.coverage.clock import clock
from benchmarks.machine import machine
from opstap.coverage.engine import Plan, p_median, p_median_of_points
from opstap.coverage.engine.checks import Floats

DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA") or Path(__file__).parents[3] / "shared" / "data") / "or"
PMED_SECONDS = 30.0
BARS = {"d2103": 0.0025, "fl1400": 0.0025, "rl5934": 0.001}
BAR, LARGE, LARGE_SECONDS = 0.0005, "rl5934", 150.0
UNIFORM, SIDE = "uniform", 10_000.0
RIVAL_PAIRS, RIVAL_SECONDS = 100_000, 300.0
COLUMNS = (
    "instance", "p", "published", "ours", "bound", "gap", "status", "s", "bar",
    "spopt: above the published", "it says", "s to build and solve",
)  # fmt: skip


@dataclass(frozen=True)
class Instance:
    """One published question; `best_known` is its best published value."""

    name: str
    p: int
    best_known: int


def run(args: argparse.Namespace) -> None:
    """Print the table."""
    table.head(f"p-median, {args.seconds:.0f} s each ({LARGE}: {LARGE_SECONDS:.0f} s)", COLUMNS)
    pmed_seconds, pmed_proved = 0.0, 0
    for instance in instances(args.only):
        with clock(args.processor):
            plan = solve(instance, args.seconds)
        table.line(*row(instance, plan), *theirs(instance, args.rivals, args.seconds))
        if args.log:
            print("", *plan.log, "", sep="\n", flush=True)
        if instance.name.startswith("pmed"):
            pmed_seconds += plan.seconds
            pmed_proved += plan.is_optimal and plan.objective == instance.best_known
    if pmed_seconds:
        print(
            f"\npmed: {pmed_proved} proved in {pmed_seconds:.1f} s together (bar: 40 in {PMED_SECONDS:.0f} s)"
        )


def instances(only: list[str]) -> Iterator[Instance]:
    """All published questions, or those named: `pmed`, `pmed7`, `rl1304`, `rl1304:10`, `uniform10000:100`."""
    uniform = [name for name in only if name.startswith(UNIFORM)]
    if not only or len(uniform) < len(only):
        yield from published(set(only))
    for name in uniform:
        points, _colon, p = name.partition(":")
        yield Instance(points, int(p), 0)


def published(only: set[str]) -> Iterator[Instance]:
    """All of them, or those named."""
    for line in (DATA / "pmed" / "pmedopt.txt").read_text().splitlines()[1:]:
        if line.split():
            name, value = line.split()
            if not only or {"pmed", name} & only:
                yield Instance(name, 0, int(value))
    with (DATA / "tsplib_p_median.csv").open() as file:
        for fields in csv.DictReader(file):
            if not only or {fields["instance"], f"{fields['instance']}:{fields['p']}"} & only:
                yield Instance(fields["instance"], int(fields["p"]), int(fields["best_known"]))


def solve(instance: Instance, seconds: float) -> Plan:
    if instance.name.startswith("pmed"):
        cost, p = graph(DATA / "pmed" / f"{instance.name}.txt")
        return p_median(cost, p, time_limit=seconds)
    limit = max(seconds, LARGE_SECONDS) if instance.name == LARGE else seconds
    if instance.name.startswith(UNIFORM):
        number = int(instance.name.removeprefix(UNIFORM))
        points = np.random.default_rng(1).random((number, 2)) * SIDE
        return p_median_of_points(points, instance.p, time_limit=limit)
    points = coordinates(DATA / "tsplib" / f"{instance.name}.tsp")
    return p_median_of_points(points, instance.p, distance="floored", time_limit=limit)


def graph(path: Path) -> tuple[Floats, int]:
    """Shortest paths and p of an OR-Library file; the last of two parallel edges counts."""
    n, edges, p, *rest = (int(word) for word in path.read_text().split())
    length = np.full((n, n), np.inf)
    for start, end, cost in np.reshape(rest[: 3 * edges], (-1, 3)):
        length[start - 1, end - 1] = length[end - 1, start - 1] = cost
    np.fill_diagonal(length, 0)
    return np.asarray(floyd_warshall(length)), p


def coordinates(path: Path) -> Floats:
    _head, _mark, body = path.read_text().partition("NODE_COORD_SECTION")
    lines = (line.split() for line in body.splitlines())
    return np.array([[float(word) for word in words[1:3]] for words in lines if len(words) == 3])


def row(instance: Instance, plan: Plan) -> list[str]:
    published, reached = "none", "none"
    if instance.best_known:
        published, reached = f"{instance.best_known:,}", table.reached(is_reached(instance, plan))
    return [
        instance.name, f"{instance.p or len(plan.sites)}", published,
        f"{plan.objective:,.0f}", f"{plan.lower_bound:,.0f}", f"{plan.gap:.4%}", plan.status,
        f"{plan.seconds:.1f}", reached,
    ]  # fmt: skip


def theirs(instance: Instance, python: str | None, seconds: float) -> list[str]:
    """How far spopt's plan is above the published value, what it calls it, seconds."""
    if not python:
        return ["not asked", "", ""]
    if not instance.name.startswith("pmed"):
        return ["not asked: too many pairs", "", ""]
    cost, p = graph(DATA / "pmed" / f"{instance.name}.txt")
    if cost.size > RIVAL_PAIRS:
        return [f"not asked: {cost.size:,} pairs", "", ""]
    told = rivals.ask(
        python, "p_median", seconds=RIVAL_SECONDS, cost=cost, weights=np.ones(len(cost)), p=p,
        time_limit=seconds,
    )  # fmt: skip
    if "error" in told:
        return ["no plan", told["error"], ""]
    value = cost[:, told["sites"]].min(axis=1).sum() if len(told["sites"]) == p else np.inf
    above = f"{value / instance.best_known - 1:.2%} ({told['program']})"
    return [above, told["status"], f"{told['build']:.1f} + {told['solve']:.1f}"]


def is_reached(instance: Instance, plan: Plan) -> bool:
    if instance.name.startswith("pmed"):
        return plan.is_optimal and plan.objective == instance.best_known
    bar = BARS.get(instance.name, BAR)
    if instance.name == LARGE:
        return plan.gap <= bar
    least, most = instance.best_known * (1 - bar), instance.best_known * (1 + bar)
    return plan.objective <= most and plan.lower_bound >= least


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], help="names, with :p for one p; uniform20000:100")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of each")
    parser.add_argument("--processor", action="store_true", help="seconds of processor")
    parser.add_argument("--log", action="store_true", help="what was tried, after each row")
    parser.add_argument("--rivals", metavar="PYTHON", help="the python that has spopt and highspy")
    args = parser.parse_args()
    print(machine())
    run(args)


if __name__ == "__main__":
    main()

"""The norm plan on regions drawn at random: plan, bound, gap, seconds, and whether the bar is reached.

    .venv/bin/python -m benchmarks.coverage.norm [--seeds 1 2 3] [--only 724x300] [--aims] [--processor]

A region is a square of 12.7 km: towns, most existing posts near them, candidates anywhere, reach 1 within
500 m and 0.8 up to 1 km. Compiling is done once before, on a small region, and not counted. `--processor`
counts the processor's seconds, for a machine that others use at the same time."""

import argparse
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from benchmarks.coverage.clock import clock
from opstap.coverage.engine import norm_plan, served

SIDE_KM, TOWNS, POPULATION = 12.7, 12, 1_220_000
EXISTING = 150


@dataclass(frozen=True)
class Bar:
    """Gap in per cent to be reached within seconds."""

    areas: int
    sites: int
    budget: int
    seconds: int
    gap: float

    @property
    def name(self) -> str:
        return f"{self.areas}x{self.sites}"


BARS = [
    Bar(724, 300, 30, 20, 0.1),
    Bar(724, 750, 60, 60, 0.6),
    Bar(5_000, 750, 30, 30, 0.5),
    Bar(16_000, 750, 60, 60, 1.0),
]
AIMS = [
    Bar(724, 300, 30, 30, 0.01),
    Bar(724, 750, 60, 60, 0.2),
    Bar(5_000, 750, 30, 100, 0.25),
    Bar(16_000, 750, 60, 100, 0.6),
]


def region(seed: int, areas: int, sites: int) -> dict[str, Any]:
    """People, need, reach, existing posts: towns thin out, need is highest around two of them."""
    draw = np.random.default_rng(seed)
    homes = draw.random((areas, 2)) * SIDE_KM
    towns = draw.random((TOWNS, 2)) * SIDE_KM
    near = [((homes - town) ** 2).sum(1) for town in towns]
    density = sum(np.exp(-square / 6) for square in near) + 0.15
    people = draw.gamma(1.2, 1, areas) * density
    people = np.maximum(1, np.round(people / people.sum() * POPULATION))
    need = 0.15 + 0.6 * np.exp(-near[0] / 8) + 0.5 * np.exp(-near[1] / 5) + draw.normal(0, 0.04, areas)
    in_towns = towns[draw.integers(0, TOWNS, EXISTING)] + draw.normal(0, 1.2, (EXISTING, 2))
    places = np.clip(np.r_[in_towns, draw.random((sites - EXISTING, 2)) * SIDE_KM], 0, SIDE_KM)
    posts = draw.choice([0.2, 0.5, 1, 2], EXISTING, p=[0.4, 0.3, 0.2, 0.1])
    return {
        "population": people,
        "need": np.clip(need, 0.05, 1),
        "reach": reach_of(homes, places),
        "existing_posts": np.r_[posts, np.zeros(sites - EXISTING)],
        "opening_cost": 0.5,
    }


def reach_of(homes: Any, places: Any) -> sparse.csr_array:
    near = cKDTree(homes).sparse_distance_matrix(cKDTree(places), 1.0, output_type="coo_matrix")
    worth = np.where(near.data <= 0.5, 1.0, 0.8)
    return sparse.csr_array((worth, (near.row, near.col)), shape=near.shape)


def row(bar: Bar, seed: int) -> str:
    asked = region(seed, bar.areas, bar.sites)
    got = norm_plan(**asked, budget=bar.budget, time_limit=bar.seconds)
    before = served(asked["population"], asked["need"], asked["reach"], asked["existing_posts"]).worth
    gap, added = 100 * got.gap, 100 * (got.upper_bound - got.objective) / (got.objective - before)
    reached = "yes" if gap <= bar.gap else "**no**"
    return (
        f"| {bar.areas:,} × {bar.sites} | {seed} | {got.objective:,.0f} | {got.upper_bound:,.0f} | {gap:.4f} "
        f"| {added:.2f} | {got.seconds:.1f} | {bar.gap} in {bar.seconds} s: {reached} |"
    )


def what_if(seed: int) -> str:
    """One question about one space, in a region of 724 x 300, the matrix given."""
    asked = region(seed, 724, 300)
    posts = asked["existing_posts"].copy()
    posts[0] += 0.5
    start = time.process_time()
    served(asked["population"], asked["need"], asked["reach"], posts)
    return f"What-if, 724 × 300, seed {seed}: {1000 * (time.process_time() - start):.1f} ms of processor"


def run(args: argparse.Namespace) -> None:
    """Print the table."""
    with clock(args.processor):
        measure(args)


def measure(args: argparse.Namespace) -> None:
    warm_up()
    print("| areas × sites | seed | plan | bound | gap % | of what it adds % | seconds | bar |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for bar in AIMS if args.aims else BARS:
        if args.only in (None, bar.name):
            for seed in args.seeds:
                print(row(bar, seed), flush=True)
    print(what_if(args.seeds[0]))


def warm_up() -> None:
    """Every kernel compiled."""
    norm_plan(**region(1, 300, 200), budget=20, time_limit=15)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--only", choices=[bar.name for bar in BARS])
    parser.add_argument("--aims", action="store_true", help="the aims instead of the bars")
    parser.add_argument("--processor", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    run(options())

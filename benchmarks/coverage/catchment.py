"""E2SFCA of 20,000 places over 2,000,000 cells, beside the `access` package on the same region.

Bar: at least ten times as fast, and the same to 1e-12. `access` is given the pairs of places and cells within
reach; what it takes to find them is not counted for it. For us everything is counted.
"""

import argparse
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.coverage import rivals, table
from opstap.coverage.engine import Bands, floating_catchment_of_points

Floats = NDArray[np.float64]
COLUMNS = (
    "cells",
    "places",
    "pairs",
    "ours, all included, s",
    "access, pairs given, s",
    "ratio",
    "difference",
    "bar",
)
REACH = 10.0  # cells
BANDS = Bands((REACH / 3, 2 * REACH / 3, REACH), (1.0, 0.68, 0.22))
TURNS = 5


@dataclass(frozen=True)
class Region:
    """Cells of side 1, some empty; places that lie together; weekly minutes."""

    cells: Floats
    people: Floats
    places: Floats
    minutes: Floats


def run(args: argparse.Namespace) -> None:
    table.head("Access (E2SFCA)", COLUMNS)
    sizes = [(200_000, 2_000)] if args.quick else [(200_000, 2_000), (2_000_000, 20_000)]
    for n_cell, n_place in sizes:
        measure(region(n_cell, n_place), args.rivals)


def region(n_cell: int, n_place: int) -> Region:
    rng = np.random.default_rng(7)
    side = int(np.sqrt(n_cell * 2.2))
    chosen = rng.choice(side * side, n_cell, replace=False)
    cells = np.column_stack([chosen % side + 0.5, chosen // side + 0.5])
    centres = rng.random((400, 2)) * side
    places = centres[rng.integers(0, 400, n_place)] + rng.normal(0, 12, (n_place, 2))
    return Region(
        cells,
        np.maximum(1, rng.pareto(1.1, n_cell) * 60).astype(np.int64).astype(np.float64),
        np.clip(places, 0, side - 1e-6),
        rng.choice([480.0, 960.0, 1440.0, 2100.0, 4200.0], n_place),
    )


def ours(here: Region) -> tuple[Floats, float]:
    """Access of each cell, and the least seconds of some turns."""
    taken = []
    for _ in range(TURNS + 1):
        begin = time.perf_counter()
        got = floating_catchment_of_points(here.cells, here.places, here.people, here.minutes, BANDS)
        taken.append(time.perf_counter() - begin)
    return got.access, min(taken[1:])


def measure(here: Region, python: str | None) -> None:
    access, seconds = ours(here)
    size = (f"{len(here.cells):,}", f"{len(here.places):,}")
    if not python:
        table.line(*size, "", f"{seconds:.3f}", "not asked (--rivals)", "", "", "")
        return
    near = cKDTree(here.cells).sparse_distance_matrix(cKDTree(here.places), REACH, output_type="ndarray")
    told = rivals.ask(
        python, "e2sfca", population=here.people, capacity=here.minutes, origin=near["i"], dest=near["j"],
        cost=near["v"], limits=BANDS.edges, weights=BANDS.values,
    )  # fmt: skip
    if "error" in told:
        table.line(*size, f"{len(near):,}", f"{seconds:.3f}", told["error"], "", "", "")
        return
    theirs = told["build"] + told["solve"]
    difference = float(np.max(np.abs(access - told["access"]) / np.maximum(access, 1e-300)))
    is_good = theirs >= 10 * seconds and difference <= 1e-12
    table.line(
        *size, f"{len(near):,}", f"{seconds:.3f}", f"{theirs:.2f} ({told['program']})",
        f"{theirs / seconds:.1f}×", f"{difference:.1e}", table.reached(is_good),
    )  # fmt: skip

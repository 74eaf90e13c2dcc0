"""Published questions: the optimum that is known is found and proved."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.coverage.p_median import coordinates, graph
from opstap.coverage.engine.p_median import p_median, p_median_of_points

DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA", "")) / "or"
ENOUGH = 1e6  # seconds: no test depends on how busy the machine is

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="real files: OPSTAP_EXTRA_DATA names no folder"),
]


@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 5819), ("pmed5", 1355), ("pmed6", 7824)])
def test_of_the_or_library(name: str, optimum: int) -> None:
    cost, p = graph(DATA / "pmed" / f"{name}.txt")
    plan = p_median(cost, p, time_limit=ENOUGH)
    assert (plan.status, plan.objective, plan.lower_bound) == ("proved", optimum, optimum)
    assert cost[:, plan.sites].min(axis=1).sum() == optimum


def test_of_the_tsplib() -> None:
    points = coordinates(DATA / "tsplib" / "rl1304.tsp")
    plan = p_median_of_points(points, 300, distance="floored", time_limit=ENOUGH)
    assert (plan.status, plan.objective) == ("proved", 177_326)
    away = np.floor(np.hypot(*(points[:, None] - points[plan.sites]).transpose(2, 0, 1)))
    assert away.min(axis=1).sum() == 177_326

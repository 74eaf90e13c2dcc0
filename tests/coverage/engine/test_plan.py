"""A plan never says more than its bounds prove."""

import math

import numpy as np
import pytest

from opstap.coverage.engine.plan import Plan, Progress, Status, Watch, gap_between

SITES = np.array([0, 3])


def make(lower: float, upper: float, status: Status = "time limit") -> Plan:
    return Plan(
        sites=SITES, objective=100.0, lower_bound=lower, upper_bound=upper, status=status, seconds=1.0
    )


def test_the_gap_is_a_share_of_the_objective() -> None:
    assert make(100, 102).gap == 0.02
    assert make(100, 100).gap == 0
    assert gap_between(-math.inf, 5, 5) == math.inf
    assert gap_between(0, 5, 0) == math.inf


def test_optimal_stands_only_beside_a_proof() -> None:
    assert not make(100, 102).is_optimal
    assert make(100, 100, "proved").is_optimal
    with pytest.raises(AssertionError, match="called proved with a gap"):
        make(100, 102, "proved")


def test_a_watch_stops_when_time_is_up_or_its_caller_says_so() -> None:
    told: list[Progress] = []
    assert not Watch(0).goes_on("start")

    def listen(progress: Progress) -> bool:
        told.append(progress)
        return len(told) == 2

    watch = Watch(60, listen)
    watch.objective, watch.bound = 5.0, 6.0
    assert [watch.goes_on("bound"), watch.goes_on("swap"), watch.goes_on("swap")] == [True, False, False]
    assert [(one.objective, one.bound, one.phase) for one in told] == [
        (5.0, 6.0, "bound"),
        (5.0, 6.0, "swap"),
    ]
    assert watch.status(5, 6, 5) == "stopped"
    assert watch.status(5, 5, 5) == "proved"
    assert Watch(0).status(5, 6, 5) == "time limit"


def test_the_clock_stands_still_for_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("opstap.coverage.engine.plan.time.monotonic", lambda: now[0])
    watch = Watch(time_limit=10)
    now[0] = 103.0
    watch.warm(lambda: now.__setitem__(0, 150.0))
    assert (watch.seconds, watch.left) == (3.0, 7.0)
    assert watch.lines == ["    3.00 s  loops compiled or read in 47.0 s, not counted"]

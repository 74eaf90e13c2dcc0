"""What every planner answers: a plan, how good it is at least and at most, and how that was found."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from opstap.coverage.engine import checks

Status = Literal["proved", "time limit", "stopped", "infeasible"]

# A gap this small, as a share of the objective, counts as proved: solvers compute with 1e-9.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Plan:
    """A plan with the proof of its quality.

    sites        sorted positions of the sites that are chosen (norm plan: that get posts), int64[k]
    posts        added posts at every site, float64[n_site]; empty where the question knows no posts
    objective    value of this plan, computed again from its sites and not taken from a solver
    lower_bound, upper_bound
                 no plan is worth less than the lower (when minimising) or more than the upper (when
                 maximising); the other of the two is `objective`
    gap          (upper - lower) / |objective|; infinite where nothing is known
    status       "proved" only when gap <= TOLERANCE; "infeasible": there is no plan, and `log` says why
    seconds      wall clock, all included but the compiling that an installation's first question needs
    uncovered    rows of demand that no plan can serve, int64[]: out of reach of every site allowed
    years        added posts at every site at the end of each year, float64[n_year, n_site], nested;
                 empty without years
    log          what was tried, one line each
    """

    sites: NDArray[np.int64]
    objective: float
    lower_bound: float
    upper_bound: float
    status: Status
    seconds: float
    posts: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    uncovered: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    years: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    log: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.status == "proved" and self.gap > TOLERANCE:
            raise AssertionError(f"called proved with a gap of {self.gap}")

    @property
    def gap(self) -> float:
        return gap_between(self.lower_bound, self.upper_bound, self.objective)

    @property
    def is_optimal(self) -> bool:
        """The word "optimal" stands on a page only where this is true."""
        return self.status == "proved"


def gap_between(lower: float, upper: float, objective: float) -> float:
    """The distance of the bounds as a share of the objective; infinite when one is unknown."""
    distance = upper - lower
    if not math.isfinite(distance):
        return math.inf
    if distance <= 0:
        return 0.0
    return distance / abs(objective) if objective else math.inf


@dataclass(frozen=True)
class Progress:
    """Where a search stands: the best plan's value, the bound, and what it is doing (a code)."""

    seconds: float
    objective: float
    bound: float
    phase: str


# Called now and then by a planner; answers True to stop: the best plan so far is then the answer.
OnProgress = Callable[[Progress], Any]


class Watch:
    """The clock of one search: its time limit, its caller's wish to stop, and what it writes down.

    `bound` and `objective` are the best so far; the planner sets them.
    """

    def __init__(self, time_limit: float, on_progress: OnProgress | None = None) -> None:
        self.started = time.monotonic()
        self.time_limit = checks.seconds("time_limit", time_limit)
        self.on_progress = on_progress
        self.objective = math.nan
        self.bound = math.nan
        self.is_stopped = False
        self.lines: list[str] = []

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        return max(0.0, self.time_limit - self.seconds)

    def warm(self, work: Callable[[], Any]) -> None:
        """Run a planner's loops once, so that they are compiled, or read from where they were kept. An
        installation's first question takes long for it: the clock stands still meanwhile."""
        began = time.monotonic()
        work()
        took = time.monotonic() - began
        self.started += took
        self.note(f"loops compiled or read in {took:.1f} s, not counted")

    def note(self, line: str) -> None:
        self.lines.append(f"{self.seconds:8.2f} s  {line}")

    def goes_on(self, phase: str) -> bool:
        """Tell the caller where the search stands; False when time is up or the caller wants to stop."""
        if self.on_progress and not self.is_stopped:
            told = Progress(self.seconds, self.objective, self.bound, phase)
            answer = self.on_progress(told)
            # A comparison of numpy answers its own kind of True; whatever else comes back means nothing.
            self.is_stopped = isinstance(answer, bool | np.bool_) and bool(answer)
        return not self.is_stopped and self.left > 0

    def status(self, lower: float, upper: float, objective: float) -> Status:
        if gap_between(lower, upper, objective) <= TOLERANCE:
            return "proved"
        return "stopped" if self.is_stopped else "time limit"

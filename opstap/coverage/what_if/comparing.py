"""Reach before and after changes: the figures of the whole, and area by area who gains and who loses."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from opstap.coverage.reach.found import AreaReach, Reach

SEEN = 0.005
"""Hours, shares and posts are shown with two decimals: less than this nobody sees."""


@dataclass(frozen=True)
class Figure:
    """One figure of the whole. None: nothing can be said. `is_good`: more of it is better."""

    code: str
    before: float | None
    after: float | None
    is_good: bool

    @property
    def difference(self) -> float | None:
        """None where it is not a number (nothing can be said, or without end)."""
        if self.before is None or self.after is None or not (isfinite(self.before) and isfinite(self.after)):
            return None
        return self.after - self.before

    @property
    def is_same(self) -> bool:
        if self.difference is None:
            return self.before == self.after
        return abs(self.difference) < SEEN

    @property
    def is_better(self) -> bool:
        return self._moved(1 if self.is_good else -1)

    @property
    def is_worse(self) -> bool:
        return self._moved(-1 if self.is_good else 1)

    def _moved(self, direction: int) -> bool:
        if self.is_same or self.before is None or self.after is None:
            return False
        return direction * (1 if self.after > self.before else -1) > 0


@dataclass(frozen=True)
class AreaChange:
    """One area before and after."""

    before: AreaReach
    after: AreaReach

    @property
    def help(self) -> float:
        return self.after.access - self.before.access

    @property
    def days(self) -> int:
        return self.after.weekdays - self.before.weekdays

    @property
    def missing(self) -> float:
        return self.after.missing - self.before.missing

    @property
    def gains(self) -> bool:
        """In help, in days, or by coming within reach."""
        return self.help >= SEEN or self.days > 0 or self.after.is_within > self.before.is_within

    @property
    def loses(self) -> bool:
        """In help, in days, or by falling out of reach. An area can gain one thing and lose another."""
        return self.help <= -SEEN or self.days < 0 or self.after.is_within < self.before.is_within

    @property
    def is_same(self) -> bool:
        return not (self.gains or self.loses or abs(self.missing) >= SEEN)


@dataclass(frozen=True)
class Comparison:
    before: Reach
    after: Reach
    figures: tuple[Figure, ...]
    areas: tuple[AreaChange, ...]

    @property
    def is_same(self) -> bool:
        return all(one.is_same for one in self.figures) and all(one.is_same for one in self.areas)


def compare(before: Reach, after: Reach, *, people_per_post: int) -> Comparison:
    """Both of the same demand and the same question."""
    areas = zip(before.areas, after.areas, strict=True)
    return Comparison(
        before,
        after,
        tuple(_figures(before, after, people_per_post)),
        tuple(AreaChange(*pair) for pair in areas),
    )


Measure = Callable[[Reach], float | None]

EVEN = ("gini", "palma", "theil", "below")


def _figures(before: Reach, after: Reach, people_per_post: int) -> list[Figure]:
    level = before.demand.level
    measures: list[tuple[str, Measure, bool]] = [("within", lambda reach: reach.people_within, True)]
    if level is not None and not level.is_estimate:
        measures += [
            ("missing", lambda reach: reach.missing, False),
            ("served", lambda reach: served(reach, people_per_post), True),
        ]
    measures += [("help", mean_help, True), ("days", mean_days, True)]
    measures += [(code, _even(code), False) for code in EVEN]
    return [Figure(code, measure(before), measure(after), good) for code, measure, good in measures]


def _even(code: str) -> Measure:
    def measure(reach: Reach) -> float | None:
        found: float | None = getattr(reach.evenness, code)
        return found

    return measure


def mean_help(reach: Reach) -> float | None:
    """Hours of an animator a week for 1,000 people of need 1, over all of them; None where nobody lives."""
    need = sum(one.demand.weight for one in reach.areas)
    return sum(one.access * one.demand.weight for one in reach.areas) / need if need else None


def mean_days(reach: Reach) -> float | None:
    """Days from Monday to Friday with somebody within reach, on the mean of all inhabitants."""
    people = reach.people
    return sum(one.weekdays * one.population for one in reach.areas) / people if people else None


def served(reach: Reach, people_per_post: int) -> float:
    """Inhabitants served by a post within reach, as a plan counts them; posts without hours count too."""
    import numpy as np

    from opstap.coverage.engine.norm.people import people_served

    within = reach.pairs.near.way.copy()
    within.data[:] = 1.0
    posts = np.array([float(site.fte or 0) for site in reach.pairs.placed])
    people = [one.population for one in reach.areas]
    return float(people_served(people, within, posts, people_per_post=people_per_post))

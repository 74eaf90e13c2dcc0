"""The matrix that a network keeps, unpacked once: rows never change, so one in memory never goes stale.

What computes is loaded when a matrix is asked for: every page and command knows the rules, few measure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from opstap.coverage.models import TravelTimes
from opstap.territory.models import Network

if TYPE_CHECKING:
    from opstap.coverage.times.matrix import Matrix

REMEMBERED = 2
"""Matrices in the memory of a process, of at most 36 MB each."""


@dataclass(frozen=True)
class Kept:
    """Times that are kept: which, and from where. The matrix is read when it is asked."""

    uid: UUID
    source: str
    dated: date

    @property
    def matrix(self) -> "Matrix":
        """Empty where it was replaced a moment ago: every way is then said to stand on the straight line."""
        from opstap.coverage.times.matrix import EMPTY

        try:
            return _matrix_of(self.uid)
        except TravelTimes.DoesNotExist:
            return EMPTY

    def as_data(self) -> dict[str, str]:
        return {"uid": str(self.uid), "source": self.source, "dated": self.dated.isoformat()}


def times_of(network: Network) -> list[TravelTimes]:
    """All that the network keeps, without the matrices."""
    return list(TravelTimes.objects.filter(network=network).defer("content"))


def kept_times(network: Network, means: str) -> Kept | None:
    """What the network keeps of these means."""
    rows = TravelTimes.objects.filter(network=network, means=means)
    row = rows.values_list("uid", "source", "dated").first()
    return None if row is None else Kept(*row)


def times_again(network: Network, rules: Mapping[str, Any]) -> Kept | None:
    """Those a plan was made by, where they are still there; else those that took their place."""
    if not rules.get("times"):
        return None
    row = TravelTimes.objects.filter(uid=rules["times"]["uid"]).values_list("uid", "source", "dated").first()
    return kept_times(network, rules["measure"]) if row is None else Kept(*row)


@lru_cache(maxsize=REMEMBERED)
def _matrix_of(uid: UUID) -> "Matrix":
    from opstap.coverage.times.matrix import unpack

    return unpack(bytes(TravelTimes.objects.values_list("content", flat=True).get(uid=uid)))

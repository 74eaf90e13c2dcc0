"""A kept plan of posts as changes: what stands at the end of one of its years, to try with a post less."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from opstap.core.texts import say
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.what_if.changes import (
    LONGEST_NAME,
    MOST_CHANGES,
    MOST_POSTS,
    Change,
    Hours,
    New,
    Posts,
    written,
)

USUAL = Hours((1, 2, 3, 4, 5), 9 * 60, 17 * 60)
"""A plan says no hours: a new space is taken to help at these."""


@dataclass(frozen=True)
class PlanYear:
    """A plan as it stands at the end of `year`, 1 for the first."""

    plan: CoveragePlan
    year: int

    @property
    def texts(self) -> list[str]:
        """The changes, as a link carries them."""
        answer = self.plan.answer
        changes = (_change(place, self.year, answer["level"]) for place in answer["places"])
        return [written(change) for change in changes if change is not None]

    @property
    def link(self) -> str:
        """The question of the page: the plan, its year, and each of its places as a change."""
        asked = [("plan", str(self.plan.uid)), ("year", str(self.year))]
        return f"?{urlencode([*asked, *(('change', text) for text in self.texts)])}"


def _change(place: dict[str, Any], year: int, level: str) -> Change | None:
    posts = min(MOST_POSTS, round(Decimal(str(place["years"][year - 1])), 2))
    if posts <= 0:
        return None
    match place["kind"]:
        case "space":
            return Posts(place["key"], posts)
        case "area":
            return New(f"{level}.{place['key']}", posts, USUAL)
        case _:
            point = f"{place['lat']:.6f},{place['lon']:.6f}"
            return New(point, posts, USUAL, say(place["names"])[:LONGEST_NAME].strip())


def years_of(plan: CoveragePlan) -> list[PlanYear]:
    """The years that can be tried: of a plan of posts with an answer, and not too many places for a link."""
    if plan.aim != Aim.NORM or not plan.answer:
        return []
    years = [PlanYear(plan, number) for number in range(1, len(plan.answer["years"]) + 1)]
    return [year for year in years if 0 < len(year.texts) <= MOST_CHANGES]


def find_year(plans: QuerySet[CoveragePlan], uid: str, year: str) -> PlanYear | None:
    """The year that a link names of one of the plans that a person sees; None where there is none such."""
    try:
        plan = plans.filter(uid=UUID(uid)).first()
    except ValueError:
        return None
    found = years_of(plan) if plan else []
    return next((one for one in found if str(one.year) == year), None)

"""What stood on the day of a plan, and when its years end."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import timezone

from opstap.coverage.models import CoveragePlan
from opstap.coverage.reach.supply import Asked, Site, minutes_of, sites_of

LEAP_DAY = (2, 29)


@dataclass(frozen=True)
class Then:
    """A space on the day of the plan: its professional posts, and whether somebody helped there."""

    posts: Decimal
    helps: bool


def day_of(plan: CoveragePlan) -> date:
    return timezone.localdate(plan.at)


def end_of(plan: CoveragePlan, year: int) -> date:
    """A plan says no calendar: its years are counted from the day it was made."""
    day = day_of(plan)
    if (day.month, day.day) == LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year + year)


def years_of(plan: CoveragePlan) -> range:
    return range(1, len(plan.answer["years"]) + 1)


def year_on(plan: CoveragePlan, day: date) -> int:
    """The year of the plan that is going on, else its last."""
    return next((year for year in years_of(plan) if end_of(plan, year) >= day), years_of(plan)[-1])


def posts(value: float) -> Decimal:
    """Posts of an answer, as the record writes them: hundredths."""
    return round(Decimal(str(value)), 2)


def is_counted(plan: CoveragePlan) -> bool:
    """Whether the plan kept what it counted at every space; those of before that did not."""
    return "spaces" in plan.answer


def then_of(plan: CoveragePlan) -> dict[str, Then]:
    """Every space that the plan counted, by its slug; of older plans as the dated records say it today."""
    if is_counted(plan):
        return {slug: Then(posts(fte), helps) for slug, (fte, helps) in plan.answer["spaces"].items()}
    found = sites_of(plan.network, Asked(), day_of(plan))
    counted = {str(place["key"]): place for place in plan.answer["places"] if place["kind"] == "space"}
    known = [site for site in found if site.space.slug in counted or _made_at(site.space.uid) < plan.at]
    return {site.space.slug: _then(site, counted.get(site.space.slug)) for site in known}


def _then(site: Site, place: dict[str, object] | None) -> Then:
    helps = minutes_of(site, Asked()) > 0
    if place is None:
        return Then(site.fte or Decimal(0), helps)
    return Then(posts(float(str(place["existing"]))), bool(place.get("helps", helps)))


def _made_at(uid: uuid.UUID) -> datetime:
    """When a row was made: the time-ordered id carries its milliseconds."""
    return datetime.fromtimestamp((uid.int >> 80) / 1000, UTC)

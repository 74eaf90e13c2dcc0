"""A plan held against a day: its places, its people, and what both were measured with."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from opstap.coverage.models import CoveragePlan
from opstap.coverage.outcome.places import Held, hold
from opstap.coverage.reach.supply import Asked, Site, sites_of

if TYPE_CHECKING:
    from opstap.coverage.outcome.people import Measure, PeopleHeld


@dataclass(frozen=True)
class Outcome:
    """`sites`: the published spaces of the network on that day."""

    held: Held
    people: "PeopleHeld"
    measure: "Measure"
    sites: tuple[Site, ...]


def outcome_of(plan: CoveragePlan, year: int, on: date) -> Outcome:
    from opstap.coverage.outcome.people import measure_of, people_held

    sites = sites_of(plan.network, Asked(), on)
    measure = measure_of(plan)
    held = hold(plan, year, on, sites, measure.areas)
    return Outcome(held, people_held(held, measure, sites), measure, sites)

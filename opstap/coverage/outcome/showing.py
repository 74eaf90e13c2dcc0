"""What became of a plan, as its page and the last line of its briefing show it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from opstap.core.moments import date_words
from opstap.core.numbers import amount
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.outcome.finding import Outcome, outcome_of
from opstap.coverage.outcome.notes import notes
from opstap.coverage.outcome.places import Held
from opstap.coverage.outcome.then import day_of, year_on, years_of
from opstap.coverage.outcome.words import STATES, people_words, sentences
from opstap.coverage.showing.plan_ways import unit_of_answer, way_decimals

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class YearLine:
    """One year of the plan against the same day."""

    number: int
    until: date
    promised: Decimal
    there: Decimal
    people: float | None
    is_over: bool


def page_of(found: Outcome, today: date) -> dict[str, Any]:
    held = found.held
    is_of_distance = held.plan.aim == Aim.DISTANCE
    return {
        "held": held,
        "change": f"{'+' if held.change > 0 else ''}{amount(held.change)}",
        "people": found.people,
        "people_words": people_words(held, found.people),
        "sentences": sentences(held),
        "years": [_year(held.by(year)) for year in years_of(held.plan)],
        "places": [(one, STATES[one.state]) for one in held.places],
        "areas": sorted(found.people.areas, key=lambda one: one.name.casefold()),
        "notes": notes(found, today),
        "is_of_posts": held.plan.aim == Aim.NORM,
        "is_of_distance": is_of_distance,
        "way_decimals": way_decimals(held.plan.answer),
        "unit": unit_of_answer(held.plan.answer),
    }


def _year(held: Held) -> YearLine:
    given = held.plan.answer["years"][held.year - 1]
    people = given.get("mean") if held.plan.aim == Aim.DISTANCE else given["people"]
    return YearLine(held.year, held.until, held.promised, held.there, people, held.is_over)


def line_for_briefing(plan: CoveragePlan, today: date) -> str:
    """What became of a plan that is older than a year, in one line; "" of a younger one."""
    if today - day_of(plan) <= A_YEAR:
        return ""
    found = outcome_of(plan, year_on(plan, today), today)
    said = [*sentences(found.held), people_words(found.held, found.people)]
    first = _("What became of this plan by %(date)s.") % {"date": date_words(today)}
    return " ".join([first, *said])

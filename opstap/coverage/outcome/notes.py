"""What changed besides the plan, so that nobody takes one for the other."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.core.moments import date_words
from opstap.coverage.comparing import changed_rules
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.outcome.finding import Outcome
from opstap.coverage.outcome.places import Held
from opstap.coverage.outcome.then import day_of, is_counted
from opstap.coverage.reach.demand import levels_of
from opstap.coverage.reach.supply import Site
from opstap.coverage.rules import rules_of
from opstap.coverage.showing.plans import rules_kept, rules_today
from opstap.coverage.times.words import ways_words
from opstap.territory.geo import distance_m

if TYPE_CHECKING:
    from opstap.coverage.outcome.people import Measure

MOVED_M = 100
"""Farther from where the plan saw it, a space has moved."""


def notes(found: Outcome, today: date) -> list[str]:
    held, plan = found.held, found.held.plan
    return [
        *_years(held, today),
        *_rules(found),
        *_ways(found),
        *_figures(plan, found.measure),
        *_moved(held),
        *_unplaced(found.sites),
        *_records(held, today),
    ]


def _years(held: Held, today: date) -> list[str]:
    said = [
        _("A plan says no calendar: its years are counted from the day it was made, %(date)s.")
        % {"date": date_words(day_of(held.plan))}
    ]
    if held.until > today:
        said.append(_("The year that is looked at is not over yet."))
    return said


def _times_are_gone(found: Outcome) -> bool:
    """The plan was measured in minutes that nobody keeps any more: those that took their place count."""
    kept, times = rules_kept(found.held.plan).get("times") or {}, found.measure.rules.times
    return bool(kept) and (times is None or str(times.uid) != kept["uid"])


def _rules(found: Outcome) -> list[str]:
    plan = found.held.plan
    if "rules" not in plan.answer:
        return [_("This plan was made before plans kept their rules: it is measured by those of today.")]
    kept = rules_kept(plan)
    # The years of the figures are said apart.
    ageless = kept | {"weights": [one | {"year": None} for one in kept["weights"]]}
    today = rules_today(plan.network, rules_of(plan.network))
    if _times_are_gone(found):
        ageless |= {"times": today.get("times")}
    changed = changed_rules(ageless, today)
    if not changed:
        return []
    words = _("The rules were changed since: %(rules)s. Here everything is measured by those of the plan.")
    return [words % {"rules": ", ".join(changed)}]


def _ways(found: Outcome) -> list[str]:
    """By what times the day was measured, and how many ways stand on what is not known."""
    rules, fallback = found.measure.rules, found.people.fallback
    if fallback is None:
        return []
    said = ways_words(rules.as_data(), fallback.as_data())
    if _times_are_gone(found):
        said.insert(0, _("The times of the plan are not kept any more."))
    return [" ".join(said)]


def _figures(plan: CoveragePlan, measure: "Measure") -> list[str]:
    year = plan.answer["year"]
    said = [_("Inhabitants are those that the plan counted, of 1 January %(year)s.") % {"year": year}]
    newest = [one.year for one in levels_of(plan.network) if one.kind == plan.answer["level"]]
    if newest and max(newest) > year:
        said.append(_("Figures of %(year)s are known by now.") % {"year": max(newest)})
    used = {one.key: one.year for one in measure.demand.figures if one.weight}
    kept = {one["figure"]: one["year"] for one in rules_kept(plan)["weights"]}
    if any(kept[key] not in (None, year) for key, year in used.items() if key in kept):
        said.append(_("Need is counted with figures that are newer than those of the plan."))
    if measure.gone:
        words = _("Areas of the plan that are not known any more, and are not counted: %(names)s.")
        said.append(words % {"names": ", ".join(measure.gone)})
    return said


def _moved(held: Held) -> list[str]:
    """Spaces of the plan that stand elsewhere now."""
    given = dict(enumerate(held.plan.answer["places"], start=1))
    names = []
    for place in held.places:
        seen, point = given[place.number], place.sites[0].point if place.sites else None
        if not place.is_new and point and distance_m(*point, seen["lat"], seen["lon"]) > MOVED_M:
            names.append(place.name)
    if not names:
        return []
    return [_("These spaces have moved since: %(names)s.") % {"names": ", ".join(names)}]


def _unplaced(sites: tuple[Site, ...]) -> list[str]:
    n = sum(site.point is None for site in sites)
    words = ngettext(
        "%(n)s space has no place on the map: it reaches nobody here.",
        "%(n)s spaces have no place on the map: they reach nobody here.",
        n,
    )
    return [words % {"n": n}] if n else []


def _records(held: Held, today: date) -> list[str]:
    """What the records do not say of a day that is past."""
    said = []
    if not is_counted(held.plan):
        said.append(_("This plan was made before plans kept what they counted: it is read from dated posts."))
    if held.plan.aim != Aim.NORM:
        said.append(_("Hours carry no date: whether somebody helps is known of today only."))
    elif held.on < today:
        said.append(
            _("That a space is published carries no date: those of today count, with the posts of then.")
        )
    return said

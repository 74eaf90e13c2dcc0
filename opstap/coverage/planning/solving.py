"""A question put to the engine, and its answer as plain data that can be kept.

Reach is 1 within the network's distance and nothing beyond: a post serves people who live within reach.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.decay import Bands, reach_of_distances
from opstap.coverage.engine.norm import Served, norm_plan, served
from opstap.coverage.engine.plan import OnProgress, Plan
from opstap.coverage.planning.question import Question
from opstap.coverage.planning.sites import Place, places_of
from opstap.coverage.reach.demand import Demand, demand_of
from opstap.coverage.reach.supply import Asked, Site, minutes_of, sites_of
from opstap.coverage.reach.ways import Fallback, every, near
from opstap.coverage.rules import Rules, rules_of
from opstap.territory.models import Network

Floats = NDArray[np.float64]
LONGEST_LOG = 40


class NoGroundError(ValueError):
    """Nothing can be planned: `code` no-people, no-places, no-new-places, cannot-serve or too-large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Ground:
    """What a plan stands on: people, places, and reach (areas × places)."""

    demand: Demand
    places: list[Place]
    reach: sparse.csr_array
    people_per_post: int
    rules: Rules = field(default_factory=Rules)
    sites: tuple[Site, ...] = ()
    fallback: Fallback | None = None

    @property
    def population(self) -> Floats:
        return np.array([one.population for one in self.demand.areas])

    @property
    def need(self) -> Floats:
        return np.array([one.need for one in self.demand.areas])

    @property
    def existing(self) -> Floats:
        return np.array([place.existing for place in self.places])

    def all_ways(self) -> tuple[Floats, NDArray[np.bool_]]:
        """The way of every area to every place, however far, and which stand on the line: see `every`."""
        areas, places = [one.point for one in self.demand.areas], [place.point for place in self.places]
        return every(self.rules, areas, places)

    def serve(self, added: Floats) -> Served:
        posts = self.existing + added
        return served(self.population, self.need, self.reach, posts, people_per_post=self.people_per_post)


def ground_of(network: Network, question: Question, day: date) -> Ground:
    """As the network is on `day`, at the finest level with real figures. Raises NoGroundError."""
    rules = rules_of(network)
    demand = demand_of(network, rules)
    if not demand.areas or not demand.population:
        raise NoGroundError("no-people")
    sites = sites_of(network, Asked(), day)
    places = places_of(question, demand, sites)
    if not places:
        raise NoGroundError("no-places")
    found = near(rules, [one.point for one in demand.areas], [place.point for place in places])
    reach = reach_of_distances(found.way, Bands([rules.limit], [1.0]))
    fallback = found.fallback(np.array([one.population for one in demand.areas]))
    return Ground(demand, places, reach, network.people_per_post, rules, sites, fallback)


def solve(ground: Ground, question: Question, on_progress: OnProgress | None = None) -> dict[str, Any]:
    """The answer of the norm plan. Raises EngineError for a question that the engine refuses."""
    plan = norm_plan(
        ground.population,
        ground.need,
        ground.reach,
        ground.existing,
        np.array([place.opening_cost for place in ground.places]),
        question.budget,
        people_per_post=ground.people_per_post,
        max_posts=question.max_posts,
        post_step=question.post_step,
        years=question.by_year or question.years,
        time_limit=question.seconds,
        on_progress=on_progress,
    )
    return answer_of(ground, plan)


def answer_of(ground: Ground, plan: Plan) -> dict[str, Any]:
    """Plain data: what is planned where and when, how good it is, and who gains."""
    before, after = ground.serve(np.zeros(len(ground.places))), ground.serve(plan.posts)
    added = after.worth - before.worth
    return {
        "aim": "norm",
        "objective": plan.objective,
        "bound": plan.upper_bound,
        "gap_of_added": (plan.upper_bound - plan.objective) / added if added > 0 else None,
        "worth_before": before.worth,
        "people_before": before.people,
        "people": after.people,
        "posts": float(plan.posts.sum()),
        "cost": _cost(ground, plan.posts),
        "places": _places(ground, plan),
        "years": _years(ground, plan),
        "areas": _areas(ground, before, after),
    } | ground_facts(ground, plan)


def ground_facts(ground: Ground, plan: Plan) -> dict[str, Any]:
    """What every answer says of where it comes from, whatever its aim."""
    level = ground.demand.level
    return {
        "level": level.kind if level else "",
        "year": level.year if level else 0,
        "status": plan.status,
        "population": ground.demand.population,
        "gap": plan.gap if np.isfinite(plan.gap) else None,
        "rules": _rules(ground),
        "fallback": None if ground.fallback is None else ground.fallback.as_data(),
        "sources": list(ground.demand.sources),
        "spaces": {
            site.space.slug: [float(site.fte or 0), minutes_of(site, Asked()) > 0] for site in ground.sites
        },
        "uncounted": {
            "unplaced": sum(site.point is None for site in ground.sites),
            "postless": sum(site.fte is None for site in ground.sites),
        },
        "uncovered": [ground.demand.areas[int(row)].area.names for row in plan.uncovered],
        "seconds": plan.seconds,
        "log": list(plan.log)[-LONGEST_LOG:],
    }


def _rules(ground: Ground) -> dict[str, Any]:
    """What the plan was measured by: rules change, the plan stays."""
    return ground.rules.as_data() | {
        "people_per_post": ground.people_per_post,
        "weights": [
            {
                "figure": one.key,
                "weight": float(one.weight),
                "year": one.year,
                "sources": list(one.sources),
            }
            for one in ground.demand.figures
            if one.weight
        ],
    }


def _cost(ground: Ground, posts: Floats) -> float:
    """In posts of a year: the posts, and the spaces they open."""
    opened = [
        place.opening_cost for place, more in zip(ground.places, posts, strict=True) if more and place.is_new
    ]
    return float(posts.sum()) + sum(opened)


def _places(ground: Ground, plan: Plan) -> list[dict[str, Any]]:
    """Those that get posts; `years`: added there at the end of each year."""
    return [
        ground.places[int(site)].as_data()
        | {
            "added": float(plan.posts[site]),
            "is_new": ground.places[int(site)].is_new,
            "opening_cost": ground.places[int(site)].opening_cost,
            "years": [float(year[site]) for year in plan.years],
        }
        for site in plan.sites
    ]


def _years(ground: Ground, plan: Plan) -> list[dict[str, float]]:
    """What stands at the end of each year, and how many people it serves."""
    return [
        {"posts": float(year.sum()), "cost": _cost(ground, year), "people": ground.serve(year).people}
        for year in plan.years
    ]


def _areas(ground: Ground, before: Served, after: Served) -> list[dict[str, Any]]:
    return [
        {
            "code": one.area.code,
            "names": one.area.names,
            "population": one.population,
            "before": float(before.by_area[place]),
            "after": float(after.by_area[place]),
        }
        for place, one in enumerate(ground.demand.areas)
    ]


Tell = Callable[[int, int], None]


def telling(seconds: int, tell: Tell) -> OnProgress:
    """A callback for the engine that tells whole seconds, each once: (done, of how many)."""
    last = -1

    def on_progress(progress: Any) -> None:
        nonlocal last
        if int(progress.seconds) > last:
            last = int(progress.seconds)
            tell(min(last, seconds), seconds)

    return on_progress

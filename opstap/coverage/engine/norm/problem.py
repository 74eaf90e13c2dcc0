"""The question of the norm plan, checked and brought into the units that the search computes with."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from opstap.coverage.engine.checks import Floats, numbers, reach_matrix, refuse
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.engine.norm.network import Network, Whole, network_of

MILLIONTHS = 1_000_000  # costs count to a millionth: 0.1 is a tenth, and sums of costs are exact
FINEST_GRID = 6_000  # units of the budget that the knapsack of a bound tells apart
MOST_STEPS = 1_000


@dataclass(frozen=True)
class Costs:
    """What steps cost, in whole units: exact for plans, rounded down for bounds.

    step, budget  cost of one step of posts, and what may be spent
    unit          millionths of the caller's money in one unit (exact costs only)
    opening       int64[n_site]; 0 where posts exist
    """

    step: int
    opening: Whole
    budget: int
    unit: int = 1

    def of(self, steps: Whole) -> int:
        """The cost of a plan, int64[n_site] steps."""
        return int(self.step * steps.sum() + self.opening[steps > 0].sum())


@dataclass(frozen=True)
class Problem:
    """Posts come in steps: `steps` of a site times `post_step` are its added posts.

    network      the pairs worth something; worth divided by `scale`
    step_people  people that one step serves
    capacity     people each site serves with 0, 1, 2 ... steps more, float64[n_site, most.max() + 1]
    most         steps that can make sense, int64[n_site]: allowed, affordable, and people within reach for
    all
    costs, grid  exact, and rounded down to few enough units for the knapsack (the same where that is exact)
    uncovered    rows of demand that no site allowed reaches
    """

    network: Network
    scale: float
    step_people: float
    post_step: float
    capacity: Floats
    most: Whole
    costs: Costs
    grid: Costs
    uncovered: Whole

    @property
    def n_site(self) -> int:
        return len(self.most)

    @property
    def n_pair(self) -> int:
        return len(self.network.demand)

    @property
    def most_people(self) -> float:
        """No plan serves more people: all of them, or what existing posts and the whole budget can serve."""
        steps = self.costs.budget / self.costs.step
        return float(min(self.network.people.sum(), self.existing.sum() + steps * self.step_people))

    @property
    def existing(self) -> Floats:
        """People that the existing posts serve, float64[n_site]."""
        return np.ascontiguousarray(self.capacity[:, 0])


def problem_of(
    population: ArrayLike,
    need: ArrayLike,
    reach: Any,
    existing_posts: ArrayLike,
    opening_cost: ArrayLike,
    budget: float,
    *,
    people_per_post: float,
    max_posts: ArrayLike,
    post_cost: float,
    post_step: float,
) -> Problem:
    """Check every argument; EngineError names what is wrong."""
    people = numbers("population", population)
    weights = numbers("need", np.broadcast_to(need, people.shape) if np.ndim(need) == 0 else need,
                      length=len(people))  # fmt: skip
    existing = numbers("existing_posts", existing_posts)
    if not len(people) or not len(existing):
        raise EngineError("reach", "empty", "needs at least one demand and one site")
    matrix = reach_matrix("reach", reach, shape=(len(people), len(existing)))
    opening = each("opening_cost", opening_cost, len(existing))
    post_step, people_per_post = (
        above_zero("post_step", post_step),
        above_zero("people_per_post", people_per_post),
    )
    costs = exact_costs(above_zero("post_cost", post_cost) * post_step, np.where(existing > 0, 0.0, opening),
                        not_negative("budget", budget))  # fmt: skip
    allowed = steps_allowed(each("max_posts", max_posts, len(existing)), post_step, costs)
    step_people = people_per_post * post_step
    most = steps_of_use(allowed, people_per_post * existing, step_people, matrix, people)
    costs = replace(costs, budget=min(costs.budget, costs.of(most)))
    is_open = (existing > 0) | (most > 0)
    network = network_of(people, weights, matrix, is_open)
    scale = float(network.worth.max()) if len(network.worth) else 1.0
    steps = np.arange(int(most.max(initial=0)) + 1)
    return Problem(
        network=network._replace(worth=network.worth / scale),
        scale=scale,
        step_people=step_people,
        post_step=post_step,
        capacity=people_per_post * existing[:, None] + step_people * steps,
        most=most,
        costs=costs,
        grid=on_grid(costs),
        uncovered=out_of_reach(matrix, (existing > 0) | (allowed > 0), people),
    )


def each(argument: str, given: ArrayLike, n_site: int) -> Floats:
    """One number a site, or one for all."""
    return numbers(argument, np.full(n_site, given) if np.ndim(given) == 0 else given, length=n_site)


def not_negative(argument: str, given: float) -> float:
    return float(numbers(argument, [given])[0])


def above_zero(argument: str, given: float) -> float:
    value = not_negative(argument, given)
    refuse(argument, np.array([value <= 0]), "range", "must be above 0")
    return value


def exact_costs(step: float, opening: Floats, budget: float) -> Costs:
    """Costs in the largest unit in which all of them are whole."""
    in_millionths = [
        max(1, round(step * MILLIONTHS)),
        *(round(cost * MILLIONTHS) for cost in opening.tolist()),
    ]
    unit = math.gcd(*in_millionths)
    most, much = 2**53, "amounts above nine thousand million"
    refuse("post_cost", np.array([in_millionths[0] > most]), "range", much)
    refuse("opening_cost", np.array(in_millionths[1:]) > most, "range", much)
    refuse("budget", np.array([budget * MILLIONTHS > most]), "range", much)
    whole = np.array(in_millionths, np.int64) // unit
    return Costs(int(whole[0]), whole[1:], round(budget * MILLIONTHS) // unit, unit)


def steps_allowed(max_posts: Floats, post_step: float, costs: Costs) -> Whole:
    """What the caller and the budget allow at each site, int64[n_site]."""
    allowed = np.floor(max_posts / post_step + 1e-9)
    refuse("max_posts", allowed > MOST_STEPS, "range", f"more than {MOST_STEPS} steps of posts")
    return np.minimum(allowed.astype(np.int64), np.maximum(0, (costs.budget - costs.opening) // costs.step))


def steps_of_use(
    allowed: Whole, existing: Floats, step_people: float, reach: sparse.csr_array, people: Floats
) -> Whole:
    """No site needs more capacity than all people within its reach, int64[n_site]."""
    around = (reach != 0).astype(np.float64).T @ people
    useful = np.ceil(np.maximum(0.0, around - existing) / step_people)
    return np.asarray(np.minimum(allowed, useful).astype(np.int64))


def out_of_reach(reach: sparse.csr_array, is_allowed: Any, people: Floats) -> Whole:
    reached = (reach != 0).astype(np.float64) @ is_allowed.astype(np.float64)
    return np.flatnonzero((reached == 0) & (people > 0)).astype(np.int64)


def on_grid(costs: Costs) -> Costs:
    """Costs that a knapsack can tell apart: a step stays a whole number of units, openings are rounded down,
    so that every plan that can be paid in truth can be paid here too."""
    if costs.budget <= FINEST_GRID:
        return costs
    step = max(1, FINEST_GRID * costs.step // costs.budget)
    opening = costs.opening * step // costs.step
    unit = math.gcd(step, *opening.tolist())
    return Costs(step // unit, opening // unit, costs.budget * step // costs.step // unit)

"""Where somebody should help: most people within reach (maximal covering), or the shortest way (p-median).

A place counts whole: somebody helps there, or not. The places where somebody helps today stay, and so many
come beside them; or all are chosen anew.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opstap.coverage.engine.beside import covering_beside, order_of_gain, p_median_beside
from opstap.coverage.engine.plan import OnProgress, Plan
from opstap.coverage.planning.question import Question
from opstap.coverage.planning.solving import Floats, Ground, NoGroundError, ground_facts
from opstap.coverage.reach.ways import fallback_of_all

Places = NDArray[np.int64]

MOST_PAIRS = 12_000_000
"""Of an area and a place, where every way is looked at: 100 MB, three times."""
NOTHING = 1e-9
"""A place that adds no more than this share of the whole adds nothing, and is not placed."""


@dataclass(frozen=True)
class Choice:
    """A question of places with help.

    helping   places where somebody helps today; kept: those of them that stay whatever is found
    values    areas × places, more is better, for the order in which places come
    """

    ground: Ground
    weights: Floats
    helping: Places
    kept: Places
    number: int
    values: Any

    def within(self, places: ArrayLike) -> Floats:
        """Inhabitants of each area who have one of the places within reach, float64[n_area]."""
        chosen = np.asarray(places, np.int64)
        if not len(chosen):
            return np.zeros(len(self.weights))
        best = self.ground.reach[:, chosen].max(axis=1).toarray().ravel()
        return np.asarray(self.ground.population * (best > 0))


def choice_of(ground: Ground, question: Question) -> Choice:
    """Raises NoGroundError where no place is left to choose."""
    helping = np.array([at for at, place in enumerate(ground.places) if place.helps], np.int64)
    kept = helping if question.keep else helping[:0]
    left = len(ground.places) - len(kept)
    if not left:
        raise NoGroundError("no-new-places")
    weights = ground.population * ground.need
    return Choice(ground, weights, helping, kept, min(int(question.budget), left), ground.reach)


def solve_covering(
    ground: Ground, question: Question, on_progress: OnProgress | None = None
) -> dict[str, Any]:
    """The places that bring most people, weighted by need, within reach of help."""
    choice = choice_of(ground, question)
    plan = covering_beside(
        ground.reach,
        choice.weights,
        choice.number,
        choice.kept,
        time_limit=question.seconds,
        on_progress=on_progress,
    )
    order = _order(choice, plan)
    before, after = choice.within(choice.helping), choice.within(np.concatenate([choice.kept, order]))
    areas = list(zip(before.tolist(), after.tolist(), strict=True))
    worth_before = float(ground.need @ before)
    return _answer(choice, question, plan, order, areas) | {
        "worth_before": worth_before,
        "gap_of_added": _share(plan.upper_bound - plan.objective, plan.objective - worth_before),
        "objective": plan.objective,
        "bound": plan.upper_bound,
    }


def solve_distance(
    ground: Ground, question: Question, on_progress: OnProgress | None = None
) -> dict[str, Any]:
    """The places that make the mean way to the nearest help shortest, in the unit of the rules, weighted by
    people × need."""
    if len(ground.demand.areas) * len(ground.places) > MOST_PAIRS:
        raise NoGroundError("too-large")
    ways, guessed = ground.all_ways()
    choice = choice_of(ground, question)
    plan = p_median_beside(
        ways,
        choice.number,
        choice.kept,
        weights=choice.weights,
        time_limit=question.seconds,
        on_progress=on_progress,
    )
    if not np.isfinite(plan.objective):
        raise NoGroundError("cannot-serve")
    far = ways.max(initial=0.0, where=np.isfinite(ways)) + 1
    choice = Choice(**vars(choice) | {"values": np.where(np.isfinite(ways), far - ways, 0.0)})
    order = _order(choice, plan)
    means = Means(ways, choice.weights, plan.uncovered)
    chosen = np.concatenate([choice.kept, order])
    before, after = means.nearest(choice.helping), means.nearest(chosen)
    areas = [(_finite(one), _finite(other)) for one, other in zip(before, after, strict=True)]
    mean_before, mean = means.of(choice.helping), plan.objective / means.people
    bound = plan.lower_bound / means.people
    answer = _answer(choice, question, plan, order, areas, means)
    return answer | {
        "worth_before": mean_before,
        "gap_of_added": None if mean_before is None else _share(mean - bound, mean_before - mean),
        "objective": mean,
        "bound": bound,
        "mean_before": mean_before,
        "mean": mean,
        "fallback": _fallback(ground, guessed),
    }


def _fallback(ground: Ground, guessed: NDArray[np.bool_]) -> dict[str, Any] | None:
    """Of every way: all of them are looked at."""
    return fallback_of_all(guessed, ground.population).as_data() if ground.rules.in_minutes else None


@dataclass(frozen=True)
class Means:
    """Ways of areas to places, float64[n_area, n_place] in the unit of the rules, infinite: none.
    `uncovered` is left out."""

    ways: Floats
    weights: Floats
    uncovered: Places

    @property
    def counted(self) -> NDArray[np.bool_]:
        mask = self.weights > 0
        mask[self.uncovered] = False
        return mask

    @property
    def people(self) -> float:
        """Weight of everybody who counts; 1 where nobody does, so that a mean of nothing is 0."""
        return float(self.weights[self.counted].sum()) or 1.0

    def nearest(self, places: ArrayLike) -> Floats:
        """The way of each area to the nearest of the places, float64[n_area]."""
        return np.asarray(self.ways[:, np.asarray(places, np.int64)].min(axis=1, initial=np.inf))

    def of(self, places: ArrayLike) -> float | None:
        """The mean way; None where somebody has no way to any of the places."""
        near = self.nearest(places)[self.counted]
        if not np.isfinite(near).all():
            return None
        return float(self.weights[self.counted] @ near) / self.people


def _order(choice: Choice, plan: Plan) -> Places:
    """The new places of a plan, each the best after those before it; without those that add nothing."""
    new = np.setdiff1d(plan.sites, choice.kept)
    order, gains = order_of_gain(choice.values, choice.weights, choice.kept, new)
    return order[gains > NOTHING * float(choice.weights.sum())]


def _share(short: float, added: float) -> float | None:
    return short / added if added > 0 else None


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _answer(
    choice: Choice,
    question: Question,
    plan: Plan,
    order: Places,
    areas: list[tuple[Any, Any]],
    means: Means | None = None,
) -> dict[str, Any]:
    """What both aims say: which places, in which order and year, and who has help before and after."""
    ground = choice.ground
    chosen = np.concatenate([choice.kept, order])
    lost = np.setdiff1d(choice.helping, chosen)
    return {
        "aim": question.aim,
        "people_before": float(choice.within(choice.helping).sum()),
        "people": float(choice.within(chosen).sum()),
        "posts": 0.0,
        "cost": _cost(ground, order),
        "placed": len(order),
        "asked": choice.number,
        "kept": len(choice.kept),
        "given_up": [ground.places[int(at)].names for at in lost],
        "places": _places(choice, question, order, means),
        "years": _years(choice, question, order, means),
        "areas": [
            {"code": one.area.code, "names": one.area.names, "population": one.population}
            | {"before": before, "after": after}
            for one, (before, after) in zip(ground.demand.areas, areas, strict=True)
        ],
    } | ground_facts(ground, plan)


def _cost(ground: Ground, places: Places) -> float:
    """Of opening the new spaces among them, in posts of a year."""
    return float(sum(ground.places[int(at)].opening_cost for at in places if ground.places[int(at)].is_new))


def _state(choice: Choice, places: Places, means: Means | None) -> dict[str, float | None]:
    """What so many of the places do, beside those that stay."""
    chosen = np.concatenate([choice.kept, places])
    mean = {} if means is None else {"mean": means.of(chosen)}
    return {"people": float(choice.within(chosen).sum())} | mean


def _places(choice: Choice, question: Question, order: Places, means: Means | None) -> list[dict[str, Any]]:
    """In the order in which they come; `then`: what stands once it does; `years`: 1 from its year on."""
    numbers = _by_year(question, len(order))
    return [
        choice.ground.places[int(at)].as_data()
        | {
            "added": 1.0,
            "helps": choice.ground.places[int(at)].helps,
            "is_new": choice.ground.places[int(at)].is_new,
            "opening_cost": choice.ground.places[int(at)].opening_cost,
            "then": _state(choice, order[: place + 1], means),
            "years": [float(place < number) for number in numbers],
        }
        for place, at in enumerate(order)
    ]


def _by_year(question: Question, placed: int) -> list[int]:
    """How many of the places stand at the end of each year: the best first."""
    return [min(placed, int(money + NOTHING)) for money in question.released]


def _years(choice: Choice, question: Question, order: Places, means: Means | None) -> list[dict[str, Any]]:
    return [
        {"posts": 0.0, "placed": number, "cost": _cost(choice.ground, order[:number])}
        | _state(choice, order[:number], means)
        for number in _by_year(question, len(order))
    ]

"""Two plans of one network held side by side: what each promises, where they differ, and whether one may."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.core.moments import date_words
from opstap.core.numbers import amount, whole
from opstap.core.texts import say
from opstap.coverage.briefing import words
from opstap.coverage.drawing import draw
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.showing.plans import shaped_areas

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ONLY_FIRST, ONLY_SECOND = "A", "B"
BETTER = {ONLY_FIRST: 4, ONLY_SECOND: 2}
"""The classes of the map: the letter stands in the area too."""


@dataclass(frozen=True)
class PlaceRow:
    """One place: the posts that each plan adds there (1: somebody helps there); None: not in that plan."""

    name: str
    first: Decimal | None
    second: Decimal | None


@dataclass(frozen=True)
class AreaRow:
    """One area: people served after each plan. `more`: how many more after the second than the first."""

    code: str
    name: str
    population: float
    first: float
    second: float

    @property
    def more(self) -> float:
        return self.second - self.first

    @property
    def most(self) -> float:
        return abs(self.more)

    @property
    def better(self) -> str:
        """Which plan serves more here; "" where both serve the same, to the person."""
        if abs(self.more) < 1:
            return ""
        return ONLY_SECOND if self.more > 0 else ONLY_FIRST


def obstacles(first: CoveragePlan, second: CoveragePlan) -> list[str]:
    """Why the numbers of the two plans may not be held against each other, in words; [] where they may."""
    one, other = first.answer, second.answer
    if aim_of(first) != aim_of(second):
        return [_("They have different aims: their numbers mean different things.")]
    said = []
    if one["level"] != other["level"]:
        said.append(_("They stand on areas of different kinds."))
    if one["year"] != other["year"]:
        years = _("They stand on figures of different years: %(first)s and %(second)s.")
        said.append(years % {"first": one["year"], "second": other["year"]})
    return said + _different_rules(one.get("rules"), other.get("rules"))


def _different_rules(one: dict[str, Any] | None, other: dict[str, Any] | None) -> list[str]:
    if one is None or other is None:
        return [_("One of them was made before plans kept the rules they were measured by. Ask it again.")]
    changed = changed_rules(one, other)
    if not changed:
        return []
    return [_("The rules were changed between them: %(rules)s.") % {"rules": ", ".join(changed)}]


def changed_rules(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names of the rules of measuring that differ."""
    names = {
        "measure": _("by what ways are taken"),
        "reach_m": _("the distance that is near"),
        "reach_min": _("the minutes that are near"),
        "times": _("the times that were brought in"),
        "detour": _("the detour"),
        "people_per_post": _("inhabitants for one post"),
        "weights": _("the weights of need"),
    }
    return [name for key, name in names.items() if _rule(one, key) != _rule(other, key)]


def _rule(rules: dict[str, Any], key: str) -> Any:
    """Sources of a weight are words about it, no rule."""
    if key in ("measure", "reach_m", "reach_min", "times"):
        return _way_rule(rules, key)
    if key != "weights":
        return rules[key]
    return [(one["figure"], one["weight"], one["year"]) for one in rules["weights"]]


def _way_rule(rules: dict[str, Any], key: str) -> Any:
    """Of what a limit says only the one in force counts; which times, not what was written beside them."""
    measure = rules.get("measure", "line")
    match key:
        case "measure":
            return measure
        case "times":
            return (rules.get("times") or {}).get("uid")
        case "reach_m":
            return rules["reach_m"] if measure == "line" else None
        case _:
            return None if measure == "line" else rules["reach_min"]


def aim_of(plan: CoveragePlan) -> str:
    return str(plan.aim)


def compared(first: CoveragePlan, second: CoveragePlan) -> dict[str, Any]:
    """What the page says of two plans with an answer. Without obstacles also who is better off with which."""
    why_not = obstacles(first, second)
    places = places_of(first, second)
    context: dict[str, Any] = {
        "first": first,
        "second": second,
        "is_of_posts": {aim_of(first), aim_of(second)} == {Aim.NORM},
        "obstacles": why_not,
        "facts": facts(first, second),
        "both": [row for row in places if row.first is not None and row.second is not None],
        "only_first": [row for row in places if row.second is None],
        "only_second": [row for row in places if row.first is None],
    }
    if why_not or aim_of(first) != Aim.NORM:
        return context
    areas = areas_of(first, second)
    return context | {
        "areas": [row for row in areas if row.better],
        "more": second.answer["people"] - first.answer["people"],
        "less": first.answer["people"] - second.answer["people"],
        "moved": abs(second.answer["people_before"] - first.answer["people_before"]) >= 1,
        "map": _map(first, areas),
    }


def facts(first: CoveragePlan, second: CoveragePlan) -> list[tuple[str, str, str]]:
    """What each plan says of itself: what it is, in the first plan, in the second."""
    is_of_posts = {aim_of(first), aim_of(second)} == {Aim.NORM}
    asked = _("Posts to place") if is_of_posts else _("Posts, or places with help, asked for")
    rows = [
        (_("Aim"), first.get_aim_display(), second.get_aim_display()),
        *_each(first, second, asked, lambda plan: amount(plan.question["budget"])),
        *_each(first, second, _("Years"), lambda plan: str(len(plan.answer["years"]))),
    ]
    for label, say_one in POSTS if is_of_posts else PLACES:
        rows += _each(first, second, str(label), say_one)
    return [
        *rows,
        *_each(first, second, _("How far from the best plan"), lambda plan: distance_words(plan.answer)),
        *_each(first, second, _("Inhabitants on 1 January of"), lambda plan: str(plan.answer["year"])),
        *_each(first, second, _("Found on"), lambda plan: date_words(plan.at)),
    ]


Say = Callable[[CoveragePlan], str]
POSTS: "tuple[tuple[StrOrPromise, Say], ...]" = (
    (gettext_lazy("Cost, in posts"), lambda plan: amount(plan.answer["cost"])),
    (gettext_lazy("Inhabitants served before"), lambda plan: whole(plan.answer["people_before"])),
    (gettext_lazy("Inhabitants served after"), lambda plan: whole(plan.answer["people"])),
    (gettext_lazy("Worth, counted by need"), lambda plan: whole(plan.answer["objective"])),
    (
        gettext_lazy("No plan for this money is worth more than"),
        lambda plan: words.at_least(plan.answer["bound"]),
    ),
)

PLACES: "tuple[tuple[StrOrPromise, Say], ...]" = (
    (gettext_lazy("Cost, in posts"), lambda plan: amount(plan.answer["cost"])),
    (gettext_lazy("Inhabitants within reach before"), lambda plan: whole(plan.answer["people_before"])),
    (gettext_lazy("Inhabitants within reach after"), lambda plan: whole(plan.answer["people"])),
)


def _each(first: CoveragePlan, second: CoveragePlan, label: str, say_one: Say) -> list[tuple[str, str, str]]:
    return [(label, say_one(first), say_one(second))]


def distance_words(answer: dict[str, Any]) -> str:
    """“Optimal” only beside a proof."""
    if answer["status"] == "proved":
        return _("optimal: proved")
    if answer["gap"] is None:
        return _("not known")
    return _("at most %(gap)s %%") % {"gap": words.percent(answer["gap"])}


def places_of(first: CoveragePlan, second: CoveragePlan) -> list[PlaceRow]:
    """Every place of either plan, those of the first in its order, then the others."""
    one, other = ({_place_key(place): place for place in plan.answer["places"]} for plan in (first, second))
    return [
        PlaceRow(say((one.get(key) or other[key])["names"]), _added(one.get(key)), _added(other.get(key)))
        for key in dict.fromkeys([*one, *other])
    ]


def _place_key(place: dict[str, Any]) -> tuple[Any, ...]:
    """Buildings of a file have no name of their own in Opstap: the same name at the same point."""
    if place["kind"] == "candidate":
        return ("candidate", say(place["names"]), round(place["lat"], 5), round(place["lon"], 5))
    return (place["kind"], place["key"])


def _added(place: dict[str, Any] | None) -> Decimal | None:
    return None if place is None else Decimal(str(place.get("added", 1.0)))


def areas_of(first: CoveragePlan, second: CoveragePlan) -> list[AreaRow]:
    """The areas that both plans know, those with the greatest difference first."""
    after = {one["code"]: one for one in second.answer["areas"]}
    rows = [
        AreaRow(one["code"], say(one["names"]), one["population"], one["after"], after[one["code"]]["after"])
        for one in first.answer["areas"]
        if one["code"] in after
    ]
    return sorted(rows, key=lambda row: (-abs(row.more), row.name))


def _map(plan: CoveragePlan, rows: list[AreaRow]) -> dict[str, Any] | None:
    """Which plan serves more in which area, by letter and tint; None without outlines."""
    better = {row.code: row.better for row in rows}
    areas = {area: outline for area, outline in shaped_areas(plan).items() if area.code in better}
    if not areas or not any(better.values()):
        return None
    letters = [better[area.code] for area in areas]
    middles = [(area.lat or 0.0, area.lon or 0.0) for area in areas]
    drawing = draw(list(areas.values()), [BETTER.get(letter, 1) for letter in letters], middles, [])
    return {"drawing": drawing, "pairs": list(zip(drawing.areas, letters, strict=True))}

"""Place by place: what a plan promised by the end of one of its years, and what is there on a day.

An amount is posts (full-time equivalents of professional animators); of the aims of places with help it is 1
where somebody helps, else 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from opstap.core.texts import say
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.outcome.then import end_of, posts, then_of
from opstap.coverage.reach.demand import AreaDemand
from opstap.coverage.reach.supply import Asked, Site, minutes_of
from opstap.spaces.models import Space
from opstap.territory.geo import distance_m

NEAR_M = 300
"""A space that opened so near to a building of the plan, in a straight line, is taken for that building."""
NONE = Decimal(0)


@dataclass(frozen=True)
class Place:
    """One place of the plan, by one of its years.

    number    in the order of the plan
    before    what the plan counted there; `by_year`: what it adds by the end of each year
    now       what is there
    sites     the space itself, or those that opened there since; (): closed, or nothing opened
    """

    number: int
    name: str
    is_new: bool
    before: Decimal
    by_year: tuple[Decimal, ...]
    now: Decimal
    sites: tuple[Site, ...]
    year: int = 1

    @property
    def promised(self) -> Decimal:
        return self.by_year[self.year - 1]

    @property
    def gain(self) -> Decimal:
        return self.now - self.before

    @property
    def there(self) -> Decimal:
        """Of what was promised."""
        return min(self.promised, max(NONE, self.gain))

    @property
    def beyond(self) -> Decimal:
        """More than was promised by then."""
        return max(NONE, self.gain - self.promised)

    @property
    def lost(self) -> Decimal:
        return max(NONE, -self.gain)

    @property
    def state(self) -> str:
        """closed, fewer (than before), later (nothing is promised by then), opened or there (all of it),
        not-opened, partly, not-yet."""
        if not self.sites and not self.is_new:
            return "closed"
        if self.lost:
            return "fewer"
        if not self.promised:
            return "later"
        if self.there == self.promised:
            return "opened" if self.is_new else "there"
        if not self.sites:
            return "not-opened"
        return "partly" if self.there else "not-yet"


@dataclass(frozen=True)
class Move:
    """A space outside the places of the plan where more or less stands than then. `site` None: it is no
    published space of the network any more."""

    name: str
    before: Decimal
    now: Decimal
    site: Site | None

    @property
    def gain(self) -> Decimal:
        return self.now - self.before

    @property
    def more(self) -> Decimal:
        return abs(self.gain)


@dataclass(frozen=True)
class Held:
    """A plan held against `on`. Always: now - before = there + beyond + elsewhere - lost, over all spaces."""

    plan: CoveragePlan
    year: int
    on: date
    places: tuple[Place, ...]
    moves: tuple[Move, ...]

    def by(self, year: int) -> "Held":
        """The same day against another year of the plan."""
        places = tuple(replace(one, year=year) for one in self.places)
        return Held(self.plan, year, self.on, places, self.moves)

    @property
    def until(self) -> date:
        return end_of(self.plan, self.year)

    @property
    def is_over(self) -> bool:
        return self.until <= self.on

    @property
    def promised(self) -> Decimal:
        return _sum(one.promised for one in self.places)

    @property
    def there(self) -> Decimal:
        return _sum(one.there for one in self.places)

    @property
    def beyond(self) -> Decimal:
        return _sum(one.beyond for one in self.places)

    @property
    def came(self) -> list[Move]:
        return [one for one in self.moves if one.gain > 0]

    @property
    def went(self) -> list[Move]:
        return [one for one in self.moves if one.gain < 0]

    @property
    def elsewhere(self) -> Decimal:
        return _sum(one.gain for one in self.came)

    @property
    def lost(self) -> Decimal:
        return _sum(one.lost for one in self.places) + _sum(one.more for one in self.went)

    @property
    def change(self) -> Decimal:
        return _sum(one.gain for one in self.places) + _sum(one.gain for one in self.moves)


def _sum(amounts: Any) -> Decimal:
    return sum(amounts, NONE)


Amount = Callable[[Site], Decimal]


def posts_at(site: Site) -> Decimal:
    return site.fte or NONE


def help_at(site: Site) -> Decimal:
    return Decimal(minutes_of(site, Asked()) > 0)


def hold(
    plan: CoveragePlan, year: int, on: date, sites: tuple[Site, ...], areas: tuple[AreaDemand, ...]
) -> Held:
    """`sites`: the published spaces of the network on that day; `areas`: to tell where one opened."""
    then, is_of_posts = then_of(plan), plan.aim == Aim.NORM
    amount: Amount = posts_at if is_of_posts else help_at
    opened = _opened([site for site in sites if site.space.slug not in then], plan, areas)
    by_slug = {site.space.slug: site for site in sites}
    places = tuple(
        _place(place, number, year, opened.get(number) or _own(place, by_slug), amount)
        for number, place in enumerate(plan.answer["places"], start=1)
    )
    taken = {site.space.slug for place in places for site in place.sites}
    planned = {str(place["key"]) for place in plan.answer["places"] if place["kind"] == "space"}
    before = {slug: one.posts if is_of_posts else Decimal(one.helps) for slug, one in then.items()}
    rest = [slug for slug in dict.fromkeys([*before, *by_slug]) if slug not in taken | planned]
    names = _names([slug for slug in rest if slug not in by_slug])
    moves = (_move(slug, names, before, by_slug.get(slug), amount) for slug in rest)
    return Held(plan, year, on, places, tuple(move for move in moves if move.gain))


def _own(place: dict[str, Any], by_slug: dict[str, Site]) -> tuple[Site, ...]:
    found = by_slug.get(str(place["key"])) if place["kind"] == "space" else None
    return () if found is None else (found,)


def _place(place: dict[str, Any], number: int, year: int, sites: tuple[Site, ...], amount: Amount) -> Place:
    return Place(
        number=number,
        name=say(place["names"]),
        is_new=place["is_new"],
        before=posts(place["existing"]) if amount is posts_at else NONE,
        by_year=tuple(posts(added) for added in place["years"]),
        now=_sum(map(amount, sites)),
        sites=sites,
        year=year,
    )


def _names(slugs: list[str]) -> dict[str, str]:
    """Of spaces that are no published ones of the network any more."""
    return {space.slug: str(space) for space in Space.objects.filter(slug__in=slugs)} if slugs else {}


def _move(
    slug: str, names: dict[str, str], before: dict[str, Decimal], site: Site | None, amount: Amount
) -> Move:
    name = names.get(slug, slug) if site is None else str(site.space)
    return Move(name, before.get(slug, NONE), NONE if site is None else amount(site), site)


def _opened(
    new: list[Site], plan: CoveragePlan, areas: tuple[AreaDemand, ...]
) -> dict[int, tuple[Site, ...]]:
    """The spaces that opened since, by the number of the place they are taken for; each for one at most."""
    from opstap.coverage.reach.placing import Placing

    found: dict[int, tuple[Site, ...]] = {}
    numbered = list(enumerate(plan.answer["places"], start=1))
    buildings = [(number, place) for number, place in numbered if place["kind"] == "candidate"]
    placing = Placing(areas)
    hearts = {place["key"]: number for number, place in numbered if place["kind"] == "area"}
    for site in new:
        number = _building_of(site, buildings)
        if number is None and hearts:
            at = placing.area_of(site)
            number = None if at is None else hearts.get(areas[at].area.code)
        if number is not None:
            found[number] = (*found.get(number, ()), site)
    return found


def _building_of(site: Site, buildings: list[tuple[int, dict[str, Any]]]) -> int | None:
    """The nearest building of the plan, if it is near."""
    if site.point is None:
        return None
    ways = [(distance_m(*site.point, place["lat"], place["lon"]), number) for number, place in buildings]
    way, number = min(ways, default=(NEAR_M + 1.0, 0))
    return number if way <= NEAR_M else None

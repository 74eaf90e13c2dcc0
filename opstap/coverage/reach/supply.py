"""What the published spaces of a network offer: hours of each kind, and the posts behind them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opstap.coverage.reach.week import Week, monday_of, week_of
from opstap.spaces.along import read_along
from opstap.spaces.facts.hours import hours_of
from opstap.spaces.figures import INSERTION, PROFESSIONAL, VOLUNTEER, animator_ftes
from opstap.spaces.hours import HoursError
from opstap.spaces.models import Admission, Offer, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.territory.models import Network

KINDS = ("staffed", "open", "training")
ASIDE = (
    "descriptions",
    "easy_texts",
    "how_to_come",
    "what_to_bring",
    "access_note",
    "price_note",
    "building",
)
"""Of a space, what says nothing of its reach: read only where somebody asks for it."""
NEVER_SAID = (None, Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Site:
    """A space as supply. None: not reported, which is not the same as none.

    hours       the week of the kind asked; None: not reported, or cannot be read
    staffed     the week in which somebody helps, whatever kind was asked
    fte         full-time equivalents of professional animators; insertion and volunteers stand beside
    """

    space: Space
    hours: Week | None
    staffed: Week | None
    fte: Decimal | None
    insertion: Decimal
    volunteers: Decimal
    languages: frozenset[str]

    @property
    def point(self) -> tuple[float, float] | None:
        lat, lon = self.space.lat, self.space.lon
        return None if lat is None or lon is None else (lat, lon)


@dataclass(frozen=True)
class Asked:
    """Which of the hours count: their kind, of one ISO weekday or all (0), in the evening only, in which
    language somebody helps ("" = any)."""

    kind: str = "staffed"
    weekday: int = 0
    evening: bool = False
    language: str = ""


def sites_of(network: Network, asked: Asked, day: date) -> tuple[Site, ...]:
    """Every published space of the network on `day`; a constant number of questions to the database."""
    spaces = Space.objects.public().of_network(network, day)
    posts = animator_ftes(spaces, day, PROFESSIONAL, INSERTION, VOLUNTEER)
    spoken = _spoken(spaces)
    found = list(spaces.order_by("pk").defer(*ASIDE))
    read_along(found, "reserved_times")
    sites = []
    for space in found:
        hours, staffed = _week(space, asked.kind, day), _week(space, "staffed", day)
        fte, insertion, volunteers = posts.get(space.pk, NEVER_SAID)
        languages = frozenset(spoken[space.pk])
        sites.append(Site(space, hours, staffed, fte, insertion, volunteers, languages))
    return tuple(sites)


def _spoken(spaces: SpaceQuerySet) -> dict[int, set[str]]:
    """The codes of the languages of each space, by its primary key; none where it is absent."""
    found: dict[int, set[str]] = defaultdict(set)
    offers = Offer.objects.filter(vocabulary="language", space__in=spaces.order_by().values("pk")).order_by()
    for pk, code in offers.values_list("space", "code"):
        found[pk].add(code)
    return found


def languages_of(network: Network) -> list[str]:
    """The codes of the languages that at least one published space of the network speaks."""
    spaces = Space.objects.public().of_network(network)
    offers = Offer.objects.filter(vocabulary="language", space__in=spaces)
    return sorted(offers.order_by().values_list("code", flat=True).distinct())


def hours_for_all(space: Space, kind: str) -> str:
    """The hours at which whoever lives near may come: none where only some people are received, and without
    what is reserved."""
    hours = hours_of(space, kind)
    return "off" if hours and space.admission == Admission.SOME else hours


def _week(space: Space, kind: str, day: date) -> Week | None:
    expression = hours_for_all(space, kind).strip()
    if not expression:
        return None
    try:
        return week_of(expression, country=space.holiday_country, start_date=monday_of(day))
    except HoursError:
        return None


def minutes_of(site: Site, asked: Asked) -> float:
    """Minutes a week that count for the question; 0 where the language asked is not spoken."""
    if site.hours is None or (asked.language and asked.language not in site.languages):
        return 0.0
    return site.hours.sum(weekday=asked.weekday, evening=asked.evening)


def weekdays_of(site: Site, asked: Asked) -> frozenset[int]:
    """Days from Monday to Friday on which somebody helps there."""
    if site.staffed is None or (asked.language and asked.language not in site.languages):
        return frozenset()
    return site.staffed.weekdays & frozenset(range(1, 6))

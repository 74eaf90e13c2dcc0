"""Which papers there are: leaflets of the municipalities of the networks, posters of a space."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from opstap.core.context import LANGUAGES
from opstap.core.folding import fold
from opstap.core.texts import say
from opstap.core.tongues import FINDER
from opstap.finder.papers.poster import PAPERS
from opstap.finder.search import Answer
from opstap.spaces.models import Space
from opstap.territory.models import Area, AreaKind, Network

REMEMBER_SECONDS = 120
# The two languages of a bilingual house.
BOTH = ("fr", "nl")
NAMES = dict(LANGUAGES) | FINDER


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A paper in a language: its code, its name in itself, its address."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality and how many public spaces it has."""

    area: Area
    spaces: int
    links: list[InLanguage]
    more: list[InLanguage]
    """In the six languages of the finder."""


@dataclass(frozen=True, slots=True)
class Leaflets:
    """Those of one network, by the name of the municipality."""

    network: Network
    lines: list[Line]


def link(answer: Answer) -> SafeString:
    """To the leaflet of the municipality a list stands around; "" where it has none."""
    area = answer.origin.area if answer.origin else None
    if not has_leaflet(area):
        return SafeString("")
    return SafeString(render_to_string("finder/leaflet_link.html", {"area": area}))


def has_leaflet(area: Area | None) -> bool:
    return area is not None and area.kind == AreaKind.MUNICIPALITY and area.pk in _with_leaflet()


def _with_leaflet() -> frozenset[int]:
    return cache.get_or_set("finder:leaflets", _municipalities, REMEMBER_SECONDS) or frozenset()


def _municipalities() -> frozenset[int]:
    pks: set[int] = set()
    for network in Network.objects.select_related("area"):
        pks.update(Area.objects.within(network.area).municipalities().values_list("pk", flat=True))
    return frozenset(pks)


def in_languages(name: str, *args: object) -> list[InLanguage]:
    """An address in each language of the finder, the three of the office first."""
    found = []
    for code, title in NAMES.items():
        with translation.override(code):
            found.append(InLanguage(code, title, reverse(name, args=args)))
    return found


@dataclass(frozen=True, slots=True)
class Poster:
    """Its languages in words ("Français + Nederlands"), and the address of each size of paper. `code`: of the
    language that the words are in, "" where they are in several."""

    code: str

    name: str
    papers: list[tuple[str, str]]


def posters_of(space: Space) -> list[Poster]:
    """In French and Dutch side by side, and in each of the three languages in which everything is written."""
    asked = [(BOTH[0], BOTH[1]), *((code, "") for code, _name in LANGUAGES)]
    return [_poster(space, first, second) for first, second in asked]


def posters_abroad(space: Space) -> list[Poster]:
    """In each of the six other languages of the finder, alone and beside those of the region."""
    return [_poster(space, first, second) for first in FINDER for second in ("", *BOTH)]


def _poster(space: Space, first: str, second: str) -> Poster:
    name = f"{NAMES[first]} + {NAMES[second]}" if second else NAMES[first]
    kinds = [(size.upper(), f"{size}-{second}" if second else size) for size in PAPERS]
    with translation.override(first):
        return Poster(
            "" if second else first,
            name,
            [(size, reverse("finder:poster", args=[space.slug, kind])) for size, kind in kinds],
        )


def leaflets_of(networks: Sequence[Network]) -> list[Leaflets]:
    """The leaflets of each network: what its office page lists."""
    counted = Space.objects.public().exclude(municipality=None).order_by().values_list("municipality")
    numbers = dict(counted.annotate(Count("pk")))
    return [_of(network, numbers) for network in networks]


def _of(network: Network, numbers: dict[int, int]) -> Leaflets:
    areas = Area.objects.within(network.area).municipalities()
    lines = [_line(area, numbers.get(area.pk, 0)) for area in areas]
    return Leaflets(network, sorted(lines, key=lambda line: fold(say(line.area.names))))


def _line(area: Area, spaces: int) -> Line:
    links = in_languages("finder:leaflet", area.uid)
    return Line(area, spaces, links[: len(LANGUAGES)], links[len(LANGUAGES) :])

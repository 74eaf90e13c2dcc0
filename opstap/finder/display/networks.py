"""The networks a visitor sees: their municipalities as links, their phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from opstap.core.folding import fold
from opstap.core.texts import say
from opstap.finder.display.words import tel
from opstap.finder.search import Question
from opstap.territory.lookup import Origin
from opstap.territory.models import Area, Network
from opstap.territory.streets import has_streets


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality, and the address of the list around it."""

    names: dict[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class Shown:
    slug: str
    names: dict[str, str]
    municipalities: list[Place]


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    note: dict[str, str]
    tel: str


def context(asked: Question) -> dict[str, Any]:
    """What the page that asks shows of all networks. The wishes of the question are kept in its links."""
    networks = list(Network.objects.select_related("area"))
    return {
        "networks": [_shown(network, asked) for network in networks],
        "phones": _phones(networks),
        "knows_streets": has_streets(),
    }


def phones() -> list[Phone]:
    """The numbers of all networks: whom one can call."""
    return _phones(Network.objects.select_related("area"))


def _phones(networks: Iterable[Network]) -> list[Phone]:
    found = ((network, tel(network.phone, network.area.country)) for network in networks)
    return [Phone(network.phone, network.phone_note, address) for network, address in found if address]


def _shown(network: Network, asked: Question) -> Shown:
    areas = Area.objects.within(network.area).municipalities().filter(lat__isnull=False)
    return Shown(network.slug, network.names, _sorted(_place(area, area.names, asked) for area in areas))


def linked(origins: Iterable[Origin], asked: Question) -> list[Place]:
    """Places to choose from, each with the address of the list around it."""
    return [_place(origin.area, origin.label, asked) for origin in origins]


def _place(area: Area | None, names: dict[str, str], asked: Question) -> Place:
    return Place(names, asked.at(say(names), area.pk if area else None).to_query())


def _sorted(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: fold(say(place.names)))

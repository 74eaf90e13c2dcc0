"""Stations, neighbourhoods and parks that people name when they say where they are: facts that come along.

`facts/*_places.json` holds them with their source, for one region each; they count as soon as that region is
there. Nothing is stored: a newer program brings newer facts.
"""

import json
from dataclasses import dataclass
from functools import cache

from opstap.core.folding import fold
from opstap.core.likeness import weighty
from opstap.territory.models import Area, AreaKind
from opstap.territory.sources import FACTS


@dataclass(frozen=True, eq=False)
class Place:
    """A named place. `folded`: all its names, aliases too, as people are understood; degrees WGS84."""

    kind: str  # station, neighbourhood, park
    names: dict[str, str]
    folded: tuple[str, ...]
    lat: float
    lon: float
    source: str


def known_places() -> list[Place]:
    """The places of every region that is there: one query."""
    regions = set(Area.objects.filter(kind=AreaKind.REGION).values_list("country", "code"))
    return [place for region, places in shipped().items() if region in regions for place in places]


@cache
def shipped() -> dict[tuple[str, str], tuple[Place, ...]]:
    """(country, code of the region) → its places."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FACTS.glob("*_places.json"))]
    return {(facts["country"], facts["region"]): tuple(_read(facts)) for facts in files}


def _read(facts: dict[str, object]) -> list[Place]:
    sources: dict[str, str] = facts["sources"]  # type: ignore[assignment]
    return [
        Place(
            kind=row["kind"],
            names=row["names"],
            folded=tuple(dict.fromkeys(fold(name) for name in [*row["names"].values(), *row["also"]])),
            lat=row["lat"],
            lon=row["lon"],
            source=sources[row["source"]],
        )
        for row in facts["places"]  # type: ignore[attr-defined]
    ]


def called(wanted: str) -> list[Place]:
    """The places that bear a folded name."""
    return [place for place in known_places() if wanted in place.folded] if wanted else []


def holding(wanted: str) -> list[Place]:
    """The places one of whose names holds every word of a folded text, small ones apart: "gare nord"."""
    words = set(weighty(wanted))
    return [place for place in known_places() if any(words <= set(name.split()) for name in place.folded)]

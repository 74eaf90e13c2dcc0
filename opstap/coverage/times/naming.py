"""Where the names of a file of times are: areas by code, spaces by slug, and points as they stand."""

import re
from dataclasses import dataclass, field

from opstap.coverage.reach.demand import FINEST_FIRST, levels_of, within
from opstap.spaces.models import Space
from opstap.territory.lookup import heart_of
from opstap.territory.models import Area, Network

Point = tuple[float, float]
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True)
class Known:
    """Names and the point of each; None: known, but without a point."""

    areas: dict[str, Point | None] = field(default_factory=dict)
    spaces: dict[str, Point | None] = field(default_factory=dict)

    def place(self, name: str) -> Point | None:
        """A space first, then an area, then a point. Raises KeyError for what is none of them."""
        for names in (self.spaces, self.areas):
            if name in names:
                return names[name]
        return _point(name)


def _point(text: str) -> Point:
    found = _POINT.fullmatch(text)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        raise KeyError(text)
    return float(found[1]), float(found[2])


def known_of(network: Network) -> Known:
    """The areas by code and by kind.code, and the spaces of the network, published or not yet.

    A code that several levels have means the level that the page of reach shows first.
    """
    usual = next((level.kind for level in levels_of(network) if not level.is_estimate), "")
    areas: dict[str, Point | None] = {}
    by_kind: dict[str, dict[str, Point | None]] = {kind: {} for kind in FINEST_FIRST}
    for area in Area.objects.filter(within(network)).prefetch_related("postcodes"):
        areas[f"{area.kind}.{area.code}"] = heart_of(area)
        by_kind.setdefault(area.kind, {})[area.code] = heart_of(area)
    for kind in sorted(by_kind, key=lambda kind: (kind != usual, _rank(kind)), reverse=True):
        areas |= by_kind[kind]
    rows = Space.objects.of_network(network).values_list("slug", "lat", "lon")
    spaces = {slug: None if lat is None or lon is None else (lat, lon) for slug, lat, lon in rows}
    return Known(areas, spaces)


def _rank(kind: str) -> int:
    kinds = [str(one) for one in FINEST_FIRST]
    return kinds.index(kind) if kind in kinds else len(kinds)

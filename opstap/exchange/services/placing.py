"""Where an imported place lies: its own coordinates, else the centre of its area, else nowhere yet."""

from dataclasses import dataclass
from typing import Any

from opstap.core.folding import fold
from opstap.exchange.reading.record import PlaceRecord
from opstap.spaces.models import Precision
from opstap.territory.models import Area, AreaKind, AreaName, AreaPostcode


@dataclass(frozen=True)
class Placing:
    """`area` is the municipality, when it is known."""

    lat: float | None
    lon: float | None
    precision: Precision
    area: Area | None


class Placer:
    """Finds municipalities for many places; keeps what it has looked up."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Area, float | None, float | None] | None] = {}

    def place(self, record: PlaceRecord) -> Placing:
        found = self._find(record)
        area = found[0] if found else None
        if record.lat is not None and record.lon is not None:
            return Placing(record.lat, record.lon, Precision.EXACT, area)
        if found and found[1] is not None:
            return Placing(found[1], found[2], Precision.APPROXIMATE, area)
        return Placing(None, None, Precision.UNPLACED, area)

    def _find(self, record: PlaceRecord) -> tuple[Area, float | None, float | None] | None:
        key = (record.country, record.area_code, record.postcode, fold(record.city))
        if key not in self._known:
            self._known[key] = _by_code(record) or _by_postcode(record) or _by_name(record)
        return self._known[key]


def _by_code(record: PlaceRecord) -> tuple[Area, float | None, float | None] | None:
    if not record.area_code:
        return None
    area = Area.objects.municipalities().filter(country=record.country, code=record.area_code).first()
    return _heart(area, record.postcode)


def _by_postcode(record: PlaceRecord) -> tuple[Area, float | None, float | None] | None:
    """Only where the postcode means one municipality, or one of its municipalities bears the city's name."""
    rows = AreaPostcode.objects.filter(postcode=record.postcode, area__country=record.country)
    areas = [row.area for row in rows.select_related("area")] if record.postcode else []
    if len(areas) > 1:
        city = fold(record.city)
        areas = [area for area in areas if city in {fold(name) for name in area.names.values()}]
    return _heart(areas[0], record.postcode) if len(areas) == 1 else None


def _by_name(record: PlaceRecord) -> tuple[Area, float | None, float | None] | None:
    city = fold(record.city)
    if not city:
        return None
    rows = AreaName.objects.filter(
        folded=city, area__country=record.country, area__kind=AreaKind.MUNICIPALITY
    ).select_related("area")
    areas = {row.area_id: row.area for row in rows}
    return _heart(next(iter(areas.values())), record.postcode) if len(areas) == 1 else None


def _heart(area: Area | None, postcode: str) -> tuple[Area, float | None, float | None] | None:
    if area is None:
        return None
    point: Any = area.postcodes.filter(lat__isnull=False)
    point = point.filter(postcode=postcode).first() or point.first()
    return (area, point.lat, point.lon) if point else (area, area.lat, area.lon)

"""Writing the territory: areas with their names, postcodes, figures and shapes; networks."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from opstap.core.folding import fold
from opstap.territory.geo import crossing, rings_of
from opstap.territory.models import Area, AreaFigure, AreaKind, AreaName, AreaPostcode, AreaShape, Network
from opstap.territory.sources import FACTS, stored

GEOMETRIES = {"Polygon": 1, "MultiPolygon": 2}
FEWEST_POINTS = 4
# Some ten seconds of looking for a crossing: no outline that a person can use needs as many.
MOST_COMPARED = 20_000_000
# An outline so far from its area is another's, or has its latitude and longitude exchanged.
FAR_DEGREES = 1.0


class ShapeError(ValueError):
    """A geometry that is no outline. `code`: not-an-outline, ring-not-closed, outside-the-globe, rings-cross,
    too-detailed, far-from-its-area. `point`: where, as longitude and latitude."""

    def __init__(self, code: str, point: tuple[float, float] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.where = f" @ {point[0]:.5f}, {point[1]:.5f}" if point else ""


@dataclass(frozen=True)
class Figure:
    """One figure of an area: situation on 1 January of `year`."""

    key: str
    year: int
    value: Decimal
    is_estimate: bool = False
    source: str = ""
    basis: str = ""


@dataclass(frozen=True)
class AreaData:
    """Everything about one area that a file can say. `postcodes`: code → point (lat, lon) or None."""

    country: str
    kind: str
    code: str
    names: dict[str, str]
    parent: Area | None = None
    postcodes: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    source: str = ""
    figures: tuple[Figure, ...] = ()


@transaction.atomic
def save_area(data: AreaData) -> tuple[Area, str]:
    """Create or update one area with all that hangs on it; the outcome is created, updated or unchanged."""
    values = {
        "names": data.names,
        "lat": data.lat,
        "lon": data.lon,
        "area_km2": data.area_km2,
        "source": data.source,
        "parent": data.parent,
    }
    area, created = Area.objects.get_or_create(
        country=data.country, kind=data.kind, code=data.code, defaults=values
    )
    changed = not created and _assign(area, values)
    changed |= _save_postcodes(area, data.postcodes)
    changed |= _save_figures(area, data.figures)
    _save_search_names(area)
    return area, "created" if created else "updated" if changed else "unchanged"


def _assign(area: Area, values: dict[str, Any]) -> bool:
    changed = [name for name, value in values.items() if getattr(area, name) != value]
    for name in changed:
        setattr(area, name, values[name])
    if changed:
        area.save(update_fields=changed)
    return bool(changed)


def _save_postcodes(area: Area, postcodes: dict[str, tuple[float, float] | None]) -> bool:
    changed = False
    for postcode, point in postcodes.items():
        lat, lon = point or (None, None)
        known = area.postcodes.filter(postcode=postcode).first()
        if known is None:
            AreaPostcode.objects.create(area=area, postcode=postcode, lat=lat, lon=lon)
            changed = True
        elif (known.lat, known.lon) != (lat, lon):
            known.lat, known.lon = lat, lon
            known.save(update_fields=["lat", "lon"])
            changed = True
    gone, _by_model = area.postcodes.exclude(postcode__in=postcodes).delete()
    return changed or gone > 0


def _save_figures(area: Area, figures: Iterable[Figure]) -> bool:
    changed = False
    for figure in figures:
        values = {
            "value": figure.value,
            "is_estimate": figure.is_estimate,
            "source": figure.source,
            "basis": figure.basis,
        }
        row, created = AreaFigure.objects.get_or_create(
            area=area, key=figure.key, year=figure.year, defaults=values
        )
        if not created and any(getattr(row, name) != value for name, value in values.items()):
            AreaFigure.objects.filter(pk=row.pk).update(**values)
            created = True
        changed |= created
    return changed


def _save_search_names(area: Area) -> None:
    wanted = {fold(name) for name in area.names.values() if fold(name)}
    area.search_names.exclude(folded__in=wanted).delete()
    known = set(area.search_names.values_list("folded", flat=True))
    AreaName.objects.bulk_create([AreaName(area=area, folded=name) for name in sorted(wanted - known)])


@transaction.atomic
def save_shape(area: Area, geometry: Any, *, source: str = "") -> str:
    """Store the outline of an area; the outcome is created, updated or unchanged. Raises ShapeError."""
    check_geometry(geometry)
    check_crossings(geometry)
    return _store_shape(area, geometry, source)


def _store_shape(area: Area, geometry: Any, source: str) -> str:
    shape, created = AreaShape.objects.get_or_create(
        area=area, defaults={"geometry": geometry, "source": source}
    )
    if created:
        return "created"
    if (shape.geometry, shape.source) == (geometry, source):
        return "unchanged"
    shape.geometry, shape.source = geometry, source
    shape.save()
    return "updated"


def check_geometry(geometry: Any) -> None:
    """Refuse anything but a GeoJSON Polygon or MultiPolygon in WGS84 degrees. Raises ShapeError."""
    if not isinstance(geometry, dict) or geometry.get("type") not in GEOMETRIES:
        raise ShapeError("not-an-outline")
    polygons = geometry.get("coordinates")
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    if not isinstance(polygons, list) or not polygons:
        raise ShapeError("not-an-outline")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise ShapeError("not-an-outline")
        for ring in polygon:
            _check_ring(ring)


def _check_ring(ring: Any) -> None:
    if not isinstance(ring, list) or len(ring) < FEWEST_POINTS:
        raise ShapeError("not-an-outline")
    if ring[0] != ring[-1]:
        raise ShapeError("ring-not-closed")
    for point in ring:
        if not isinstance(point, list) or len(point) < 2 or not all(_is_number(part) for part in point[:2]):
            raise ShapeError("not-an-outline")
        if abs(point[0]) > 180 or abs(point[1]) > 90:
            raise ShapeError("outside-the-globe")


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def check_crossings(geometry: dict[str, Any]) -> None:
    """Refuse an outline whose lines cross: nobody can say what is inside. Raises ShapeError with a point."""
    try:
        point = crossing(rings_of(geometry), MOST_COMPARED)
    except OverflowError as error:
        raise ShapeError("too-detailed") from error
    if point is not None:
        raise ShapeError("rings-cross", point)


def check_place(area: Area, geometry: Any) -> None:
    """Refuse an outline that lies far from the point of its area, else of its parent. Raises ShapeError."""
    check_geometry(geometry)
    known = area if area.lat is not None else area.parent
    if known is None or known.lat is None or known.lon is None:
        return
    for place, column in ((known.lon, 0), (known.lat, 1)):
        parts = [point[column] for ring in rings_of(geometry) for point in ring]
        if not min(parts) - FAR_DEGREES <= place <= max(parts) + FAR_DEGREES:
            lon, lat, *_ = rings_of(geometry)[0][0]
            raise ShapeError("far-from-its-area", (lon, lat))


@transaction.atomic
def load_brussels() -> Area:
    """Load the facts that Opstap ships: the Brussels-Capital Region, its 19 municipalities, their shapes."""
    facts = json.loads((FACTS / "brussels.json").read_text(encoding="utf-8"))
    region = facts["region"]
    area, _outcome = save_area(
        AreaData(
            country=facts["country"],
            kind=AreaKind.REGION,
            code=region["code"],
            names=region["names"],
            lat=region["lat"],
            lon=region["lon"],
            area_km2=region["area_km2"],
            source=stored(facts["sources"]["names"]),
        )
    )
    shapes = json.loads((FACTS / "brussels_shapes.json").read_text(encoding="utf-8"))
    for row in facts["municipalities"]:
        municipality, _outcome = save_area(_municipality(row, facts, area))
        # As they are: a test has looked at them.
        _store_shape(municipality, shapes["municipalities"][row["code"]], stored(facts["sources"]["shapes"]))
    return area


def _municipality(row: dict[str, Any], facts: dict[str, Any], region: Area) -> AreaData:
    sources, points = facts["sources"], row.get("postcode_points", {})
    return AreaData(
        country=facts["country"],
        kind=AreaKind.MUNICIPALITY,
        code=row["code"],
        names=row["names"],
        parent=region,
        postcodes={code: tuple(points[code]) if code in points else None for code in row["postcodes"]},
        lat=row["lat"],
        lon=row["lon"],
        area_km2=row["area_km2"],
        source=stored(sources["names"]),
        figures=(
            Figure(
                "population", 2020, Decimal(row["population_2020"]), source=stored(sources["population_2020"])
            ),
            Figure(
                "population",
                2025,
                Decimal(row["population_2025"]),
                source=stored(sources["population_2025"]),
                basis=row["population_2025_basis"],
            ),
        ),
    )


@transaction.atomic
def create_network(*, slug: str, names: dict[str, str], area: Area, **details: Any) -> Network:
    """A new network over an area. Raises django's ValidationError for a slug in use or a bad detail."""
    network = Network(slug=slug, names=names, area=area, **details)
    network.full_clean()
    network.save()
    return network


def set_licence(network: Network, licence: str) -> Network:
    """Under which licence the open data of the network may be used from now on. Raises ValidationError."""
    network.licence = licence
    network.full_clean()
    network.save(update_fields=["licence"])
    return network

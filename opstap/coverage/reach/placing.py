"""In which area a space lies."""

from opstap.coverage.reach.demand import AreaDemand
from opstap.coverage.reach.supply import Site
from opstap.territory.geo import contains, distance_m


def area_of(site: Site, areas: tuple[AreaDemand, ...]) -> int | None:
    """The position of the site's area: the municipality on its record, else the shape that holds it, else
    the nearest area. None: neither a municipality of these nor a point."""
    noted = site.space.municipality_id
    for place, one in enumerate(areas):
        if one.area.pk == noted:
            return place
    return _by_point(site.point, areas) if site.point else None


def _by_point(point: tuple[float, float], areas: tuple[AreaDemand, ...]) -> int | None:
    for place, one in enumerate(areas):
        shape = getattr(one.area, "shape", None)
        if shape is not None and contains(shape.geometry, *point):
            return place
    return min(range(len(areas)), key=lambda place: _metres(point, areas[place]), default=None)


def _metres(point: tuple[float, float], one: AreaDemand) -> float:
    return distance_m(*point, *one.point)

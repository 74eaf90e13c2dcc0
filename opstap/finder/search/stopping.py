"""Itinerant spaces: as far from somebody as their nearest stop."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import QuerySet

from opstap.finder.search.fitting import REMEMBER_SECONDS, spaces_fitting
from opstap.finder.search.nearest import Found, Point
from opstap.finder.search.question import Question
from opstap.spaces.models import Stop
from opstap.spaces.stops import nearest_stop
from opstap.territory.geo import distance_m
from opstap.territory.lookup import Origin


def nearest_stops(wishes: Question, point: Point, reach_km: float) -> dict[int, Found]:
    """The spaces with stops on the map that pass the wishes, by primary key, each as far as its nearest stop.

    There are few of them, also in a large country: one query reads them all, and none where there are none.
    """
    if not cache.get_or_set("finder:stops", lambda: int(placed_stops().exists()), REMEMBER_SECONDS):
        return {}
    spaces = spaces_fitting(wishes, point.now, point.until).filter(is_itinerant=True)
    found: dict[int, Found] = {}
    for pk, lat, lon in placed_stops().filter(space__in=spaces).values_list("space", "lat", "lon"):
        metres = distance_m(point.lat, point.lon, lat or 0.0, lon or 0.0)
        nearest = found.get(pk)
        if metres <= reach_km * 1000 and (nearest is None or metres < (nearest.metres or 0.0)):
            found[pk] = Found(pk, metres)
    return found


def stops_by_space(pks: Sequence[int], origin: Origin | None) -> dict[int, Stop]:
    """The stop nearest to a point of each of the spaces that have any; without a point the first one."""
    stops: dict[int, list[Stop]] = {}
    for stop in placed_stops().filter(space__in=pks).order_by("pk"):
        stops.setdefault(stop.space_id, []).append(stop)
    if origin is None:
        return {pk: some[0] for pk, some in stops.items()}
    found = {pk: nearest_stop(some, origin.lat, origin.lon) for pk, some in stops.items()}
    return {pk: near[0] for pk, near in found.items() if near}


def placed_stops() -> QuerySet[Stop]:
    """Of spaces that move, where they are on the map; in no order."""
    return Stop.objects.filter(lat__isnull=False, space__is_itinerant=True).order_by()

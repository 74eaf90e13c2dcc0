"""Spaces that are at another address for a time: as far from somebody as where they are today."""

from datetime import datetime

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from opstap.finder.search.fitting import REMEMBER_SECONDS, spaces_fitting
from opstap.finder.search.nearest import Found, Point
from opstap.finder.search.question import Question
from opstap.spaces.models import Interruption
from opstap.territory.geo import distance_m


def nearest_moved(wishes: Question, point: Point, reach_km: float) -> dict[int, Found | None]:
    """Those that pass the wishes and of which one knows where they are today, by primary key.

    None: farther than `reach_km`, so in no list, whatever their own address. One that moved to where nobody
    placed it keeps its own place in the order. One query, and none as long as nothing has moved.
    """
    day = timezone.localdate(point.now)
    if not cache.get_or_set(f"finder:moves:{day}", lambda: int(_moved(point.now).exists()), REMEMBER_SECONDS):
        return {}
    spaces = spaces_fitting(wishes, point.now, point.until)
    found: dict[int, Found | None] = {}
    for pk, lat, lon in _moved(point.now).filter(space__in=spaces).values_list("space", "lat", "lon"):
        metres = distance_m(point.lat, point.lon, lat or 0.0, lon or 0.0)
        found.setdefault(pk, Found(pk, metres) if metres <= reach_km * 1000 else None)
    return found


def point_today(space: int, now: datetime) -> tuple[float, float] | None:
    """Where a space, by primary key, is today when elsewhere; None when at home, or when nobody knows."""
    for lat, lon in _moved(now).filter(space=space).values_list("lat", "lon")[:1]:
        if lat is not None and lon is not None:
            return lat, lon
    return None


def _moved(now: datetime) -> QuerySet[Interruption]:
    """The earliest first: of two moves at once it is the one that the page tells."""
    day = timezone.localdate(now)
    moves = Interruption.objects.standing().filter(kind=Interruption.Kind.MOVED, lat__isnull=False)
    return moves.touching(day, day).order_by("first_day", "pk")

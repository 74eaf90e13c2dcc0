"""Pages of places: what answers a question to the API, and when anything last changed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import ExpressionWrapper, F, FloatField, Max, Q, Value
from django.utils import timezone

from opstap.exchange.open_data.asked import Asked
from opstap.exchange.open_data.place import as_json, with_all
from opstap.finder.search.answer import end_of_day
from opstap.finder.search.fitting import spaces_fitting
from opstap.finder.search.stopping import placed_stops
from opstap.spaces.interruptions import last_turn
from opstap.spaces.models import Publication, Space, Stop
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.stops import spaces_stopping_at
from opstap.territory.geo import KM_PER_DEGREE, box, distance_m
from opstap.territory.models import Area, AreaPostcode

# A change may be written a moment after its time: who asks again with `as_of` misses none.
OVERLAP = timedelta(minutes=2)
REMEMBER_SECONDS = 20
_PUBLIC = Q(publication=Publication.PUBLIC)
# What the public once saw. A place that still waits for its first confirmation was never told of.
_GONE = ~_PUBLIC & Q(confirmed_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Page:
    """`next`: the key of the following page, None on the last one."""

    places: list[dict[str, Any]]
    next: UUID | None
    as_of: datetime

    def as_json(self) -> dict[str, Any]:
        return {
            "places": self.places,
            "next": str(self.next) if self.next else None,
            "as_of": self.as_of.isoformat(),
        }


def page_of(asked: Asked, now: datetime) -> Page:
    """A page in the order of the ids: four or five queries for the rows shown, however many there are."""
    if asked.changed_since is not None:
        return _changes(asked, now)
    spaces = _fitting(asked, now)
    if asked.after:
        spaces = spaces.filter(uid__gt=asked.after)
    found = with_all(spaces.order_by("uid")[: asked.limit + 1])
    shown = found[: asked.limit]
    return Page([as_json(space) for space in shown], _next(found, shown), now - OVERLAP)


def _next(found: list[Space], shown: list[Space]) -> UUID | None:
    return shown[-1].uid if len(found) > len(shown) else None


def _changes(asked: Asked, now: datetime) -> Page:
    """What changed. A space that does not fit the question (any more), or is no longer public, is gone."""
    changed = Space.objects.filter(_PUBLIC | _GONE, changed_at__gte=asked.changed_since)
    if asked.after:
        changed = changed.filter(uid__gt=asked.after)
    found = list(changed.only("uid", "changed_at").order_by("uid")[: asked.limit + 1])
    shown = found[: asked.limit]
    fitting = with_all(_fitting(asked, now).filter(pk__in=[space.pk for space in shown]))
    told = {space.pk: as_json(space) for space in fitting}
    return Page([told.get(space.pk) or gone(space) for space in shown], _next(found, shown), now - OVERLAP)


def gone(space: Space) -> dict[str, Any]:
    """A space that is not there any more for who asks: its id, since when, and nothing of what it was."""
    return {"id": str(space.uid), "state": "gone", "changed_at": space.changed_at.isoformat()}


def _fitting(asked: Asked, now: datetime) -> SpaceQuerySet:
    spaces = spaces_fitting(asked.question.wishes, now, end_of_day(now))
    if asked.question.near is not None:
        spaces = _within(spaces, asked.question.near, asked.radius_km)
    if asked.postcode:
        stopping = spaces_stopping_at([asked.postcode])
        spaces = spaces.filter(Q(postcode=asked.postcode) | Q(pk__in=stopping))
    if asked.municipality:
        areas = Area.objects.municipalities().filter(code=asked.municipality)
        stopping = spaces_stopping_at(AreaPostcode.objects.filter(area__in=areas).values("postcode"))
        spaces = spaces.filter(Q(municipality__in=areas) | Q(pk__in=stopping))
    return spaces.of_network(asked.network) if asked.network else spaces


def _within(spaces: SpaceQuerySet, point: tuple[float, float], km: float) -> SpaceQuerySet:
    """Of the box around the point those in the circle: right to a few metres over a hundred kilometres.

    A space that moves is where it stops, as in the finder.
    """
    lat, lon = point
    around = box(lat, lon, km)
    north, east = F("lat") - Value(lat), (F("lon") - Value(lon)) * Value(cos(radians(lat)))
    apart = ExpressionWrapper(north * north + east * east, FloatField())
    measured = spaces.alias(apart=apart)
    inside = Q(
        lat__range=(around.south, around.north),
        lon__range=(around.west, around.east),
        apart__lte=(km / KM_PER_DEGREE) ** 2,
    )
    moving = _moving(lat, lon)
    if not moving:
        return measured.filter(inside)
    stopping = [pk for pk, metres in moving.items() if metres <= km * 1000]
    return measured.filter((inside & ~Q(pk__in=list(moving))) | Q(pk__in=stopping))


def _moving(lat: float, lon: float) -> dict[int, float]:
    """Of each space that moves how far its nearest stop is, in metres. There are few of them."""
    far: dict[int, float] = {}
    for pk, north, east in placed_stops().values_list("space", "lat", "lon"):
        metres = distance_m(lat, lon, north or 0.0, east or 0.0)
        far[pk] = min(metres, far.get(pk, metres))
    return far


def find_space(uid: UUID) -> Space | None:
    """A space that is public, or once was."""
    found = with_all(Space.objects.filter(_PUBLIC | _GONE, uid=uid))
    return found[0] if found else None


def last_change() -> datetime | None:
    """When a published space last changed, or went, or a closure or move of any space began or ended, or the
    next times of a space that moves went on; asked anew every twenty seconds. None: there is none."""
    seen = cache.get("open:last-change")
    if seen is None:
        changed = Space.objects.filter(_PUBLIC | _GONE).aggregate(at=Max("changed_at"))["at"]
        turn = _turned(timezone.localdate())
        turned = turn and timezone.make_aware(datetime.combine(turn, time()))
        seen = (max(filter(None, (changed, turned)), default=None) if changed else None,)
        cache.set("open:last-change", seen, REMEMBER_SECONDS)
    found: datetime | None = seen[0]
    return found


def _turned(today: date) -> date | None:
    """The last day on which an answer changed by itself."""
    moves = Stop.objects.filter(space__is_itinerant=True, space__publication=Publication.PUBLIC)
    return today if moves.exists() else last_turn(today)

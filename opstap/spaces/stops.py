"""The stops of an itinerant space: their hours together, and where it is when.

Asks the database nothing where `stops` is prefetched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from opstap.spaces.hours.codes import HoursError
from opstap.spaces.hours.expression import Interval, intervals
from opstap.spaces.interruptions import closed_on
from opstap.spaces.models import Space, Stop
from opstap.territory.geo import distance_m

DAYS_AHEAD = 60


@dataclass(frozen=True, slots=True)
class StopTime:
    """From `start` to `end`, both in the zone of the space, it is at the stop."""

    stop: Stop
    start: datetime
    end: datetime


def stops_of(space: Space) -> Sequence[Stop]:
    """Those of a space that moves from place to place; a fixed one has none, whatever it had."""
    if not space.is_itinerant:
        return ()
    kept = getattr(space, "_prefetched_objects_cache", {}).get("stops")
    if kept is not None:
        return list(kept)
    return list(space.stops.all()) if space.pk else ()


def spaces_stopping_at(postcodes: Iterable[str] | QuerySet[Any]) -> QuerySet[Any]:
    """The keys of the spaces that move and stop there."""
    stops = Stop.objects.filter(space__is_itinerant=True, postcode__in=postcodes)
    return stops.order_by().values("space")


def joined_hours(stops: Iterable[Stop]) -> str:
    """The hours of all stops as one expression; "" without stops."""
    weekly = [stop.hours for stop in stops if stop.is_weekly]
    dated = [stop.hours for stop in stops if not stop.is_weekly]
    return ", ".join(filter(None, ("; ".join([", ".join(weekly), "PH off"]) if weekly else "", *dated)))


def times_ahead(space: Space, now: datetime) -> list[StopTime]:
    """When it is where, from now on and 60 days ahead, in order; not on the days on which it is closed."""
    found = [
        StopTime(stop, one.start.astimezone(space.zone), one.end.astimezone(space.zone))
        for stop in stops_of(space)
        for one in _intervals(stop.whole_hours, space.holiday_country, space.timezone, *_window(space, now))
        if one.end > now
    ]
    found = [one for one in found if closed_on(space, one.start.date()) is None]
    return sorted(found, key=lambda one: (one.start, one.stop.pk))


def stop_at(space: Space, moment: datetime, now: datetime) -> Stop | None:
    """The stop it is at then."""
    ahead = times_ahead(space, now)
    return next((one.stop for one in ahead if one.start <= moment < one.end), None)


def next_at(stop: Stop, ahead: Iterable[StopTime]) -> StopTime | None:
    return next((one for one in ahead if one.stop.pk == stop.pk), None)


def nearest_stop(stops: Iterable[Stop], lat: float, lon: float) -> tuple[Stop, float] | None:
    """The one nearest to a point, with the metres; of those nobody placed none."""
    measured = [
        (stop, distance_m(lat, lon, stop.lat, stop.lon))
        for stop in stops
        if stop.lat is not None and stop.lon is not None
    ]
    return min(measured, key=lambda one: one[1], default=None)


def _window(space: Space, now: datetime) -> tuple[datetime, datetime]:
    midnight = datetime.combine(now.astimezone(space.zone).date(), time(), space.zone)
    return (midnight - timedelta(days=1)).astimezone(UTC), (midnight + timedelta(days=DAYS_AHEAD)).astimezone(
        UTC
    )


@lru_cache(maxsize=256)
def _intervals(
    expression: str, country: str, zone: str, start: datetime, end: datetime
) -> tuple[Interval, ...]:
    try:
        return tuple(intervals(expression, country=country, timezone=zone, start=start, end=end))
    except HoursError:
        return ()

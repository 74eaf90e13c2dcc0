"""The stops of an itinerant space: their hours together, where it is when, and when one can come there.

Asks the database nothing where `stops`, `interruptions` and `reserved_times` are prefetched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from opstap.spaces.hours.codes import HoursError
from opstap.spaces.hours.expression import Interval, intervals
from opstap.spaces.hours.kinds import without
from opstap.spaces.interruptions import closed_on
from opstap.spaces.models import Space, Stop
from opstap.spaces.reserved import reserved_times_of
from opstap.territory.geo import distance_m

DAYS_AHEAD = 60
DAYS_TOLD = timedelta(days=15)
"""Today and two weeks after it are told to others: the same all day long, so that what they keep is true."""


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


def stays_ahead(space: Space, now: datetime) -> list[StopTime]:
    """When it is where, for whomever: from now on and 60 days ahead, in order; not on the days on which it is
    closed, nor after its last day."""
    found = {stop: _intervals_of(space, stop.whole_hours, now) for stop in stops_of(space)}
    return _in_order(space, now, found)


def times_ahead(space: Space, now: datetime) -> list[StopTime]:
    """When whoever walks in may come where: the stays without what is kept for a closed circle."""
    stops = stops_of(space)
    circles = [
        one
        for row in (reserved_times_of(space) if stops else ())
        if row.is_circle
        for one in _intervals_of(space, row.hours, now)
    ]
    found = {stop: without(_intervals_of(space, stop.whole_hours, now), circles) for stop in stops}
    return _in_order(space, now, found)


def times_told(space: Space, now: datetime) -> list[StopTime]:
    """Of `times_ahead` what everybody outside is told, in every format: today, whole, and two weeks more."""
    midnight = datetime.combine(now.astimezone(space.zone).date(), time(), space.zone)
    return [one for one in times_ahead(space, midnight) if one.start < midnight + DAYS_TOLD]


def _in_order(space: Space, now: datetime, found: Mapping[Stop, Iterable[Interval]]) -> list[StopTime]:
    times = [
        StopTime(stop, one.start.astimezone(space.zone), one.end.astimezone(space.zone))
        for stop, times in found.items()
        for one in times
        if one.end > now
    ]
    times = [one for one in times if _is_there(space, one.start.date())]
    return sorted(times, key=lambda one: (one.start, one.stop.pk))


def _is_there(space: Space, day: date) -> bool:
    last = space.valid_until
    return (last is None or day <= last) and closed_on(space, day) is None


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


def _intervals_of(space: Space, expression: str, now: datetime) -> Sequence[Interval]:
    return _intervals(expression, space.holiday_country, space.timezone, *_window(space, now))


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

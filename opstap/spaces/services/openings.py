"""From the hours of a space to rows the database can filter: intervals of the three kinds, 60 days ahead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from opstap.core import jobs
from opstap.core.models import Job
from opstap.spaces.hours.codes import HoursError
from opstap.spaces.hours.expression import Interval, intervals
from opstap.spaces.hours.kinds import without
from opstap.spaces.hours.week import week_summary
from opstap.spaces.interruptions import interruptions_from
from opstap.spaces.models import Interruption, Opening, ReservedTime, Space
from opstap.spaces.models.hours import FOR
from opstap.spaces.reserved import reserved_between, whole_hours

DAYS_AHEAD = 60
BATCH = 100
"""Spaces in one transaction: the desk must not wait behind the nightly job for more than a moment."""

DERIVED_FROM = frozenset({"open_hours", "staffed_hours", "training_hours", "timezone", "holiday_country"})
"""Columns whose change makes the openings of a space wrong."""

_READ = ("pk", "opens_evening", "opens_weekend", "openings_until", *DERIVED_FROM)
_Row = tuple[int, str, datetime, datetime]
_T = TypeVar("_T")


def derive_openings(space: Space, *, now: datetime | None = None, days: int = DAYS_AHEAD) -> int:
    """Bring the openings of one space up to date; the number of rows added or removed."""
    changed = derive_openings_bulk([space], now=now, days=days)
    space.refresh_from_db(fields=["opens_evening", "opens_weekend", "openings_until"])
    return changed


def derive_openings_bulk(
    spaces: Iterable[Space], *, now: datetime | None = None, days: int = DAYS_AHEAD
) -> int:
    """Bring the openings of many spaces up to date; the number of rows added or removed.

    From the start of yesterday in the zone of each space; replaces only what differs, so it may run again.
    """
    return _derive([space.pk for space in spaces], now or timezone.now(), days)


def derive_all_openings(job: Job) -> None:
    """The nightly job: a day is added at the end, the day before yesterday falls off."""
    pks = list(Space.objects.values_list("pk", flat=True))
    _derive(pks, timezone.now(), DAYS_AHEAD, job)


def _derive(pks: list[int], now: datetime, days: int, job: Job | None = None) -> int:
    changed = 0
    for number, batch in enumerate(_batches(pks, BATCH), start=1):
        with transaction.atomic():
            changed += _derive_batch(batch, now, days)
        if job is not None:
            jobs.report_progress(job, min(number * BATCH, len(pks)), len(pks))
    return changed


def _derive_batch(pks: list[int], now: datetime, days: int) -> int:
    # Locked and read anew: whoever changes the hours meanwhile derives after us, not before.
    spaces = list(Space.objects.select_for_update().filter(pk__in=pks).only(*_READ))
    prefetch_related_objects(spaces, "interruptions", "reserved_times")
    wanted = {row for space in spaces for row in _wanted(space, now, days)}
    known = {
        (space_id, kind, start, end): pk
        for pk, space_id, kind, start, end in Opening.objects.filter(space__in=pks).values_list(
            "pk", "space_id", "kind", "starts_at", "ends_at"
        )
    }
    gone = {row: pk for row, pk in known.items() if row not in wanted}
    for stale in _batches(gone.values(), 500):
        Opening.objects.filter(pk__in=stale).delete()
    missing = sorted(wanted - known.keys())
    Opening.objects.bulk_create(
        Opening(space_id=space_id, kind=kind, starts_at=start, ends_at=end)
        for space_id, kind, start, end in missing
    )
    Space.objects.filter(pk__in={row[0] for row in (*missing, *gone)}).update(openings_at=timezone.now())
    _keep_flags(spaces, now, days)
    return len(missing) + len(gone)


def _wanted(space: Space, now: datetime, days: int) -> Iterator[_Row]:
    start, end = _window(space.timezone, now, days)
    closed = list(_closed(space, start, end))
    for kind, expression in expressions(space).items():
        found = _intervals(expression, space.holiday_country, space.timezone, start, end)
        for one in without(found, closed) if closed else found:
            yield space.pk, kind, one.start, one.end
    for reserved in reserved_between(space, start, end):
        for one in without([reserved.interval], closed):
            for kind in _reserved_kinds(reserved.row):
                yield space.pk, kind, one.start, one.end


def _reserved_kinds(row: ReservedTime) -> list[str]:
    narrower = [Opening.Kind.CIRCLE.value] if row.is_circle else [f"{FOR}{code}" for code in row.publics]
    return [Opening.Kind.RESERVED.value, *narrower]


def _closed(space: Space, start: datetime, end: datetime) -> Iterator[Interval]:
    """The days between two instants on which the space is closed for a time, from midnight to midnight."""
    zone = space.zone
    for one in interruptions_from(space, start.astimezone(zone).date(), end.astimezone(zone).date()):
        if one.kind == Interruption.Kind.CLOSED:
            over = one.last_day is not None and one.last_day < end.astimezone(zone).date()
            last = (
                _midnight(one.last_day + timedelta(days=1), space.timezone) if one.last_day and over else end
            )
            yield Interval(_midnight(one.first_day, space.timezone), last)


def expressions(space: Space) -> dict[str, str]:
    """Kind of opening → expression. Without open hours, a space is open at least when somebody helps."""
    return {"open": whole_hours(space), "staffed": space.staffed_hours, "training": space.training_hours}


def _window(zone: str, now: datetime, days: int) -> tuple[datetime, datetime]:
    """From the start of yesterday to the end of the last day ahead, in the zone of the space."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return _midnight(today - timedelta(days=1), zone), _midnight(today + timedelta(days=days + 1), zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def openings_around(space: Space, now: datetime, days: int = DAYS_AHEAD) -> list[Opening]:
    """The openings the hours give, not read from the database: for instants no rows are kept for."""
    return [
        Opening(space=space, kind=kind, starts_at=start, ends_at=end)
        for _pk, kind, start, end in _wanted(space, now, days)
    ]


def has_openings_for(space: Space, now: datetime) -> bool:
    """Whether rows are kept for the instant: not before the day before yesterday, not beyond 60 days."""
    until = space.openings_until
    return until is not None and until - timedelta(days=DAYS_AHEAD + 1) <= now < until


@lru_cache(maxsize=256)
def _intervals(
    expression: str, country: str, zone: str, start: datetime, end: datetime
) -> tuple[Interval, ...]:
    """Nothing for an expression that cannot be read: the record says so, the page does not fall over."""
    try:
        return tuple(intervals(expression, country=country, timezone=zone, start=start, end=end))
    except HoursError:
        return ()


def _keep_flags(spaces: list[Space], now: datetime, days: int) -> None:
    groups: dict[tuple[bool, bool, datetime], list[int]] = defaultdict(list)
    for space in spaces:
        flags = (*_evening_and_weekend(space, now), _window(space.timezone, now, days)[1])
        if flags != (space.opens_evening, space.opens_weekend, space.openings_until):
            groups[flags].append(space.pk)
    for (evening, weekend, until), pks in groups.items():
        Space.objects.filter(pk__in=pks).update(
            opens_evening=evening, opens_weekend=weekend, openings_until=until
        )


def _evening_and_weekend(space: Space, now: datetime) -> tuple[bool, bool]:
    """Whether one may usually come after 18:00 or at the weekend, to work alone or to be helped."""
    today = now.astimezone(space.zone).date()
    # From one and the same day of the month on, so that the summary of an expression is made once.
    first = today.replace(day=1)
    weeks = [
        week_summary(
            expression, country=space.holiday_country, timezone=space.timezone, start_date=first, weeks=13
        )
        for expression in (space.open_hours, space.staffed_hours)
        if _is_readable(expression, space.holiday_country)
    ]
    return any(week.evening for week in weeks), any(week.weekend for week in weeks)


@lru_cache(maxsize=8192)
def _is_readable(expression: str, country: str) -> bool:
    noon = datetime(2000, 1, 1, 12, tzinfo=UTC)
    try:
        intervals(expression, country=country, timezone="UTC", start=noon, end=noon + timedelta(days=1))
    except HoursError:
        return False
    return bool(expression)


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

"""The state of a space at an instant: is somebody there now, is it normally open, when does it open next.

One rule for the finder, the space's page and the desk. What a state is called and how it looks stands in
status_words.py; both are shown by `{% include "spaces/ui/status.html" with status=status %}`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from django.db.models import OuterRef, Subquery, prefetch_related_objects

from opstap.core.prepared import NOW, Prepared, key_marks, prepare, with_keys
from opstap.spaces.hours.codes import HoursError
from opstap.spaces.hours.expression import closing_reason
from opstap.spaces.hours.kinds import implied_open_hours
from opstap.spaces.interruptions import closed_on, noticed_on
from opstap.spaces.models import Duty, Interruption, Opening, ReservedTime, Space, Stop
from opstap.spaces.reserved import reserved_at
from opstap.spaces.services.openings import DAYS_AHEAD, has_openings_for, openings_around
from opstap.spaces.status_words import StatusWords, words_of
from opstap.spaces.stops import stays_ahead, times_ahead


class StatusKind(StrEnum):
    THERE_NOW = "there_now"  # somebody has checked in
    USUAL = "usual"  # accompanied hours run, or open hours of a space that did not say when somebody helps
    OPEN_UNSTAFFED = "open_unstaffed"  # open, and nobody helps now
    LATER = "later"  # opens later today
    NEXT_DAY = "next_day"  # closed, and opens on a later day
    RESERVED = "reserved"  # for a closed circle: open for nobody who walks in
    APPOINTMENT = "appointment"  # nobody just walks in; `how` says what to do
    ITINERANT = "itinerant"  # comes here on `next_start`
    CLOSED = "closed"  # with a reason, or without any known next opening
    UNKNOWN = "unknown"  # the space has not reported its hours


@dataclass(frozen=True)
class Status:
    """A state and its times, all in the zone of the space. `at` is the instant the state was asked for."""

    kind: StatusKind
    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    """`since` and `until`: the interval or the presence that runs."""
    confirmed_at: datetime | None = None
    next_start: datetime | None = None
    next_end: datetime | None = None
    next_has_help: bool | None = None
    """Somebody helps in the next opening; None = not reported."""
    help_from: datetime | None = None
    """When somebody helps next, if it is open before that without help."""
    reason: str = ""
    """Why it is closed, in the words of the space."""
    how: str = ""
    """What to do instead of walking in: a code of access_mode, or "course"."""
    closure: Interruption | None = None
    """Closed for a time, with the reason in each language."""
    unconfirmed_since: date | None = None
    """When somebody last confirmed the record, where that is more than half a year ago."""
    stop: Stop | None = None
    """Of a space that moves: where it is, or where it comes next."""
    reserved: ReservedTime | None = None
    """For whom it is open now; or, where it is closed now, at `next_start`."""
    reserved_until: datetime | None = None
    notices: tuple[Interruption, ...] = ()
    """What is said beside the state: another address, or what begins soon."""

    @property
    def is_open(self) -> bool:
        return self.kind in {StatusKind.THERE_NOW, StatusKind.USUAL, StatusKind.OPEN_UNSTAFFED}

    @property
    def words(self) -> StatusWords:
        return words_of(self)


# Courses do not make a space open to whoever walks in.
_KINDS = (Opening.Kind.OPEN.value, Opening.Kind.STAFFED.value, Opening.Kind.RESERVED.value)


_DAY = timedelta(days=1)


class Times(NamedTuple):
    """What a state needs of an opening."""

    kind: str
    starts_at: datetime
    ends_at: datetime


def statuses(spaces: Sequence[Space], now: datetime) -> dict[int, Status]:
    """The state of each space by its primary key: two queries, and one more for offers and for closures and
    moves where they are not prefetched, for stops, and for reserved times where there may be any."""
    if not spaces:
        return {}
    prefetch_related_objects(spaces, "offers", "interruptions")
    prefetch_related_objects([space for space in spaces if space.is_itinerant], "stops", "reserved_times")
    duties = _present(spaces, now)
    openings = _first_openings(spaces, now)
    narrowed = [space for space in spaces if any(one.kind == "reserved" for one in openings[space.pk])]
    prefetch_related_objects(narrowed, "reserved_times")
    return {space.pk: status_of(space, openings[space.pk], duties[space.pk], now) for space in spaces}


def _present(spaces: Sequence[Space], now: datetime) -> dict[int, list[Duty]]:
    """The duties that are checked in."""
    found: dict[int, list[Duty]] = defaultdict(list)
    keys = [space.pk for space in spaces]
    for space_id, end, checked_in in _present_query(len(keys)).run({NOW: now, **with_keys(keys)}):
        found[space_id].append(Duty(space_id=space_id, ends_at=end, checked_in_at=checked_in))
    return found


@lru_cache(maxsize=64)
def _present_query(count: int) -> Prepared:
    duties = Duty.objects.present_at(NOW).filter(space__in=key_marks(count)).order_by()
    return prepare(duties.values_list("space_id", "ends_at", "checked_in_at"))


def _first_openings(spaces: Sequence[Space], now: datetime) -> dict[int, list[Times]]:
    """The open and the accompanied interval that runs or comes next."""
    keys = [space.pk for space in spaces]
    times = {key: columns for key, *columns in _times_query(len(keys)).run({NOW: now, **with_keys(keys)})}
    return {space.pk: times_of(space, times.get(space.pk, ()), now) for space in spaces}


@lru_cache(maxsize=64)
def _times_query(count: int) -> Prepared:
    spaces = Space.objects.filter(pk__in=key_marks(count)).order_by()
    return prepare(spaces.values_list("pk", *times_columns()))


def times_columns() -> list[Subquery]:
    """Columns of a space for `times_of`, from the mark NOW on: begin and end of the first interval of a kind.

    Straight from the index, which is faster than grouping.
    """
    coming = Opening.objects.filter(space=OuterRef("pk"), ends_at__gt=NOW).order_by("ends_at")
    return [
        Subquery(coming.filter(kind=kind).values(column)[:1])
        for kind in _KINDS
        for column in ("starts_at", "ends_at")
    ]


def times_of(space: Space, columns: Sequence[datetime | None], now: datetime) -> list[Times]:
    """What the columns say, or the hours themselves for an instant no openings are kept for."""
    if not has_openings_for(space, now):
        return [Times(one.kind, one.starts_at, one.ends_at) for one in openings_around(space, now)]
    pairs = zip(_KINDS, columns[::2], columns[1::2], strict=False)
    return [Times(kind, start, end) for kind, start, end in pairs if start is not None and end is not None]


def has_reserved(columns: Sequence[object]) -> bool:
    """The columns of `times_columns` tell of a time that is for some people only."""
    return columns[2 * _KINDS.index(Opening.Kind.RESERVED.value)] is not None


def status_of(
    space: Space, openings: Iterable[Opening | Times], duties: Iterable[Duty], now: datetime
) -> Status:
    """The state of one space from its openings and the duties checked in; asks the database nothing else
    when offers and interruptions are prefetched, reserved times where it has any, and where it moves stops
    and reserved times."""
    return _Decision(space, openings, duties, now).status()


def same_until(
    space: Space, openings: Iterable[Opening | Times], duties: Iterable[Duty], now: datetime
) -> datetime:
    """Until when `status_of` says the same of the same facts, in the same words: something begins or ends, is
    less than a day away from its end, or the local day is over."""
    moments = [moment for one in openings for moment in (one.starts_at, one.ends_at, one.ends_at - _DAY)]
    for duty in duties:
        moments += [duty.checked_in_at or duty.ends_at, duty.ends_at, duty.ends_at - _DAY]
    stopping = [*stays_ahead(space, now), *times_ahead(space, now)]
    moments += [moment for one in stopping for moment in (one.start, one.end)]
    if space.openings_until is not None:
        moments += [space.openings_until - timedelta(days=DAYS_AHEAD + 1), space.openings_until]
    tomorrow = now.astimezone(space.zone).date() + _DAY
    moments.append(datetime.combine(tomorrow, time(), space.zone))
    return min(moment for moment in moments if moment > now)


class _Decision:
    """The facts of one space at one instant, and the rules in their order."""

    def __init__(
        self, space: Space, openings: Iterable[Opening | Times], duties: Iterable[Duty], now: datetime
    ) -> None:
        self.space, self.now = space, now.astimezone(space.zone)
        first: dict[str, Times] = {}
        for opening in openings:
            if opening.ends_at > now and (
                opening.kind not in first or opening.starts_at < first[opening.kind].starts_at
            ):
                first[opening.kind] = Times(opening.kind, opening.starts_at, opening.ends_at)
        self.running = {kind: one for kind, one in first.items() if one.starts_at <= now}
        self.coming = {kind: one for kind, one in first.items() if one.starts_at > now}
        self.present = [
            duty for duty in duties if duty.checked_in_at and duty.checked_in_at <= now < duty.ends_at
        ]

    def status(self) -> Status:
        return self._ended() or replace(
            self._of_today(),
            stop=self._stop(),
            notices=noticed_on(self.space, self.now.date()),
            unconfirmed_since=self.space.unconfirmed_since(self.now.date()),
        )

    def _stop(self) -> Stop | None:
        ahead = stays_ahead(self.space, self.now)
        return ahead[0].stop if ahead else None

    def _of_today(self) -> Status:
        status = self._interrupted() or self._by_appointment()
        if status is not None:
            return status
        found = self._there_now() or self._running() or self._coming() or self._nothing()
        return self._reserved(found)

    def _reserved(self, status: Status) -> Status:
        """The state with for whom it is meant, where that is not everybody."""
        running, coming = self.running.get("reserved"), self.coming.get("reserved")
        if running is not None and status.is_open:
            found = reserved_at(self.space, self.now)
            if found is None:
                return status
            said = replace(status, reserved=found.row, reserved_until=self._local(running.ends_at))
            return replace(said, kind=StatusKind.RESERVED) if found.row.is_circle else said
        if coming is None or status.next_start is None or coming.starts_at != status.next_start:
            return status
        found = reserved_at(self.space, coming.starts_at)
        if found is None:
            return status
        return replace(status, reserved=found.row, reserved_until=self._local(coming.ends_at))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.space.zone)

    def _plain(self, kind: StatusKind) -> Status:
        return Status(kind, self.now)

    def _ended(self) -> Status | None:
        last = self.space.valid_until
        return self._plain(StatusKind.CLOSED) if last and last < self.now.date() else None

    def _interrupted(self) -> Status | None:
        closure = closed_on(self.space, self.now.date())
        if closure is None:
            return None
        first = min(self.coming.values(), key=lambda one: one.starts_at, default=None)
        start = self._local(first.starts_at) if first else None
        return replace(self._plain(StatusKind.CLOSED), closure=closure, next_start=start)

    def _by_appointment(self) -> Status | None:
        modes = self.space.codes("access_mode")
        if not modes or "walk_in" in modes:
            return None
        how = next(code for code in ("phone", "online", "mail", "referral", "no_public") if code in modes)
        kind = StatusKind.CLOSED if how == "no_public" else StatusKind.APPOINTMENT
        return replace(self._plain(kind), how=how)

    def _there_now(self) -> Status | None:
        if not self.present:
            return None
        confirmed = max(duty.checked_in_at for duty in self.present if duty.checked_in_at)
        ends = max(duty.ends_at for duty in self.present)
        return replace(
            self._plain(StatusKind.THERE_NOW), confirmed_at=self._local(confirmed), until=self._local(ends)
        )

    def _running(self) -> Status | None:
        staffed, opened = self.running.get("staffed"), self.running.get("open")
        running = staffed or opened
        if running is None:
            return None
        says_when_helped = bool(self.space.staffed_hours.strip())
        kind = StatusKind.USUAL if staffed or not says_when_helped else StatusKind.OPEN_UNSTAFFED
        return Status(
            kind,
            self.now,
            since=self._local(running.starts_at),
            until=self._local(running.ends_at),
            help_from=self._help_today() if kind == StatusKind.OPEN_UNSTAFFED else None,
        )

    def _help_today(self) -> datetime | None:
        coming = self.coming.get("staffed")
        start = self._local(coming.starts_at) if coming else None
        return start if start and start.date() == self.now.date() else None

    def _coming(self) -> Status | None:
        opened, staffed = self.coming.get("open"), self.coming.get("staffed")
        first = min(filter(None, (staffed, opened)), key=lambda one: one.starts_at, default=None)
        if first is None:
            return None
        status = replace(
            self._plain(StatusKind.NEXT_DAY),
            next_start=self._local(first.starts_at),
            next_end=self._local(first.ends_at),
            next_has_help=first is staffed if self.space.staffed_hours.strip() else None,
        )
        return self._named(status, same_day=self._local(first.starts_at).date() == self.now.date())

    def _named(self, status: Status, *, same_day: bool) -> Status:
        if self.space.is_itinerant:
            return replace(status, kind=StatusKind.ITINERANT)
        if same_day:
            help_from = self._help_today() if status.next_has_help is False else None
            return replace(status, kind=StatusKind.LATER, help_from=help_from)
        reason = self._closing_reason()
        return replace(status, kind=StatusKind.CLOSED, reason=reason) if reason else status

    def _closing_reason(self) -> str:
        hours = implied_open_hours(self.space.open_hours, self.space.staffed_hours)
        try:
            return closing_reason(hours, country=self.space.holiday_country, day=self.now.date())
        except HoursError:
            return ""

    def _nothing(self) -> Status:
        if self.space.open_hours.strip() or self.space.staffed_hours.strip():
            return replace(self._plain(StatusKind.CLOSED), reason=self._closing_reason())
        if self.space.training_hours.strip():
            return replace(self._plain(StatusKind.APPOINTMENT), how="course")
        return self._plain(StatusKind.UNKNOWN)

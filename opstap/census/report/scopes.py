"""Which spaces a question is about, and on which days each of them belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from opstap.core.periods import DAY, Cut, Period
from opstap.spaces.models import NetworkMembership, Organisation, PastAddress, Publication, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.territory.models import Area, Network

Scope = Space | Organisation | Area | Network


@dataclass(frozen=True, slots=True)
class Member:
    """A space of the question, from `since` to `until`, both within the period."""

    space: Space
    since: date
    until: date

    def belongs_on(self, day: date) -> bool:
        return self.since <= day <= self.until


def today_of(scope: Scope) -> date:
    """The day it is where the scope is."""
    zone = scope.timezone if isinstance(scope, Space | Network) else None
    return timezone.localdate(timezone=ZoneInfo(zone) if zone else None)


def members_of(scope: Scope, period: Period, *, among: SpaceQuerySet | None = None) -> list[Member]:
    """The spaces that belonged to the scope on at least one day of the period, in the order of their names.

    Of several spaces only those that were ever confirmed, by their operator or the network: an imported place
    that still waits was not asked anything. `among` leaves out what the person who asks may not see.
    """
    spaces = Space.objects.all() if among is None else among
    if isinstance(scope, Space):
        return _in_order([_member(scope, period.first, period.last)])
    confirmed = Q(publication=Publication.PUBLIC) | Q(confirmed_at__isnull=False)
    spaces = spaces.filter(confirmed).exclude(publication=Publication.REVIEW)
    if isinstance(scope, Network):
        return _members_of_network(scope, spaces, period)
    if isinstance(scope, Organisation):
        spaces = spaces.filter(organisation=scope)
    else:
        return _members_of_area(scope, spaces, period)
    return _in_order(_member(space, period.first, period.last) for space in spaces)


def _members_of_area(area: Area, spaces: SpaceQuerySet, period: Period) -> list[Member]:
    """What a space counted on a day belongs to the municipality where it stood that day.

    A space that has moved belongs to the old one until the day before the move, and to the new one from then
    on. Who left an area and came back within the period belongs to it for the last stay alone: never twice.
    """
    areas = list(Area.objects.within(area))
    moved = PastAddress.objects.filter(space__in=spaces).order_by("valid_until")
    came = {past.space_id: past.valid_until + DAY for past in moved}
    here = spaces.filter(municipality__in=areas)
    now = [_member(space, max(period.first, came.get(space.pk, period.first)), period.last) for space in here]
    members = {member.space.pk: member for member in now if member is not None}
    for past in (
        moved.within(areas, period.first, period.last).order_by("-valid_until").select_related("space")
    ):
        since = max(period.first, past.valid_from or period.first)
        member = _member(past.space, since, min(period.last, past.valid_until))
        if member is not None:
            before = members.setdefault(past.space_id, member)
            if before.since == member.until + DAY:  # it moved within the area
                members[past.space_id] = Member(before.space, member.since, before.until)
    return _in_order(members.values())


def _members_of_network(network: Network, spaces: SpaceQuerySet, period: Period) -> list[Member]:
    rows = list(network.memberships.filter(valid_from__lte=period.last).exclude(valid_until__lt=period.first))
    belong = Q(pk__in=[row.space_id for row in rows if row.space_id]) | Q(
        organisation__in=[row.organisation_id for row in rows if row.organisation_id]
    )
    return _in_order(_network_member(space, rows, period) for space in spaces.filter(belong))


def _network_member(space: Space, rows: list[NetworkMembership], period: Period) -> Member | None:
    """From its first to its last day in the network, its own membership and that of its organisation."""
    own = [
        row
        for row in rows
        if row.space_id == space.pk or (row.organisation_id and row.organisation_id == space.organisation_id)
    ]
    since = max(period.first, min(row.valid_from for row in own))
    until = min(period.last, max(row.valid_until or date.max for row in own))
    return _member(space, since, until)


def _member(space: Space, since: date, until: date) -> Member | None:
    since = max(since, space.valid_from or since)
    until = min(until, space.valid_until or until)
    return Member(space, since, until) if since <= until else None


def _in_order(members: Iterable[Member | None]) -> list[Member]:
    found = [member for member in members if member is not None]
    return sorted(found, key=lambda member: (str(member.space).casefold(), member.space.pk))


def cuts_of(members: list[Member], period: Period) -> tuple[Cut, ...]:
    """For the spaces that belong to the question on a part of the days only; few different parts."""
    parts: dict[tuple[date, date], list[int]] = {}
    for member in members:
        if member.since > period.first or member.until < period.last:
            parts.setdefault((member.since, member.until), []).append(member.space.pk)
    return tuple(Cut(since, until, tuple(spaces)) for (since, until), spaces in parts.items())

"""Who is there, when: planned duties, and the check-in that lets the site say "somebody is there now"."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import Duty, Opening, Space

EARLY = timedelta(hours=1)
"""Who comes at most this much before her duty confirms that duty."""

WITHOUT_PLAN = timedelta(hours=4)
"""How long somebody without a plan is taken to stay, when the hours do not say."""

MOST_REPEATS = 60


class DutyConflictError(Exception):
    """The person is already on duty then; `conflicts` are the duties in the way."""

    def __init__(self, conflicts: list[Duty]) -> None:
        super().__init__(f"{len(conflicts)} duties overlap")
        self.conflicts = conflicts


@transaction.atomic
def plan_duty(
    *,
    space: Space,
    person: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    weekly_until: date | None = None,
) -> list[Duty]:
    """Plan a duty, and the same one each week up to and including the day `weekly_until`: all or none.

    The same time by the clock of the space, summer and winter. Raises DutyConflictError when the person
    is on duty already, here or elsewhere, and ValueError when the end is not after the beginning.
    """
    if ends_at <= starts_at:
        raise ValueError("a duty ends after it begins")
    spans = list(_weekly(starts_at.astimezone(space.zone), ends_at.astimezone(space.zone), weekly_until))
    conflicts = [duty for start, end in spans for duty in in_the_way(person, start, end)]
    if conflicts:
        raise DutyConflictError(conflicts)
    duties = [Duty(space=space, person=person, starts_at=start, ends_at=end) for start, end in spans]
    Duty.objects.bulk_create(duties)
    audit.record_many("duty.planned", by=by, kind="duty", uids=[(duty.uid, space.uid) for duty in duties])
    return duties


def _weekly(start: datetime, end: datetime, until: date | None) -> Iterator[tuple[datetime, datetime]]:
    """Local datetimes: adding days to them keeps the time on the clock."""
    for week in range(MOST_REPEATS):
        later = timedelta(weeks=week)
        if week and (until is None or (start + later).date() > until):
            return
        yield start + later, end + later


def in_the_way(person: User, start: datetime, end: datetime) -> list[Duty]:
    """Her duties, here or elsewhere, that overlap with this time."""
    planned = Duty.objects.filter(person=person, checked_out_at__isnull=True)
    return list(planned.planned_between(start, end).select_related("space"))


@transaction.atomic
def cancel_duty(duty: Duty, *, by: User) -> Duty:
    """Take back a duty that has not begun; one that was confirmed stays, as it happened."""
    duty = Duty.objects.select_for_update().select_related("space").get(pk=duty.pk)
    if duty.cancelled_at is None and duty.checked_in_at is None:
        duty.cancelled_at = timezone.now()
        duty.save(update_fields=["cancelled_at"])
        _record("duty.cancelled", duty, by)
    return duty


@transaction.atomic
def check_in(space: Space, person: User, *, by: User | None = None, at: datetime | None = None) -> Duty:
    """The person is there: her duty of now, confirmed. Asked twice, it answers the same duty.

    1. She is checked in already: that duty.
    2. A duty of hers here runs, or begins within the hour: it is confirmed.
    3. Else a duty of now is made, until the end of the duty she had left, else of the accompanied hours that
       run or begin within the hour, else for four hours; never past midnight of the space.
    """
    now = at or timezone.now()
    Space.objects.select_for_update().get(pk=space.pk)  # two taps at once wait for one another
    own = Duty.objects.filter(space=space, person=person, cancelled_at__isnull=True)
    present = own.present_at(now).first()
    if present is not None:
        return present
    planned = own.filter(checked_in_at__isnull=True, starts_at__lte=now + EARLY, ends_at__gt=now)
    duty = planned.first() or Duty(
        space=space, person=person, starts_at=now, ends_at=_end_without_plan(space, person, now)
    )
    duty.checked_in_at = now
    duty.save()
    _record("duty.checked-in", duty, by or person)
    return duty


def _end_without_plan(space: Space, person: User, now: datetime) -> datetime:
    local = now.astimezone(space.zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), space.zone)
    left = Duty.objects.filter(space=space, person=person, checked_out_at__lte=now, ends_at__gt=now)
    staffed = Opening.objects.filter(
        space=space, kind=Opening.Kind.STAFFED, starts_at__lte=now + EARLY, ends_at__gt=now
    )
    running = left.first() or staffed.first()
    return min(running.ends_at if running else now + WITHOUT_PLAN, midnight)


@transaction.atomic
def check_out(
    space: Space, person: User, *, by: User | None = None, at: datetime | None = None
) -> list[Duty]:
    """The person leaves: her duties that were confirmed here end now. The duties ended; [] when none was."""
    now = at or timezone.now()
    present = Duty.objects.select_for_update().present_at(now).filter(space=space, person=person)
    duties = list(present.select_related("space"))
    for duty in duties:
        duty.checked_out_at = now
        duty.save(update_fields=["checked_out_at"])
        _record("duty.checked-out", duty, by or person)
    return duties


def _record(action: str, duty: Duty, by: User) -> None:
    audit.record(action, by=by, kind="duty", uid=duty.uid, space_uid=duty.space.uid)

"""What keeps the demonstration alive: duties, check-ins, and the visits of the days since it was loaded."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.models import Job
from opstap.demonstration.services import activity
from opstap.demonstration.services.queue import add_numbers
from opstap.demonstration.services.region import COUNTS_ALL, COUNTS_NOTHING, REGION, DemoSpace
from opstap.demonstration.services.rows import Rows
from opstap.desk.models import EService, Visit
from opstap.spaces.hours import intervals
from opstap.spaces.models import Duty, Membership, Role, Space

AHEAD = timedelta(days=14)


def plan_duties(spaces: list[DemoSpace], team: list[User], first: date, last: date) -> None:
    """One duty for each staffed interval; those of the past were confirmed."""
    now = timezone.now()
    duties = []
    for demo, person in zip(spaces, team, strict=False):
        zone = demo.space.zone
        for found in intervals(
            demo.space.staffed_hours,
            country=demo.space.holiday_country,
            timezone=demo.space.timezone,
            start=datetime.combine(first, time(), zone).astimezone(UTC),
            end=datetime.combine(last, time(), zone).astimezone(UTC),
        ):
            over = found.end <= now and demo.counts != COUNTS_NOTHING
            duties.append(
                Duty(
                    space=demo.space,
                    person=person,
                    starts_at=found.start,
                    ends_at=found.end,
                    checked_in_at=found.start + timedelta(minutes=2) if over else None,
                    checked_out_at=found.end if over else None,
                )
            )
    Duty.objects.bulk_create(duties, batch_size=500)


def check_in_now(now: datetime) -> int:
    """Confirm the running duties of the spaces that count everything; the others stay "normally open"."""
    running = Duty.objects.filter(
        starts_at__lte=now, ends_at__gt=now, checked_in_at__isnull=True, space__is_invented=True
    ).select_related("space")
    names = {row["names"]["fr"] for row in REGION["spaces"] if row["counts"] == COUNTS_ALL}
    confirmed = 0
    for duty in running:
        if duty.space.names.get("fr") in names:
            Duty.objects.filter(pk=duty.pk).update(checked_in_at=duty.starts_at + timedelta(minutes=2))
            confirmed += 1
    return confirmed


def keep_alive(_job: Job) -> None:
    """Every half hour: new duties, check-ins, and the visits of the days that passed."""
    demos, team = _demo_spaces()
    if not demos:
        return
    with transaction.atomic():
        last = Duty.objects.filter(space__is_invented=True).aggregate(last=Max("starts_at"))["last"]
        until = timezone.localdate() + AHEAD
        if last is not None and last.date() < until - timedelta(days=1):
            plan_duties(demos, team, last.date() + timedelta(days=1), until)
        _add_missing_days(demos, team)
    check_in_now(timezone.now())


def _add_missing_days(demos: list[DemoSpace], team: list[User]) -> None:
    last = Visit.objects.filter(space__is_invented=True).aggregate(last=Max("local_date"))["last"]
    yesterday = timezone.localdate() - timedelta(days=1)
    if last is None or last >= yesterday:
        return
    rows, services = Rows(), list(EService.objects.all())
    for demo, person in zip(demos, team, strict=True):
        if demo.counts != COUNTS_NOTHING:
            activity.add_days(rows, demo, person, services, last + timedelta(days=1), yesterday)
            add_numbers(rows, demo, person, since=last + timedelta(days=1))
    rows.write()


def _demo_spaces() -> tuple[list[DemoSpace], list[User]]:
    """The invented spaces with their animators, found again by name in a database loaded earlier."""
    spaces = {space.names.get("fr"): space for space in Space.objects.filter(is_invented=True)}
    animators = {
        row.space_id: row.user
        for row in Membership.objects.filter(role=Role.ANIMATOR, space__is_invented=True)
        .select_related("user")
        .order_by("-pk")
    }
    demos = [
        DemoSpace(spaces[row["names"]["fr"]], row["counts"], row["training"], row["staffed"], position)
        for position, row in enumerate(REGION["spaces"])
        if row["names"]["fr"] in spaces and spaces[row["names"]["fr"]].pk in animators
    ]
    return demos, [animators[demo.space.pk] for demo in demos]

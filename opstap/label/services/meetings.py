"""Meetings of the committee: the agenda, then the minutes. The committee advises, it does not decide."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import Advice, AgendaItem, Application, Meeting, Scheme
from opstap.label.services.steps import RefusedError, begin, finish
from opstap.label.transitions import Act, Reason


@transaction.atomic
def plan_meeting(*, scheme: Scheme, held_on: date, place: str, by: User) -> Meeting:
    meeting = Meeting.objects.create(scheme=scheme, held_on=held_on, place=place, created_by=by)
    audit.record(
        "label_meeting.planned",
        by=by,
        kind="label_meeting",
        uid=meeting.uid,
        fields=["held_on", "meeting_place"],
    )
    return meeting


@transaction.atomic
def put_on_agenda(*, meeting: Meeting, application: Application, by: User) -> AgendaItem:
    """A file that somebody of the committee has reviewed. Raises RefusedError."""
    file = begin(Act.SCHEDULE, application, by)
    open_meeting = _open(meeting)
    if open_meeting.scheme_id != file.version.scheme_id:
        raise RefusedError(Reason.WHO)
    if not file.reviews.exists():
        raise RefusedError(Reason.UNREVIEWED)
    last = open_meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(meeting=open_meeting, application=file, position=last + 1)
    finish(Act.SCHEDULE, file, by, remark=meeting.held_on.isoformat())
    return item


@transaction.atomic
def take_off_agenda(*, item: AgendaItem, by: User) -> None:
    """It comes at a later meeting. Raises RefusedError."""
    file = begin(Act.UNSCHEDULE, item.application, by)
    _open(item.meeting)
    item.delete()
    finish(Act.UNSCHEDULE, file, by)


@transaction.atomic
def minute(*, item: AgendaItem, advice: Advice, minutes: str, by: User) -> AgendaItem:
    """What the committee advised on one file: with it the file goes to the authority. Raises RefusedError."""
    file = begin(Act.ADVISE, item.application, by)
    _open(item.meeting)
    item.advice, item.minutes = advice, minutes
    item.save(update_fields=["advice", "minutes"])
    finish(Act.ADVISE, file, by, advised_at=timezone.now())
    return item


@transaction.atomic
def close_meeting(*, meeting: Meeting, present: str, minutes: str, by: User) -> Meeting:
    """Close the minutes. Refused while a file of the agenda has no advice. Raises RefusedError."""
    held = _open(meeting)
    if held.items.filter(advice="").exists():
        raise RefusedError(Reason.INCOMPLETE)
    held.present, held.minutes, held.closed_at = present, minutes, timezone.now()
    held.save(update_fields=["present", "minutes", "closed_at"])
    audit.record(
        "label_meeting.closed",
        by=by,
        kind="label_meeting",
        uid=held.uid,
        fields=["present", "meeting_minutes"],
    )
    return held


def _open(meeting: Meeting) -> Meeting:
    """The meeting, locked; its minutes are not closed. Raises RefusedError."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.closed_at is not None:
        raise RefusedError(Reason.STATE)
    return locked

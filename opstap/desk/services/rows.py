"""What recording and correcting share: the frozen local day, content to hash, and the visits of a tap."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from opstap.desk.models import HelpRecord, Visit
from opstap.spaces.models import Space


def day_of(space: Space, moment: datetime) -> date:
    """The day in the space's own time zone."""
    return moment.astimezone(space.zone).date()


def when(space: Space, happened_at: datetime | None) -> dict[str, Any]:
    """The fields of a moment. Without one from the client, now."""
    now = timezone.now()
    moment = happened_at or now
    return {"happened_at": moment, "received_at": now, "local_date": day_of(space, moment)}


def sent_moment(happened_at: datetime | None) -> str | None:
    """The client's moment as content. None stays None, so that a form sent twice is the same content."""
    return happened_at.astimezone(UTC).isoformat() if happened_at else None


def named(reference: uuid.UUID) -> Q:
    """The visits of a tap, or one visit, by their id."""
    return Q(tap=reference) | Q(uid=reference)


def lock_visits(space: Space, reference: uuid.UUID, day: date) -> list[Visit]:
    """The counted visits of a tap (or the one visit) with that id on that day, in order of their position.

    They stay locked until the transaction ends: an undo and a help record on one visit never cross.
    """
    chosen = Visit.objects.at(space).on(day).filter(named(reference))
    locked = [visit.pk for visit in chosen.select_for_update().order_by("position")]
    return list(Visit.objects.counted().filter(pk__in=locked).order_by("position"))


def helped(visits: list[Visit]) -> list[int | None]:
    """The primary key of a visit once for each counted help record it carries."""
    records = HelpRecord.objects.counted().filter(visit__in=visits)
    return list(records.values_list("visit_id", flat=True))

"""What recording and correcting share: the visits of a tap, and the help given to them."""

import uuid
from datetime import date

from django.db.models import Q

from opstap.desk.models import HelpRecord, Visit
from opstap.spaces.models import Space


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


def helped(visits: list[Visit]) -> list[int]:
    """The primary key of a visit once for each counted help record it carries, alone or in a group."""
    alone = HelpRecord.objects.counted().filter(visit__in=visits).values_list("visit_id", flat=True)
    grouped = HelpRecord.others.through.objects.filter(visit__in=visits, helprecord__voiding__isnull=True)
    return [*alone, *grouped.values_list("visit_id", flat=True)]

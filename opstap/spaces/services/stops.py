"""The stops of an itinerant space. Its accompanied hours become those of its stops."""

from typing import Any

from django.db import transaction

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.hours import expression
from opstap.spaces.models import Space, Stop
from opstap.spaces.services.record import change_space
from opstap.spaces.stops import joined_hours


@transaction.atomic
def add_stop(*, space: Space, by: User | None, **fields: Any) -> Stop:
    """A new stop; fields: the columns of Stop. Raises HoursError where the hours together cannot be used."""
    stop = Stop.objects.create(space=space, **fields)
    _record("stop.added", stop, by, ["streets", "hours"])
    _follow(stop.space, by)
    return stop


@transaction.atomic
def change_stop(stop: Stop, *, by: User | None, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed. Raises as `add_stop`."""
    stored = Stop.objects.select_for_update().get(pk=stop.pk)
    changed = [name for name, value in changes.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stop, name, changes[name])
    if changed:
        stop.save(update_fields=changed)
        _record("stop.changed", stop, by, changed)
        _follow(stop.space, by)
    return changed


@transaction.atomic
def remove_stop(stop: Stop, *, by: User | None) -> None:
    """It stops there no more. With the last stop the hours are no longer said."""
    _record("stop.removed", stop, by, [])
    Stop.objects.filter(pk=stop.pk).delete()
    _follow(stop.space, by)


def _follow(space: Space, by: User | None) -> None:
    hours = joined_hours(space.stops.all())
    expression.check(hours, space.holiday_country)
    # Also where the hours stay the same: what lists keep of the space is read anew.
    space.save(update_fields=["changed_at"])
    # Open hours stand beside them: where they lacked, they would count as not reported.
    change_space(space, by=by, open_hours=hours, staffed_hours=hours)


def _record(action: str, stop: Stop, by: User | None, fields: list[str]) -> None:
    audit.record(action, by=by, kind="stop", uid=stop.uid, space_uid=stop.space.uid, fields=fields)

"""The equipment of a space in lots. The counts on the record follow them: nobody types a number twice."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import COUNTED
from opstap.spaces.services.record import change_space

COLUMNS = (
    "equipment_kind",
    "number",
    "year_bought",
    "origin",
    "condition",
    "runs_free_software",
    "is_online",
    "counted_on",
)
"""What is said of a lot, in the order of the file."""


@transaction.atomic
def add_lot(*, space: Space, by: User | None, **fields: Any) -> EquipmentLot:
    """A new lot, counted today unless `counted_on` says otherwise; fields: the columns of EquipmentLot."""
    fields.setdefault("counted_on", timezone.localdate(timezone=space.zone))
    lot = EquipmentLot.objects.create(space=space, **fields)
    _record("equipment.added", lot, by, ["equipment_kind", "number"])
    _recount(lot.space, by, lot.equipment_kind)
    return lot


@transaction.atomic
def change_lot(lot: EquipmentLot, *, by: User | None, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed. It is counted today then."""
    stored = EquipmentLot.objects.select_for_update().get(pk=lot.pk)
    changed = [name for name, value in changes.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(lot, name, changes[name])
    if changed:
        lot.counted_on = changes.get("counted_on", timezone.localdate(timezone=lot.space.zone))
        lot.save(update_fields=[*changed, "counted_on"])
        _record("equipment.changed", lot, by, changed)
        _recount(lot.space, by, lot.equipment_kind, stored.equipment_kind)
    return changed


@transaction.atomic
def remove_lot(lot: EquipmentLot, *, by: User | None) -> None:
    """The lot is not there any more. With the last one of a kind its count is no longer said."""
    EquipmentLot.objects.filter(pk=lot.pk).delete()
    _record("equipment.removed", lot, by, [])
    _recount(lot.space, by, lot.equipment_kind)


@transaction.atomic
def say_still_right(space: Space, *, by: User) -> int:
    """Somebody has counted: all lots are right today. How many had been counted on another day."""
    today = timezone.localdate(timezone=space.zone)
    stale = list(space.equipment.exclude(counted_on=today))
    space.equipment.filter(pk__in=[lot.pk for lot in stale]).update(counted_on=today)
    audit.record_many(
        "equipment.counted", by=by, kind="equipment", uids=[(lot.uid, space.uid) for lot in stale]
    )
    return len(stale)


@transaction.atomic
def replace_lots(*, space: Space, by: User | None, wanted: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """The list becomes exactly this one; lots that stand in both stay. How many were added and taken off."""
    Space.objects.select_for_update().get(pk=space.pk)
    missing = Counter(_key(fields) for fields in wanted)
    gone = []
    for lot in space.equipment.all():
        key = _key({name: getattr(lot, name) for name in COLUMNS})
        if missing[key]:
            missing[key] -= 1
        else:
            gone.append(lot)
    for lot in gone:
        lot.space = space
        remove_lot(lot, by=by)
    added = list(missing.elements())
    for key in added:
        add_lot(space=space, by=by, **dict(zip(COLUMNS, key, strict=True)))
    return len(added), len(gone)


def _key(fields: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(fields[name] for name in COLUMNS)


def _record(action: str, lot: EquipmentLot, by: User | None, fields: list[str]) -> None:
    audit.record(action, by=by, kind="equipment", uid=lot.uid, space_uid=lot.space.uid, fields=fields)


def _recount(space: Space, by: User | None, *touched: str) -> None:
    """The counts of these kinds become what the lots now tell; None where there is no lot any more."""
    counts = space.equipment.counts()
    names = [name for name, kinds in COUNTED.items() if set(touched) & set(kinds)]
    changes: dict[str, Any] = {name: counts.get(name) for name in names}
    if not change_space(space, by=by, **changes):  # the open data read all kinds
        Space.objects.filter(pk=space.pk).update(changed_at=timezone.now())


def recount(space: Space, by: User | None) -> None:
    """All counts of the record become what the lots tell, after lots came from or went to another place."""
    _recount(space, by, *(kind for kinds in COUNTED.values() for kind in kinds))

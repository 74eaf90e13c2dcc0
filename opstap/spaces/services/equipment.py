"""The equipment of a space in lots. The counts on the record follow them: nobody types a number twice."""

from typing import Any

from django.db import transaction

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import COUNTED
from opstap.spaces.services.record import change_space


@transaction.atomic
def add_lot(*, space: Space, by: User | None, **fields: Any) -> EquipmentLot:
    """A new lot; fields: the columns of EquipmentLot."""
    lot = EquipmentLot.objects.create(space=space, **fields)
    _record("equipment.added", lot, by, ["equipment_kind", "number"])
    _recount(lot.space, by, lot.equipment_kind)
    return lot


@transaction.atomic
def change_lot(lot: EquipmentLot, *, by: User | None, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed."""
    stored = EquipmentLot.objects.select_for_update().get(pk=lot.pk)
    changed = [name for name, value in changes.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(lot, name, changes[name])
    if changed:
        lot.save(update_fields=changed)
        _record("equipment.changed", lot, by, changed)
        _recount(lot.space, by, lot.equipment_kind, stored.equipment_kind)
    return changed


@transaction.atomic
def remove_lot(lot: EquipmentLot, *, by: User | None) -> None:
    """The lot is not there any more. With the last one of a kind its count is no longer said."""
    EquipmentLot.objects.filter(pk=lot.pk).delete()
    _record("equipment.removed", lot, by, [])
    _recount(lot.space, by, lot.equipment_kind)


def _record(action: str, lot: EquipmentLot, by: User | None, fields: list[str]) -> None:
    audit.record(action, by=by, kind="equipment", uid=lot.uid, space_uid=lot.space.uid, fields=fields)


def _recount(space: Space, by: User | None, *touched: str) -> None:
    """The counts of these kinds become what the lots now tell; None where there is no lot any more."""
    counts = space.equipment.counts()
    names = [name for name, kinds in COUNTED.items() if set(touched) & set(kinds)]
    changes: dict[str, Any] = {name: counts.get(name) for name in names}
    change_space(space, by=by, **changes)

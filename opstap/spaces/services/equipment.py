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
    _follow("equipment.added", lot, by, ["equipment_kind", "number"])
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
        _follow("equipment.changed", lot, by, changed, stored.equipment_kind)
    return changed


@transaction.atomic
def remove_lot(lot: EquipmentLot, *, by: User | None) -> None:
    """The lot is not there any more. With the last one of a kind its count is no longer said."""
    EquipmentLot.objects.filter(pk=lot.pk).delete()
    _follow("equipment.removed", lot, by, [])


def _follow(action: str, lot: EquipmentLot, by: User | None, fields: list[str], before: str = "") -> None:
    """The trace of the act, and the counts of the kinds it touches as the lots now tell them."""
    space = lot.space
    audit.record(action, by=by, kind="equipment", uid=lot.uid, space_uid=space.uid, fields=fields)
    counts = space.equipment.counts()
    touched = [name for name, kinds in COUNTED.items() if {lot.equipment_kind, before} & set(kinds)]
    changes: dict[str, Any] = {name: counts.get(name) for name in touched}
    change_space(space, by=by, **changes)

"""Rows that belong to the record of a space: prices, reserved times, rooms. Added, changed, taken off.

Whatever is kept of the space elsewhere follows at once: its row in the finder, its openings, its price.
"""

from typing import Any, TypeVar

from django.db import transaction

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import PriceRule, ReservedTime, Room, Space
from opstap.spaces.models.price import ACCESS, told_by
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.services.record import change_space

Row = TypeVar("Row", PriceRule, ReservedTime, Room)

KINDS: dict[type[Any], str] = {PriceRule: "price", ReservedTime: "reserved", Room: "room"}
"""Model → what a row is called in the audit trail."""


@transaction.atomic
def add_row(rows: type[Row], *, space: Space, by: User | None, **fields: Any) -> Row:
    """A new row; fields: the columns of its model."""
    row = rows._default_manager.create(space=space, **fields)
    _record(
        f"{KINDS[rows]}.added",
        row,
        by,
        [name for name, value in fields.items() if value not in ("", None, [], {})],
    )
    _follow(row, by)
    return row


@transaction.atomic
def change_row(row: Row, *, by: User | None, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed."""
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    changed = [name for name, value in changes.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    if changed:
        row.save(update_fields=changed)
        _record(f"{KINDS[type(row)]}.changed", row, by, changed)
        _follow(row, by, was=stored)
    return changed


@transaction.atomic
def remove_row(row: Row, *, by: User | None) -> None:
    _record(f"{KINDS[type(row)]}.removed", row, by, [])
    type(row)._default_manager.filter(pk=row.pk).delete()
    _follow(row, by)


def _record(action: str, row: Any, by: User | None, fields: list[str]) -> None:
    kind = KINDS[type(row)]
    audit.record(action, by=by, kind=kind, uid=row.uid, space_uid=row.space.uid, fields=fields)


def _follow(row: Any, by: User | None, *, was: Any = None) -> None:
    space: Space = row.space
    # Also what this space knows of its rows is read anew.
    space.__dict__.pop("_prefetched_objects_cache", None)
    space.save(update_fields=["changed_at"])
    if isinstance(row, ReservedTime):
        derive_openings(space)
    if isinstance(row, PriceRule) and {row.item, getattr(was, "item", "")} & set(ACCESS):
        unsaid: dict[str, Any] = {"price": "", "price_hour": None}
        change_space(space, by=by, **(unsaid | told_by(space.price_rules.all())))

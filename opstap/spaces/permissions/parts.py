"""What belongs to a space whose record the person may change: the row, or 404, or 403."""

import uuid
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from opstap.accounts.models import User
from opstap.spaces.models import (
    EquipmentLot,
    ErrorReport,
    Interruption,
    PastAddress,
    Photo,
    PriceRule,
    ReservedTime,
    Room,
    Space,
    Stop,
)
from opstap.spaces.permissions.spaces import get_editable_space, get_itinerant_space

Part = TypeVar(
    "Part",
    EquipmentLot,
    ErrorReport,
    Interruption,
    PastAddress,
    Photo,
    PriceRule,
    ReservedTime,
    Room,
    Stop,
)
Row = TypeVar("Row", PriceRule, ReservedTime, Room)


def get_editable_lot(user: User, slug: str, uid: uuid.UUID) -> EquipmentLot:
    """A lot of equipment of a space whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.equipment.all(), uid)


def get_editable_interruption(user: User, slug: str, uid: uuid.UUID) -> Interruption:
    """A closure or move, neither past nor taken back, of a space whose record the person may change."""
    space = get_editable_space(user, slug)
    one = _part(space, space.interruptions.standing(), uid)
    if one.is_past(timezone.localdate(timezone=space.zone)):
        raise Http404
    return one


def get_editable_report(user: User, slug: str, uid: uuid.UUID) -> ErrorReport:
    """What a visitor found wrong in a record that the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.error_reports.select_related("followed_by"), uid)


def get_editable_stop(user: User, slug: str, uid: uuid.UUID) -> Stop:
    """A stop of such a space, or 404, or 403."""
    space = get_itinerant_space(user, slug)
    return _part(space, space.stops.all(), uid)


def get_past_address(user: User, slug: str, uid: uuid.UUID) -> PastAddress:
    """Where a space was whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.past_addresses.all(), uid)


def get_editable_photo(user: User, slug: str, uid: uuid.UUID) -> Photo:
    """A photo of a space whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.photos.all(), uid)


def get_editable_row(user: User, slug: str, rows: "type[Row]", uid: uuid.UUID) -> "Row":
    """A row of one of the lists of a space (`services.rows`), or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, rows._default_manager.filter(space=space), uid)


def _part(space: Space, parts: "QuerySet[Part]", uid: uuid.UUID) -> Part:
    """What belongs to a space, which it then knows, or 404."""
    found = parts.filter(uid=uid).first()
    if found is None:
        raise Http404
    found.space = space
    return found

"""A space moves for good: from a day on it has another address, and what it did before stays where it was."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import PastAddress, Space
from opstap.spaces.services.record import change_space

ADDRESS = ("streets", "postcode", "cities", "municipality", "lat", "lon", "precision")
UNDOABLE = timedelta(days=30)


class RefusedError(Exception):
    """It cannot be moved so, or back; the message says why, in the page's language."""


@transaction.atomic
def move_space(*, space: Space, by: User | None, on: date, **address: Any) -> PastAddress:
    """From the day `on` the space is at another address; `address`: the columns ADDRESS.

    The address there was until then is kept with its days. Raises RefusedError.
    """
    stored = Space.objects.select_for_update().get(pk=space.pk)
    since = _since(stored)
    _check(stored, on, since, address)
    past = PastAddress.objects.create(
        space=stored,
        valid_from=since,
        valid_until=on - timedelta(days=1),
        **{name: getattr(stored, name) for name in ADDRESS},
    )
    change_space(space, by=by, **address)
    audit.record("space.moved", by=by, kind="space", uid=space.uid, space_uid=space.uid, fields=list(address))
    return past


def _since(space: Space) -> date | None:
    """Since when it is at its address of today; None where nobody knows."""
    last = space.past_addresses.order_by("-valid_until").first()
    return last.valid_until + timedelta(days=1) if last else space.valid_from


def _check(space: Space, on: date, since: date | None, address: dict[str, Any]) -> None:
    if on > timezone.localdate(timezone=space.zone):
        words = _(
            "This day is still to come. Announce the move under “Closed or moved for a time”, and write it "
            "here when it has happened."
        )
        raise RefusedError(words)
    if since is not None and on <= since:
        raise RefusedError(_("The space is at its present address only since that day, or later."))
    if all(getattr(space, name) == value for name, value in address.items()):
        raise RefusedError(_("This is the address of today."))


def undoable_until(past: PastAddress) -> datetime:
    return past.written_at + UNDOABLE


@transaction.atomic
def undo_move(past: PastAddress, *, by: User | None, now: datetime | None = None) -> Space:
    """The latest move was a mistake: the space is again at that address, since the same day as before."""
    space = Space.objects.select_for_update().get(pk=past.space_id)
    if (now or timezone.now()) > undoable_until(past):
        raise RefusedError(_("This can be undone for thirty days only."))
    last = space.past_addresses.order_by("-valid_until").first()
    if last is None or last.pk != past.pk:
        raise RefusedError(_("The space has moved again since. Undo that first."))
    past.delete()
    change_space(space, by=by, **{name: getattr(past, name) for name in ADDRESS})
    audit.record("space.move-undone", by=by, kind="space", uid=space.uid, space_uid=space.uid)
    return space

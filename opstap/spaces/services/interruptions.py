"""Closures and moves for a time: announced, changed, ended. Openings and finder follow at once."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import Interruption, Space
from opstap.spaces.services.openings import derive_openings

ADDRESS = ("streets", "postcode", "cities", "lat", "lon")


@transaction.atomic
def announce_interruption(*, space: Space, by: User | None, **fields: Any) -> Interruption:
    """A closure or a move; fields: the columns of Interruption. Of a closure no address is kept.

    Raises IntegrityError when the last day lies before the first.
    """
    one = Interruption.objects.create(space=space, **_fitting(fields))
    _record("interruption.announced", one, by, [name for name, value in fields.items() if value])
    _follow(one.space)
    return one


@transaction.atomic
def change_interruption(one: Interruption, *, by: User | None, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed."""
    stored = Interruption.objects.select_for_update().get(pk=one.pk)
    changes = _fitting({"kind": stored.kind} | changes)
    changed = [name for name, value in changes.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(one, name, changes[name])
    if changed:
        one.save(update_fields=changed)
        _record("interruption.changed", one, by, changed)
        _follow(one.space)
    return changed


@transaction.atomic
def end_interruption(one: Interruption, *, by: User | None, today: date) -> Interruption:
    """It is over from `today` on; one that has not had a whole day yet is taken back. The row stays."""
    stored = Interruption.objects.select_for_update().get(pk=one.pk)
    if stored.withdrawn_at is not None or stored.is_past(today):
        return stored
    if stored.first_day < today:
        stored.last_day, changed = today - timedelta(days=1), "last_day"
    else:
        stored.withdrawn_at, changed = timezone.now(), "withdrawn_at"
    stored.save(update_fields=[changed])
    _record("interruption.ended", stored, by, [])
    _follow(stored.space)
    return stored


def _fitting(fields: dict[str, Any]) -> dict[str, Any]:
    """Only a move has an address."""
    if fields["kind"] == Interruption.Kind.MOVED:
        return fields
    empty: dict[str, Any] = {"streets": {}, "postcode": "", "cities": {}, "lat": None, "lon": None}
    return fields | {name: empty[name] for name in ADDRESS if name in fields}


def _follow(space: Space) -> None:
    """What is kept of the space elsewhere is read anew: its openings, and its row in the finder."""
    space.save(update_fields=["changed_at"])
    derive_openings(space)


def _record(action: str, one: Interruption, by: User | None, fields: list[str]) -> None:
    audit.record(action, by=by, kind="interruption", uid=one.uid, space_uid=one.space.uid, fields=fields)

"""Only a place confirmed by its operator or the network is public."""

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import Publication, Space
from opstap.spaces.models.space import SpaceQuerySet

BATCH = 500


@transaction.atomic
def confirm_space(space: Space, *, by: User) -> Space:
    """The record is right: the space is public from now on, and checked today."""
    space.publication, space.confirmed_at, space.confirmed_by = Publication.PUBLIC, timezone.now(), by
    space.save(update_fields=["publication", "confirmed_at", "confirmed_by", "changed_at"])
    audit.record("space.confirmed", by=by, kind="space", uid=space.uid, space_uid=space.uid)
    return space


@transaction.atomic
def confirm_spaces(spaces: SpaceQuerySet, *, by: User) -> int:
    """Confirm all of them that wait; how many. Public and hidden ones stay as they are.

    One statement per 500 spaces, one audit row per space.
    """
    waiting = Space.objects.waiting().filter(pk__in=spaces.order_by().values("pk")).select_for_update()
    found = list(waiting.values_list("pk", "uid"))
    now = timezone.now()
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        Space.objects.filter(pk__in=[pk for pk, _uid in batch]).update(
            publication=Publication.PUBLIC, confirmed_at=now, confirmed_by=by, changed_at=now
        )
    audit.record_many("space.confirmed", by=by, kind="space", uids=[(uid, uid) for _pk, uid in found])
    return len(found)


@transaction.atomic
def hide_space(space: Space, *, by: User) -> Space:
    """The public no longer sees the space; its record and its figures stay."""
    space.publication = Publication.HIDDEN
    space.save(update_fields=["publication", "changed_at"])
    audit.record("space.hidden", by=by, kind="space", uid=space.uid, space_uid=space.uid)
    return space

"""One space takes over another that is the same place; undone within a month, everything is as it was."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces import merging
from opstap.spaces.models import Merge, NotTheSame, Publication, Space

UNDOABLE = timedelta(days=30)


class RefusedError(Exception):
    """These two cannot be merged, or taken apart again; the message says why, in the page's language."""


def reasons_against(kept: Space, merged: Space) -> list[str]:
    """What must be put right before; [] when they can be merged."""
    if kept.pk == merged.pk:
        return [_("These are one record, not two.")]
    gone = Merge.objects.filter(merged__in=[kept, merged], undone_at__isnull=True)
    if gone.exists():
        return [_("One of the two is merged already.")]
    return [reason for rule in merging.all_rules() if (reason := rule.refuses(kept, merged))]


@transaction.atomic
def merge_spaces(*, kept: Space, merged: Space, by: User, now: datetime | None = None) -> Merge:
    """All that belongs to `merged` goes over to `kept`, by the rules of each room. Raises RefusedError.

    The record of `kept` stays as it is. `merged` becomes an empty shell: of no network and no organisation,
    so that no figure counts the place twice; its addresses lead to `kept`.
    """
    kept, merged = _locked(kept, merged)
    reasons = reasons_against(kept, merged)
    if reasons:
        raise RefusedError(" ".join(reasons))
    before = {
        "shell": {
            "organisation_id": merged.organisation_id,
            "antenna_of_id": merged.antenna_of_id,
            "publication": merged.publication,
            "kept_antenna_of_id": kept.antenna_of_id,
        },
        "rules": {rule.field: rule.take(kept, merged) for rule in merging.all_rules()},
    }
    _empty(kept, merged)
    merge = Merge.objects.create(kept=kept, merged=merged, at=now or timezone.now(), by=by, before=before)
    _record("space.merged", merge, by=by)
    return merge


def _locked(*spaces: Space) -> list[Space]:
    """In the order of their keys, so that two people who merge at once wait for each other."""
    keys = sorted(space.pk for space in spaces)
    found = {
        space.pk: space for space in Space.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    return [found[space.pk] for space in spaces]


def _empty(kept: Space, merged: Space) -> None:
    kept.refresh_from_db()
    if kept.antenna_of_id in (kept.pk, merged.pk):
        kept.antenna_of = None
    kept.save(update_fields=["antenna_of", "changed_at"])
    merged.organisation = merged.antenna_of = None
    merged.publication = Publication.HIDDEN
    merged.save(update_fields=["organisation", "antenna_of", "publication", "changed_at"])


def undoable_until(merge: Merge) -> datetime:
    return merge.at + UNDOABLE


@transaction.atomic
def undo_merge(*, merge: Merge, by: User, now: datetime | None = None) -> Merge:
    """Both are again what they were. What was recorded at `kept` since stays there. Raises RefusedError."""
    now = now or timezone.now()
    merge = Merge.objects.select_for_update().select_related("kept", "merged").get(pk=merge.pk)
    if merge.undone_at is not None:
        raise RefusedError(_("This was undone already."))
    if now > undoable_until(merge):
        raise RefusedError(_("This can be undone for thirty days only."))
    if Merge.objects.filter(merged=merge.kept, undone_at__isnull=True).exists():
        raise RefusedError(_("The place that was kept is merged itself since. Undo that first."))
    if Merge.objects.filter(kept=merge.kept, pk__gt=merge.pk, undone_at__isnull=True).exists():
        raise RefusedError(_("Another place was merged into the same one since. Undo that first."))
    kept, merged = _locked(merge.kept, merge.merged)
    for rule in reversed(merging.all_rules()):
        if rule.field in merge.before["rules"]:
            rule.give(kept, merged, merge.before["rules"][rule.field])
    _fill(kept, merged, merge.before["shell"])
    merge.undone_at, merge.undone_by, merge.before = now, by, {}
    merge.save(update_fields=["undone_at", "undone_by", "before"])
    _record("space.merge-undone", merge, by=by)
    return merge


def _fill(kept: Space, merged: Space, was: dict[str, object]) -> None:
    kept.refresh_from_db()
    kept.antenna_of_id = was["kept_antenna_of_id"]  # type: ignore[assignment]
    kept.save(update_fields=["antenna_of", "changed_at"])
    for name in ("organisation_id", "antenna_of_id", "publication"):
        setattr(merged, name, was[name])
    merged.save(update_fields=["organisation", "antenna_of", "publication", "changed_at"])


def _record(action: str, merge: Merge, *, by: User) -> None:
    for space in (merge.kept, merge.merged):
        audit.record(action, by=by, kind="space", uid=space.uid, space_uid=space.uid)


@transaction.atomic
def say_not_the_same(*, one: Space, other: Space, by: User) -> None:
    """They look alike and are two: nobody is asked again."""
    first, second = sorted((one, other), key=lambda space: space.pk)
    said = {"by": by, "at": timezone.now()}
    _row, is_new = NotTheSame.objects.get_or_create(first=first, second=second, defaults=said)
    if is_new:
        audit.record("space.not-the-same", by=by, kind="space", uid=first.uid, space_uid=first.uid)

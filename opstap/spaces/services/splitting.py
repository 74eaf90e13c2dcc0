"""One record turns out to be two places: the second gets a record of its own, from a day on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit, vocabularies
from opstap.core.texts import say
from opstap.spaces import splitting
from opstap.spaces.merging.rules import rows_of
from opstap.spaces.models import Merge, NetworkMembership, Publication, Space, Split
from opstap.spaces.models.people import valid_on
from opstap.spaces.services.equipment import recount
from opstap.spaces.services.record import OFFERED, create_space
from opstap.spaces.splitting import Cut, copy_row

UNDOABLE = timedelta(days=30)
EARLIEST = timedelta(days=365)
"""A day longer ago than a year is taken for a slip."""
COPIED = ("host", "country", "timezone", "holiday_country", "price", "price_hour", "price_note", "admission")
OF_ITS_OWN = {
    "spaces.Offer.space",
    "spaces.PriceRule.space",
    "spaces.Opening.space",
    "spaces.Operation.space",
    "spaces.NetworkMembership.space",
    "spaces.Split.new",
}
"""What a record has from the beginning: it goes with it when a split is undone."""


class RefusedError(Exception):
    """It cannot be split so, or put together again; the message says why, in the page's language."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes to the new place, by primary key."""

    people: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()
    lots: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()


def reasons_against(space: Space, since: date, people: frozenset[int]) -> list[str]:
    """What must be put right before; [] when it can be split."""
    today = timezone.localdate(timezone=space.zone)
    if Merge.objects.filter(merged=space, undone_at__isnull=True).exists():
        return [_("This record is merged into another one.")]
    if not today - EARLIEST <= since <= today:
        return [_("Choose a day of the last twelve months, today at the latest.")]
    if space.valid_from is not None and since <= space.valid_from:
        return [_("The space itself began that day, or later.")]
    found = (rule.refuses(space, since, people) for rule in splitting.all_rules())
    return [reason for reason in found if reason]


@transaction.atomic
def split_space(
    *,
    space: Space,
    by: User,
    since: date,
    names: dict[str, str],
    is_antenna: bool = False,
    chosen: Chosen | None = None,
    now: datetime | None = None,
    **address: Any,
) -> Split:
    """From the day `since` a part of the space is a place of its own, which waits for confirmation.

    It offers what the old one offers, at the same prices; hours are its own and not said yet. `address`:
    columns of Space. What goes over and what stays: `spaces.splitting`. Raises RefusedError.
    """
    chosen = chosen or Chosen()
    old = Space.objects.select_for_update().get(pk=space.pk)
    reasons = reasons_against(old, since, chosen.people)
    if reasons:
        raise RefusedError(" ".join(reasons))
    new = _new_record(old, by=by, since=since, names=names, is_antenna=is_antenna, address=address)
    cut = Cut(old, new, since, chosen.people, chosen.posts, chosen.lots, chosen.rooms)
    before = {rule.field: rule.take(cut) for rule in splitting.all_rules()}
    if chosen.lots:
        for one in (old, new):
            recount(one, by)
    split = Split.objects.create(
        space=old, new=new, new_slug=new.slug, since=since, at=now or timezone.now(), by=by, before=before
    )
    _record("space.split", old, new, by=by)
    return split


def _new_record(
    old: Space, *, by: User, since: date, names: dict[str, str], is_antenna: bool, address: dict[str, Any]
) -> Space:
    new = create_space(
        by=by,
        names=names,
        organisation=old.organisation,
        offers={vocabulary: _codes(old, vocabulary) for vocabulary in OFFERED},
        antenna_of=old if is_antenna else None,
        publication=Publication.REVIEW,
        is_invented=old.is_invented,
        valid_from=since,
        **{name: getattr(old, name) for name in COPIED},
        **address,
    )
    for price in old.price_rules.all():
        copy_row(price, space=new)
    for row in old.network_memberships.filter(valid_on(since)):
        NetworkMembership.objects.create(
            network_id=row.network_id, space=new, valid_from=since, valid_until=row.valid_until
        )
    return new


def _codes(space: Space, vocabulary: str) -> list[str]:
    """Those that the list of today still has."""
    return [code for code in space.codes(vocabulary) if code in vocabularies.vocabulary(vocabulary)]


def undoable_until(split: Split) -> datetime:
    return split.at + UNDOABLE


def undoable_splits(space: Space, now: datetime) -> list[Split]:
    """Of a space, the latest first, with the new places."""
    known = space.splits.filter(undone_at__isnull=True, at__gte=now - UNDOABLE)
    return list(known.select_related("new", "by").defer("before"))


@transaction.atomic
def undo_split(*, split: Split, by: User, now: datetime | None = None) -> Split:
    """The two were one place after all: all is as it was; the new address leads to the old.

    Refused once something was recorded at the new place: then the two are merged. Raises RefusedError.
    """
    now = now or timezone.now()
    split = Split.objects.select_for_update().get(pk=split.pk)
    if split.undone_at is not None or split.new is None:
        raise RefusedError(_("This was undone already."))
    if now > undoable_until(split):
        raise RefusedError(_("This can be undone for thirty days only."))
    keys = sorted((split.space_id, split.new.pk))
    found = {one.pk: one for one in Space.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    old, new = found[split.space_id], found[split.new.pk]
    for rule in reversed(splitting.all_rules()):
        if split.before.get(rule.field):
            rule.give(old, new, split.before[rule.field])
    had_lots = bool(split.before.get("spaces.EquipmentLot.space"))
    _throw_away(new)
    if had_lots:
        recount(old, by)
    split.refresh_from_db(fields=["new"])
    split.undone_at, split.undone_by, split.before = now, by, {}
    split.save(update_fields=["undone_at", "undone_by", "before"])
    _record("space.split-undone", old, new, by=by)
    return split


def _throw_away(new: Space) -> None:
    """The record of the new place, of which nothing else may be left."""
    left = [field for field in _pointing() if _rows_at(field, new)]
    if left:
        raise RefusedError(
            _("Something was recorded at “%(place)s” since. Merge the two records instead.")
            % {"place": say(new.names)}
        )
    uid, slug = new.uid, new.slug
    try:
        new.network_memberships.all().delete()
        new.delete()
    except ProtectedError as error:
        raise RefusedError(_("Something else depends on the new record.")) from error
    new.uid, new.slug = uid, slug


def _pointing() -> Iterable[str]:
    return (rule.field for rule in splitting.all_rules() if rule.field not in OF_ITS_OWN)


def _rows_at(field: str, space: Space) -> bool:
    rows, name = rows_of(field)
    key = space.uid if name == "space_uid" else space.pk
    return bool(rows.filter(**{name: key}).exists())


def _record(action: str, *spaces: Space, by: User) -> None:
    for space in spaces:
        audit.record(action, by=by, kind="space", uid=space.uid, space_uid=space.uid)

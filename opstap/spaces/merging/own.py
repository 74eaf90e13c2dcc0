"""The rules of this room's own tables."""

from typing import Any

from opstap.spaces.merging.rules import Before, Rule, moves, register, stays
from opstap.spaces.models import NetworkMembership, Space

NETWORKS = "spaces.NetworkMembership.space"


def register_own() -> None:
    register(
        # The record of the kept space is the one that holds.
        stays("spaces.Offer.space"),
        stays("spaces.Opening.space"),
        stays("spaces.EquipmentLot.space"),
        stays("spaces.Interruption.space"),
        stays("spaces.PastAddress.space"),
        stays("spaces.Photo.space"),
        stays("spaces.Stop.space"),
        stays("spaces.ReservedTime.space"),
        stays("spaces.Room.space"),
        stays("spaces.PriceRule.space"),
        stays("spaces.Operation.space"),
        stays("spaces.Merge.kept"),
        stays("spaces.Merge.merged"),
        stays("spaces.Split.space"),
        stays("spaces.Split.new"),
        stays("spaces.NotTheSame.first"),
        stays("spaces.NotTheSame.second"),
        moves("spaces.Duty.space"),
        moves("spaces.Membership.space"),
        moves("spaces.Invitation.space"),
        moves("spaces.Post.space"),
        moves("spaces.ErrorReport.space"),
        moves("spaces.Space.antenna_of"),
        Rule(NETWORKS, _join, _leave),
    )


def _join(kept: Space, merged: Space) -> Before:
    """A network has the place once: where both belong to it, the kept space does since the earlier day."""
    moved, removed, changed = [], [], []
    for mine in merged.network_memberships.order_by("pk"):
        theirs = kept.network_memberships.filter(network=mine.network_id).order_by("valid_from").first()
        if theirs is None:
            NetworkMembership.objects.filter(pk=mine.pk).update(space=kept)
            moved.append(mine.pk)
            continue
        removed.append(_kept_row(mine))
        mine.delete()
        if mine.valid_from < theirs.valid_from:
            changed.append([theirs.pk, theirs.valid_from.isoformat()])
            NetworkMembership.objects.filter(pk=theirs.pk).update(valid_from=mine.valid_from)
    return {"moved": moved, "removed": removed, "changed": changed}


def _kept_row(row: NetworkMembership) -> dict[str, Any]:
    until = row.valid_until.isoformat() if row.valid_until else None
    return {
        "id": row.pk,
        "network_id": row.network_id,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": until,
    }


def _leave(_kept: Space, merged: Space, before: Before) -> None:
    NetworkMembership.objects.filter(pk__in=before["moved"]).update(space=merged)
    for pk, was in reversed(before["changed"]):
        NetworkMembership.objects.filter(pk=pk).update(valid_from=was)
    for row in before["removed"]:
        NetworkMembership.objects.create(space=merged, **row)

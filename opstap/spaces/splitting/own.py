"""The rules of this room's own tables."""

from collections.abc import Iterable
from datetime import datetime, time

from opstap.spaces.merging.rules import Before
from opstap.spaces.models import Assignment, Duty, EquipmentLot, Membership, Post, Room, Space
from opstap.spaces.splitting.rules import Cut, Rule, goes, hand_over, register, stays, take_back


def register_own() -> None:
    register(
        *stays(
            # The record: the new place has one of its own, which begins with a copy of what it offers.
            "spaces.Offer.space",
            "spaces.Opening.space",
            "spaces.Interruption.space",
            "spaces.PastAddress.space",
            "spaces.Photo.space",
            "spaces.Stop.space",
            "spaces.ReservedTime.space",
            "spaces.PriceRule.space",
            "spaces.Operation.space",
            "spaces.NetworkMembership.space",
            "spaces.ErrorReport.space",
            "spaces.Invitation.space",
            "spaces.Space.antenna_of",
            "spaces.Merge.kept",
            "spaces.Merge.merged",
            "spaces.NotTheSame.first",
            "spaces.NotTheSame.second",
            "spaces.Split.space",
            "spaces.Split.new",
        ),
        Rule("spaces.Membership.space", _take_roles, _give_roles),
        Rule("spaces.Post.space", _take_posts, _give_posts),
        goes("spaces.Duty.space", _duties),
        goes("spaces.EquipmentLot.space", _lots),
        goes("spaces.Room.space", _rooms),
    )


def _take_roles(cut: Cut) -> Before:
    return hand_over(Membership.objects.filter(space=cut.old, user__in=cut.people), cut, space=cut.new)


def _give_roles(_old: Space, _new: Space, before: Before) -> None:
    take_back(Membership, before)


def _take_posts(cut: Cut) -> Before:
    """Past figures keep their posts; who was in a post that goes on is in the one that begins."""
    posts = hand_over(Post.objects.filter(space=cut.old, pk__in=cut.posts), cut, space=cut.new)
    people = [
        hand_over(Assignment.objects.filter(post=was), cut, post=Post.objects.get(pk=made))
        for was, made in posts["made"]
    ]
    return {"posts": posts, "people": people}


def _give_posts(_old: Space, _new: Space, before: Before) -> None:
    for people in reversed(before["people"]):
        take_back(Assignment, people)
    take_back(Post, before["posts"])


def _duties(cut: Cut) -> Iterable[int]:
    """Those of the people who go, from the first moment of the day on."""
    begins = datetime.combine(cut.since, time(), tzinfo=cut.old.zone)
    duties = Duty.objects.filter(space=cut.old, person__in=cut.people, starts_at__gte=begins)
    return duties.values_list("pk", flat=True)


def _lots(cut: Cut) -> Iterable[int]:
    return EquipmentLot.objects.filter(space=cut.old, pk__in=cut.lots).values_list("pk", flat=True)


def _rooms(cut: Cut) -> Iterable[int]:
    return Room.objects.filter(space=cut.old, pk__in=cut.rooms).values_list("pk", flat=True)

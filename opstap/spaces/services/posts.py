"""Funded posts and the people in them: added and ended, never erased, so that past figures stay true."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import Assignment, Organisation, Post, Space


@transaction.atomic
def add_post(
    *,
    by: User,
    organisation: Organisation,
    space: Space | None,
    function: str,
    status: str,
    fte: Decimal,
    valid_from: date,
    valid_until: date | None = None,
) -> Post:
    """A new post of an organisation, in one space or in none."""
    post = Post.objects.create(
        organisation=organisation,
        space=space,
        function=function,
        status=status,
        fte=fte,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _record("post.added", post, by)
    return post


@transaction.atomic
def end_post(post: Post, *, last_day: date, by: User) -> Post:
    """The post and everybody in it end with the day. Raises ValidationError when it begins later."""
    _check_order(post.valid_from, last_day)
    for assignment in post.assignments.all():
        if assignment.valid_until is None or assignment.valid_until > last_day:
            assignment.valid_until = max(last_day, assignment.valid_from)
            assignment.save(update_fields=["valid_until"])
    post.valid_until = last_day
    post.save(update_fields=["valid_until"])
    _record("post.ended", post, by)
    return post


@transaction.atomic
def assign(
    *,
    post: Post,
    person: User | None,
    share: Decimal,
    valid_from: date,
    valid_until: date | None,
    by: User,
    qualification: str = "",
    qualified_on: date | None = None,
) -> Assignment:
    """Somebody comes into a post. Raises ValidationError when the post would be filled more than once."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    taken = _most_taken(post, valid_from, valid_until)
    if taken + share > 1:
        words = _("The post would be filled more than once: %(free)s of it is free then.")
        raise ValidationError(words, params={"free": 1 - taken}, code="full")
    assignment = Assignment.objects.create(
        post=post,
        person=person,
        share=share,
        valid_from=valid_from,
        valid_until=valid_until,
        qualification=qualification,
        qualified_on=qualified_on,
    )
    _record("post.assigned", post, by)
    return assignment


def _most_taken(post: Post, start: date, end: date | None) -> Decimal:
    """The largest part of the post that is filled on some day of the period."""
    others = [
        one
        for one in post.assignments.all()
        if (end is None or one.valid_from <= end) and (one.valid_until is None or one.valid_until >= start)
    ]
    days = {start, *(one.valid_from for one in others if one.valid_from > start)}
    return max(
        sum(
            (
                one.share
                for one in others
                if one.valid_from <= day and (one.valid_until is None or one.valid_until >= day)
            ),
            Decimal(0),
        )
        for day in days
    )


@transaction.atomic
def end_assignment(assignment: Assignment, *, last_day: date, by: User) -> Assignment:
    """Somebody leaves a post. Raises ValidationError when she came later."""
    _check_order(assignment.valid_from, last_day)
    assignment.valid_until = last_day
    assignment.save(update_fields=["valid_until"])
    _record("post.left", assignment.post, by)
    return assignment


@transaction.atomic
def note_qualification(
    assignment: Assignment, *, qualification: str, qualified_on: date | None, by: User
) -> Assignment:
    """What somebody is qualified by: a code of the vocabulary, '' = not said; and since when, if known."""
    assignment.qualification, assignment.qualified_on = qualification, qualified_on
    assignment.save(update_fields=["qualification", "qualified_on"])
    _record("post.qualification", assignment.post, by)
    return assignment


def fte_by_group(posts: Iterable[Post]) -> dict[str, Decimal]:
    """Full-time equivalents of professionals, of insertion contracts and of volunteers: never added up."""
    groups = {"permanent": "professional", "temporary": "professional"}
    found = {"professional": Decimal(0), "insertion": Decimal(0), "volunteer": Decimal(0)}
    for post in posts:
        found[groups.get(post.status, post.status)] += post.fte
    return found


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise ValidationError(_("The last day comes before the first day."), code="order")


def _record(action: str, post: Post, by: User) -> None:
    audit.record(action, by=by, kind="post", uid=post.uid, space_uid=post.space.uid if post.space else None)

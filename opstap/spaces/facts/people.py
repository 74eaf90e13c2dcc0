"""Whether somebody qualified helps: two questions to the database for any number of spaces."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Assignment, Post, Space

FUNCTIONS = ("animator", "trainer")


def qualified_staff(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
    """People in posts of animators and trainers with a noted qualification, on the last day of the window.

    Heads, whatever the part of full time: who has two posts is one, each person without an account is one.
    A space that has posts but none of these has nobody: 0.
    """
    asked = [space.pk for space in spaces]
    posts: dict[int, list[Post]] = defaultdict(list)
    found = Post.objects.filter(space__in=asked, valid_from__lte=window.last)
    for post in found.prefetch_related("assignments"):
        posts[post.space_id or 0].append(post)
    return {space.pk: _measured(space, posts[space.pk], window.last) for space in spaces}


def _measured(space: Space, posts: list[Post], day: date) -> Measured:
    value, reason = _qualified(posts, day)
    return Measured(
        value=value,
        source=_("Posts of animators and trainers, with the people in them and their qualification."),
        as_of=day,
        href=reverse("spaces:space-posts", args=[space.slug]),
        reason=reason,
    )


def _qualified(posts: list[Post], day: date) -> tuple[Decimal | None, str]:
    if not posts:
        return None, _("No post of this space is noted.")
    of_kind = [post for post in posts if post.function in FUNCTIONS and _is_valid(post, day)]
    assignments = [one for post in of_kind for one in post.assignments.all()]
    if of_kind and not assignments:
        return None, _("It is not noted who works in the posts.")
    present = [one for one in assignments if _is_valid(one, day)]
    heads = {_head(one) for one in present if _is_qualified(one, day)}
    unsaid = {_head(one) for one in present if not one.qualification}
    if unsaid and not heads:
        words = ngettext(
            "The qualification of %(n)s person is not noted.",
            "The qualification of %(n)s people is not noted.",
            len(unsaid),
        )
        return None, words % {"n": len(unsaid)}
    return Decimal(len(heads)), ""


def _is_valid(row: Post | Assignment, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)


def _is_qualified(assignment: Assignment, day: date) -> bool:
    is_noted = assignment.qualification not in {"", "none"}
    return is_noted and (assignment.qualified_on is None or assignment.qualified_on <= day)


def _head(assignment: Assignment) -> tuple[str, int]:
    if assignment.person_id:
        return ("person", assignment.person_id)
    return ("nobody known", assignment.pk)

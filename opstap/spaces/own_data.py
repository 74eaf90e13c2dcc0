"""What a person is told about her work in the spaces."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import own_data, vocabularies
from opstap.core.moments import between, clock, date_words
from opstap.core.own_data import (
    INSIDE,
    SECRET,
    SOMEBODY_ELSE,
    WITHOUT_AN_ACCOUNT,
    Told,
    in_a_line,
    since_until,
)
from opstap.spaces.models import Assignment, Duty, Post
from opstap.spaces.retention import CONFIRMED, ERROR_REPORTS, MERGES

_SCOPE = ("space", "organisation", "network")


def register() -> None:
    own_data.tell(ROLES, ASSIGNMENTS, DUTIES, SENT, RECEIVED, order=20)
    own_data.count(CONFIRMED, MERGES)
    own_data.count(ERROR_REPORTS, why=WITHOUT_AN_ACCOUNT)


ROLES = Told(
    key="roles",
    name=_("Your roles"),
    link="spaces.Membership.user",
    kept="spaces.role",
    columns=("uid", "role", *_SCOPE, "valid_from", "valid_until"),
    along=_SCOPE,
    said=lambda role: in_a_line(role, since_until(role.valid_from, role.valid_until)),
)


def _post(post: Post) -> str:
    function = vocabularies.label("post_function", post.function, get_language() or "fr")
    return in_a_line(function, post.space or post.organisation)


def _post_as_data(one: Assignment) -> dict[str, Any]:
    post = one.post
    return {
        "id": str(post.uid),
        "function": post.function,
        "status": post.status,
        "organisation": str(post.organisation),
        "space": str(post.space) if post.space else None,
    }


ASSIGNMENTS = Told(
    key="assignments",
    name=_("Your posts, and what qualifies you"),
    link="spaces.Assignment.person",
    kept="spaces.assignment",
    columns=("share", "valid_from", "valid_until", "qualification", "qualified_on"),
    withheld={"post": INSIDE},
    also={"post": _post_as_data},
    along=("post__space", "post__organisation"),
    said=lambda one: in_a_line(_post(one.post), since_until(one.valid_from, one.valid_until)),
    newest="-valid_from",
)


def _duty(duty: Duty) -> str:
    zone = duty.space.zone
    start, end = duty.starts_at.astimezone(zone), duty.ends_at.astimezone(zone)
    checked_in = duty.checked_in_at and clock(duty.checked_in_at.astimezone(zone))
    said = _("checked in at %(time)s") % {"time": checked_in} if checked_in else ""
    return in_a_line(duty.space, date_words(start), between(start, end), said)


DUTIES = Told(
    key="duties",
    name=_("When you were on duty, and when you will be"),
    link="spaces.Duty.person",
    kept="spaces.duty",
    columns=("uid", "space", "starts_at", "ends_at", "checked_in_at", "checked_out_at", "cancelled_at"),
    along=("space",),
    said=_duty,
    newest="-starts_at",
)

_OF_INVITATIONS = ("uid", "role", *_SCOPE, "invited_at", "expires_at", "sent_at")

SENT = Told(
    key="invitations_sent",
    name=_("Invitations that you sent and that still wait, without the person invited"),
    link="spaces.Invitation.invited_by",
    kept="spaces.invitation",
    columns=_OF_INVITATIONS,
    withheld={
        "email": SOMEBODY_ELSE,
        "name": SOMEBODY_ELSE,
        "language": SOMEBODY_ELSE,
        "token_hash": SECRET,
    },
    along=_SCOPE,
    said=lambda one: in_a_line(one, since_until(one.invited_at, one.expires_at)),
)

RECEIVED = Told(
    key="invitations_received",
    name=_("Invitations that wait for you"),
    link="spaces.Invitation.email",
    kept="spaces.invitation",
    columns=("name", "language", *_OF_INVITATIONS),
    withheld={"invited_by": SOMEBODY_ELSE, "token_hash": SECRET},
    along=_SCOPE,
    said=lambda one: in_a_line(one, since_until(one.invited_at, one.expires_at)),
)

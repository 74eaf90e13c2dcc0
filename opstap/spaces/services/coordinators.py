"""Who coordinates a space, and mails to her: one about all her spaces, never one for each."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from opstap.accounts.models import User
from opstap.spaces.models import Membership, Role, Space

MOST_MAILS = 300
"""In one night, of one kind: the others leave the next one."""

logger = logging.getLogger(__name__)


def coordinators_of(spaces: Sequence[Space], now: datetime) -> dict[User, list[Space]]:
    """Of the space itself, or of all spaces of its organisation: each with her spaces."""
    scope = Q(space__in=spaces) | Q(organisation__in={space.organisation_id for space in spaces})
    roles = Membership.objects.in_force(timezone.localdate(now)).filter(scope, role=Role.COORDINATOR)
    asked: dict[User, list[Space]] = defaultdict(list)
    for role in roles.filter(user__is_active=True).select_related("user").order_by("user__pk"):
        known = asked[role.user]
        known += [space for space in spaces if _is_hers(role, space) and space not in known]
    return asked


def _is_hers(role: Membership, space: Space) -> bool:
    return role.space_id == space.pk or (
        role.organisation_id is not None and role.organisation_id == space.organisation_id
    )


def mail_to(person: User, subject: str, template: str, context: dict[str, Any]) -> bool:
    """Whether the mail left. In the language that is active."""
    text = render_to_string(template, {"person": person, **context})
    try:
        return send_mail(subject, text, None, [person.email]) == 1
    except (OSError, ValueError):  # no server, or an address that it does not take
        logger.exception("A mail did not leave: to person %s", person.pk)
        return False

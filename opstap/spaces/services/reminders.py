"""A record that nobody has confirmed for six months: its coordinators are asked, once and then each month."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from opstap.accounts.models import User
from opstap.accounts.services import mail_is_set_up
from opstap.core.models import Job
from opstap.spaces.models import Membership, Role, Space

AGAIN_AFTER = timedelta(days=30)
MOST_MAILS = 300
"""In one night: the others come the next one."""

logger = logging.getLogger(__name__)


def run(_job: Job) -> None:
    remind_coordinators(timezone.now())


def remind_coordinators(now: datetime) -> int:
    """One mail for each coordinator, about all of her records that are due; how many left.

    Without a mail server nothing is sent and nothing counts as sent: the lists say it all the same.
    """
    if not mail_is_set_up():
        return 0
    due = Space.objects.unconfirmed(now).filter(Q(valid_until=None) | Q(valid_until__gte=now.date()))
    due = due.filter(Q(reminded_at=None) | Q(reminded_at__lte=now - AGAIN_AFTER))
    asked = _coordinators(list(due.only("pk", "slug", "names", "organisation_id", "confirmed_at")), now)
    return sum(_remind(person, spaces, now) for person, spaces in list(asked.items())[:MOST_MAILS])


def _coordinators(spaces: list[Space], now: datetime) -> dict[User, list[Space]]:
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


def _remind(person: User, spaces: list[Space], now: datetime) -> bool:
    """Whether the mail left; then nobody asks again about these spaces for a month."""
    with translation.override(person.language):
        subject = ngettext("Is your record still right?", "Are your records still right?", len(spaces))
        text = render_to_string(
            "spaces/email/unconfirmed.txt", {"person": person, "spaces": list(_addressed(spaces))}
        )
    try:
        left = send_mail(subject, text, None, [person.email]) == 1
    except (OSError, ValueError):  # no server, or an address that it does not take
        logger.exception("A reminder did not leave: to person %s", person.pk)
        return False
    if left:
        Space.objects.filter(pk__in=[space.pk for space in spaces]).update(reminded_at=now)
    return left


def _addressed(spaces: Iterable[Space]) -> Iterable[tuple[Space, str]]:
    for space in spaces:
        yield space, str(settings.SITE_URL) + reverse("spaces:space-record", args=[space.slug])

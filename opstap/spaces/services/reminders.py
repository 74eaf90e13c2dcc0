"""A record that nobody has confirmed for six months: its coordinators are asked, once and then each month."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from opstap.accounts.models import User
from opstap.accounts.services import mail_is_set_up
from opstap.core.models import Job
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import COUNTED_FOR
from opstap.spaces.services.coordinators import MOST_MAILS, coordinators_of, mail_to

AGAIN_AFTER = timedelta(days=30)


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
    asked = coordinators_of(list(due.only("pk", "slug", "names", "organisation_id", "confirmed_at")), now)
    return sum(_remind(person, spaces, now) for person, spaces in list(asked.items())[:MOST_MAILS])


def _remind(person: User, spaces: list[Space], now: datetime) -> bool:
    """Whether the mail left; then nobody asks again about these spaces for a month."""
    with translation.override(person.language):
        subject = ngettext("Is your record still right?", "Are your records still right?", len(spaces))
        said = {"spaces": list(_addressed(spaces, now))}
        left = mail_to(person, subject, "spaces/email/unconfirmed.txt", said)
    if left:
        Space.objects.filter(pk__in=[space.pk for space in spaces]).update(reminded_at=now)
    return left


def _addressed(spaces: list[Space], now: datetime) -> Iterable[tuple[Space, str, bool]]:
    """Each with the page of its record, and whether its equipment was counted more than a year ago."""
    old = EquipmentLot.objects.counted_before(now.date() - COUNTED_FOR).filter(space__in=spaces)
    stale = set(old.order_by().values_list("space", flat=True))
    for space in spaces:
        page = str(settings.SITE_URL) + reverse("spaces:space-record", args=[space.slug])
        yield space, page, space.pk in stale

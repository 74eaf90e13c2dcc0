"""What visitors found wrong is told to the coordinators once a day, in one mail; again every two weeks as
long as nobody has followed it up."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from opstap.accounts.models import User
from opstap.accounts.services import mail_is_set_up
from opstap.core.models import Job
from opstap.spaces.models import ErrorReport, Space
from opstap.spaces.models.error_report import OVERDUE_AFTER
from opstap.spaces.services.coordinators import MOST_MAILS, coordinators_of, mail_to


@dataclass(frozen=True, slots=True)
class OfASpace:
    """A space, what waits there, and the page where it is followed up: what visitors wrote stays there."""

    space: Space
    reports: list[ErrorReport]
    address: str


def run(_job: Job) -> None:
    mail_reports(timezone.now())


def mail_reports(now: datetime) -> int:
    """One mail for each coordinator whose spaces have something new, or something overdue; how many left.

    Without a mail server nothing is sent and nothing counts as sent: the lists show it all the same.
    """
    if not mail_is_set_up():
        return 0
    due = ErrorReport.objects.open().filter(Q(mailed_at=None) | Q(mailed_at__lte=now - OVERDUE_AFTER))
    by_space: dict[Space, list[ErrorReport]] = {}
    for report in due.select_related("space").order_by("space__folded_name", "space", "created_at"):
        by_space.setdefault(report.space, []).append(report)
    told = coordinators_of(list(by_space), now)
    return sum(_tell(person, spaces, by_space, now) for person, spaces in list(told.items())[:MOST_MAILS])


def _tell(person: User, spaces: list[Space], by_space: dict[Space, list[ErrorReport]], now: datetime) -> bool:
    reports = [report for space in spaces for report in by_space[space]]
    with translation.override(person.language):
        subject = ngettext(
            "A visitor found something wrong", "Visitors found %(n)s things wrong", len(reports)
        ) % {"n": len(reports)}
        found = [OfASpace(space, by_space[space], _address(space)) for space in spaces]
        left = mail_to(person, subject, "spaces/email/error_reports.txt", {"found": found})
    if left:
        ErrorReport.objects.filter(pk__in=[report.pk for report in reports]).update(mailed_at=now)
    return left


def _address(space: Space) -> str:
    return str(settings.SITE_URL) + reverse("spaces:error-reports", args=[space.slug])

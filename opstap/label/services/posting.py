"""One mail of the label: sent, or kept with its receiver until it is.

What cannot be sent never undoes what it tells. Opstap tries it again every hour for a day; the page of the
file or the label says who does not know yet, until it left or the secretariat noted that she was told.
"""

import logging
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from opstap.accounts.models import User
from opstap.accounts.services import mail_is_set_up
from opstap.core import audit
from opstap.core.models import Job
from opstap.label.models import Label, Scheme, Step, UnsentMail

EVERY = timedelta(hours=1)
MOST_TRIES = 24

logger = logging.getLogger(__name__)


def post(
    person: User, subject: str, text: str, *, step: Step | None = None, label: Label | None = None
) -> bool:
    """Whether it left; about a step or a label. Call it after the commit, where mail is set up."""
    subject = " ".join(subject.split())[:300]
    if _deliver(person, subject, text):
        return True
    UnsentMail.objects.create(step=step, label=label, receiver=person, subject=subject, text=text)
    return False


def _deliver(person: User, subject: str, text: str) -> bool:
    try:
        return send_mail(subject, text, None, [person.email]) == 1
    except (OSError, ValueError):  # no server, or an address that it does not take
        logger.exception("A mail of the label did not leave: to person %s", person.pk)
        return False


def waiting() -> QuerySet[UnsentMail]:
    """Those whose receiver does not know yet."""
    return UnsentMail.objects.filter(sent_at__isnull=True, told_at__isnull=True)


def waiting_in(schemes: QuerySet[Scheme]) -> QuerySet[UnsentMail]:
    """About files and labels of these schemes, with what the pages show of each."""
    about = Q(label__version__scheme__in=schemes) | Q(step__application__version__scheme__in=schemes)
    related = ("receiver", "step__application__space", "label__space")
    return waiting().filter(about).select_related(*related)


def try_again(mail: UnsentMail, *, by: User | None = None) -> bool:
    """Whether it left now. Two who try at once send it once."""
    if not _claim(mail):
        return False
    if not mail.receiver.is_active or not _deliver(mail.receiver, mail.subject, mail.text):
        return False
    waiting().filter(pk=mail.pk).update(sent_at=timezone.now(), text="")
    _record("label_mail.sent", mail, by)
    return True


def _claim(mail: UnsentMail) -> bool:
    same = waiting().filter(pk=mail.pk, tries=mail.tries)
    return same.update(tries=F("tries") + 1, tried_at=timezone.now()) == 1


@transaction.atomic
def told(*, mail: UnsentMail, by: User) -> bool:
    """Somebody told the person otherwise; False when that was noted, or it left, meanwhile."""
    if not waiting().filter(pk=mail.pk).update(told_at=timezone.now(), told_by=by, text=""):
        return False
    _record("label_mail.told", mail, by)
    return True


def run(_job: Job) -> None:
    try_all(timezone.now())


def try_all(now: datetime) -> int:
    """Those that were not tried within the hour, at most a day long; how many left."""
    if not mail_is_set_up():
        return 0
    due = waiting().filter(tries__lt=MOST_TRIES, tried_at__lte=now - EVERY)
    return sum(try_again(mail) for mail in due.select_related("receiver")[:500])


def _record(action: str, mail: UnsentMail, by: User | None) -> None:
    about = mail.step.application if mail.step else mail.label
    space_uid = about.space.uid if about else None
    audit.record(action, by=by, kind="label_mail", uid=mail.uid, space_uid=space_uid)

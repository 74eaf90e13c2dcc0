"""What the kit itself keeps of people: remarks, receipts, what lies in quarantine, jobs, the audit trail."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from opstap.core import retention
from opstap.core.models import Job, JobState, Quarantine, Receipt, Remark
from opstap.core.retention import Hold, Kept, Rule, Unit

STAFF = _("the people who work in the spaces")


def register() -> None:
    retention.register(REMARKS, RECEIPTS, QUARANTINE, JOBS)
    retention.keep(AUDIT, LOGS)


def _remarks_due(cut_off: datetime) -> QuerySet[Remark]:
    """From the day it was handled; what nobody handled is due by its own day, and held back."""
    return Remark.objects.filter(
        Q(handled_at__lt=cut_off) | Q(handled_at__isnull=True, created_at__lt=cut_off)
    )


REMARKS = Rule(
    code="core.remark",
    name=_("Remarks and complaints"),
    people=_("people who write to us"),
    purpose=_("To answer, and to mend what is wrong."),
    since=_("the day the remark was handled"),
    effect=_("The remark is deleted, with the e-mail address."),
    unit=Unit.MONTHS,
    period=12,
    least=1,
    most=36,
    fields=("core.Remark.text", "core.Remark.page", "core.Remark.email", "core.Remark.handled_by"),
    due=_remarks_due,
    erase=lambda rows: rows.delete(),
    holds=(
        Hold(
            "open",
            _("The remark has not been handled yet: the procedure runs."),
            lambda rows: rows.filter(handled_at__isnull=True),
        ),
    ),
)

RECEIPTS = Rule(
    code="core.receipt",
    name=_("Receipts of what the desk sent"),
    people=STAFF,
    purpose=_("So that nothing is counted twice when a computer sends it again."),
    since=_("the day it was received"),
    effect=_("The name of the sender and the fingerprint of the content are erased. The number stays."),
    unit=Unit.DAYS,
    period=400,
    least=90,
    most=730,
    fields=("core.Receipt.actor", "core.Receipt.content_hash"),
    due=lambda cut_off: Receipt.objects.filter(received_at__lt=cut_off).exclude(
        content_hash="", actor__isnull=True
    ),
    erase=lambda rows: rows.update(content_hash="", actor=None),
)

QUARANTINE = Rule(
    code="core.quarantine",
    name=_("What the desk sent twice, with a difference"),
    people=_("visitors, without a name, and staff"),
    purpose=_("So that a person can see which of the two is right."),
    since=_("the day it was received"),
    effect=_("It is deleted."),
    unit=Unit.MONTHS,
    period=6,
    least=1,
    most=13,
    fields=(
        "core.Quarantine.content",
        "core.Quarantine.content_hash",
        "core.Quarantine.actor",
        "core.Quarantine.decided_by",
        "core.Quarantine.reason",
    ),
    due=lambda cut_off: Quarantine.objects.filter(received_at__lt=cut_off),
    erase=lambda rows: rows.delete(),
)

JOBS = Rule(
    code="core.job",
    name=_("Finished tasks of the server"),
    people=STAFF,
    purpose=_("To see what ran, who asked for it, and why it failed."),
    since=_("the day it ended"),
    effect=_("The row is deleted."),
    unit=Unit.DAYS,
    period=90,
    least=35,  # a task that comes back once a month is known by its last run
    most=400,
    fields=("core.Job.payload", "core.Job.reason"),
    due=lambda cut_off: Job.objects.filter(
        state__in=[JobState.DONE, JobState.FAILED], finished_at__lt=cut_off
    ),
    erase=lambda rows: rows.delete(),
)

AUDIT = Kept(
    code="core.audit",
    name=_("The log of staff actions"),
    people=STAFF,
    reason=_(
        "It proves who changed what and when, and nobody can change it. It holds no content, and names "
        "nobody any more once the account is erased."
    ),
    fields=("core.AuditEntry.actor", "core.AuditEntry.fields"),
)

LOGS = Kept(
    code="core.logs",
    name=_("Error messages of the server"),
    people=_("everybody who uses the site"),
    reason=_(
        "Opstap writes no list of visits. Errors go to the log of the machine: its operator decides how long "
        "it lasts."
    ),
)

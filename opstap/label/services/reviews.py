"""What happens between a complete file and the meeting: conflicts of interest, visits, views of reviewers."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.label.models import Application, Interest, Review, VisitReport
from opstap.label.permissions import must_declare, parties_of
from opstap.label.services.steps import RefusedError, begin, finish
from opstap.label.transitions import Act, Reason

FINDINGS = ("met", "not_met", "not_seen")


@transaction.atomic
def complete(*, application: Application, by: User) -> Application:
    """The secretariat declares the file complete. Raises RefusedError."""
    file = begin(Act.COMPLETE, application, by)
    finish(Act.COMPLETE, file, by, completed_at=timezone.now())
    return file


@transaction.atomic
def declare(*, application: Application, has_conflict: bool, explanation: str = "", by: User) -> Interest:
    """Before anything else, and once: who has a link sees the file no more. Raises RefusedError."""
    file = begin(Act.DECLARE, application, by)
    if file.interests.filter(reviewer=by).exists():
        raise RefusedError(Reason.NOTHING_OPEN)
    said = Interest.objects.create(
        application=file, reviewer=by, has_conflict=has_conflict, explanation=explanation
    )
    finish(Act.DECLARE, file, by)
    return said


@transaction.atomic
def review(
    *, application: Application, advice: str, reasons: str, findings: dict[str, str], by: User
) -> Review:
    """One view a person, written anew until the committee has met. Raises RefusedError."""
    file = begin(Act.REVIEW, application, by)
    if not file.interests.filter(reviewer=by, has_conflict=False).exists():
        raise RefusedError(Reason.INTEREST)
    said = {
        "advice": advice,
        "reasons": reasons,
        "findings": clean_findings(file, findings),
        "written_at": timezone.now(),
    }
    written, _new = Review.objects.update_or_create(application=file, reviewer=by, defaults=said)
    finish(Act.REVIEW, file, by)
    return written


@transaction.atomic
def report_visit(
    *, application: Application, visited_on: date, text: str, findings: dict[str, str], by: User
) -> VisitReport:
    """What was seen on the spot. Raises RefusedError."""
    file = begin(Act.VISIT, application, by)
    if must_declare(by, file, parties_of(by, file)):
        raise RefusedError(Reason.INTEREST)
    report = VisitReport.objects.create(
        application=file,
        visited_on=visited_on,
        text=text,
        findings=clean_findings(file, findings),
        written_by=by,
    )
    finish(Act.VISIT, file, by)
    return report


def clean_findings(file: Application, findings: dict[str, str]) -> dict[str, str]:
    """Only criteria of the file's version, only the three words."""
    codes = set(file.version.criteria.values_list("code", flat=True))
    return {code: found for code, found in findings.items() if code in codes and found in FINDINGS}

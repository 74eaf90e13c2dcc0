"""Correction requests: a question on one criterion or part, dated both ways; the clock stops meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.models import Job
from opstap.label.models import Application, Correction, Criterion, FilePart
from opstap.label.permissions import must_declare, parties_of
from opstap.label.services.clock import answer_until, local_day
from opstap.label.services.steps import RefusedError, begin, finish
from opstap.label.transitions import Act, Reason


@transaction.atomic
def ask(
    *,
    application: Application,
    question: str,
    by: User,
    criterion: Criterion | None = None,
    part: FilePart | None = None,
) -> Correction:
    """Of exactly one of criterion and part. Several may be open at once. Raises RefusedError."""
    file = begin(Act.ASK, application, by)
    if must_declare(by, file, parties_of(by, file)):
        raise RefusedError(Reason.INTEREST)
    asked = Correction.objects.create(
        application=file,
        criterion=criterion,
        part=part or "",
        question=question,
        asked_by=by,
        answer_until=answer_until(file),
    )
    finish(Act.ASK, file, by)
    return asked


@transaction.atomic
def answer(*, correction: Correction, text: str, by: User) -> Correction:
    """Raises RefusedError, also when it was answered meanwhile or its term is over."""
    file = begin(Act.ANSWER, correction.application, by)
    asked = Correction.objects.get(pk=correction.pk)
    if not asked.is_open:
        raise RefusedError(Reason.NOTHING_OPEN)
    asked.answer, asked.answered_at, asked.answered_by = text, timezone.now(), by
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    finish(Act.ANSWER, file, by)
    return asked


def lapse_all(now: datetime | None = None) -> int:
    """Close the requests whose last day is over where the space stands; how many."""
    now = now or timezone.now()
    waiting = Correction.objects.filter(answered_at__isnull=True, lapsed_at__isnull=True)
    related = waiting.select_related("application__space", "application__version__scheme")
    over = [one for one in related if one.answer_until < local_day(one.application, now)]
    return sum(_lapse(one, now) for one in over)


@transaction.atomic
def _lapse(correction: Correction, now: datetime) -> bool:
    try:
        file = begin(Act.LAPSE, correction.application, None)
    except RefusedError:
        # Taken back meanwhile: nobody waits for the answer any more.
        return False
    changed = Correction.objects.filter(pk=correction.pk, answered_at=None, lapsed_at=None)
    if not changed.update(lapsed_at=now):
        return False
    finish(Act.LAPSE, file, None)
    return True


def run_lapses(_job: Job) -> None:
    lapse_all()

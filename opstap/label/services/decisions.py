"""The authority decides, with reasons, the ways of appeal and the facts frozen as they were."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.core.texts import say
from opstap.label.models import AgendaItem, Answer, Application, Decision, DecisionKind
from opstap.label.services import register
from opstap.label.services.clock import appeal_until, local_day
from opstap.label.services.letters import check_letter, criterion_facts
from opstap.label.services.steps import RefusedError, begin, finish
from opstap.label.transitions import Act, Reason

ACTS = {DecisionKind.AWARD: Act.AWARD, DecisionKind.REFUSE: Act.REFUSE}


@transaction.atomic
def decide(*, application: Application, kind: DecisionKind, reasons: str, by: User) -> Decision:
    """Award or refuse. Two who decide at once: the second is refused. Raises RefusedError."""
    act = ACTS[kind]
    file = begin(act, application, by)
    if not reasons.strip():
        raise RefusedError(Reason.INCOMPLETE)
    decision = write_decision(file, kind, reasons, by)
    finish(act, file, by, decided_at=decision.decided_at)
    if kind == DecisionKind.AWARD:
        give_label(file, decision, by)
    return decision


def give_label(file: Application, decision: Decision, by: User) -> None:
    """Raises RefusedError when the space got this label meanwhile."""
    try:
        register.award(application=file, decision=decision, by=by)
    except register.AlreadyHeldError as held:
        raise RefusedError(Reason.TAKEN) from held


def write_decision(file: Application, kind: DecisionKind, reasons: str, by: User) -> Decision:
    """The row; the state is the caller's. Only a refusal has a term to appeal within Opstap."""
    now = timezone.now()
    decision = Decision.objects.create(
        kind=kind,
        application=file,
        reasons=reasons,
        appeal_ways=say(file.version.appeal_ways, file.language),
        appeal_until=appeal_until(file, now) if kind == DecisionKind.REFUSE else None,
        language=file.language,
        facts=frozen_facts(file, now),
        decided_at=now,
        decided_by=by,
    )
    check_letter(decision)
    return decision


def frozen_facts(file: Application, now: datetime) -> dict[str, Any]:
    """All the letter says beside reasons and appeal, in the language of the file; days as ISO dates."""
    language = file.language
    item = AgendaItem.objects.filter(application=file).exclude(advice="").select_related("meeting").last()
    with translation.override(language):
        return {
            "reference": file.reference,
            "space": say(file.space.names, language),
            "organisation": say(file.organisation.names, language),
            "scheme": say(file.version.scheme.names, language),
            "version": say(file.version.titles, language),
            "legal_basis": say(file.version.legal_bases, language),
            "authority": say(file.version.scheme.authority_names, language),
            "submitted_on": _day(file, file.submitted_at),
            "completed_on": _day(file, file.completed_at),
            "decided_on": _day(file, now),
            "advice": item.advice if item else "",
            "meeting_on": item.meeting.held_on.isoformat() if item else "",
            "criteria": [_line(answer, language) for answer in file.answers.select_related("criterion")],
            "is_demo": bool(settings.DEMO),
        }


def _day(file: Application, moment: datetime | None) -> str:
    return local_day(file, moment).isoformat() if moment else ""


def _line(answer: Answer, language: str) -> dict[str, Any]:
    said = {"declared": answer.declared, "remark": answer.remark, "measured": answer.measured}
    return criterion_facts(answer.criterion, language) | said

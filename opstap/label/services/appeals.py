"""An appeal against a refusal: within its term, decided by somebody who had no part in the decision."""

from django.db import transaction

from opstap.accounts.models import User
from opstap.label.models import (
    Appeal,
    AppealState,
    Application,
    Decision,
    DecisionKind,
)
from opstap.label.services.clock import local_day
from opstap.label.services.decisions import give_label, write_decision
from opstap.label.services.steps import RefusedError, begin, finish
from opstap.label.transitions import Act, Reason

OUTCOMES = {
    DecisionKind.UPHOLD: (Act.UPHOLD, AppealState.UPHELD),
    DecisionKind.OVERTURN: (Act.OVERTURN, AppealState.OVERTURNED),
}


@transaction.atomic
def lodge(*, application: Application, grounds: str, by: User) -> Appeal:
    """Once a decision; not after the file was begun anew. Raises RefusedError."""
    file = begin(Act.APPEAL, application, by)
    refused = refusal_of(file)
    if refused is None or Appeal.objects.filter(decision=refused).exists() or was_reopened(file):
        raise RefusedError(Reason.NOTHING_OPEN)
    if refused.appeal_until is not None and local_day(file) > refused.appeal_until:
        raise RefusedError(Reason.TERM)
    appeal = Appeal.objects.create(decision=refused, grounds=grounds, lodged_by=by)
    finish(Act.APPEAL, file, by)
    return appeal


@transaction.atomic
def take_back(*, application: Application, by: User) -> Appeal:
    """Raises RefusedError."""
    file = begin(Act.APPEAL_RETRACT, application, by)
    appeal = _lodged(file)
    appeal.state = AppealState.RETRACTED
    appeal.save(update_fields=["state"])
    finish(Act.APPEAL_RETRACT, file, by)
    return appeal


@transaction.atomic
def settle(*, application: Application, kind: DecisionKind, reasons: str, by: User) -> Decision:
    """Uphold or overturn: a new decision. Overturning a refusal awards the label. Raises RefusedError."""
    act, outcome = OUTCOMES[kind]
    file = begin(act, application, by)
    appeal = _lodged(file)
    if took_part(by, file):
        raise RefusedError(Reason.SAME_PERSON)
    if not reasons.strip():
        raise RefusedError(Reason.INCOMPLETE)
    decision = write_decision(file, kind, reasons, by)
    appeal.state, appeal.outcome = outcome, decision
    appeal.save(update_fields=["state", "outcome"])
    finish(act, file, by)
    if kind == DecisionKind.OVERTURN:
        give_label(file, decision, by)
    return decision


def refusal_of(file: Application) -> Decision | None:
    return file.decisions.filter(kind=DecisionKind.REFUSE).first()


def appeal_of(file: Application) -> Appeal | None:
    """The appeal against the refusal of this file, whatever became of it."""
    return Appeal.objects.filter(decision__application=file).select_related("decision", "outcome").first()


def was_reopened(file: Application) -> bool:
    return file.steps.filter(act=Act.REOPEN).exists()


def took_part(user: User, file: Application) -> bool:
    """Who reviewed, advised on the spot or decided never hears the appeal."""
    return (
        file.decisions.filter(decided_by=user).exists()
        or file.reviews.filter(reviewer=user).exists()
        or file.visits.filter(written_by=user).exists()
    )


def _lodged(file: Application) -> Appeal:
    appeal = Appeal.objects.filter(decision__application=file, state=AppealState.LODGED).first()
    if appeal is None:
        raise RefusedError(Reason.NOTHING_OPEN)
    return appeal

"""An appeal against a suspension or a withdrawal: within its term, decided by who had no part in it.

The decision holds meanwhile. While the appeal is open the label is not taken away otherwise; put in force
again, given anew or given up, it leaves the appeal without object (`standing`, `register`).
"""

from datetime import date
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.label.models import (
    HELD,
    Appeal,
    AppealState,
    Decision,
    DecisionKind,
    Label,
    Part,
    Standing,
)
from opstap.label.services.register import record
from opstap.label.services.standing import APPEALABLE, TRANSITIONS, locked, restore, write_decision
from opstap.label.services.telling import coordinators_of, judges_of, secretaries_of, tell

OUTCOMES = {
    DecisionKind.UPHOLD: (AppealState.UPHELD, "label.appeal-upheld"),
    DecisionKind.OVERTURN: (AppealState.OVERTURNED, "label.appeal-accepted"),
}
MOVES = tuple(TRANSITIONS)


class Reason(StrEnum):
    """Why an appeal is refused."""

    KIND = "kind"
    CHANGED = "changed"
    TWICE = "twice"
    TERM = "term"
    CLOSED = "closed"
    SAME_PERSON = "same_person"
    HELD_AGAIN = "held_again"


WORDS: dict[Reason, Promise] = {
    Reason.KIND: _("Only a suspension or a withdrawal can be appealed against here."),
    Reason.CHANGED: _("The label has changed since: there is nothing left to appeal against."),
    Reason.TWICE: _("An appeal against this decision was lodged already."),
    Reason.TERM: _("The term to appeal is over."),
    Reason.CLOSED: _("This appeal is decided or taken back. Nothing was changed: look at the label anew."),
    Reason.SAME_PERSON: _("You had a part in what is contested: somebody else decides on the appeal."),
    Reason.HELD_AGAIN: _("The space was given this label anew: the appeal has no object any more."),
}


class RefusedError(ValidationError):
    """Not possible; `code` is the `Reason`. Nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(WORDS[reason]), code=reason)


def refusal(decision: Decision, label: Label, today: date | None = None) -> Reason | None:
    """Why no appeal can be lodged against it on the day; its last day is the organisation's whole."""
    today = today or timezone.localdate(timezone=label.space.zone)
    if decision.kind not in APPEALABLE or decision.appeal_until is None:
        return Reason.KIND
    if Appeal.objects.filter(decision=decision).exists():
        return Reason.TWICE
    last = label.decisions.filter(kind__in=MOVES).order_by("decided_at", "pk").last()
    if last is None or last.pk != decision.pk or label.standing != TRANSITIONS[last.kind_now][1]:
        return Reason.CHANGED
    if _is_held_again(label):
        return Reason.HELD_AGAIN
    return Reason.TERM if today > decision.appeal_until else None


@transaction.atomic
def lodge(*, decision: Decision, label: Label, grounds: str, by: User) -> Appeal:
    """By the organisation, once a decision. Raises RefusedError."""
    label = locked(label)
    reason = refusal(decision, label)
    if reason is not None:
        raise RefusedError(reason)
    appeal = Appeal.objects.create(decision=decision, grounds=grounds, lodged_by=by)
    record("label.appealed", label, by=by)
    tell(_all_of(label), "appeal", label=label, decision=decision)
    return appeal


@transaction.atomic
def take_back(*, appeal: Appeal, label: Label, by: User) -> Appeal:
    """The decision stands then, and cannot be appealed against again. Raises RefusedError."""
    label = locked(label)
    appeal = _open(appeal)
    appeal.state = AppealState.RETRACTED
    appeal.save(update_fields=["state"])
    record("label.appeal-retracted", label, by=by)
    tell(_all_of(label), "appeal_retracted", label=label)
    return appeal


@transaction.atomic
def settle(*, appeal: Appeal, label: Label, kind: DecisionKind, reasons: str, by: User) -> Decision:
    """Uphold or overturn: a new decision. Overturned, the label stands where it stood before.

    Raises RefusedError, and ValidationError when the letter cannot be printed.
    """
    label = locked(label)
    appeal = _open(appeal)
    contested = appeal.decision
    if took_part(by, label):
        raise RefusedError(Reason.SAME_PERSON)
    if kind == DecisionKind.OVERTURN:
        _check_free(label)
        restore(label=label, to=standing_before(contested, label), by=by)
    now = timezone.now()
    decision = write_decision(kind, label, reasons=reasons, by=by, at=now, contested=contested)
    appeal.state, action = OUTCOMES[kind]
    appeal.outcome = decision
    appeal.save(update_fields=["state", "outcome"])
    record(action, label, by=by)
    tell(_all_of(label), "decided", label=label, decision=decision)
    return decision


def standing_before(contested: Decision, label: Label) -> Standing:
    """A withdrawal that falls leaves the suspension that was there before it."""
    earlier = label.decisions.filter(kind__in=MOVES, decided_at__lte=contested.decided_at)
    last = earlier.exclude(pk=contested.pk).order_by("decided_at", "pk").last()
    return Standing.SUSPENDED if last and last.kind == DecisionKind.SUSPEND else Standing.IN_FORCE


def took_part(user: User, label: Label) -> bool:
    """Who proposed, decided or judged anything about this label never hears the appeal."""
    return (
        label.decisions.filter(decided_by=user).exists()
        or label.hearings.filter(proposed_by=user).exists()
        or bool(label.application and label.application.decisions.filter(decided_by=user).exists())
    )


def why_not_settle(appeal: Appeal, label: Label, user: User) -> Reason | None:
    """For the page: whose turn it is not."""
    if not appeal.is_open:
        return Reason.CLOSED
    return Reason.SAME_PERSON if took_part(user, label) else None


def _open(appeal: Appeal) -> Appeal:
    found = Appeal.objects.select_related("decision").get(pk=appeal.pk)
    if not found.is_open:
        raise RefusedError(Reason.CLOSED)
    return found


def _check_free(label: Label) -> None:
    if _is_held_again(label):
        raise RefusedError(Reason.HELD_AGAIN)


def _is_held_again(label: Label) -> bool:
    same = Label.objects.filter(space=label.space_id, version__scheme=label.version.scheme_id)
    return same.filter(standing__in=HELD).exclude(pk=label.pk).exists()


def _all_of(label: Label) -> list[User]:
    """The organisation, the secretariat, the authority and who hears appeals; each once."""
    scheme = label.version.scheme
    judges = (judges_of(label, part) for part in (Part.AUTHORITY, Part.APPEALS))
    people = [*coordinators_of(label), *secretaries_of(scheme), *(one for some in judges for one in some)]
    return list({person.pk: person for person in people}.values())

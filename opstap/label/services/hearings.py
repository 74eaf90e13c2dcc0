"""The right to be heard: a proposal with reasons, an answer or a lapsed term, then the decision."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.deadlines import add_working_days
from opstap.label.models import Decision, DecisionKind, Hearing, Label, Part, Watch
from opstap.label.services.standing import (
    NotAllowedError,
    can_follow,
    close_watches,
    decide,
    has_open_appeal,
    locked,
    write_decision,
)
from opstap.label.services.telling import coordinators_of, seated, secretaries_of, tell

PROPOSALS = {"suspend": DecisionKind.SUSPEND, "withdraw": DecisionKind.WITHDRAW}


class AlreadyOpenError(Exception):
    """A hearing about this label is open."""


class AnsweredError(Exception):
    """The hearing was answered or is over."""


class TooEarlyError(Exception):
    """The organisation may still answer."""


@transaction.atomic
def propose(*, label: Label, proposal: str, reasons: str, by: User) -> Hearing:
    """Propose to "suspend" or "withdraw". Raises NotAllowedError, AlreadyOpenError."""
    label = locked(label)
    if not can_follow(PROPOSALS[proposal], label.standing) or has_open_appeal(label):
        raise NotAllowedError(f"{proposal} from {label.standing}")
    if label.hearings.filter(closed_at=None).exists():
        raise AlreadyOpenError(str(label.uid))
    hearing = Hearing.objects.create(
        label=label, proposal=proposal, reasons=reasons, proposed_by=by, answer_until=_answer_until(label)
    )
    Watch.objects.filter(label=label, closed_on=None).update(hearing=hearing)
    _record("hearing.opened", hearing, by=by)
    tell(coordinators_of(label), "hearing", label=label, hearing=hearing)
    return hearing


def _answer_until(label: Label) -> date:
    today = timezone.localdate(timezone=label.space.zone)
    return add_working_days(today, label.version.hearing_working_days, label.space.holiday_country)


@transaction.atomic
def answer(*, hearing: Hearing, text: str, by: User) -> Hearing:
    """The organisation is heard once, also after the term while nothing is decided. Raises AnsweredError."""
    hearing = (
        Hearing.objects.select_for_update(of=("self",)).select_related("label__space").get(pk=hearing.pk)
    )
    if hearing.closed_at is not None or hearing.answered_at is not None:
        raise AnsweredError(str(hearing.uid))
    hearing.answer, hearing.answered_at, hearing.answered_by = text, timezone.now(), by
    hearing.save(update_fields=["answer", "answered_at", "answered_by"])
    _record("hearing.answered", hearing, by=by)
    scheme = hearing.label.version.scheme
    receivers = {person.pk: person for person in (*secretaries_of(scheme), *seated(scheme, Part.AUTHORITY))}
    tell(receivers.values(), "heard", label=hearing.label, hearing=hearing)
    return hearing


def may_be_decided(hearing: Hearing, today: date | None = None) -> bool:
    """Answered, or the term lapsed: its last day is the organisation's whole."""
    today = today or timezone.localdate(timezone=hearing.label.space.zone)
    return hearing.closed_at is None and (hearing.answered_at is not None or today > hearing.answer_until)


@transaction.atomic
def conclude(*, hearing: Hearing, accept: bool, reasons: str, by: User) -> Decision:
    """Decide as proposed, or that the label stays as it is.

    Raises TooEarlyError, AnsweredError, NotAllowedError.
    """
    label = locked(hearing.label)
    hearing = Hearing.objects.select_for_update().get(pk=hearing.pk)
    hearing.label = label
    if hearing.closed_at is not None:
        raise AnsweredError(str(hearing.uid))
    if not may_be_decided(hearing):
        raise TooEarlyError(str(hearing.uid))
    if has_open_appeal(label):
        raise NotAllowedError("an appeal is open")
    if accept:
        decision = decide(PROPOSALS[hearing.proposal], label, reasons=reasons, by=by)
    else:
        decision = write_decision(DecisionKind.KEEP, label, reasons=reasons, by=by, at=timezone.now())
    hearing.closed_at, hearing.decision = timezone.now(), decision
    hearing.save(update_fields=["closed_at", "decision"])
    close_watches(label, "decided", on=timezone.localdate(timezone=label.space.zone))
    _record("hearing.closed", hearing, by=by)
    tell(coordinators_of(label), "decided", label=label, decision=decision)
    return decision


def _record(action: str, hearing: Hearing, *, by: User) -> None:
    audit.record(action, by=by, kind="hearing", uid=hearing.uid, space_uid=hearing.label.space.uid)

"""The procedure as data: which act leads from which state to which, and whose it is. Nothing else decides.

`refusal` reads the table; `services.steps` applies it. An act without `to` leaves the state as it is.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opstap.label.models import State


class Party(StrEnum):
    """Who acts. One person may be several of them, never in a file of her own organisation."""

    APPLICANT = "applicant"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    AUTHORITY = "authority"
    APPEALS = "appeals"
    CLOCK = "clock"
    """Nobody: a term passed."""


class Act(StrEnum):
    START = "start"
    WRITE = "write"
    MOVE = "move"
    SUBMIT = "submit"
    RETRACT = "retract"
    REOPEN = "reopen"
    COMPLETE = "complete"
    ASK = "ask"
    ANSWER = "answer"
    LAPSE = "lapse"
    DECLARE = "declare"
    REVIEW = "review"
    VISIT = "visit"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    ADVISE = "advise"
    AWARD = "award"
    REFUSE = "refuse"
    APPEAL = "appeal"
    APPEAL_RETRACT = "appeal-retract"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    FORGET = "forget"


class Reason(StrEnum):
    """Why an act is refused."""

    WHO = "who"
    STATE = "state"
    CORRECTION = "correction"
    INTEREST = "interest"
    CONFLICT = "conflict"
    NOTHING_OPEN = "nothing_open"
    INCOMPLETE = "incomplete"
    UNREVIEWED = "unreviewed"
    TAKEN = "taken"
    TERM = "term"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, slots=True)
class Rule:
    parties: frozenset[Party]
    states: frozenset[State]
    to: State | None = None
    waits_for_corrections: bool = False
    """Refused while a correction request is open: the applicant has the word."""


def _by(*parties: Party) -> frozenset[Party]:
    return frozenset(parties)


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


S = State
EXAMINED = _in(S.SUBMITTED, S.REVIEW)
DISCUSSED = _in(S.REVIEW, S.SCHEDULED)

RULES: dict[Act, Rule] = {
    # The applicant's
    Act.WRITE: Rule(_by(Party.APPLICANT), _in(S.DRAFT)),
    Act.MOVE: Rule(_by(Party.APPLICANT), _in(S.DRAFT, S.SUBMITTED), S.DRAFT),
    Act.SUBMIT: Rule(_by(Party.APPLICANT), _in(S.DRAFT), S.SUBMITTED),
    Act.RETRACT: Rule(
        _by(Party.APPLICANT), _in(S.DRAFT, S.SUBMITTED, S.REVIEW, S.SCHEDULED, S.ADVISED), S.RETRACTED
    ),
    Act.REOPEN: Rule(_by(Party.APPLICANT), _in(S.REFUSED)),
    Act.ANSWER: Rule(_by(Party.APPLICANT), EXAMINED),
    # The secretariat's and the committee's
    Act.ASK: Rule(_by(Party.SECRETARIAT, Party.COMMITTEE), EXAMINED),
    Act.COMPLETE: Rule(_by(Party.SECRETARIAT), _in(S.SUBMITTED), S.REVIEW, waits_for_corrections=True),
    Act.DECLARE: Rule(_by(Party.COMMITTEE), DISCUSSED),
    Act.REVIEW: Rule(_by(Party.COMMITTEE), DISCUSSED, waits_for_corrections=True),
    Act.VISIT: Rule(_by(Party.SECRETARIAT, Party.COMMITTEE), DISCUSSED),
    Act.SCHEDULE: Rule(_by(Party.SECRETARIAT), _in(S.REVIEW), S.SCHEDULED, waits_for_corrections=True),
    Act.UNSCHEDULE: Rule(_by(Party.SECRETARIAT), _in(S.SCHEDULED), S.REVIEW),
    Act.ADVISE: Rule(_by(Party.SECRETARIAT), _in(S.SCHEDULED), S.ADVISED, waits_for_corrections=True),
    # The authority's: the committee advises, the authority decides
    Act.AWARD: Rule(_by(Party.AUTHORITY), _in(S.ADVISED), S.ACCEPTED, waits_for_corrections=True),
    Act.REFUSE: Rule(_by(Party.AUTHORITY), _in(S.ADVISED), S.REFUSED, waits_for_corrections=True),
    # Appeals
    Act.APPEAL: Rule(_by(Party.APPLICANT), _in(S.REFUSED)),
    Act.APPEAL_RETRACT: Rule(_by(Party.APPLICANT), _in(S.REFUSED)),
    Act.UPHOLD: Rule(_by(Party.APPEALS), _in(S.REFUSED)),
    Act.OVERTURN: Rule(_by(Party.APPEALS), _in(S.REFUSED), S.ACCEPTED),
    # The clock's
    Act.LAPSE: Rule(_by(Party.CLOCK), EXAMINED),
    Act.FORGET: Rule(_by(Party.CLOCK), _in(S.DRAFT, S.RETRACTED), S.RETRACTED),
}


def refusal(act: Act, state: State, parties: frozenset[Party], *, correction_open: bool) -> Reason | None:
    """Why these parties may not do it in this state; None when they may."""
    rule = RULES[act]
    if not rule.parties & parties:
        return Reason.WHO
    if state not in rule.states:
        return Reason.STATE
    if rule.parties & parties == {Party.COMMITTEE} and state == State.SUBMITTED:
        return Reason.STATE  # the committee reads complete files only
    if rule.waits_for_corrections and correction_open:
        return Reason.CORRECTION
    return None


REASON_WORDS: dict[Reason, Promise] = {
    Reason.WHO: _("This step is not yours in this file."),
    Reason.STATE: _("The file is no longer at that step, or not yet. Nothing was changed: look at it anew."),
    Reason.CORRECTION: _(
        "A correction request is open. The file moves on once the applicant has answered or the term is over."
    ),
    Reason.INTEREST: _("First say whether you have a link with this space or its organisation."),
    Reason.CONFLICT: _("You said that you have a link with this space: you have no part in this file."),
    Reason.NOTHING_OPEN: _("Nothing is open any more that could be answered. Look at the file anew."),
    Reason.INCOMPLETE: _("The file is not ready yet. Look at what is missing."),
    Reason.UNREVIEWED: _("Nobody of the committee has reviewed the file yet."),
    Reason.TAKEN: _("The space has this label already, or a file of it is running."),
    Reason.TERM: _("The term is over."),
    Reason.SAME_PERSON: _("You reviewed or decided this file: somebody else decides on the appeal."),
}

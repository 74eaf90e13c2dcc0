"""What each party reads: where a file is, and what happened, in the words of who reads it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opstap.label.models import Application, State
from opstap.label.transitions import Act, Party

APPLICANT: dict[str, Promise] = {
    State.DRAFT: _("You are writing"),
    State.SUBMITTED: _("Handed in: the secretariat looks whether it is complete"),
    State.REVIEW: _("Complete: the committee reads it"),
    State.SCHEDULED: _("On the agenda of the committee"),
    State.ADVISED: _("The committee has advised: the authority decides"),
    State.ACCEPTED: _("You have the label"),
    State.REFUSED: _("The label is refused"),
    State.RETRACTED: _("You took the file back"),
}
SECRETARIAT: dict[str, Promise] = {
    State.DRAFT: _("Being written"),
    State.SUBMITTED: _("To check: is it complete?"),
    State.REVIEW: _("In review: to put on an agenda"),
    State.SCHEDULED: _("On an agenda: minutes to come"),
    State.ADVISED: _("With the authority, for its decision"),
    State.ACCEPTED: _("Label awarded"),
    State.REFUSED: _("Refused"),
    State.RETRACTED: _("Taken back by the applicant"),
}
COMMITTEE: dict[str, Promise] = SECRETARIAT | {
    State.REVIEW: _("For you to review"),
    State.SCHEDULED: _("To discuss at the meeting"),
    State.ADVISED: _("You advised: the authority decides"),
}
AUTHORITY: dict[str, Promise] = SECRETARIAT | {
    State.REVIEW: _("The committee reviews it"),
    State.SCHEDULED: _("The committee discusses it soon"),
    State.ADVISED: _("For you to decide"),
}
APPEALS: dict[str, Promise] = SECRETARIAT | {State.REFUSED: _("Refused: an appeal comes to you")}
ABOUT: dict[Party, dict[str, Promise]] = {
    Party.APPLICANT: APPLICANT,
    Party.COMMITTEE: COMMITTEE,
    Party.AUTHORITY: AUTHORITY,
    Party.APPEALS: APPEALS,
    Party.SECRETARIAT: SECRETARIAT,
}

ACTS: dict[str, Promise] = {
    Act.START: _("The file was begun."),
    Act.WRITE: _("The file was written on."),
    Act.MOVE: _("The applicant moved the file to a newer version of the scheme and hands it in again."),
    Act.SUBMIT: _("The file was handed in."),
    Act.RETRACT: _("The applicant took the file back."),
    Act.REOPEN: _("The applicant began a new file after the refusal."),
    Act.COMPLETE: _("The file is complete. The review begins."),
    Act.ASK: _("A correction was asked. The clock stops until the answer."),
    Act.ANSWER: _("A correction request was answered. The clock runs again."),
    Act.LAPSE: _("The term of a correction request passed without an answer. The clock runs again."),
    Act.DECLARE: _("A member of the committee said whether she has a link with the space."),
    Act.REVIEW: _("A member of the committee gave her view."),
    Act.VISIT: _("A visit was reported."),
    Act.SCHEDULE: _("The file stands on the agenda of a meeting."),
    Act.UNSCHEDULE: _("The file was taken off the agenda."),
    Act.ADVISE: _("The committee has advised. The authority decides."),
    Act.AWARD: _("The authority awarded the label."),
    Act.REFUSE: _("The authority refused the label."),
    Act.APPEAL: _("The applicant lodged an appeal."),
    Act.APPEAL_RETRACT: _("The applicant took the appeal back."),
    Act.UPHOLD: _("The appeal was refused. The decision stands."),
    Act.OVERTURN: _("The appeal was accepted. The label is awarded."),
    Act.FORGET: _("What was written was erased: the file was never handed in, or was taken back."),
}
TO_APPLICANT: dict[str, Promise] = {
    Act.SUBMIT: _("Your file was handed in. The secretariat looks whether it is complete."),
    Act.MOVE: _("You moved your file to the newer version. Look through it and hand it in again."),
    Act.RETRACT: _("Your file was taken back."),
    Act.COMPLETE: _("Your file is complete. The committee reads it now."),
    Act.ASK: _("Something must be corrected in your file. Until you answer, the clock stands still."),
    Act.LAPSE: _("The term to answer a correction request is over. Your file goes on as it is."),
    Act.SCHEDULE: _("Your file stands on the agenda of the committee."),
    Act.UNSCHEDULE: _("Your file was taken off the agenda. It comes at a later meeting."),
    Act.AWARD: _("Your space has the label. The letter lies in your file."),
    Act.REFUSE: _("The label is refused. The letter in your file says why, and how you can appeal."),
    Act.APPEAL: _("Your appeal was lodged. Somebody who had no part in the decision looks at it."),
    Act.UPHOLD: _("Your appeal was refused. The letter with the reasons lies in your file."),
    Act.OVERTURN: _("Your appeal was accepted: your space has the label. The letter lies in your file."),
}


def reader_among(parties: frozenset[Party]) -> Party:
    """Whose words somebody reads who is several: of her part that acts last in the procedure."""
    order = (Party.APPLICANT, Party.SECRETARIAT, Party.APPEALS, Party.AUTHORITY, Party.COMMITTEE)
    return next((party for party in order if party in parties), Party.SECRETARIAT)


def state_words(application: Application, party: Party, *, correction_open: bool = False) -> str:
    """Where the file is, as this party reads it."""
    if correction_open and party == Party.APPLICANT:
        return str(_("Your answer is awaited: the clock stands still"))
    if correction_open:
        return str(_("Waits for the applicant's answer"))
    return str(ABOUT.get(party, SECRETARIAT)[application.state])


def act_words(act: str, party: Party) -> str:
    """What happened, as this party reads it."""
    words = TO_APPLICANT.get(act) if party == Party.APPLICANT else None
    return str(words or ACTS[Act(act)])

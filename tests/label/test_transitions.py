"""Every act × every state × every role: what is allowed, what is refused, and with which reason."""

import pytest
from django.db import transaction

from opstap.accounts.models import User
from opstap.label.models import Application, State, Step
from opstap.label.services.steps import RefusedError
from opstap.label.transitions import RULES, Act
from tests.factories import make_membership
from tests.label.procedure import (
    ADMINISTRATOR,
    APPEALS,
    APPLICANT,
    AUTHORITY,
    COMMITTEE,
    DO,
    ORGANISATION,
    ROLES,
    SECRETARY,
    Case,
    make_case,
    open_correction,
)

pytestmark = pytest.mark.django_db

ASKING = {APPLICANT, ORGANISATION}
OFFICE = {SECRETARY, ADMINISTRATOR}
RUNNING = {State.DRAFT, State.SUBMITTED, State.REVIEW, State.SCHEDULED, State.ADVISED}
# Written by hand beside the table of the software: act → (who, in which states, the state after).
ALLOWED: dict[Act, tuple[set[str], dict[State, State]]] = {
    Act.WRITE: (ASKING, {State.DRAFT: State.DRAFT}),
    Act.MOVE: (ASKING, {State.DRAFT: State.DRAFT, State.SUBMITTED: State.DRAFT}),
    Act.SUBMIT: (ASKING, {State.DRAFT: State.SUBMITTED}),
    Act.RETRACT: (ASKING, dict.fromkeys(RUNNING, State.RETRACTED)),
    Act.REOPEN: (ASKING, {State.REFUSED: State.REFUSED}),
    Act.ANSWER: (ASKING, {State.SUBMITTED: State.SUBMITTED, State.REVIEW: State.REVIEW}),
    Act.COMPLETE: (OFFICE, {State.SUBMITTED: State.REVIEW}),
    Act.ASK: (OFFICE | {COMMITTEE}, {State.SUBMITTED: State.SUBMITTED, State.REVIEW: State.REVIEW}),
    Act.DECLARE: ({COMMITTEE}, {State.REVIEW: State.REVIEW, State.SCHEDULED: State.SCHEDULED}),
    Act.REVIEW: ({COMMITTEE}, {State.REVIEW: State.REVIEW, State.SCHEDULED: State.SCHEDULED}),
    Act.VISIT: (OFFICE | {COMMITTEE}, {State.REVIEW: State.REVIEW, State.SCHEDULED: State.SCHEDULED}),
    Act.SCHEDULE: (OFFICE, {State.REVIEW: State.SCHEDULED}),
    Act.UNSCHEDULE: (OFFICE, {State.SCHEDULED: State.REVIEW}),
    Act.ADVISE: (OFFICE, {State.SCHEDULED: State.ADVISED}),
    Act.AWARD: ({AUTHORITY}, {State.ADVISED: State.ACCEPTED}),
    Act.REFUSE: ({AUTHORITY}, {State.ADVISED: State.REFUSED}),
    Act.APPEAL: (ASKING, {State.REFUSED: State.REFUSED}),
    Act.APPEAL_RETRACT: (ASKING, {State.REFUSED: State.REFUSED}),
    Act.UPHOLD: ({APPEALS}, {State.REFUSED: State.REFUSED}),
    Act.OVERTURN: ({APPEALS}, {State.REFUSED: State.ACCEPTED}),
}
# The committee reads complete files only, though the secretariat asks for corrections before.
NOT_YET = {(Act.ASK, State.SUBMITTED, COMMITTEE)}
WAIT_FOR_THE_ANSWER = {Act.COMPLETE, Act.REVIEW, Act.SCHEDULE, Act.ADVISE, Act.AWARD, Act.REFUSE}


def expected(act: Act, state: State, role: str) -> str:
    who, states = ALLOWED[act]
    if role not in who:
        return "who"
    if state not in states or (act, state, role) in NOT_YET:
        return "state"
    return f"→ {states[state].value}"


def tried(case: Case, file: Application, act: Act, role: str) -> str:
    """What happens, undone afterwards: the state after it, or why it was refused."""
    with transaction.atomic():
        steps = Step.objects.filter(application=file).count()
        try:
            DO[act](case, file, case.people[role])
        except RefusedError as refused:
            answer = str(refused.code)
            assert Step.objects.filter(application=file).count() == steps
        else:
            answer = f"→ {Application.objects.get(pk=file.pk).state}"
        transaction.set_rollback(True)
    return answer


def test_the_table_by_hand_speaks_of_every_act_of_a_person() -> None:
    assert set(ALLOWED) == set(DO) == set(RULES) - {Act.LAPSE, Act.FORGET}


@pytest.mark.parametrize("state", State)
def test_every_act_by_every_role(state: State) -> None:
    case = make_case()
    file = case.file(state)
    surprises = [
        f"{act} in {state.value} by {role}: {answer}, not {right}"
        for act in DO
        for role in ROLES
        if (answer := tried(case, file, act, role)) != (right := expected(act, state, role))
    ]
    assert surprises == []


@pytest.mark.parametrize("state", [state for state in State if state in RUNNING])
def test_nobody_moves_a_file_while_a_correction_is_open(state: State) -> None:
    """Reviewer, secretariat and authority wait; the applicant answers or takes the file back."""
    case = make_case()
    file = case.file(state)
    open_correction(case, file)
    surprises = [
        f"{act} by {role}: {answer}, not {right}"
        for act in WAIT_FOR_THE_ANSWER
        for role in ROLES
        if (answer := tried(case, file, act, role))
        != (
            right := "correction"
            if expected(act, state, role).startswith("→")
            else expected(act, state, role)
        )
    ]
    assert surprises == []
    assert tried(case, file, Act.RETRACT, APPLICANT) == "→ retracted"


def test_a_seat_that_ended_allows_nothing() -> None:
    case = make_case()
    file = case.file(State.ADVISED)
    case.scheme.seats.update(valid_until="2021-01-01")
    assert [tried(case, file, act, AUTHORITY) for act in (Act.AWARD, Act.REFUSE)] == ["who", "who"]


def test_a_seat_of_another_scheme_allows_nothing() -> None:
    case, other = make_case(), make_case()
    file = case.file(State.ADVISED)
    case.people[AUTHORITY] = other.people[AUTHORITY]
    assert tried(case, file, Act.AWARD, AUTHORITY) == "who"


@pytest.mark.parametrize(
    ("act", "role", "state"),
    [
        (Act.REVIEW, COMMITTEE, State.REVIEW),
        (Act.COMPLETE, SECRETARY, State.SUBMITTED),
        (Act.AWARD, AUTHORITY, State.ADVISED),
        (Act.OVERTURN, APPEALS, State.REFUSED),
    ],
)
def test_nobody_judges_a_file_of_her_own_organisation(act: Act, role: str, state: State) -> None:
    case = make_case()
    file = case.file(state)
    assert tried(case, file, act, role).startswith("→")
    make_membership(case.people[role], organisation=file.organisation)
    # Roles are asked once a request: this is another one.
    case.people[role] = User.objects.get(pk=case.people[role].pk)
    assert tried(case, file, act, role) == "who"

"""Appeals about a label: who, until when, decided by whom, and what becomes of the label."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.label.letter import letter_facts, letter_pdf
from opstap.label.models import (
    Appeal,
    AppealState,
    Application,
    Decision,
    DecisionKind,
    Label,
    Part,
    Standing,
    State,
)
from opstap.label.services import hearings, label_appeals, register, standing
from opstap.label.services.label_appeals import Reason, RefusedError
from tests.factories import make_application, make_label, make_membership, make_seat, make_user
from tests.label.procedure import (
    ADMINISTRATOR,
    APPEALS,
    APPLICANT,
    AUTHORITY,
    COMMITTEE,
    NETWORK,
    ORGANISATION,
    ROLES,
    SECRETARY,
    Case,
    make_case,
)

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
K = DecisionKind


@pytest.fixture
def case() -> Case:
    return make_case()


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    now = datetime(*moment, tzinfo=BRUSSELS)  # type: ignore[arg-type, misc]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def decided(case: Case, kind: DecisionKind = K.SUSPEND, label: Label | None = None) -> Decision:
    """After a hearing in which the organisation was heard."""
    label = label or make_label(case.space, case.version)
    proposal = "suspend" if kind == K.SUSPEND else "withdraw"
    hearing = hearings.propose(label=label, proposal=proposal, reasons="Closed.", by=case.people[SECRETARY])
    hearings.answer(hearing=hearing, text="We are open.", by=case.people[APPLICANT])
    return hearings.conclude(hearing=hearing, accept=True, reasons="Closed.", by=case.people[AUTHORITY])


def of(decision: Decision) -> Label:
    assert decision.label is not None
    return decision.label


def lodge(case: Case, decision: Decision) -> Appeal:
    return label_appeals.lodge(
        decision=decision, label=of(decision), grounds="We were open.", by=case.people[APPLICANT]
    )


def settle(case: Case, appeal: Appeal, kind: DecisionKind = K.OVERTURN, by: User | None = None) -> Decision:
    label = of(appeal.decision)
    by = by or case.people[APPEALS]
    return label_appeals.settle(appeal=appeal, label=label, kind=kind, reasons="So.", by=by)


def refused(act: Any, *given: Any) -> str:
    """The reason, and that nothing was written."""
    before = (Appeal.objects.count(), Decision.objects.count(), AuditEntry.objects.count())
    with pytest.raises(RefusedError) as error:
        act(*given)
    assert (Appeal.objects.count(), Decision.objects.count(), AuditEntry.objects.count()) == before
    return str(error.value.code)


# --- the term ----------------------------------------------------------------------------------------


def test_the_last_day_is_the_organisations_whole(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """30 days after Monday 2 March 2026 is Wednesday 1 April; in summer time by then."""
    case.version.appeal_days = 30
    label = make_label(case.space, case.version)
    at(monkeypatch, 2026, 3, 2, 12)
    decision = decided(case, label=label)
    assert decision.appeal_until == date(2026, 4, 1)
    at(monkeypatch, 2026, 4, 2, 0, 1)
    assert refused(lodge, case, decision) == Reason.TERM
    at(monkeypatch, 2026, 4, 1, 23, 59)
    assert lodge(case, decision).state == AppealState.LODGED


def test_once_a_decision_also_after_it_was_taken_back(case: Case) -> None:
    decision = decided(case)
    appeal = lodge(case, decision)
    assert refused(lodge, case, decision) == Reason.TWICE
    label_appeals.take_back(appeal=appeal, label=of(decision), by=case.people[APPLICANT])
    assert refused(lodge, case, decision) == Reason.TWICE
    assert refused(settle, case, appeal) == Reason.CLOSED


@pytest.mark.parametrize("kind", [K.REINSTATE, K.KEEP, K.RENOUNCE])
def test_what_takes_nothing_away_cannot_be_appealed_against(case: Case, kind: DecisionKind) -> None:
    label = make_label(case.space, case.version)
    by = case.people[AUTHORITY]
    decision = standing.write_decision(kind, label, reasons="So.", by=by, at=timezone.now())
    assert refused(lodge, case, decision) == Reason.KIND


def test_what_was_put_right_meanwhile_leaves_nothing_to_appeal_against(case: Case) -> None:
    decision = decided(case)
    standing.reinstate(label=of(decision), reasons="Open.", by=case.people[AUTHORITY])
    assert refused(lodge, case, decision) == Reason.CHANGED


# --- the outcome -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "kind", "outcome", "after"),
    [
        ([], K.SUSPEND, K.UPHOLD, Standing.SUSPENDED),
        ([], K.SUSPEND, K.OVERTURN, Standing.IN_FORCE),
        ([], K.WITHDRAW, K.UPHOLD, Standing.WITHDRAWN),
        ([], K.WITHDRAW, K.OVERTURN, Standing.IN_FORCE),
        # The suspension before it was another decision: it is there again.
        ([K.SUSPEND], K.WITHDRAW, K.OVERTURN, Standing.SUSPENDED),
        ([K.SUSPEND, K.REINSTATE], K.WITHDRAW, K.OVERTURN, Standing.IN_FORCE),
    ],
)
def test_where_the_label_stands_afterwards(
    case: Case, before: list[DecisionKind], kind: DecisionKind, outcome: DecisionKind, after: Standing
) -> None:
    label = make_label(case.space, case.version)
    for earlier in before:
        standing.decide(earlier, label, reasons="So.", by=case.people[AUTHORITY])
    appeal = lodge(case, decided(case, kind, label))
    decision = settle(case, appeal, outcome)
    label.refresh_from_db()
    appeal.refresh_from_db()
    assert (label.standing, label.ended_on is None) == (after, after != Standing.WITHDRAWN)
    state = AppealState.UPHELD if outcome == K.UPHOLD else AppealState.OVERTURNED
    assert (appeal.state, appeal.outcome, decision.kind) == (state, decision, outcome)
    # The way on is in the words of the scheme; within Opstap it ends here.
    assert (decision.appeal_ways, decision.appeal_until) == ("Recours auprès de l’autorité.", None)


def test_an_appeal_leaves_its_trail(case: Case) -> None:
    decision = decided(case)
    first = AuditEntry.objects.count()
    settle(case, lodge(case, decision))
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "object_uid"))[first:]
    uid = of(decision).uid
    assert actions == [
        ("label.appealed", uid),
        ("label.restored", uid),
        ("label.appeal-accepted", uid),
    ]


def test_who_had_a_part_never_hears_the_appeal(case: Case) -> None:
    """Who proposed, who decided, who awarded: also when she sits for appeals."""
    awarded = make_user()
    file = make_application(case.version, case.space, state=State.ACCEPTED)
    Decision.objects.create(kind=K.AWARD, application=file, reasons="x", language="fr", decided_by=awarded)
    label = make_label(case.space, case.version, application=file)
    appeal = lodge(case, decided(case, label=label))
    for person in (case.people[SECRETARY], case.people[AUTHORITY], awarded):
        make_seat(case.scheme, Part.APPEALS, user=person)
        assert refused(settle, case, appeal, K.UPHOLD, person) == Reason.SAME_PERSON
    settle(case, appeal)


# --- the label meanwhile -----------------------------------------------------------------------------


def test_nothing_else_is_taken_away_while_an_appeal_is_open(case: Case) -> None:
    decision = decided(case)
    label, by = of(decision), case.people[SECRETARY]
    hearing = hearings.propose(label=label, proposal="withdraw", reasons="Still closed.", by=by)
    hearings.answer(hearing=hearing, text="No.", by=case.people[APPLICANT])
    appeal = lodge(case, decision)
    with pytest.raises(standing.NotAllowedError):
        hearings.conclude(hearing=hearing, accept=True, reasons="So.", by=case.people[AUTHORITY])
    settle(case, appeal, K.UPHOLD)
    hearings.conclude(hearing=hearing, accept=True, reasons="So.", by=case.people[AUTHORITY])
    label.refresh_from_db()
    assert label.standing == Standing.WITHDRAWN


def test_no_hearing_begins_while_an_appeal_is_open(case: Case) -> None:
    decision = decided(case)
    lodge(case, decision)
    with pytest.raises(standing.NotAllowedError):
        hearings.propose(
            label=of(decision), proposal="withdraw", reasons="Closed.", by=case.people[SECRETARY]
        )


@pytest.mark.parametrize("act", [standing.reinstate, standing.renounce])
def test_a_label_that_changes_otherwise_leaves_the_appeal_without_object(case: Case, act: Any) -> None:
    decision = decided(case)
    appeal = lodge(case, decision)
    act(label=of(decision), reasons="So.", by=case.people[AUTHORITY])
    appeal.refresh_from_db()
    assert appeal.state == AppealState.MOOT
    assert AuditEntry.objects.filter(action="label.appeal-ended").count() == 1
    assert refused(settle, case, appeal) == Reason.CLOSED


def award_again(case: Case) -> Label:
    file: Application = make_application(case.version, case.space, state=State.ACCEPTED)
    by = case.people[AUTHORITY]
    said = {"kind": K.AWARD, "reasons": "x", "language": "fr", "decided_by": by}
    return register.award(application=file, decision=Decision.objects.create(application=file, **said), by=by)


def test_a_label_given_anew_leaves_the_appeal_without_object(case: Case) -> None:
    decision = decided(case, K.WITHDRAW)
    appeal = lodge(case, decision)
    award_again(case)
    appeal.refresh_from_db()
    assert appeal.state == AppealState.MOOT


def test_a_label_is_never_restored_beside_another(case: Case) -> None:
    """Brought in from a list meanwhile: the constraint would refuse it, the words come first."""
    decision = decided(case, K.WITHDRAW)
    appeal = lodge(case, decision)
    make_label(case.space, case.version)
    assert refused(settle, case, appeal) == Reason.HELD_AGAIN
    assert Label.objects.get(pk=of(decision).pk).standing == Standing.WITHDRAWN


# --- who ---------------------------------------------------------------------------------------------

ASKING = {APPLICANT, ORGANISATION}
READING = ASKING | {SECRETARY, ADMINISTRATOR, COMMITTEE, AUTHORITY, APPEALS}
KNOWING = READING | {NETWORK, "animator"}
WHO = {"label-appeal": ASKING, "appeal-retract": ASKING, "appeal-settle": {APPEALS}}
DATA = {"grounds": "We were open.", "kind": "uphold", "reasons": "So."}


@pytest.mark.parametrize("name", WHO)
def test_every_act_by_every_role(case: Case, name: str, client: Client) -> None:
    decision = decided(case)
    target = decision if name == "label-appeal" else lodge(case, decision)
    url = reverse(f"label:{name}", args=[target.uid])
    answers = {}
    for role in ROLES:
        client.force_login(case.people[role])
        answers[role] = client.get(url).status_code
    assert answers == {role: 200 if role in WHO[name] else 403 if role in KNOWING else 404 for role in ROLES}
    for role in sorted(set(ROLES) - WHO[name]) + sorted(WHO[name]):
        client.force_login(case.people[role])
        answers[role] = client.post(url, DATA).status_code
    second = sorted(WHO[name])[1:]
    right = {role: 403 if role in KNOWING else 404 for role in ROLES} | dict.fromkeys(WHO[name], 302)
    assert answers == right | dict.fromkeys(second, 400)


def test_nobody_hears_an_appeal_of_her_own_organisation(case: Case, client: Client) -> None:
    appeal = lodge(case, decided(case))
    judge = case.people[APPEALS]
    make_membership(judge, "animator", organisation=case.space.organisation)
    client.force_login(User.objects.get(pk=judge.pk))
    assert client.get(reverse("label:appeal-settle", args=[appeal.uid])).status_code == 403


def test_the_page_says_what_can_be_done_now(case: Case, client: Client) -> None:
    """The button, then the notice with the way back, then the outcome with its letter."""
    decision = decided(case)
    label = of(decision)
    page = reverse("label:held-record", args=[label.uid])
    lodging = reverse("label:label-appeal", args=[decision.uid])
    client.force_login(case.people[APPLICANT])
    assert lodging in client.get(page).text
    appeal = lodge(case, decision)
    text = client.get(page).text
    assert (lodging in text, reverse("label:appeal-retract", args=[appeal.uid]) in text) == (False, True)
    assert client.get(lodging).status_code == 409
    client.force_login(case.people[APPEALS])
    assert reverse("label:appeal-settle", args=[appeal.uid]) in client.get(page).text
    assert page in client.get(reverse("label:file-list")).text
    outcome = settle(case, appeal)
    assert reverse("label:held-letter", args=[label.uid, outcome.uid]) in client.get(page).text
    assert page not in client.get(reverse("label:file-list")).text


def test_a_letter_that_cannot_be_printed_is_refused_on_the_form(case: Case, client: Client) -> None:
    appeal = lodge(case, decided(case))
    client.force_login(case.people[APPEALS])
    url = reverse("label:appeal-settle", args=[appeal.uid])
    answer = client.post(url, {"kind": "overturn", "reasons": "a\U0010fffd"})
    appeal.refresh_from_db()
    assert (answer.status_code, appeal.state) == (400, AppealState.LODGED)
    assert Label.objects.get().standing == Standing.SUSPENDED


# --- letters and mails -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "kind", "outcome", "title", "sentence"),
    [
        ("fr", K.SUSPEND, None, "Suspension du label", "est suspendu."),
        ("nl", K.WITHDRAW, None, "Intrekking van het label", "is ingetrokken."),
        ("fr", K.WITHDRAW, K.UPHOLD, "le retrait est maintenu", "Le recours est rejeté. Le label"),
        ("nl", K.SUSPEND, K.OVERTURN, "de schorsing vervalt", "Het beroep is aanvaard. Het label"),
    ],
)
def test_the_letter_says_what_was_decided(
    case: Case, language: str, kind: DecisionKind, outcome: DecisionKind | None, title: str, sentence: str
) -> None:
    file = make_application(case.version, case.space, state=State.ACCEPTED, language=language)
    decision = decided(case, kind, make_label(case.space, case.version, application=file))
    if outcome:
        decision = settle(case, lodge(case, decision), outcome)
    with translation.override(language):
        said = letter_facts(decision)
    text = json.dumps(said, ensure_ascii=False)
    assert (title in said["title"], sentence in said["decision"], file.reference in text) == (True,) * 3
    assert letter_pdf(decision).startswith(b"%PDF-")


def test_a_letter_of_another_label_is_not_found(case: Case, client: Client) -> None:
    decision = decided(case)
    other = make_label(case.space)
    client.force_login(case.people[APPLICANT])
    letter = reverse("label:held-letter", args=[of(decision).uid, decision.uid])
    assert client.get(letter).headers["Content-Type"] == "application/pdf"
    assert client.get(reverse("label:held-letter", args=[other.uid, decision.uid])).status_code == 404


def test_each_is_told_once_in_her_language(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    decision = decided(case)
    roles = (APPLICANT, ORGANISATION, SECRETARY, AUTHORITY, APPEALS)
    right = sorted(case.people[role].email for role in roles)
    User.objects.filter(pk=case.people[APPEALS].pk).update(language="nl")
    with django_capture_on_commit_callbacks(execute=True):
        appeal = lodge(case, decision)
    assert sorted(message.to[0] for message in mail.outbox) == right
    (dutch,) = [message for message in mail.outbox if message.to == [case.people[APPEALS].email]]
    assert (f"/nl/label/held/{of(decision).uid}/" in dutch.body, "beroep" in dutch.subject) == (True, True)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        settle(case, appeal)
    assert sorted(message.to[0] for message in mail.outbox) == right

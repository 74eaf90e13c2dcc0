"""A whole application, and what the walk over the table does not show: clocks, conflicts, two at once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.db.utils import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.label.models import (
    Advice,
    Answer,
    AppealState,
    Application,
    Decision,
    DecisionKind,
    FilePart,
    Label,
    Mail,
    Part,
    Scheme,
    State,
)
from opstap.label.services import appeals, corrections, decisions, files, meetings, reviews
from opstap.label.services.clock import clock_of
from opstap.label.services.steps import RefusedError
from tests import factories
from tests.label.procedure import (
    APPEALS,
    APPLICANT,
    AUTHORITY,
    COMMITTEE,
    SECRETARY,
    Case,
    lodged,
    make_case,
    open_correction,
)

CLIENTS = 8


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def ready(case: Case) -> Application:
    """A file begun and written, ready to be handed in."""
    by, organisation = case.people[APPLICANT], case.space.organisation
    assert organisation is not None
    file = files.start(
        space=case.space, organisation=organisation, version=case.version, language="fr", by=by
    )
    for part in FilePart:
        files.write_part(application=file, part=part, text="Texte.", is_ready=True, by=by)
    answers = {one.pk: {"declared": True, "remark": ""} for one in case.version.criteria.all()}
    files.answer_criteria(application=file, answers=answers, by=by)
    return file


def test_from_draft_to_label(case: Case) -> None:
    people, file = case.people, ready(case)
    files.submit(application=file, by=people[APPLICANT])
    asked = corrections.ask(application=file, part=FilePart.BUDGET, question="Quoi ?", by=people[SECRETARY])
    corrections.answer(correction=asked, text="Voici.", by=people[APPLICANT])
    reviews.complete(application=file, by=people[SECRETARY])
    reviews.declare(application=file, has_conflict=False, by=people[COMMITTEE])
    findings = {"criterion-1": "met", "unknown": "met"}
    written = reviews.review(
        application=file, advice=Advice.FAVOURABLE, reasons="Bien.", findings=findings, by=people[COMMITTEE]
    )
    meeting = meetings.plan_meeting(
        scheme=case.scheme, held_on=timezone.localdate(), place="", by=people[SECRETARY]
    )
    item = meetings.put_on_agenda(meeting=meeting, application=file, by=people[SECRETARY])
    meetings.minute(item=item, advice=Advice.FAVOURABLE, minutes="Bien.", by=people[SECRETARY])
    meetings.close_meeting(meeting=meeting, present="Trois membres.", minutes="", by=people[SECRETARY])
    decision = decisions.decide(
        application=file, kind=DecisionKind.AWARD, reasons="Tout est rempli.", by=people[AUTHORITY]
    )
    file.refresh_from_db()
    assert (file.state, Label.objects.get().space, written.findings) == (
        State.ACCEPTED,
        case.space,
        {"criterion-1": "met"},
    )
    assert (decision.facts["advice"], decision.facts["criteria"][0]["declared"]) == ("favourable", True)
    steps = list(file.steps.values_list("act", flat=True))
    assert steps == ("start submit ask answer complete declare review schedule advise award".split())
    trail = AuditEntry.objects.filter(object_uid=file.uid).exclude(action="label_file.write")
    assert [row.action for row in trail.order_by("pk")] == [f"label_file.{act}" for act in steps]


def test_a_draft_begins_with_what_the_record_says(case: Case) -> None:
    case.space.computers, case.space.postcode, case.space.cities = 8, "1080", {"fr": "Molenbeek"}
    case.space.open_hours = "Mo-Fr 09:00-12:00"
    case.space.save()
    file = ready_draft(case)
    words = dict(file.parts.values_list("part", "text"))
    assert (words["equipment"], words["place"]) == ("Ordinateurs: 8", "1080 Molenbeek")
    assert "9\u00a0h" in words["hours"]


def ready_draft(case: Case) -> Application:
    organisation = case.space.organisation
    assert organisation is not None
    return files.start(
        space=case.space,
        organisation=organisation,
        version=case.version,
        language="fr",
        by=case.people[APPLICANT],
    )


def test_an_unfinished_file_is_not_handed_in(case: Case) -> None:
    file = ready_draft(case)
    with pytest.raises(RefusedError) as refused:
        files.submit(application=file, by=case.people[APPLICANT])
    assert refused.value.code == "incomplete"


def test_a_space_has_one_running_file_and_no_second_label(case: Case) -> None:
    ready_draft(case)
    with pytest.raises(RefusedError) as refused:
        ready_draft(case)
    assert refused.value.code == "taken"


def test_references_count_through_the_year(case: Case) -> None:
    other = make_case()
    year = timezone.localdate().year
    assert [ready_draft(one).reference for one in (case, other)] == [f"{year}-001", f"{year}-002"]


def test_the_clock_stops_while_a_correction_is_open(case: Case) -> None:
    file = case.file(State.SUBMITTED)
    zone = ZoneInfo("Europe/Brussels")
    file.submitted_at = datetime(2026, 3, 2, 10, tzinfo=zone)
    file.save()
    asked = open_correction(case, file)
    asked.asked_at = datetime(2026, 3, 5, 10, tzinfo=zone)
    asked.save()
    clock = clock_of(Application.objects.get(pk=file.pk))
    assert clock is not None
    assert (clock.stands, clock.due) == (True, None)
    asked.answered_at = datetime(2026, 3, 11, 23, 30, tzinfo=zone)
    asked.save()
    clock = clock_of(Application.objects.get(pk=file.pk))
    assert clock is not None
    assert clock.due == date(2026, 3, 20)


def test_a_correction_lapses_after_its_last_day_only(case: Case) -> None:
    file = case.file(State.REVIEW)
    asked = open_correction(case, file)
    asked.answer_until = date(2026, 3, 20)
    asked.save()
    zone = ZoneInfo("Europe/Brussels")
    assert corrections.lapse_all(datetime(2026, 3, 20, 23, 59, tzinfo=zone)) == 0
    assert corrections.lapse_all(datetime(2026, 3, 21, 0, 1, tzinfo=zone)) == 1
    asked.refresh_from_db()
    with pytest.raises(RefusedError):
        corrections.answer(correction=asked, text="Trop tard.", by=case.people[APPLICANT])
    assert file.steps.last().act == "lapse"


def test_who_declared_a_conflict_has_no_part_any_more(case: Case, client: Client) -> None:
    file = case.file(State.REVIEW)
    file.interests.all().delete()
    member = case.people[COMMITTEE]
    reviews.declare(application=file, has_conflict=True, explanation="Ma sœur y travaille.", by=member)
    with pytest.raises(RefusedError) as refused:
        reviews.review(application=file, advice="favourable", reasons="x", findings={}, by=member)
    client.force_login(member)
    assert (refused.value.code, client.get(f"/fr/label/files/{file.uid}/").status_code) == ("conflict", 403)


def test_a_reviewer_of_the_same_organisation_finds_no_file(case: Case, client: Client) -> None:
    file = case.file(State.REVIEW)
    seat = case.scheme.seats.get(part=Part.COMMITTEE)
    seat.organisation, seat.body = file.organisation, ""
    seat.save()
    client.force_login(case.people[COMMITTEE])
    assert client.get(f"/fr/label/files/{file.uid}/").status_code == 404
    assert file.reference not in client.get("/fr/label/files/").content.decode()


def test_the_committee_says_first_whether_it_has_a_link(case: Case, client: Client) -> None:
    file = case.file(State.REVIEW)
    file.interests.all().delete()
    client.force_login(case.people[COMMITTEE])
    answer = client.get(f"/fr/label/files/{file.uid}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/fr/label/files/{file.uid}/do/declare/")
    assert client.get(f"/fr/label/files/{file.uid}/do/review/").status_code == 403


def test_only_the_applicant_moves_a_file_to_a_newer_version(case: Case) -> None:
    file = case.file(State.SUBMITTED)
    newer = factories.make_version(case.scheme)
    factories.make_criterion(newer)
    factories.make_criterion(newer)
    files.move(application=file, by=case.people[APPLICANT])
    file.refresh_from_db()
    said = list(file.answers.order_by("criterion__position").values_list("declared", flat=True))
    assert (file.version, file.state, file.submitted_at, said) == (newer, State.DRAFT, None, [True, None])


def test_after_a_refusal_a_new_file_takes_over_what_was_written(case: Case) -> None:
    file = case.file(State.REFUSED)
    again = files.reopen(application=file, by=case.people[APPLICANT])
    assert (again.state, again.parts.count(), Answer.objects.get(application=again).declared) == (
        State.DRAFT,
        8,
        True,
    )
    with pytest.raises(RefusedError):
        files.reopen(application=file, by=case.people[APPLICANT])


def test_an_appeal_within_its_term_overturns_the_refusal(case: Case) -> None:
    file = case.file(State.REFUSED)
    appeal = appeals.lodge(application=file, grounds="Vous vous trompez.", by=case.people[APPLICANT])
    decision = appeals.settle(
        application=file, kind=DecisionKind.OVERTURN, reasons="En effet.", by=case.people[APPEALS]
    )
    appeal.refresh_from_db()
    file.refresh_from_db()
    assert (appeal.state, appeal.outcome, file.state, Label.objects.count()) == (
        AppealState.OVERTURNED,
        decision,
        State.ACCEPTED,
        1,
    )
    assert file.decisions.count() == 2


def test_an_appeal_after_the_term_is_refused(case: Case) -> None:
    file = case.file(State.REFUSED)
    file.decisions.update(appeal_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(RefusedError) as refused:
        appeals.lodge(application=file, grounds="!", by=case.people[APPLICANT])
    assert refused.value.code == "term"


@pytest.mark.parametrize("part", ["decided", "reviewed"])
def test_who_had_a_part_in_the_file_never_hears_the_appeal(case: Case, part: str) -> None:
    file = case.file(State.REFUSED)
    lodged(case, file)
    judge = case.people[APPEALS]
    if part == "decided":
        file.decisions.update(decided_by=judge)
    else:
        file.reviews.update(reviewer=judge)
    with pytest.raises(RefusedError) as refused:
        appeals.settle(application=file, kind=DecisionKind.UPHOLD, reasons="Non.", by=judge)
    assert refused.value.code == "same_person"


def test_a_file_nobody_reviewed_comes_on_no_agenda(case: Case) -> None:
    file = case.file(State.REVIEW)
    file.reviews.all().delete()
    with pytest.raises(RefusedError) as refused:
        meetings.put_on_agenda(meeting=case.meeting(), application=file, by=case.people[SECRETARY])
    assert refused.value.code == "unreviewed"


def test_minutes_are_closed_when_every_file_has_its_advice(case: Case) -> None:
    file = case.file(State.REVIEW)
    meeting = case.meeting()
    meetings.put_on_agenda(meeting=meeting, application=file, by=case.people[SECRETARY])
    with pytest.raises(RefusedError):
        meetings.close_meeting(meeting=meeting, present="x", minutes="", by=case.people[SECRETARY])


def test_each_party_is_told_in_her_language(
    case: Case, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(pk=case.people[APPLICANT].pk).update(language="nl")
    file = case.file(State.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):
        corrections.ask(application=file, part=FilePart.HOURS, question="?", by=case.people[SECRETARY])
    to_dutch = next(one for one in mail.outbox if one.to == [case.people[APPLICANT].email])
    assert "moet iets verbeterd worden" in to_dutch.body
    assert (len(mail.outbox), file.steps.last().mail) == (2, Mail.SENT)


def test_a_mail_that_fails_undoes_nothing_and_is_said(
    case: Case,
    settings: Settings,
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    file = case.file(State.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):
        reviews.complete(application=file, by=case.people[SECRETARY])
    file.refresh_from_db()
    assert (file.state, file.steps.last().mail) == (State.REVIEW, Mail.FAILED)
    client.force_login(case.people[SECRETARY])
    assert "did not leave" in client.get(f"/en/label/files/{file.uid}/").content.decode()


def test_the_database_takes_one_decision_a_file(case: Case) -> None:
    file = case.file(State.REFUSED)
    with pytest.raises(IntegrityError):
        Decision.objects.create(
            kind="award", application=file, reasons="x", language="fr", decided_by=case.people[AUTHORITY]
        )


@pytest.mark.django_db(transaction=True)
def test_eight_who_decide_at_once_make_one_decision(tmp_path: Path) -> None:
    case = make_case()
    file = case.file(State.ADVISED)
    judges = [factories.make_seat(case.scheme, Part.AUTHORITY).user for _one in range(CLIENTS)]
    start = threading.Barrier(CLIENTS)

    def decide(number: int) -> str:
        kind = DecisionKind.AWARD if number % 2 else DecisionKind.REFUSE
        try:
            start.wait()
            decisions.decide(application=file, kind=kind, reasons="So.", by=judges[number])
        except RefusedError as refused:
            return str(refused.code)
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(pool.map(decide, range(CLIENTS)))
    file.refresh_from_db()
    made = Decision.objects.get()
    assert answers == {"decided": 1, "state": CLIENTS - 1}
    assert file.state == (State.ACCEPTED if made.kind == "award" else State.REFUSED)
    assert Label.objects.count() == (made.kind == "award")


@pytest.mark.django_db(transaction=True)
def test_eight_who_begin_at_once_begin_one_file() -> None:
    case = make_case()
    start = threading.Barrier(CLIENTS)

    def begin(_number: int) -> str:
        try:
            start.wait()
            ready_draft(case)
        except RefusedError as refused:
            return str(refused.code)
        finally:
            connection.close()
        return "begun"

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(pool.map(begin, range(CLIENTS)))
    assert (answers, Application.objects.count(), Scheme.objects.count()) == (
        {"begun": 1, "taken": CLIENTS - 1},
        1,
        1,
    )

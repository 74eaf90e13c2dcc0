"""A mail that does not leave: kept, said on the page with who and when, sent again, or told otherwise."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.models import AuditEntry, Job
from opstap.keeping.services.erasing import erase_by
from opstap.label.models import Application, Label, Mail, State, UnsentMail
from opstap.label.retention import UNSENT
from opstap.label.services import posting, reviews, standing
from tests.factories import make_label
from tests.label.failing import BACKEND, REFUSED
from tests.label.procedure import APPLICANT, AUTHORITY, COMMITTEE, SECRETARY, Case, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings: Any) -> Iterator[Case]:
    settings.EMAIL_BACKEND = BACKEND
    yield make_case()
    REFUSED.clear()


def completed(case: Case, callbacks: Any, *refused: str) -> Application:
    """A step of which the applicants and the committee are told; these receivers are refused."""
    file = case.file(State.SUBMITTED)
    REFUSED.update(refused)
    with callbacks(execute=True):
        reviews.complete(application=file, by=case.people[SECRETARY])
    file.refresh_from_db()
    return file


def reinstated(case: Case, callbacks: Any) -> Label:
    label = make_label(case.space, case.version, standing="suspended")
    REFUSED.add("*")
    with callbacks(execute=True):
        standing.reinstate(label=label, reasons="Mended.", by=case.people[AUTHORITY])
    label.refresh_from_db()
    return label


def test_what_cannot_be_sent_undoes_nothing_and_is_kept(
    case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    committee = case.people[COMMITTEE]
    file = completed(case, django_capture_on_commit_callbacks, committee.email)
    kept = UnsentMail.objects.get()
    step = file.steps.get()
    assert (file.state, step.mail) == (State.REVIEW, Mail.FAILED)
    assert (kept.step, kept.label, kept.receiver, kept.tries) == (step, None, committee, 1)
    assert file.reference in kept.subject
    assert committee.email not in [message.to[0] for message in mail.outbox]
    assert len(mail.outbox) == 2  # both coordinators know


def test_mails_about_a_label_are_kept_too(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    label = reinstated(case, django_capture_on_commit_callbacks)
    assert label.standing == "in_force"
    kept = list(UnsentMail.objects.order_by("pk"))
    assert [(one.label, one.step, "Mended." in one.text) for one in kept] == [(label, None, True)] * 2
    assert mail.outbox == []


def test_a_subject_never_breaks_a_mail(case: Case) -> None:
    label = make_label(case.space, case.version)
    assert posting.post(case.people[APPLICANT], "Label\nof  x", "Text", label=label) is True
    assert mail.outbox[0].subject == "Label of x"


def test_it_is_tried_again_every_hour_for_a_day(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    reinstated(case, django_capture_on_commit_callbacks)
    now = timezone.now()
    assert posting.try_all(now + timedelta(minutes=59)) == 0
    assert set(UnsentMail.objects.values_list("tries", flat=True)) == {1}
    assert posting.try_all(now + timedelta(minutes=61)) == 0
    assert set(UnsentMail.objects.values_list("tries", flat=True)) == {2}
    UnsentMail.objects.update(tries=posting.MOST_TRIES)
    REFUSED.clear()
    assert posting.try_all(now + timedelta(days=2)) == 0
    UnsentMail.objects.update(tries=posting.MOST_TRIES - 1)
    assert posting.try_all(now + timedelta(days=2)) == 2
    assert len(mail.outbox) == 2
    assert posting.waiting().count() == 0
    assert set(UnsentMail.objects.values_list("text", flat=True)) == {""}
    trail = AuditEntry.objects.filter(object_kind="label_mail")
    assert [(one.action, one.actor) for one in trail] == [("label_mail.sent", None)] * 2


def test_the_job_sends_nothing_where_no_mail_is_set_up(
    case: Case, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    reinstated(case, django_capture_on_commit_callbacks)
    earlier = timezone.now() - timedelta(hours=3)
    UnsentMail.objects.update(tried_at=earlier, failed_at=earlier)
    REFUSED.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    posting.run(Job())
    assert posting.waiting().count() == 2
    settings.EMAIL_BACKEND = BACKEND
    posting.run(Job())
    assert posting.waiting().count() == 0


def test_two_who_try_at_once_send_it_once(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    reinstated(case, django_capture_on_commit_callbacks)
    first = UnsentMail.objects.all()[0]
    same = UnsentMail.objects.get(pk=first.pk)
    REFUSED.clear()
    assert [posting.try_again(one) for one in (first, same)] == [True, False]
    assert len(mail.outbox) == 1


def test_who_left_is_not_written_to(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    reinstated(case, django_capture_on_commit_callbacks)
    REFUSED.clear()
    User.objects.update(is_active=False)
    assert posting.try_again(UnsentMail.objects.select_related("receiver")[0]) is False
    assert mail.outbox == []


@pytest.mark.parametrize("kind", ["file", "label"])
def test_the_page_says_who_does_not_know_and_the_secretariat_mends_it(
    case: Case, kind: str, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    if kind == "file":
        receiver = case.people[COMMITTEE]
        page = reverse(
            "label:file", args=[completed(case, django_capture_on_commit_callbacks, receiver.email).uid]
        )
    else:
        receiver = case.people[APPLICANT]
        page = reverse("label:held-record", args=[reinstated(case, django_capture_on_commit_callbacks).uid])
    kept = UnsentMail.objects.get(receiver=receiver)
    told = reverse("label:mail-told", args=[kept.uid])
    client.force_login(case.people[SECRETARY])
    text = client.get(page).text
    assert (receiver.email in text, told in text) == (True, True)
    assert receiver.email in client.get(reverse("label:mail-list")).text
    # A coordinator reads that not everybody was told, and nobody's name.
    client.force_login(case.people[APPLICANT])
    text = client.get(page, headers={"Accept-Language": "fr"}).text
    assert ("secrétariat voit qui" in text, told in text) == (True, False)
    client.force_login(case.people[SECRETARY])
    assert client.post(told).headers["Location"] == page
    kept.refresh_from_db()
    assert (kept.told_by, kept.text) == (case.people[SECRETARY], "")
    assert told not in client.get(page).text
    # A second time changes nothing.
    client.post(told)
    assert AuditEntry.objects.filter(action="label_mail.told", object_uid=kept.uid).count() == 1


def test_the_button_sends_it_now_and_says_when_it_did_not(
    case: Case, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    completed(case, django_capture_on_commit_callbacks, case.people[COMMITTEE].email)
    kept = UnsentMail.objects.get()
    again = reverse("label:mail-again", args=[kept.uid])
    client.force_login(case.people[SECRETARY])
    listed = client.post(again, {"list": "1"}, follow=True)
    assert (listed.redirect_chain[0][0], "is-warn" in listed.text) == (reverse("label:mail-list"), True)
    REFUSED.clear()
    client.post(again)
    kept.refresh_from_db()
    assert (kept.sent_at is not None, kept.tries) == (True, 3)
    assert [message.to for message in mail.outbox][-1] == [case.people[COMMITTEE].email]
    assert AuditEntry.objects.get(action="label_mail.sent").actor == case.people[SECRETARY]


def test_it_goes_after_its_months(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    reinstated(case, django_capture_on_commit_callbacks)
    assert erase_by(UNSENT, now=timezone.now() + timedelta(days=150)) == 0
    assert erase_by(UNSENT, now=timezone.now() + timedelta(days=200)) == 2
    assert UnsentMail.objects.count() == 0


@pytest.mark.parametrize(
    "bad", [{"label": None}, {"told_at": timezone.now()}, {"sent_at": timezone.now(), "told": True}]
)
def test_the_database_refuses_what_makes_no_sense(case: Case, bad: dict[str, Any]) -> None:
    by = case.people[SECRETARY]
    fields: dict[str, Any] = {"label": make_label(case.space, case.version), "receiver": by, **bad}
    if fields.pop("told", False):
        fields |= {"told_at": timezone.now(), "told_by": by}
    with pytest.raises(IntegrityError), transaction.atomic():
        UnsentMail.objects.create(subject="x", **fields)

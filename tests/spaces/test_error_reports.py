"""Something is wrong here: told without an account, followed up by who keeps the record."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opstap.core import retention
from opstap.core.models import AuditEntry
from opstap.finder import services
from opstap.spaces.models import ErrorReport, Publication
from opstap.spaces.services.error_reports import follow_up
from opstap.spaces.services.report_mails import mail_reports
from tests.factories import (
    make_coordinator,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_report,
    make_space,
)
from tests.label.failing import BACKEND, REFUSED

pytestmark = pytest.mark.django_db


def path(slug: str = "here") -> str:
    return f"/en/place/{slug}/wrong/"


def test_it_is_told_without_cookie_and_leads_to_a_page_that_says_what_becomes_of_it() -> None:
    space, client = make_space("here"), Client(enforce_csrf_checks=True)
    sent = client.post(path(), {"topic": "shut", "text": "Monday at ten."})
    report = ErrorReport.objects.get()
    assert (sent["Location"], sent.cookies) == (f"{path()}{report.uid}/", {})
    assert (report.space, report.topic, report.email, report.language) == (space, "shut", "", "en")

    page = client.get(sent["Location"])
    assert ("Nobody has looked at it yet" in page.text, "Monday at ten." in page.text) == (True, False)
    follow_up(report, state="mended", answer="We open at <eleven>.", by=make_coordinator(space))
    page = client.get(sent["Location"])
    assert ("It is put right." in page.text, "at &lt;eleven&gt;" in page.text) == (True, True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "What is wrong?"),
        ({"topic": "nonsense"}, "nonsense"),
        ({"topic": "other", "text": " "}, "Write in a few words what is wrong."),
        ({"topic": "hours", "text": "kept", "email": "nobody"}, "This is no e-mail address."),
        ({"topic": "hours", "text": "x" * 1001}, "1000"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_nothing_is_stored(sent: dict[str, str], words: str) -> None:
    make_space("here")
    answer = Client().post(path(), sent)
    assert (answer.status_code, words in answer.text, ErrorReport.objects.count()) == (422, True, 0)


def test_machines_and_crowds_are_kept_out_and_hidden_places_are_unknown() -> None:
    space, client = make_space("here"), Client()
    assert client.post(path(), {"topic": "hours", "website": "x"})["Location"] == space.get_absolute_url()
    answers = [client.post(path(), {"topic": "hours"}).status_code for _each in range(6)]
    assert answers == [302] * services.MOST_BY_ONE + [429]
    report = ErrorReport.objects.latest("pk")
    make_space("there")
    assert client.get(f"{path('there')}{report.uid}/").status_code == 404
    space.publication = Publication.HIDDEN
    space.save()
    assert [client.get(found).status_code for found in (path(), f"{path()}{report.uid}/")] == [404, 404]


def test_the_coordinator_sees_what_waits_and_follows_it_up(client: Client) -> None:
    space = make_space("here")
    by, report = make_coordinator(space), make_report(space, email="a@example.org")
    client.force_login(by)
    assert reverse("spaces:error-reports", args=["here"]) in client.get(reverse("spaces:space-list")).text
    page = reverse("spaces:error-report", args=["here", report.uid])
    client.post(page, {"state": "no_error", "answer": "We were there."})
    report.refresh_from_db()
    assert (report.state, report.answer, report.followed_by) == ("no_error", "We were there.", by)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.fields) == ("error_report.followed", ["answer", "state"])
    client.post(page, {"state": "no_error", "answer": "We were there."})
    assert AuditEntry.objects.filter(action="error_report.followed").count() == 1
    shown = [client.get(reverse("spaces:error-reports", args=["here"]), {"done": done}).text for done in "01"]
    assert ["It was closed." in text for text in shown] == [False, True]
    assert client.post(page, {"state": "new"}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"topic": "other", "text": ""}, {"topic": "x"}, {"state": "mended"}, {"followed_at": timezone.now()}],
)
def test_the_database_refuses_what_says_nothing(wrong: dict[str, Any]) -> None:
    space = make_space()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(space, **wrong)


def test_it_is_erased_a_year_after_it_was_brought_to_an_end_never_before() -> None:
    space, long_ago = make_space(), timezone.now() - timedelta(days=500)
    rule = retention.rule("spaces.error-report")
    make_report(space, created_at=long_ago)
    make_report(space, created_at=long_ago, state="looking", followed_at=long_ago)
    done = make_report(space, created_at=long_ago, state="mended", followed_at=long_ago)
    assert list(retention.erasable(rule, rule.due(timezone.now() - timedelta(days=365)))) == [done]


# --- told by mail, and to the network ---------------------------------------------------------------

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def _mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.usefixtures("_mail")
def test_a_coordinator_gets_one_mail_about_all_that_waits_and_another_after_two_weeks() -> None:
    organisation = make_organisation()
    first, second = (make_space(slug, organisation=organisation) for slug in ("first", "second"))
    boss, own = (
        make_coordinator(organisation, language="nl", name="Noor"),
        make_coordinator(first, language="en"),
    )
    for space in (first, first, second):
        make_report(space, created_at=NOW, text="It was closed: ask Ali.")
    make_report(make_space())  # of nobody

    sent = [mail_reports(NOW + timedelta(days=days)) for days in (0, 1, 13, 14)]
    assert sent == [2, 0, 0, 2]
    to_boss, to_own = mail.outbox[:2]
    assert (to_boss.to, to_own.to, to_own.subject) == (
        [boss.email],
        [own.email],
        "Visitors found 2 things wrong",
    )
    assert [f"/nl/spaces/{slug}/wrong/" in to_boss.body for slug in ("first", "second")] == [True, True]
    assert ("second" in to_own.body, "Ali" in to_own.body) == (False, False)
    ErrorReport.objects.update(state="mended", followed_at=NOW)
    assert mail_reports(NOW + timedelta(days=60)) == 0


def test_without_a_server_that_takes_it_nothing_counts_as_told(settings: Any) -> None:
    space = make_space()
    make_coordinator(space)
    report = make_report(space, created_at=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert mail_reports(NOW) == 0
    settings.EMAIL_BACKEND = BACKEND
    REFUSED.add("*")
    assert mail_reports(NOW) == 0
    REFUSED.clear()
    report.refresh_from_db()
    assert (report.mailed_at, mail_reports(NOW)) == (None, 1)


def test_the_network_sees_what_waits_for_too_long_and_where_nobody_follows_up(client: Client) -> None:
    network = make_network()
    space, lonely = make_space("here", network=network), make_space("there", network=network)
    make_coordinator(space, name="Noor")
    make_report(space, created_at=timezone.now() - timedelta(days=15))
    make_report(lonely)
    make_report(make_space("elsewhere"))
    client.force_login(make_network_coordinator(network))
    page = client.get("/en/remarks/places/")
    assert "1 message has waited for more than two weeks." in page.text
    assert [line.report.space for line in page.context["lines"]] == [space, lonely]
    assert [(line.is_overdue, line.coordinators) for line in page.context["lines"]] == [
        (True, ["Noor"]),
        (False, []),
    ]
    assert "Nobody coordinates this place" in page.text


def test_it_is_told_and_followed_in_the_language_of_the_visitor(client: Client) -> None:
    space = make_space("here")
    assert "/uk/place/here/wrong/" in client.get("/uk/place/here/").text
    refused = client.post("/uk/place/here/wrong/", {"topic": "other"})
    assert (refused.status_code, 'lang="uk"' in refused.text) == (422, True)
    sent = client.post("/uk/place/here/wrong/", {"topic": "shut", "text": "Зачинено."})
    report = ErrorReport.objects.get()
    assert (report.language, sent["Location"]) == ("uk", f"/uk/place/here/wrong/{report.uid}/")
    assert client.get(sent["Location"]).status_code == 200
    client.force_login(make_coordinator(space))
    office = client.get(f"/en/spaces/here/wrong/{report.uid}/").text
    assert ('<p lang="uk" dir="auto">Зачинено.</p>' in office, "Українська" in office) == (True, True)

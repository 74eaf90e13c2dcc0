"""The public page of what is kept, and the administrator's pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from opstap.core import retention
from opstap.core.models import Job, JobState
from opstap.keeping.models import ChosenPeriod, Erasure
from opstap.keeping.services import checks, erasing, persons, seals
from opstap.spaces.models import Membership
from tests.factories import (
    make_administrator,
    make_animator,
    make_assignment,
    make_coordinator,
    make_post,
    make_remark,
    make_space,
)
from tests.keeping.rows import person_who_left
from tests.keeping.test_seals import behind_the_guards, write

pytestmark = pytest.mark.django_db

REMARKS = retention.rule("core.remark")
RULE_PAGE = "/en/keeping/rules/core.remark/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_administrator(name="Ada"))
    return client


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_everybody_reads_every_rule_and_every_reason(client: Client, language: str) -> None:
    page = client.get(f"/{language}/keeping/")
    text = page.content.decode()

    assert page.cookies == {}
    assert [shown.rule.code for shown in page.context["rules"]] == [r.code for r in retention.all_rules()]
    assert text.count('<tr role="row">') == 2 + len(retention.all_rules()) + len(retention.all_kept())


def test_the_page_says_the_period_in_force(client: Client) -> None:
    assert "12 months after the day the remark was handled" in client.get("/en/keeping/").content.decode()
    erasing.choose_period(rule=REMARKS, period=1, by=make_administrator())
    assert "1 month after the day the remark was handled" in client.get("/en/keeping/").content.decode()


def test_the_page_costs_one_question_to_the_database(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get("/en/keeping/")


def test_privacy_leads_to_it(client: Client) -> None:
    assert 'href="/en/keeping/"' in client.get("/en/privacy/").content.decode()


def test_the_administrator_sees_runs_and_what_is_held(admin: Client) -> None:
    make_remark(created_at=timezone.now() - timedelta(days=900))
    make_remark(handled_at=timezone.now() - timedelta(days=900))
    Job.objects.create(
        kind="keeping.erase", state=JobState.FAILED, finished_at=timezone.now(), reason="rule x"
    )
    erasing.erase_by(REMARKS)
    text = admin.get("/en/keeping/rules/").content.decode()

    assert "It failed: rule x" in text
    assert '<strong class="num">1</strong> · The remark has not been handled yet' in text
    proof = Erasure.objects.get()
    assert proof.digest[:16] in admin.get(RULE_PAGE).content.decode()


def test_a_period_is_changed(admin: Client) -> None:
    assert admin.post(RULE_PAGE, {"period": "24"}).status_code == 302
    chosen = ChosenPeriod.objects.get()
    assert (chosen.rule, chosen.period, chosen.by.name) == ("core.remark", 24, "Ada")
    assert "chosen on" in admin.get(RULE_PAGE).content.decode()


@pytest.mark.parametrize("period", ["0", "37", "-3", "", "many", "12.5", "9" * 40])
def test_a_period_outside_the_bounds_is_refused_with_words(admin: Client, period: str) -> None:
    answer = admin.post(RULE_PAGE, {"period": period})

    assert answer.status_code == 400
    assert "From 1 month to 36 months." in answer.content.decode()
    assert ChosenPeriod.objects.count() == 0


def test_a_rule_nobody_knows_is_not_found(admin: Client) -> None:
    assert admin.get("/en/keeping/rules/no.such/").status_code == 404


def test_the_verdict_on_the_log(admin: Client) -> None:
    assert "It has not been checked yet." in admin.get("/en/keeping/seals/").content.decode()
    rows = write(3, at=timezone.now() - timedelta(hours=3))
    assert admin.post("/en/keeping/seals/check/").status_code == 302
    assert admin.post("/en/keeping/seals/check/").status_code == 302
    job = Job.objects.get(kind=checks.KIND)
    assert "A check is on its way" in admin.get("/en/keeping/seals/").content.decode()
    checks.check(job)
    Job.objects.update(state=JobState.DONE, finished_at=timezone.now())
    assert "The log is whole." in admin.get("/en/keeping/seals/").content.decode()

    behind_the_guards(f"UPDATE core_auditentry SET action = 'x' WHERE id = {rows[1].pk}")
    again = Job.objects.create(kind=checks.KIND)
    with pytest.raises(checks.NotWholeError):
        checks.check(again)
    Job.objects.filter(pk=again.pk).update(state=JobState.FAILED, finished_at=timezone.now())
    text = admin.get("/en/keeping/seals/").content.decode()
    assert "The log is not whole." in text
    assert "Rows were changed, removed or added." in text
    last = checks.last_check()
    assert last is not None
    assert last[1].breaks == seals.verify().breaks


def test_a_coordinator_erases_somebody_of_her_team_who_left(client: Client) -> None:
    space = make_space()
    person = make_animator(space, name="Noor")
    Membership.objects.filter(user=person).update(valid_until=timezone.localdate() - timedelta(days=1))
    client.force_login(make_coordinator(space))
    address = f"/en/keeping/person/{person.uid}/erase/"

    assert address in client.get("/en/spaces/people/?earlier=1").content.decode()
    assert "What stays, without a name" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    person.refresh_from_db()
    assert person.name == "N. N."
    assert client.post(address).status_code == 409
    assert "erased already" in client.get(address).content.decode()


def test_somebody_with_a_role_is_refused_with_words(client: Client) -> None:
    space = make_space()
    person = make_animator(space, name="Noor")
    client.force_login(make_coordinator(space))
    answer = client.post(f"/en/keeping/person/{person.uid}/erase/")

    assert answer.status_code == 409
    assert "Nothing was erased. End every role first" in answer.content.decode()
    person.refresh_from_db()
    assert person.name == "Noor"


def test_somebody_who_also_worked_elsewhere_is_for_the_administrator(client: Client) -> None:
    space = make_space()
    person = make_animator(space)
    Membership.objects.create(user=person, role="animator", space=make_space())
    client.force_login(make_coordinator(space))

    assert client.get(f"/en/keeping/person/{person.uid}/erase/").status_code == 403


def test_what_the_law_keeps_is_said_before_and_after(admin: Client) -> None:
    person = person_who_left(timezone.now(), name="Noor")
    make_assignment(make_post(make_space()), person)
    address = f"/en/keeping/person/{person.uid}/erase/"

    assert "Code of Economic Law" in admin.get(address).content.decode()
    answer = admin.post(address, follow=True)
    assert "Noor is erased, except for the name" in answer.content.decode()
    assert persons.holds_on(person) != []

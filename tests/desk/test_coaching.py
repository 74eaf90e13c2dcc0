"""Coaching series: a code of the space, a goal, steps; and what must never hang together with the code."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.census.report import report
from opstap.core import vocabularies
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Quarantine, Receipt
from opstap.core.periods import Period
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import CoachingSeries, CoachingStep, HelpRecord
from opstap.desk.services import Target
from opstap.desk.services.apart import revealing_themes
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.desk.acts import act, counts, help_with, tap, undo
from tests.desk.conftest import Send
from tests.factories import make_animator, make_e_service, make_series, make_space

DESK = "/en/desk/de-trede/"
HELP = {"theme": "digital:email", "minutes": 30, "mode": "coaching", "visit": ""}
REVEALING = [
    {"theme": "digital:health"},
    {"theme": "administrative:justice"},
    {"theme": "administrative:foreigners"},
    {"further": ["administrative:social_health"]},
    {"publics": ["migrants"]},
    {"publics": ["seniors", "disability"]},
]


@pytest.fixture
def series(space: Space, noor: User) -> CoachingSeries:
    return make_series(space, by=noor)


def page(series: CoachingSeries) -> str:
    return f"{DESK}coaching/{series}/"


def test_a_series_is_opened_under_a_code_without_meaning(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    said = {"goal": "digital:banking", "aim": "with_help", "steps": ["digital:security", "digital:browsing"]}
    response = client.post(f"{DESK}coaching/new/", said)
    series = CoachingSeries.objects.get()
    assert response.headers["Location"] == page(series)
    assert re.fullmatch(r"[2-9B-Z]{2}-[2-9B-Z]{2}-[2-9B-Z]", str(series))
    assert list(series.steps.values_list("theme", flat=True)) == ["digital:security", "digital:browsing"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"goal": ""}, "Choose a goal."),
        ({"goal": "digital:health"}, "Choose a theme of the list."),
        ({"goal": "Fatima"}, "Choose a theme of the list."),
        ({"steps": ["administrative:justice"]}, "Choose a theme of the list."),
        ({"aim": "genius"}, "genius"),
    ],
)
def test_nothing_but_the_lists_can_be_kept(
    client: Client, noor: User, space: Space, wrong: dict[str, Any], message: str
) -> None:
    client.force_login(noor)
    answers = {"goal": "digital:email", "aim": "autonomous", "steps": ["digital:device"]} | wrong
    response = client.post(f"{DESK}coaching/new/", answers)
    assert (response.status_code, message in response.text) == (400, True)
    assert CoachingSeries.objects.count() == 0


@pytest.mark.parametrize("theme", sorted(revealing_themes()))
def test_the_service_refuses_what_reveals(
    space: Space, noor: User, series: CoachingSeries, theme: str
) -> None:
    for wrong in ({"goal": theme, "steps": []}, {"goal": "digital:email", "steps": [theme]}):
        with pytest.raises(ValidationError):
            services.open_series(space=space, by=noor, aim="autonomous", **wrong)
    with pytest.raises(ValidationError):
        services.add_step(series=series, by=noor, theme=theme)
    assert (CoachingSeries.objects.count(), CoachingStep.objects.count()) == (1, 2)


def test_steps_are_done_and_done_alone(client: Client, noor: User, series: CoachingSeries) -> None:
    client.force_login(noor)
    step = series.steps.all()[0]
    seen = []
    for state in ("done", "alone", "open", "alone"):
        client.post(page(series), {"act": "mark", "step": step.uid, "state": state})
        step.refresh_from_db()
        seen.append((step.done_on is not None, step.alone_on is not None))
    assert seen == [(True, False), (True, True), (False, False), (True, True)]
    client.post(page(series), {"act": "goal", "state": "alone"})
    client.post(page(series), {"act": "add", "theme": "digital:files"})
    series.refresh_from_db()
    assert (series.alone_on == timezone.localdate(), series.steps.count()) == (True, 3)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"act": "praise"}, 400),
        ({"act": "mark", "step": "x", "state": "done"}, 404),
        ({"act": "mark", "step": "01a207eb-80e2-7480-9234-038c5605e0a6", "state": "done"}, 404),
        ({"act": "mark", "state": "well done"}, 400),
        ({"act": "add", "theme": "digital:device"}, 400),
        ({"act": "add", "theme": "digital:health"}, 400),
        ({"act": "add"}, 400),
    ],
)
def test_acts_that_cannot_be_change_nothing(
    client: Client, noor: User, series: CoachingSeries, sent: dict[str, str], status: int
) -> None:
    client.force_login(noor)
    before = AuditEntry.objects.count()
    assert client.post(page(series), sent).status_code == status
    assert (AuditEntry.objects.count(), series.steps.filter(done_on__isnull=False).count()) == (before, 0)


def test_the_code_opens_the_series_however_it_is_typed(
    client: Client, noor: User, series: CoachingSeries
) -> None:
    client.force_login(noor)
    for typed in (str(series), str(series).lower(), series.code, f" {series.code} "):
        response = client.get(f"{DESK}coaching/", {"code": typed})
        assert response.headers["Location"] == page(series)
    for wrong in ("nonsense", "22-22-2", "\x00"):
        response = client.get(f"{DESK}coaching/", {"code": wrong})
        assert (response.status_code, "No series of this space has this code" in response.text) == (400, True)


def test_the_code_is_unknown_in_another_space(client: Client, series: CoachingSeries) -> None:
    elsewhere = make_space("elsewhere")
    client.force_login(make_animator(elsewhere))
    assert client.get(f"/en/desk/elsewhere/coaching/{series}/").status_code == 404
    assert client.get(page(series)).status_code == 404
    body = {"kind": "help", "id": uuid7(), "series": str(series)} | HELP
    response = client.post("/en/desk/elsewhere/", body)
    assert (response.status_code, "No series of this space runs under this code." in response.text) == (
        400,
        True,
    )


def test_help_in_the_series(send: Send, client: Client, series: CoachingSeries) -> None:
    response = send("help", headers={"HX-Request": "true"}, **HELP, series=str(series).lower())
    assert "Saved: help noted, in the series." in response.text
    record = HelpRecord.objects.get()
    assert (record.series, record.visit is not None) == (series, True)
    assert "E-mail" in client.get(page(series)).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("K7-4M-3", "There is a mistake in this code."),
        ("Fatima", "There is a mistake in this code."),
        ("22223", "There is a mistake in this code."),
    ],
)
def test_a_code_that_cannot_be_is_refused_and_kept(
    send: Send, space: Space, typed: str, message: str
) -> None:
    response = send("help", **HELP, series=typed)
    assert (response.status_code, message in response.text) == (400, True)
    assert f'value="{typed}"' in response.text
    assert counts(space)["help"] == 0


def test_an_ended_series_takes_no_more_help(send: Send, noor: User, series: CoachingSeries) -> None:
    services.end_series(series=series, by=noor)
    assert send("help", **HELP, series=str(series)).status_code == 400
    with pytest.raises(ValidationError):
        services.mark_goal(series=series, by=noor, alone=True)


# What reveals never hangs together with the code


@pytest.mark.parametrize("what", REVEALING)
def test_what_reveals_is_counted_without_the_code(
    send: Send, space: Space, series: CoachingSeries, what: dict[str, Any]
) -> None:
    response = send("help", headers={"HX-Request": "true"}, **HELP | what, series=str(series))
    assert "Saved: help noted, without the code." in response.text
    assert (counts(space)["help"], HelpRecord.objects.get().series) == (1, None)
    assert nothing_tells(series)


def test_the_code_goes_with_a_batch_and_the_answer_says_when_it_was_left_out(
    client: Client, space: Space, noor: User, series: CoachingSeries
) -> None:
    client.force_login(noor)
    items = [
        {"id": str(uuid7()), "kind": "help", "series": str(series)} | HELP | said
        for said in ({}, {"theme": "digital:health"})
    ]
    body = {"sent_at": timezone.now().isoformat(), "items": items}
    answer = client.post(f"{DESK}batch/", body, content_type="application/json").json()
    assert [
        (result["outcome"], "without the code" in result.get("says", "")) for result in answer["results"]
    ] == [
        ("stored", False),
        ("stored", True),
    ]
    kept = {str(row.uid): row.series for row in HelpRecord.objects.all()}
    assert [kept[item["id"]] for item in items] == [series, None]


def test_nor_what_an_online_service_reveals(send: Send, network: Network, series: CoachingSeries) -> None:
    papers = make_e_service(network, reveals=True)
    send("help", **HELP, series=str(series), e_service=papers.uid)
    assert HelpRecord.objects.get().series is None


@pytest.mark.parametrize("revealing_first", [True, False])
@pytest.mark.parametrize("undone", [True, False])
def test_nor_two_records_of_one_visit(
    space: Space, noor: User, series: CoachingSeries, revealing_first: bool, undone: bool
) -> None:
    """They are of one person: who finds the visit finds both."""
    uid = tap(space, noor)
    notes: list[dict[str, Any]] = [{"theme": "administrative:justice"}, {"series": series}]
    for note in notes if revealing_first else notes[::-1]:
        record = give(space, noor, visit=uid, **note)
        if undone and "theme" in note:
            undo(space, noor, Target.HELP, record.uid)
    assert list(HelpRecord.objects.values_list("series", flat=True)) == [None, None]


def give(space: Space, by: User, *, series: CoachingSeries | None = None, **said: Any) -> HelpRecord:
    uid, visit = uuid7(), said.pop("visit", None)
    given = services.HelpGiven(**{"theme": "digital:email", "minutes": 15} | said)
    services.record_help(act=act(space, by, uid=uid), given=given, visit=visit, series=series)
    return HelpRecord.objects.get(uid=uid)


@pytest.mark.parametrize("group_first", [True, False])
def test_nor_a_group_of_which_the_person_was_one(
    space: Space, noor: User, series: CoachingSeries, group_first: bool
) -> None:
    uid = tap(space, noor, 3)
    group = {"mode": "workshop", "people": 3, "theme": "administrative:foreigners"}
    for note in [group, {"series": series}] if group_first else [{"series": series}, group]:
        give(space, noor, visit=uid, **note)
    assert HelpRecord.objects.filter(series__isnull=False).count() == 0


def test_nor_a_service_said_afterwards_of_the_visit(
    space: Space, noor: User, network: Network, series: CoachingSeries
) -> None:
    uid = tap(space, noor)
    record = give(space, noor, visit=uid, series=series)
    services.set_e_service(act=act(space, noor), tap=uid, e_service=make_e_service(network))
    record.refresh_from_db()
    assert record.series == series
    papers = make_e_service(network, reveals=True)
    services.set_e_service(act=act(space, noor), tap=uid, e_service=papers)
    record.refresh_from_db()
    assert record.series is None


def test_nor_a_service_that_the_network_marks_afterwards(
    space: Space, noor: User, network: Network, series: CoachingSeries
) -> None:
    service, other = make_e_service(network), make_e_service(network)
    own = give(space, noor, series=series, e_service=service)
    remote = give(space, noor, series=series, e_service=service, mode="remote")
    stays = give(space, noor, series=series, e_service=other)
    services.change_e_service(service=service, by=noor, names=service.names, valid_until=None, reveals=True)
    assert [HelpRecord.objects.get(pk=row.pk).series for row in (own, remote, stays)] == [None, None, series]


def test_the_same_note_sent_again_under_another_code_is_the_same_note(
    space: Space, noor: User, series: CoachingSeries
) -> None:
    """The code is no part of the content: whoever holds the hash could try codes until one fits."""
    uid = uuid7()
    hashes = []
    for one in (series, None, make_series(space, by=noor)):
        given = services.HelpGiven(theme="digital:email", minutes=15)
        stored = services.record_help(act=act(space, noor, uid=uid), given=given, series=one)
        hashes.append((stored.created, stored.receipt.content_hash))
    assert hashes == [(True, hashes[0][1]), (False, hashes[0][1]), (False, hashes[0][1])]
    assert HelpRecord.objects.get().series == series


def test_what_is_kept_aside_holds_no_code(
    space: Space, noor: User, series: CoachingSeries, send_json: Send
) -> None:
    uid = uuid7()
    send_json("help", **HELP | {"id": uid, "series": str(series)})
    answer = send_json("help", **HELP | {"id": uid, "series": str(series), "theme": "digital:health"})
    assert (answer.status_code, Quarantine.objects.count()) == (409, 1)
    assert nothing_tells(series, besides=HelpRecord.objects.values_list("uid", flat=True))
    with pytest.raises(ContentConflictError):
        help_with(space, noor, uid=uid, theme="digital:health")


def nothing_tells(series: CoachingSeries, besides: Any = ()) -> bool:
    """No row of any table holds the code or the keys of the series, except the series itself and its steps.

    `besides`: ids of help records that may name it. Numbers are compared as keys in help records only.
    """
    own = {CoachingSeries, CoachingStep}
    for model in apps.get_models():
        if model in own:
            continue
        rows = model.objects.all()  # type: ignore[attr-defined]
        text = serialize("json", rows)
        if series.code in text or str(series) in text:
            return False
        if model is not AuditEntry and str(series.uid) in text:
            return False
    named = HelpRecord.objects.filter(series=series).exclude(uid__in=list(besides))
    acts = AuditEntry.objects.filter(object_uid=series.uid).values_list("object_kind", "fields")
    return not named.exists() and all(kind == "coaching" for kind, _fields in acts)


def test_the_audit_trail_says_who_did_what_and_no_code(
    space: Space, noor: User, series: CoachingSeries
) -> None:
    give(space, noor, series=series)
    services.mark_step(step=series.steps.all()[0], by=noor, done=True, alone=False)
    services.end_series(series=series, by=noor)
    services.end_series(series=series, by=noor)
    rows = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert rows == ["coaching.opened", "help.recorded", "coaching.step_marked", "coaching.ended"]
    said = json.dumps(list(AuditEntry.objects.values("action", "fields", "object_kind")))
    assert [word for word in (series.code, "digital:email") if word and word in said] == []
    assert Receipt.objects.count() == 1


# Erasing, and what stays


def test_erased_at_the_person_s_wish(
    client: Client, space: Space, noor: User, series: CoachingSeries
) -> None:
    code = series.code or ""
    record = give(space, noor, series=series)
    client.force_login(noor)
    assert client.post(page(series), {"act": "erase"}).headers["Location"] == f"{DESK}coaching/"
    assert client.get(f"{DESK}coaching/{code}/").status_code == 404
    kept = CoachingSeries.objects.get()
    assert (kept.code, kept.goal, kept.aim, kept.alone_on) == (None, "", "", None)
    record.refresh_from_db()
    assert (record.series, counts(space)["help"], CoachingStep.objects.count()) == (None, 1, 0)
    assert people_coached(space) == 1


def people_coached(space: Space, **days: Any) -> object:
    today = timezone.localdate()
    period = Period(days.get("first", today), days.get("last", today))
    return report(space, period, today=today).figure("coached").value


def test_people_coached_is_a_figure_inside_one_space(space: Space, network: Network, noor: User) -> None:
    today = timezone.localdate()
    long_ago, last_month = today - timedelta(days=90), today - timedelta(days=30)
    for opened, last in ((long_ago, last_month), (long_ago, today), (today, today)):
        CoachingSeries.objects.filter(pk=make_series(space, by=noor).pk).update(
            opened_on=opened, last_on=last
        )
    assert people_coached(space) == 2
    assert people_coached(space, first=last_month) == 3
    whole = report(network, Period(today, today), today=today)
    assert [figure.indicator.code for figure in whole.figures if figure.indicator.inside_one_space] == []


def test_help_moves_the_last_day_only_with_the_code(space: Space, noor: User, series: CoachingSeries) -> None:
    before = timezone.localdate() - timedelta(days=10)
    CoachingSeries.objects.update(opened_on=before, last_on=before)
    give(space, noor, series=series, theme="digital:health")
    assert CoachingSeries.objects.get().last_on == before
    give(space, noor, series=series)
    assert CoachingSeries.objects.get().last_on == timezone.localdate()


def test_the_desk_begins_with_the_code(client: Client, noor: User, series: CoachingSeries) -> None:
    client.force_login(noor)
    shown = client.get(DESK, {"series": str(series)}).text
    assert f'value="{series}"' in shown
    assert '<details id="help-more" open>' in shown
    assert re.search(r'name="mode" value="coaching"[^>]* checked', shown)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_card_has_the_code_and_a_square(
    client: Client, noor: User, series: CoachingSeries, language: str
) -> None:
    client.force_login(noor)
    card = client.get(f"/{language}/desk/de-trede/coaching/{series}/card/").text
    assert (str(series) in card, '<svg viewBox="0 0' in card or 'class="qr"' in card) == (True, True)
    assert ("style=" in card, noor.email in card) == (False, False)


@pytest.mark.parametrize(
    "columns",
    [{"code": None}, {"goal": "", "code": None}, {"last_on": timezone.localdate() - timedelta(days=9)}],
)
def test_the_database_keeps_the_rules(series: CoachingSeries, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CoachingSeries.objects.filter(pk=series.pk).update(**columns)


def test_every_list_of_themes_offers_only_what_reveals_nothing(
    client: Client, noor: User, series: CoachingSeries
) -> None:
    client.force_login(noor)
    shown = client.get(f"{DESK}coaching/new/").text + client.get(page(series)).text
    assert [theme for theme in revealing_themes() if f'value="{theme}"' in shown] == []
    assert len(revealing_themes()) == sum(
        len(vocabularies.vocabulary(f"theme_{family}").sensitive())
        for family in ("digital", "administrative")
    )

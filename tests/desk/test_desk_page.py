"""The desk as its people see it, with plain forms only."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.desk.models import HelpRecord, Visit
from opstap.desk.services import Target
from opstap.spaces.models import Duty, Space
from opstap.territory.models import Network
from tests.desk.acts import counts, help_with, send_away, tap, undo
from tests.desk.conftest import Send
from tests.factories import (
    make_animator,
    make_coordinator,
    make_e_service,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
    make_user,
)

DESK = "/en/desk/de-trede/"
NOBODYS = "01a207eb-80e2-7480-9234-038c5605e0a6"
HELP = {"theme": "digital:email", "minutes": 15, "mode": "direct_help", "visit": ""}


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_who_works_at_one_desk_goes_straight_there(client: Client, noor: User) -> None:
    client.force_login(noor)
    assert client.get("/en/desk/").headers["Location"] == DESK


def test_who_works_at_several_desks_chooses(client: Client, db: None) -> None:
    organisation = make_organisation()
    for slug in ("west", "east"):
        make_space(slug, organisation=organisation)
    client.force_login(make_coordinator(organisation))
    page = client.get("/en/desk/")
    assert [f'href="/en/desk/{slug}/"' in page.text for slug in ("west", "east")] == [True, True]


def test_the_desk_is_the_team_s_alone(client: Client, space: Space, network: Network) -> None:
    people = {
        make_network_coordinator(network): 403,
        make_animator(make_space()): 404,
        make_user(): 404,
        make_coordinator(space): 200,
    }
    for person, expected in people.items():
        client.force_login(person)
        assert client.get(DESK).status_code == expected


def test_a_tap_leads_back_to_the_desk_and_says_what_was_saved(send: Send, space: Space) -> None:
    response = send("visits", people=8)
    assert (response.status_code, response.headers["Location"]) == (302, f"{DESK}#count")
    assert said(response) == ["Saved: 8 people counted."]
    assert counts(space)["visits"] == 8


def test_a_form_sent_twice_counts_once(send: Send, space: Space) -> None:
    uid = uuid7()
    answers = [send("visits", people=2, id=uid) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert said(answers[1])[-1] == "This was saved already. It counts once."
    assert counts(space)["visits"] == 2


def test_a_page_used_before_counts_nothing_more(send: Send, space: Space) -> None:
    uid = uuid7()
    send("visits", people=2, id=uid)
    response = send("visits", people=5, id=uid)
    assert (response.status_code, "This page was used before" in response.text) == (409, True)
    assert counts(space)["visits"] == 2


@pytest.mark.parametrize("people", ["0", "201", "-3", "many", "", "1.5", "9" * 5000])
def test_a_number_that_cannot_be_is_refused_and_kept(send: Send, space: Space, people: str) -> None:
    response = send("visits", people=people)
    assert (response.status_code, "Write a number from 1 to 200." in response.text) == (400, True)
    assert f'value="{people}"' in response.text
    assert counts(space)["visits"] == 0


def test_the_second_tap_says_what_the_last_came_for(
    send: Send, client: Client, space: Space, noor: User
) -> None:
    tap(space, noor)
    uid = tap(space, noor, 3)
    assert client.get(DESK).context["aimed"].uid == uid
    send("purpose", tap=uid, purpose="leisure")
    assert list(Visit.objects.filter(purpose="leisure").values_list("tap", flat=True)) == [uid] * 3


def test_the_last_is_one_s_own(client: Client, space: Space, noor: User) -> None:
    own = tap(space, noor)
    tap(space, make_animator(space))
    client.force_login(noor)
    assert client.get(DESK).context["last"].uid == own


def test_an_earlier_tap_can_be_asked_for(client: Client, space: Space, noor: User) -> None:
    first, _second = tap(space, noor), tap(space, noor)
    client.force_login(noor)
    assert client.get(DESK, {"tap": first}).context["aimed"].uid == first
    assert client.get(DESK, {"tap": "nonsense"}).context["aimed"].uid == _second


def test_the_service_that_brought_them(
    send: Send, client: Client, space: Space, noor: User, network: Network
) -> None:
    taxes, gone = (
        make_e_service(network),
        make_e_service(network, valid_until=timezone.localdate() - timedelta(days=1)),
    )
    elsewhere = make_e_service(make_network())
    assert client.get(DESK).context["e_services"] == [taxes]
    uid = tap(space, noor)
    assert send("e_service", tap=uid, e_service=taxes.uid).status_code == 302
    assert send("e_service", tap=uid, e_service=elsewhere.uid).status_code == 400
    assert send("e_service", tap=uid, e_service=gone.uid).status_code == 302
    assert Visit.objects.get().e_service == gone


def test_help_is_offered_for_the_last_one_until_she_had_some(
    client: Client, space: Space, noor: User
) -> None:
    client.force_login(noor)
    assert client.get(DESK).context["who"]["default"] is None
    uid = tap(space, noor)
    assert client.get(DESK).context["who"]["default"].uid == uid
    record = help_with(space, noor, visit=uid)
    who = client.get(DESK).context["who"]
    assert (who["default"], who["others"], who["again"]) == (None, [], record)


def test_help_with_theme_and_duration_is_enough(send: Send, space: Space, noor: User) -> None:
    response = send("help", **HELP)
    assert (response.headers["Location"], said(response)) == (f"{DESK}#help", ["Saved: help noted."])
    record = HelpRecord.objects.get()
    assert (record.theme, record.minutes, record.mode, record.publics) == (
        "digital:email",
        15,
        "direct_help",
        [],
    )


def test_help_in_full(send: Send, network: Network) -> None:
    bank = make_e_service(network)
    rest = {
        "autonomy": "guided",
        "device": "phone",
        "age": "70_plus",
        "situation": "retired",
        "gender": "woman",
    }
    send("help", **HELP | rest, publics=["seniors", "reading"], e_service=bank.uid, minutes_own=25)
    record = HelpRecord.objects.get()
    assert {name: getattr(record, name) for name in rest} == rest
    assert (record.publics, record.e_service, record.minutes) == (["reading", "seniors"], bank, 25)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"theme": ""}, "Choose what it was about."),
        ({"theme": "digital:gossip"}, "Choose a theme of the list."),
        ({"minutes": ""}, "Choose how long it took."),
        ({"minutes_own": "601"}, "Write from 1 to 600 minutes."),
        ({"mode": "by_pigeon"}, "by_pigeon"),
        ({"age": "121"}, "121"),
        ({"publics": ["martians"]}, "martians"),
        ({"visit": "me"}, "UUID"),
        ({"e_service": "x"}, "x"),
    ],
)
def test_each_wrong_answer_is_named_and_the_rest_kept(
    send: Send, space: Space, wrong: dict[str, Any], message: str
) -> None:
    answers = HELP | {"device": "tablet", "theme": "digital:files", "minutes": 45} | wrong
    response = send("help", **answers)
    assert (response.status_code, message in response.text) == (400, True)
    assert '<option value="tablet" selected>' in response.text
    assert counts(space) == {"visits": 0, "help": 0, "sent_away": 0}


def test_help_for_a_visit_undone_meanwhile_is_refused(send: Send, space: Space, noor: User) -> None:
    uid = tap(space, noor)
    undo(space, noor, Target.TAP, uid)
    response = send("help", **HELP | {"visit": uid})
    assert (response.status_code, "Choose another one." in response.text) == (400, True)


def test_sent_away_with_a_reason_and_today_s_number(send: Send, client: Client) -> None:
    send("sent_away", reason="busy")
    send("sent_away", reason="no_computer")
    assert client.get(DESK).context["day"].sent_away == 2
    assert send("sent_away", reason="").status_code == 400


def test_what_was_undone_stays_on_the_list_with_who_and_when(
    send: Send, client: Client, space: Space, noor: User
) -> None:
    uid = tap(space, noor, 8)
    response = send("undo", target=f"tap:{uid}")
    assert response.headers["Location"] == f"{DESK}#today"
    [line] = client.get(DESK).context["lines"]
    assert (line.people, line.total, line.is_struck, line.target) == (0, 8, True, "")
    assert [(one.by, one.people) for one in line.undone] == [(noor, 8)]
    assert "undone by Noor at" in client.get(DESK).text


@pytest.mark.parametrize(
    "target",
    [
        "",
        "tap",
        "tap:1",
        "cat:01a207eb-80e2-7480-9234-038c5605e0a6",
        "tap:01a207eb-80e7-7847-b711-52a7392d912e",
        "x" * 99,
        "\x00",
    ],
)
def test_an_undo_of_nothing_is_refused(send: Send, target: str) -> None:
    response = send("undo", target=target)
    assert (response.status_code, "This was not saved." in response.text) == (400, True)


def test_the_list_is_newest_first_and_adds_up(client: Client, space: Space, noor: User) -> None:
    uid = tap(space, noor, 8)
    undo(space, noor, Target.VISIT, Visit.objects.filter(tap=uid)[0].uid)
    help_with(space, noor, visit=uid)
    help_with(space, noor)
    send_away(space, noor)
    client.force_login(noor)
    context = client.get(DESK).context
    assert [(line.kind, line.people) for line in context["lines"]] == [
        ("sent_away", 1),
        ("help", 1),
        ("help", 1),
        ("visits", 7),
    ]
    day = context["day"]
    assert {"visits": day.visits, "help": day.helped, "sent_away": day.sent_away} == counts(space)


def test_a_long_list_is_one_link_away(client: Client, space: Space, noor: User) -> None:
    for _ in range(15):
        tap(space, noor)
    client.force_login(noor)
    short, long = client.get(DESK).context, client.get(DESK, {"all": "1"}).context
    assert [(len(page["lines"]), page["hidden"]) for page in (short, long)] == [(12, 3), (15, 0)]


@pytest.mark.parametrize(
    ("later", "message"),
    [(timedelta(minutes=11), "in the future"), (timedelta(days=-46), "more than 45 days ago")],
)
def test_a_clock_that_is_wrong_is_refused(send: Send, space: Space, later: timedelta, message: str) -> None:
    response = send("visits", people=1, happened_at=(timezone.now() + later).isoformat())
    assert (response.status_code, message in response.text) == (400, True)
    assert counts(space)["visits"] == 0


def test_a_tap_keeps_its_own_time(send: Send) -> None:
    moment = timezone.now() - timedelta(days=2)
    send("visits", people=1, happened_at=moment.isoformat())
    visit = Visit.objects.get()
    assert (visit.happened_at, visit.received_at > moment) == (moment, True)


def test_something_else_than_the_desk_knows_is_refused(send: Send) -> None:
    response = send("coffee")
    assert (response.status_code, "does not know this kind of note" in response.text) == (400, True)


def test_who_is_here(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    client.post(f"{DESK}duty/", {"act": "arrive"})
    page = client.get(DESK)
    assert ([duty.person for duty in page.context["duties"]], page.context["i_am_here"]) == ([noor], True)
    client.post(f"{DESK}duty/", {"act": "leave"})
    page = client.get(DESK)
    assert (page.context["duties"], page.context["i_am_here"]) == ([], False)
    assert Duty.objects.get().checked_out_at is not None


def test_a_duty_not_confirmed_is_no_presence(client: Client, space: Space, noor: User) -> None:
    now = timezone.now()
    theo = make_animator(space, name="Théo")
    Duty.objects.create(space=space, person=theo, starts_at=now, ends_at=now + timedelta(hours=1))
    client.force_login(noor)
    assert "not here yet" in client.get(DESK).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client, space: Space, noor: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        fill_a_line_of_each_kind(space)
    client.force_login(noor)
    client.get(DESK)
    with django_assert_num_queries(18):
        client.get(DESK)
    with django_assert_num_queries(11):
        client.get(DESK, headers={"HX-Request": "true"})


def fill_a_line_of_each_kind(space: Space) -> None:
    by = make_animator(space)
    taxes = make_e_service(space.organisation.network_memberships.get().network)  # type: ignore[union-attr]
    uid = tap(space, by, 3, purpose="leisure", e_service=taxes)
    help_with(space, by, visit=uid, e_service=taxes)
    undo(space, by, Target.TAP, tap(space, by))
    send_away(space, by)
    Duty.objects.create(
        space=space,
        person=by,
        starts_at=timezone.now() - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(hours=1),
        checked_in_at=timezone.now(),
    )

"""The queue on the desk page, the screen of the waiting room and numbers on paper, with plain forms only."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import Receipt
from opstap.desk import services
from opstap.desk.models import SentAway, Turn, TurnAct, TurnState
from opstap.desk.services import Numbers, Target, TurnReference
from opstap.desk.views.waiting import Waiting
from opstap.spaces.models import Space
from tests.desk.acts import act, help_with, numbered, undo
from tests.desk.conftest import Send
from tests.factories import make_animator, make_organisation, make_space

DESK = "/en/desk/de-trede/"


@pytest.fixture
def in_use(space: Space, noor: User) -> Space:
    services.switch_numbers(space=space, by=noor, on=True)
    return space


def called(turn: Turn, by: User, where: str = "") -> None:
    services.call(act=act(turn.space, by), turn=TurnReference(turn.uid), where=where)


def test_the_team_begins_and_stops_with_numbers_on_the_desk(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    assert "Give numbers from now on" in client.get(DESK).text
    answer = client.post(f"{DESK}numbers/", {"act": "begin"})
    assert answer.headers["Location"] == f"{DESK}#queue"
    page = client.get(DESK).text
    assert ("Stop giving numbers" in page, "0 wait" in page) == (True, True)
    client.post(f"{DESK}numbers/", {"act": "end"})
    page = client.get(DESK).text
    assert ("Give numbers from now on" in page, "0 wait" in page) == (True, False)


def test_a_desk_without_numbers_shows_nothing_of_a_queue(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    page = client.get(DESK).text
    assert ['name="numbers"' in page, 'id="call-next"' in page, 'id="h-queue"' in page] == [False] * 3


def test_open_numbers_stay_in_sight_when_the_space_stops(client: Client, in_use: Space, noor: User) -> None:
    numbered(in_use, noor, 2)
    services.switch_numbers(space=in_use, by=noor, on=False)
    client.force_login(noor)
    page = client.get(DESK).text
    assert ("2 wait" in page, 'name="numbers"' in page) == (True, False)


def test_eight_taps_by_form_give_eight_numbers(send: Send, in_use: Space) -> None:
    send("visits", people=8, numbers="1")
    assert list(Turn.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_numbers_shown_offline_come_with_the_tap(send_json: Send, in_use: Space) -> None:
    assert send_json("visits", people=2, first_number=7, letter="A").status_code == 201
    assert [turn.label for turn in Turn.objects.all()] == ["A\u00a07", "A\u00a08"]
    for wrong in ({"first_number": 0}, {"first_number": 10000}, {"first_number": 1, "letter": "a"}):
        answer = send_json("visits", people=1, numbers=True, **wrong)
        assert (answer.status_code, len(answer.json()["errors"])) == (400, 1)


def test_next_by_form_then_each_end(send: Send, in_use: Space, noor: User) -> None:
    turns = numbered(in_use, noor, 3)
    for _time in range(3):
        send("call", where="2")
    for turn, outcome in zip(turns, ("helped", "left", "sent_away"), strict=True):
        send("turn_close", target=f"{outcome}:{turn.uid}" + (":busy" if outcome == "sent_away" else ""))
    assert [(turn.state, turn.where) for turn in Turn.objects.order_by("number")] == [
        ("helped", "2"),
        ("left", "2"),
        ("sent_away", "2"),
    ]
    assert SentAway.objects.get().visit == turns[2].visit


def test_the_list_names_the_number_of_who_could_not_be_helped(
    client: Client, send: Send, in_use: Space, noor: User
) -> None:
    turns = numbered(in_use, noor, 2)
    send("turn_close", target=f"sent_away:{turns[1].uid}:busy")
    send("sent_away", reason="no_computer")
    client.force_login(noor)
    text = strip_tags(client.get("/en/desk/de-trede/").text)
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("Sent away ·")]
    assert lines == ["Sent away · No computer free", "Sent away · Too busy · Number 2"]


def test_what_was_done_is_said_with_the_number(send: Send, in_use: Space, noor: User) -> None:
    [turn] = numbered(in_use, noor, 1)
    script = {"HX-Request": "true"}
    answers = [send("call", headers=script), send("call", turn=turn.uid, headers=script)]
    answers.append(send("turn_close", target=f"helped:{turn.uid}", headers=script))
    answers.append(send("turn_close", target=f"left:{turn.uid}", headers=script))
    said = [answer.text.partition('data-said="')[2].partition('"')[0] for answer in answers]
    assert said == ["Number 1: called."] * 2 + ["Number 1: helped."] * 2


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "call", "turn": "7"},
        {"kind": "call", "turn": f"{uuid7()}.-1"},
        {"kind": "call", "turn": f"{uuid7()}.1234"},
        {"kind": "call", "turn": str(uuid7())},
        {"kind": "call", "where": "10"},
        {"kind": "turn_close"},
        {"kind": "turn_close", "target": "helped"},
        {"kind": "turn_close", "target": f"gone:{uuid7()}"},
        {"kind": "turn_close", "target": f"sent_away:{uuid7()}"},
        {"kind": "turn_close", "target": f"sent_away:{uuid7()}:tired"},
        {"kind": "turn_close", "target": f"left:{uuid7()}"},
        {"kind": "turn_close", "target": f"left:{uuid7()}:busy"},
        {"kind": "turn_close", "target": "left:" + "a" * 200},
        {"kind": "undo", "target": f"turn_act:{uuid7()}"},
    ],
)
def test_what_cannot_be_is_refused_in_words(send_json: Send, in_use: Space, fields: dict[str, str]) -> None:
    answer = send_json(**fields)
    assert (answer.status_code, len(answer.json()["errors"])) == (400, 1)
    assert (Receipt.objects.count(), TurnAct.objects.count()) == (0, 0)


def test_the_help_form_is_about_the_number_just_called(client: Client, in_use: Space, noor: User) -> None:
    first, _second = numbered(in_use, noor, 2)
    called(first, noor)
    client.force_login(noor)
    page = client.get(DESK).text
    assert f'name="visit" value="{first.visit.uid}" checked' in page
    assert page.count(" checked>Number 1") == 1
    help_with(in_use, noor, visit=first.visit.uid)
    assert f'name="visit" value="{first.visit.uid}" checked' not in client.get(DESK).text


def test_a_number_called_by_somebody_else_is_not_mine(client: Client, in_use: Space, noor: User) -> None:
    [turn] = numbered(in_use, noor, 1)
    called(turn, make_animator(in_use, name="Lina"), "3")
    client.force_login(noor)
    page = client.get(DESK).text
    assert ("desk 3" in page, "Lina" in page, "Number 1</label>" in page) == (True, True, False)


def test_the_desk_last_called_to_is_chosen_again(client: Client, in_use: Space, noor: User) -> None:
    [turn] = numbered(in_use, noor, 1)
    called(turn, noor, "4")
    client.force_login(noor)
    assert "<option selected>4</option>" in client.get(DESK).text


def test_a_closing_can_be_undone_from_the_list(send: Send, client: Client, in_use: Space, noor: User) -> None:
    first, second = numbered(in_use, noor, 2)
    send("turn_close", target=f"left:{first.uid}")
    help_with(in_use, noor, visit=second.visit.uid)
    act = TurnAct.objects.get()
    page = client.get(DESK).text
    assert page.count('value="turn_act:') == 1
    send("undo", target=f"turn_act:{act.uid}")
    first.refresh_from_db()
    assert first.state == TurnState.WAITING


def test_a_slip_for_each_number_of_a_tap(client: Client, in_use: Space, noor: User) -> None:
    uid = uuid7()
    numbered(in_use, noor, 3, uid=uid, numbers=Numbers(5, "B"))
    client.force_login(noor)
    page = client.get(f"{DESK}slip/{uid}/").text
    assert [f'<span class="no">B\u00a0{n}</span>' in page for n in (5, 6, 7, 8)] == [True, True, True, False]
    assert ("Votre numéro" in page, "Je nummer" in page) == (True, True)
    assert client.get(f"{DESK}slip/{uuid7()}/").status_code == 404
    undo(in_use, noor, Target.TAP, uid)
    assert client.get(f"{DESK}slip/{uid}/").status_code == 404


def test_a_slip_of_another_space_is_not_shown(client: Client, in_use: Space, noor: User) -> None:
    uid = uuid7()
    numbered(make_space(), noor, 1, uid=uid)
    client.force_login(noor)
    assert client.get(f"{DESK}slip/{uid}/").status_code == 404


def test_the_strip_goes_on_from_the_next_number(client: Client, in_use: Space, noor: User) -> None:
    numbered(in_use, noor, 2)
    client.force_login(noor)
    page = client.get(f"{DESK}strip/").text
    assert page.count('<li class="ticket">') == 24
    assert [f'<span class="no">{n}</span>' in page for n in (2, 3, 26, 27)] == [False, True, True, False]
    assert '<span class="no">100</span>' in client.get(f"{DESK}strip/?first=100").text
    for wrong in ("0", "10000", "x", ""):
        answer = client.get(f"{DESK}strip/?first={wrong}")
        assert (answer.status_code, "Write a number from 1 to 9999." in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("regime", "words"), [("both", (True, True)), ("fr", (True, False)), ("nl", (False, True))]
)
def test_screen_and_paper_speak_the_languages_of_the_organisation(
    client: Client, db: None, regime: str, words: tuple[bool, bool]
) -> None:
    space = make_space("west", organisation=make_organisation(language_regime=regime))
    noor = make_animator(space)
    [turn] = numbered(space, noor, 1)
    called(turn, noor, "2")
    client.force_login(noor)
    screen = client.get("/en/desk/west/screen/").text
    assert ("Allez au bureau" in screen, "Ga naar bureau" in screen) == words
    strip = client.get("/en/desk/west/strip/").text
    assert ("Votre numéro" in strip, "Je nummer" in strip) == words


def test_the_screen_shows_the_last_calls_and_how_many_wait(client: Client, in_use: Space, noor: User) -> None:
    turns = numbered(in_use, noor, 7)
    for turn in turns[:5]:
        called(turn, noor, "1")
    client.force_login(noor)
    page = client.get(f"/nl{DESK[3:]}screen/").text
    assert page.count('class="no"') == 4
    assert '<p class="no">5</p>' in page
    assert [f'<span class="no">{n}</span>' in page for n in (4, 3, 2, 1)] == [True, True, True, False]
    assert ("2 wachten" in page, "2 personnes attendent" in page) == (True, True)
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page


def test_the_screen_of_an_empty_room_says_so(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    page = client.get(f"{DESK}screen/").text
    assert ("Personne n’a encore été appelé" in page, 'data-last=""' in page) == (True, True)


def test_about_how_long_is_what_the_last_ones_waited() -> None:
    now = timezone.now()

    def turn(waited: int, minutes_ago: int) -> Turn:
        return Turn(waited=waited, last_called_at=now - timedelta(minutes=minutes_ago), state="called")

    def usual(*turns: Turn) -> int | None:
        return Waiting(True, turns, now).usual_wait

    assert usual() is None
    assert usual(turn(60, 150)) is None
    assert usual(turn(1, 1)) == 5
    assert usual(turn(12, 1), turn(18, 2), turn(40, 3)) == 20
    assert usual(*(turn(22, n) for n in range(1, 6)), *(turn(90, n) for n in range(6, 30))) == 20


@pytest.mark.parametrize("people", [1, 5])
def test_the_queries_do_not_grow_with_the_queue(
    client: Client, in_use: Space, noor: User, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for turn in numbered(in_use, noor, people):
        services.close_left(act=act(in_use, noor), turn=TurnReference(turn.uid))
    for turn in numbered(in_use, noor, people):
        called(turn, make_animator(in_use))
    numbered(in_use, noor, people)
    client.force_login(noor)
    client.get(DESK)
    with django_assert_num_queries(17):
        client.get(DESK)
    with django_assert_num_queries(6):
        client.get(f"{DESK}screen/")


def test_a_morning_without_a_line_comes_in_one_batch(client: Client, in_use: Space, noor: User) -> None:
    """Numbers with the letter of the computer, called and closed before the server knew of them; twice."""
    client.force_login(noor)
    tap = str(uuid7())
    items = [
        {"id": tap, "kind": "visits", "people": 3, "numbers": True, "first_number": 1, "letter": "A"},
        {"id": str(uuid7()), "kind": "call", "turn": f"{tap}.0", "where": "2"},
        {"id": str(uuid7()), "kind": "turn_close", "target": f"helped:{tap}.0"},
        {"id": str(uuid7()), "kind": "turn_close", "target": f"sent_away:{tap}.1:busy"},
        {"id": str(uuid7()), "kind": "call", "turn": f"{tap}.7"},
    ]
    moments = [timezone.now() - timedelta(minutes=9 - minute) for minute in range(len(items))]
    for item, moment in zip(items, moments, strict=True):
        item["happened_at"] = moment.isoformat()
    answers = []
    for _time in range(2):
        body = {"sent_at": timezone.now().isoformat(), "items": items}
        answer = client.post(f"{DESK}batch/", body, content_type="application/json")
        answers.append([result["outcome"] for result in answer.json()["results"]])
    assert answers == [["stored"] * 4 + ["refused"], ["again"] * 4 + ["refused"]]
    assert [(turn.label, turn.state) for turn in Turn.objects.order_by("number")] == [
        ("A\u00a01", "helped"),
        ("A\u00a02", "sent_away"),
        ("A\u00a03", "waiting"),
    ]
    assert SentAway.objects.count() == 1


def test_hello_tells_the_number_to_go_on_from(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    told = [client.get(f"{DESK}hello/").json()["next_number"]]
    services.switch_numbers(space=space, by=noor, on=True)
    numbered(space, noor, 3, numbers=Numbers(4, "A"))
    told.append(client.get(f"{DESK}hello/").json()["next_number"])
    assert told == [None, 7]

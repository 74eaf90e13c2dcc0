"""A help record in full: several themes, place, hours, what comes next."""

from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import Receipt
from opstap.core.receipts import ContentConflictError
from opstap.desk.models import HelpRecord
from opstap.desk.services import Target
from opstap.spaces.models import Space
from tests.desk.acts import counts, help_with, tap, undo
from tests.desk.conftest import Send

HELP = {"theme": "digital:email", "minutes": 15, "mode": "direct_help", "visit": ""}


def test_further_themes_stand_beside_the_main_one(send: Send) -> None:
    send("help", **HELP, further=["digital:files", "digital:email", "administrative:money"])
    record = HelpRecord.objects.get()
    assert (record.theme, record.further) == ("digital:email", ["administrative:money", "digital:files"])


@pytest.mark.parametrize(
    ("mode", "place", "expected", "visits"),
    [
        ("direct_help", "", "space", 1),
        ("direct_help", "space", "space", 1),
        ("coaching", "home", "home", 0),
        ("direct_help", "elsewhere", "elsewhere", 0),
        ("remote", "", "remote", 0),
        ("remote", "remote", "remote", 0),
    ],
)
def test_only_help_in_the_space_is_a_visit(
    send: Send, space: Space, mode: str, place: str, expected: str, visits: int
) -> None:
    assert send("help", **HELP | {"mode": mode, "place": place}).status_code == 302
    assert (HelpRecord.objects.get().place, counts(space)["visits"]) == (expected, visits)


@pytest.mark.parametrize(
    ("mode", "place"), [("remote", "home"), ("remote", "space"), ("direct_help", "remote")]
)
def test_place_and_mode_must_agree(send: Send, space: Space, mode: str, place: str) -> None:
    response = send("help", **HELP | {"mode": mode, "place": place})
    assert (response.status_code, "has no other place" in response.text) == (400, True)
    assert counts(space)["help"] == 0


def test_help_at_home_leaves_the_visit_of_somebody_else_alone(space: Space, noor: User) -> None:
    uid = tap(space, noor)
    record = help_with(space, noor, place="home", visit=uid)
    assert record.visit is None
    undo(space, noor, Target.TAP, uid)
    assert counts(space) == {"visits": 0, "help": 1, "sent_away": 0}


def test_the_hours_say_how_long_it_took(send: Send) -> None:
    send("help", **HELP | {"minutes": 90, "began": "09:05", "ended": "09:50"})
    record = HelpRecord.objects.get()
    assert (record.minutes, record.began, record.ended) == (45, time(9, 5), time(9, 50))


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ({"began": "22:30", "ended": "00:15"}, "Over midnight: note it as two pieces of help."),
        ({"began": "10:00", "ended": "10:00"}, "It ended before it began."),
        ({"began": "10:00"}, "Write both hours"),
        ({"ended": "10:00"}, "Write both hours"),
        ({"began": "24:00", "ended": "10:00"}, "Write an hour, such as 14:30."),
        ({"began": "08:00", "ended": "18:01"}, "Write from 1 to 600 minutes."),
    ],
)
def test_hours_that_cannot_be_are_refused_and_kept(
    send: Send, space: Space, hours: dict[str, str], message: str
) -> None:
    response = send("help", **HELP | {"minutes": "", "next_step": "literacy"} | hours)
    assert (response.status_code, message in response.text) == (400, True)
    assert [f'value="{hour}"' in response.text for hour in hours.values()] == [True] * len(hours)
    assert '<option value="literacy" selected>' in response.text
    assert counts(space)["help"] == 0


@pytest.mark.parametrize(
    "wrong", [{"next_step": "the moon"}, {"place": "the moon"}, {"further": ["the moon"]}]
)
def test_codes_that_no_list_has_are_refused(send: Send, space: Space, wrong: dict[str, Any]) -> None:
    assert send("help", **HELP | wrong).status_code == 400
    assert (counts(space)["help"], Receipt.objects.count()) == (0, 0)


@pytest.mark.parametrize("step", ["none", "alone", "comes_back", "language", ""])
def test_what_comes_next(send: Send, client: Client, step: str) -> None:
    send("help", **HELP, next_step=step)
    assert HelpRecord.objects.get().next_step == step


def test_the_list_of_the_day_says_place_next_step_and_how_many_more_themes(
    send: Send, client: Client
) -> None:
    send("help", **HELP, further=["digital:files"], place="home", next_step="comes_back")
    page = client.get("/en/desk/de-trede/").text
    assert [words in page for words in ("E-mail +1", "At the person’s home", "Comes back here")] == [True] * 3


def test_an_answer_left_open_is_no_part_of_the_content(space: Space, noor: User) -> None:
    """What was sent before the list had these fields is known again when it is sent once more."""
    uid = uuid7()
    help_with(space, noor, uid=uid)
    help_with(space, noor, uid=uid, place="space", further=("digital:email",))
    with pytest.raises(ContentConflictError):
        help_with(space, noor, uid=uid, next_step="alone")


@pytest.mark.parametrize(
    "columns",
    [
        {"place": "home"},
        {"mode": "remote"},
        {"place": "remote", "visit": None},
        {"began": time(9)},
        {"ended": time(9)},
        {"began": time(10), "ended": time(10)},
    ],
)
def test_the_database_keeps_the_rules(space: Space, noor: User, columns: dict[str, Any]) -> None:
    record = help_with(space, noor)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRecord.objects.filter(pk=record.pk).update(**columns)

"""Turn numbers: given, called, closed, undone, and what a late or doubled act does to them."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.ids import child_id, uuid7
from opstap.core.models import AuditEntry, Receipt
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import Queue, SentAway, Turn, TurnAct, TurnState, Visit
from opstap.desk.models.turns import ALLOWED, CLOSED
from opstap.desk.services import Numbers, Target, TurnReference
from opstap.spaces.models import Space
from tests.desk import acts
from tests.desk.acts import counts, help_with, numbered, tap, undo
from tests.factories import make_space

pytestmark = pytest.mark.django_db

Act = Callable[..., None]
OUTCOMES = {
    TurnState.HELPED: services.close_helped,
    TurnState.LEFT: services.close_left,
    TurnState.SENT_AWAY: services.close_sent_away,
}


@pytest.fixture(autouse=True)
def midday(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test crosses midnight, and no two acts fall in one moment."""
    noon, ticks = datetime(2026, 4, 14, 10, tzinfo=UTC), count()
    monkeypatch.setattr(timezone, "now", lambda: noon + timedelta(milliseconds=next(ticks)))


def act(turn: Turn, by: User, what: TurnState, at: datetime | None = None, **fields: Any) -> uuid.UUID:
    """One act on a number; its id."""
    uid = fields.pop("uid", None) or uuid7()
    done = acts.act(turn.space, by, uid=uid, happened_at=at)
    common: dict[str, Any] = {"act": done, "turn": TurnReference(turn.uid)}
    if what == TurnState.CALLED:
        services.call(**common, **fields)
    else:
        reason = {"reason": "busy"} if what == TurnState.SENT_AWAY else {}
        OUTCOMES[what](**common | reason | fields)
    return uid


def labels(space: Space) -> list[str]:
    return [turn.label.replace("\u00a0", " ") for turn in Turn.objects.at(space).order_by("pk")]


def test_eight_at_the_door_get_eight_numbers(space: Space, noor: User) -> None:
    turns = numbered(space, noor, 8)
    assert [turn.number for turn in turns] == list(range(1, 9))
    assert {turn.state for turn in turns} == {TurnState.WAITING}
    assert [turn.number for turn in numbered(space, noor, 2)] == [9, 10]
    assert counts(space)["visits"] == 10


def test_a_tap_without_numbers_gives_none(space: Space, noor: User) -> None:
    tap(space, noor, 3)
    assert Turn.objects.count() == 0


def test_a_tap_sent_twice_gives_its_numbers_once(space: Space, noor: User) -> None:
    uid = uuid7()
    for _time in range(2):
        numbered(space, noor, 3, uid=uid)
    assert labels(space) == ["1", "2", "3"]


def test_the_numbers_begin_anew_each_day_and_in_each_space(space: Space, noor: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    numbered(space, noor, 3, happened_at=yesterday)
    assert [turn.number for turn in numbered(space, noor, 2)] == [1, 2]
    assert [turn.number for turn in numbered(make_space(), noor, 1)] == [1]


def test_the_next_number_is_told_only_where_numbers_are_used(space: Space, noor: User) -> None:
    assert services.next_number(space) is None
    services.switch_numbers(space=space, by=noor, on=True)
    assert services.next_number(space) == 1
    numbered(space, noor, 4)
    assert services.next_number(space) == 5
    services.switch_numbers(space=space, by=noor, on=False)
    assert services.next_number(space) is None


def test_the_switch_is_audited_once_for_each_change(space: Space, noor: User) -> None:
    for on in (True, True, False):
        services.switch_numbers(space=space, by=noor, on=on)
    rows = AuditEntry.objects.filter(action="queue.switched")
    assert [(row.actor, row.fields) for row in rows] == [(noor, ["gives_numbers"])] * 2
    assert Queue.objects.count() == 1


def test_numbers_shown_while_the_line_was_down_are_the_numbers_called(space: Space, noor: User) -> None:
    numbered(space, noor, 2)
    numbered(space, noor, 3, numbers=Numbers(first=3, letter="A"))
    numbered(space, noor, 2, numbers=Numbers(first=3, letter="B"))
    assert labels(space) == ["1", "2", "A 3", "A 4", "A 5", "B 3", "B 4"]
    assert [turn.label for turn in numbered(space, noor, 1)] == ["6"]


def test_the_same_number_of_two_browsers_without_a_letter_doubles_nothing(space: Space, noor: User) -> None:
    for _browser in range(3):
        numbered(space, noor, 2, numbers=Numbers(first=1))
    assert labels(space) == ["1", "2", "Z 1", "Z 2", "Y 1", "Y 2"]


def test_a_number_given_by_every_letter_is_refused_and_nobody_counted(space: Space, noor: User) -> None:
    for _browser in range(27):
        numbered(space, noor, 1, numbers=Numbers(first=1))
    with pytest.raises(ValidationError) as refusal:
        numbered(space, noor, 1, numbers=Numbers(first=1))
    assert list(refusal.value.message_dict) == ["first_number"]
    assert (Visit.objects.count(), Receipt.objects.count()) == (27, 27)


def test_next_calls_the_one_who_waits_longest(space: Space, noor: User) -> None:
    now = timezone.now()
    late = numbered(space, noor, 1, happened_at=now - timedelta(minutes=5))[0]
    early = numbered(space, noor, 1, happened_at=now - timedelta(minutes=30))[0]
    for _call in range(2):
        services.call_next(act=acts.act(space, noor), where="2")
    for turn, minutes in ((early, 30), (late, 5)):
        turn.refresh_from_db()
        assert (turn.state, turn.where, turn.called_by, turn.waited) == ("called", "2", noor, minutes)
    assert early.called_at is not None
    assert late.called_at is not None
    assert early.called_at < late.called_at


def test_next_with_nobody_waiting_is_refused_and_leaves_no_receipt(space: Space, noor: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.call_next(act=acts.act(space, noor))
    assert list(refusal.value.message_dict) == ["turn"]
    assert (Receipt.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_next_that_comes_late_calls_nobody(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    late = timezone.now() - timedelta(minutes=3)
    with pytest.raises(ValidationError) as refusal:
        services.call_next(act=acts.act(space, noor, happened_at=late))
    assert list(refusal.value.message_dict) == ["turn"]
    turn.refresh_from_db()
    assert turn.state == TurnState.WAITING


def test_next_sent_twice_calls_one(space: Space, noor: User) -> None:
    numbered(space, noor, 2)
    uid = uuid7()
    answers = [services.call_next(act=acts.act(space, noor, uid=uid)).created for _time in range(2)]
    assert (answers, Turn.objects.filter(state=TurnState.CALLED).count()) == ([True, False], 1)


def test_a_call_known_with_another_desk_is_a_conflict(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    uid = act(turn, noor, TurnState.CALLED, where="1")
    with pytest.raises(ContentConflictError):
        act(turn, noor, TurnState.CALLED, where="2", uid=uid)


def test_called_again_keeps_the_first_moment_and_the_last_desk(space: Space, noor: User) -> None:
    now = timezone.now()
    [turn] = numbered(space, noor, 1, happened_at=now - timedelta(minutes=20))
    act(turn, noor, TurnState.CALLED, now - timedelta(minutes=10), where="1")
    act(turn, noor, TurnState.CALLED, now - timedelta(minutes=4), where="3")
    turn.refresh_from_db()
    assert (turn.waited, turn.where) == (10, "3")
    assert (turn.called_at, turn.last_called_at) == (now - timedelta(minutes=10), now - timedelta(minutes=4))


def test_a_number_is_known_by_its_tap_and_place_too(space: Space, noor: User) -> None:
    uid = uuid7()
    turns = numbered(space, noor, 3, uid=uid)
    services.close_left(act=acts.act(space, noor), turn=TurnReference(uid, 2))
    assert [Turn.objects.get(pk=turn.pk).state for turn in turns] == ["waiting", "waiting", "left"]


@pytest.mark.parametrize("after", [TurnState.WAITING, TurnState.CALLED, *CLOSED[:3]])
@pytest.mark.parametrize("then", [TurnState.CALLED, *CLOSED[:3]])
def test_every_transition(space: Space, noor: User, after: TurnState, then: TurnState) -> None:
    """What the table allows happens; what it forbids is stored and changes nothing."""
    now = timezone.now()
    [turn] = numbered(space, noor, 1, happened_at=now - timedelta(minutes=9))
    if after != TurnState.WAITING:
        act(turn, noor, after, now - timedelta(minutes=6))
    act(turn, noor, then, now - timedelta(minutes=3))
    turn.refresh_from_db()
    assert turn.state == (then if then in ALLOWED[after] else after)
    assert turn.is_open == (turn.closed_at is None)
    assert counts(space) == {"visits": 1, "help": 0, "sent_away": int(turn.state == TurnState.SENT_AWAY)}


def test_help_noted_for_the_visit_closes_its_number(space: Space, noor: User) -> None:
    first, second = numbered(space, noor, 2)
    act(first, noor, TurnState.CALLED)
    record = help_with(space, noor, visit=first.visit.uid)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.closed_at, second.state) == ("helped", record.happened_at, "waiting")


def test_help_undone_opens_the_number_again(space: Space, noor: User) -> None:
    first, second = numbered(space, noor, 2)
    act(first, noor, TurnState.CALLED)
    for turn in (first, second):
        undo(space, noor, Target.HELP, help_with(space, noor, visit=turn.visit.uid).uid)
        turn.refresh_from_db()
    assert [(turn.state, turn.closed_at) for turn in (first, second)] == [("called", None), ("waiting", None)]


def test_who_could_not_be_helped_is_a_visit_and_one_person_sent_away(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    for _computer in range(2):
        act(turn, noor, TurnState.SENT_AWAY, reason="no_computer")
    row = SentAway.objects.get()
    assert (row.visit, row.reason, row.by) == (turn.visit, "no_computer", noor)
    assert counts(space) == {"visits": 1, "help": 0, "sent_away": 1}


def test_who_came_back_and_was_helped_was_not_sent_away(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    act(turn, noor, TurnState.SENT_AWAY)
    record = help_with(space, noor, visit=turn.visit.uid)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}
    undo(space, noor, Target.HELP, record.uid)
    turn.refresh_from_db()
    assert (turn.state, counts(space)) == ("sent_away", {"visits": 1, "help": 0, "sent_away": 1})


def test_sending_away_undone_on_the_list_opens_the_number(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    act(turn, noor, TurnState.CALLED)
    act(turn, noor, TurnState.SENT_AWAY)
    undo(space, noor, Target.SENT_AWAY, SentAway.objects.get().uid)
    turn.refresh_from_db()
    assert (turn.state, counts(space)["sent_away"]) == ("called", 0)
    act(turn, noor, TurnState.SENT_AWAY)
    assert counts(space)["sent_away"] == 1


def test_an_act_undone_twice_leads_back_once(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    called = act(turn, noor, TurnState.CALLED, where="4")
    left = act(turn, noor, TurnState.LEFT)
    states = []
    for target in (left, left, called):
        undo(space, noor, Target.TURN_ACT, target)
        turn.refresh_from_db()
        states.append((turn.state, turn.where))
    assert states == [("called", "4"), ("called", "4"), ("waiting", "")]
    assert turn.waited is None


def test_only_an_act_of_that_day_and_space_is_undone(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    called = act(turn, noor, TurnState.CALLED)
    with pytest.raises(ValidationError):
        undo(make_space(), noor, Target.TURN_ACT, called)
    with pytest.raises(ValidationError):
        undo(space, noor, Target.TURN_ACT, called, happened_at=timezone.now() - timedelta(days=2))
    assert TurnAct.objects.filter(undone_at__isnull=False).count() == 0


def test_an_undone_visit_takes_its_number_and_its_sending_away_with_it(space: Space, noor: User) -> None:
    uid = uuid7()
    first, second = numbered(space, noor, 2, uid=uid)
    act(first, noor, TurnState.SENT_AWAY)
    undo(space, noor, Target.TAP, uid)
    assert counts(space) == {"visits": 0, "help": 0, "sent_away": 0}
    with pytest.raises(ValidationError):
        services.call_next(act=acts.act(space, noor))
    with pytest.raises(ValidationError):
        act(second, noor, TurnState.CALLED)
    assert [turn.number for turn in numbered(space, noor, 1)] == [3]


def test_a_number_of_another_space_or_day_is_not_known(space: Space, noor: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    [old] = numbered(space, noor, 1, happened_at=yesterday)
    [other] = numbered(make_space(), noor, 1)
    for turn in (old, other):
        with pytest.raises(ValidationError) as refusal:
            services.call(act=acts.act(space, noor), turn=TurnReference(turn.uid))
        assert list(refusal.value.message_dict) == ["turn"]


def test_every_act_leaves_an_audit_row(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor, 1)
    act(turn, noor, TurnState.CALLED)
    act(turn, noor, TurnState.LEFT)
    rows = AuditEntry.objects.filter(object_kind="turn").order_by("pk")
    assert [(row.action, row.object_uid, row.actor) for row in rows] == [
        ("turn.called", turn.uid, noor),
        ("turn.left", turn.uid, noor),
    ]


def test_at_night_what_stayed_open_is_closed_as_not_closed(space: Space, noor: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    waiting, called, gone = numbered(space, noor, 3, happened_at=yesterday)
    [today] = numbered(space, noor, 1)
    act(called, noor, TurnState.CALLED, yesterday + timedelta(minutes=1))
    act(gone, noor, TurnState.LEFT, yesterday + timedelta(minutes=1))
    assert (services.close_past(), services.close_past()) == (2, 0)
    states = [Turn.objects.get(pk=turn.pk).state for turn in (waiting, called, gone, today)]
    assert states == ["not_closed", "not_closed", "left", "waiting"]
    assert AuditEntry.objects.filter(action="turn.not_closed", actor=None).count() == 2


def test_the_day_ends_in_the_zone_of_the_space(noor: User) -> None:
    noumea, martinique = make_space(timezone="Pacific/Noumea"), make_space(timezone="America/Martinique")
    taken = datetime(2026, 4, 14, 12, tzinfo=UTC)
    for space in (noumea, martinique):
        numbered(space, noor, 1, happened_at=taken)
    assert services.close_past(datetime(2026, 4, 14, 14, tzinfo=UTC)) == 1
    assert {turn.space.timezone: turn.local_date for turn in Turn.objects.filter(state="not_closed")} == {
        "Pacific/Noumea": date(2026, 4, 14)
    }


def test_what_the_desk_did_before_the_night_still_counts_after_it(space: Space, noor: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    first, second = numbered(space, noor, 2, happened_at=yesterday)
    services.close_past()
    act(first, noor, TurnState.CALLED, yesterday + timedelta(minutes=7))
    first.refresh_from_db()
    assert (first.state, first.waited) == ("not_closed", 7)
    act(first, noor, TurnState.HELPED, yesterday + timedelta(minutes=8))
    act(second, noor, TurnState.SENT_AWAY, yesterday + timedelta(minutes=9))
    assert [Turn.objects.get(pk=turn.pk).state for turn in (first, second)] == ["helped", "sent_away"]


def test_no_clock_makes_a_wait_shorter_than_nothing(space: Space, noor: User) -> None:
    now = timezone.now()
    [turn] = numbered(space, noor, 1, happened_at=now)
    act(turn, noor, TurnState.CALLED, now - timedelta(minutes=3))
    turn.refresh_from_db()
    assert turn.waited == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 0},
        {"state": "gone"},
        {"where": "0"},
        {"state": TurnState.LEFT},
        {"closed_at": datetime(2026, 4, 14, tzinfo=UTC)},
        {"state": TurnState.CALLED},
    ],
)
def test_the_database_refuses_what_cannot_be(space: Space, noor: User, fields: dict[str, Any]) -> None:
    [turn] = numbered(space, noor, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.filter(pk=turn.pk).update(**fields)


def test_a_number_is_given_once_a_day_and_a_visit_has_one(space: Space, noor: User) -> None:
    first, _second = numbered(space, noor, 2)
    for change in ({"number": 2}, {"visit": Turn.objects.get(number=2).visit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Turn.objects.filter(pk=first.pk).update(**change)


def test_a_turn_has_the_id_that_its_tap_decides(space: Space, noor: User) -> None:
    uid = uuid7()
    turns = numbered(space, noor, 2, uid=uid)
    assert [turn.uid for turn in turns] == [child_id(child_id(uid, place), 0) for place in range(2)]

"""A receipt says what became of what was sent."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import Outcome, Quarantine, Receipt
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import TurnAct
from opstap.desk.services import Target, TurnReference
from opstap.spaces.models import Space
from tests.desk.acts import act, help_with, numbered, send_away, tap, undo
from tests.desk.conftest import Send


def outcome(uid: uuid.UUID) -> str:
    return Receipt.objects.get(uid=uid).outcome


def test_what_was_noted_and_what_changes_it_is_recorded(space: Space, noor: User) -> None:
    counted = tap(space, noor, 2)
    why = act(space, noor)
    services.set_purpose(act=why, tap=counted, purpose="leisure")
    helped, away, undone = help_with(space, noor).uid, send_away(space, noor), uuid7()
    undo(space, noor, Target.TAP, counted, uid=undone)
    assert {outcome(uid) for uid in (counted, why.uid, helped, away, undone)} == {Outcome.RECORDED}


@pytest.mark.parametrize("what", [Target.TAP, Target.HELP, Target.SENT_AWAY])
def test_undone_twice_the_second_changed_nothing(space: Space, noor: User, what: Target) -> None:
    made = {
        Target.TAP: lambda: tap(space, noor),
        Target.HELP: lambda: help_with(space, noor).uid,
        Target.SENT_AWAY: lambda: send_away(space, noor),
    }
    target, first, second = made[what](), uuid7(), uuid7()
    for uid in (first, second):
        undo(space, noor, what, target, uid=uid)
    assert (outcome(first), outcome(second)) == (Outcome.RECORDED, Outcome.UNCHANGED)


def test_a_call_taken_back_twice_changed_nothing_the_second_time(space: Space, noor: User) -> None:
    [turn] = numbered(space, noor)
    services.call(act=act(space, noor), turn=TurnReference(turn.uid))
    call, first, second = TurnAct.objects.get().uid, uuid7(), uuid7()
    for uid in (first, second):
        undo(space, noor, Target.TURN_ACT, call, uid=uid)
    assert (outcome(first), outcome(second)) == (Outcome.RECORDED, Outcome.UNCHANGED)


def test_what_was_kept_apart_and_is_counted_says_so(client: Client, space: Space, noor: User) -> None:
    uid = tap(space, noor, 2)
    with pytest.raises(ContentConflictError):
        tap(space, noor, 5, uid=uid)
    client.force_login(noor)
    kept = Quarantine.objects.get()
    assert "Noor · recorded" in client.get("/en/desk/de-trede/kept/").text
    client.post(f"/en/desk/de-trede/kept/{kept.pk}/", {"act": "count"})
    kept.refresh_from_db()
    assert kept.counted_as is not None
    assert (outcome(uid), outcome(kept.counted_as)) == (Outcome.RECORDED, Outcome.COUNTED)


def test_what_changes_something_and_was_kept_apart_too(client: Client, space: Space, noor: User) -> None:
    first, second, why = tap(space, noor), tap(space, noor), act(space, noor)
    services.set_purpose(act=why, tap=first, purpose="leisure")
    with pytest.raises(ContentConflictError):
        services.set_purpose(act=why, tap=second, purpose="leisure")
    client.force_login(noor)
    client.post(f"/en/desk/de-trede/kept/{Quarantine.objects.get().pk}/", {"act": "count"})
    counted_as = Quarantine.objects.get().counted_as
    assert counted_as is not None
    assert outcome(counted_as) == Outcome.COUNTED


def test_a_note_thrown_away_at_a_computer_was_dropped(send_json: Send, space: Space) -> None:
    uid = uuid7()
    answer = send_json("drop", id=uid, target=uuid7(), target_kind="help", reason="mistake")
    assert (answer.status_code, outcome(uid), services.losses_at(space)) == (201, Outcome.DROPPED, 1)


def test_no_other_word_is_let_in(space: Space, noor: User) -> None:
    uid = tap(space, noor)
    with pytest.raises(IntegrityError, match="receipt_outcome"), transaction.atomic():
        Receipt.objects.filter(uid=uid).update(outcome="lost")

"""Kept apart: both versions side by side, and a person of the team decides."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Quarantine, Receipt
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import HelpRecord
from opstap.spaces.models import Space
from tests.desk.acts import counts, help_with, tap
from tests.desk.conftest import Send
from tests.factories import make_animator, make_kept

KEPT = "/en/desk/de-trede/kept/"


@pytest.fixture
def noor_at(client: Client, noor: User) -> Client:
    client.force_login(noor)
    return client


def conflicting(space: Space, by: User, people: int) -> Quarantine:
    uid = tap(space, by, 2)
    with pytest.raises(ContentConflictError):
        tap(space, by, people, uid=uid, purpose="leisure")
    return Quarantine.objects.get(uid=uid)


def decide(client: Client, kept: Quarantine, **body: str) -> int:
    return client.post(f"{KEPT}{kept.pk}/", body).status_code


def test_the_desk_says_that_something_waits(noor_at: Client, space: Space, noor: User) -> None:
    assert "kept apart. Decide" not in noor_at.get("/en/desk/de-trede/").text
    conflicting(space, noor, 5)
    assert "1 note is kept apart. Decide about it." in noor_at.get("/en/desk/de-trede/").text


def test_both_versions_stand_side_by_side_in_words(noor_at: Client, space: Space, noor: User) -> None:
    conflicting(space, noor, 5)
    page = noor_at.get(KEPT).text
    assert (
        '<td role="cell" data-l="Stored">2</td><td role="cell" data-l="Came later"><strong>5</strong></td>'
        in page
    )
    assert '<td role="cell" data-l="Stored">–</td><td role="cell" data-l="Came later"><strong>Leisure' in page


def test_counted_it_is_a_new_record_of_the_one_who_sent_it(noor_at: Client, space: Space, noor: User) -> None:
    theo = make_animator(space)
    kept = conflicting(space, theo, 5)
    assert (decide(noor_at, kept, act="count"), counts(space)["visits"]) == (302, 7)
    kept.refresh_from_db()
    assert (kept.decision, kept.decided_by, kept.content["people"]) == ("counted", noor, 5)
    receipt = Receipt.objects.get(uid=kept.counted_as)
    assert (receipt.actor, space.visits.filter(tap=receipt.uid, by=theo).count()) == (noor, 5)
    assert AuditEntry.objects.filter(action="kept.counted", object_uid=kept.uid).count() == 1


def test_dropped_its_content_goes_and_the_reason_stays(noor_at: Client, space: Space, noor: User) -> None:
    kept = conflicting(space, noor, 5)
    assert (decide(noor_at, kept, act="drop"), counts(space)["visits"]) == (400, 2)
    assert (decide(noor_at, kept, act="drop", reason="noted twice"), counts(space)["visits"]) == (302, 2)
    kept.refresh_from_db()
    assert (kept.decision, kept.content, kept.reason) == ("dropped", {}, "noted twice")
    assert "noted twice" in noor_at.get(KEPT).text


def test_only_the_first_decision_counts(noor_at: Client, space: Space, noor: User) -> None:
    kept = conflicting(space, noor, 5)
    answers = [
        decide(noor_at, kept, **body) for body in ({"act": "count"}, {"act": "count"}, {"reason": "x"})
    ]
    assert (answers, counts(space)["visits"]) == ([302, 400, 400], 7)


def test_what_cannot_be_counted_any_more_stays_apart(noor_at: Client, space: Space, noor: User) -> None:
    kept = make_kept(space, kind="purpose", content={"tap": str(uuid7()), "purpose": "leisure"})
    before = Receipt.objects.count()
    assert decide(noor_at, kept, act="count") == 400
    kept.refresh_from_db()
    assert (kept.decision, Receipt.objects.count()) == ("", before)


def test_every_kind_can_be_counted_again(noor_at: Client, space: Space, noor: User) -> None:
    uid, away = tap(space, noor, 2), tap(space, noor)
    contents: list[tuple[str, dict[str, Any]]] = [
        ("help", help_content(space, noor)),
        ("sent_away", {"reason": "busy"}),
        ("purpose", {"tap": str(uid), "purpose": "leisure"}),
        ("e_service", {"tap": str(uid), "e_service": ""}),
        ("undo", {"what": "tap", "target": str(away)}),
    ]
    rows = [make_kept(space, kind=kind, content=content) for kind, content in contents]
    assert noor_at.get(KEPT).status_code == 200
    assert [decide(noor_at, row, act="count") for row in rows] == [302] * len(rows)
    assert counts(space) == {"visits": 4, "help": 2, "sent_away": 1}


def help_content(space: Space, by: User) -> dict[str, Any]:
    record = help_with(space, by, publics=("seniors",), further=("digital:files",), place="space")
    assert HelpRecord.objects.get() == record
    with pytest.raises(ContentConflictError):
        help_with(space, by, uid=record.uid, minutes=45, publics=("seniors",), further=("digital:files",))
    kept = Quarantine.objects.get()
    content: dict[str, Any] = kept.content
    kept.delete()
    return content


def test_another_space_s_is_not_here(noor_at: Client, space: Space) -> None:
    kept = make_kept(space)
    Quarantine.objects.filter(pk=kept.pk).update(space_uid=uuid7())
    assert decide(noor_at, kept, act="count") == 404


def test_a_loss_told_by_a_computer_is_counted(noor_at: Client, send_json: Send, space: Space) -> None:
    lost = uuid7()
    answer = send_json("drop", target=lost, target_kind="help", reason="elsewhere")
    assert (answer.status_code, send_json("drop", target=lost, target_kind="help").status_code) == (201, 400)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_kind, entry.object_uid) == ("item.dropped-elsewhere", "help", lost)
    assert "1 note was dropped at a computer of this desk" in noor_at.get(KEPT).text
    assert services.losses_at(space, timezone.now() + services.kept.LOSSES_SINCE) == 0


def test_of_help_only_what_was_said_is_compared(noor_at: Client, space: Space, noor: User) -> None:
    record = help_with(space, noor, publics=("seniors",))
    with pytest.raises(ContentConflictError):
        help_with(space, noor, uid=record.uid, minutes=45, publics=("seniors",))
    [kept] = noor_at.get(KEPT).context["waiting"]
    assert [(pair.stored, pair.later) for pair in kept.pairs if pair.stored != pair.later] == [("15", "45")]
    assert None not in {pair.stored for pair in kept.pairs}


def test_the_totals_of_a_group_are_said_in_words(noor_at: Client, space: Space, noor: User) -> None:
    group = {"mode": "workshop", "people": 3, "totals": {"age": {"70_plus": 2}}}
    record = help_with(space, noor, **group)
    with pytest.raises(ContentConflictError):
        help_with(space, noor, uid=record.uid, **group | {"totals": {"age": {"70_plus": 3}}})
    [kept] = noor_at.get(KEPT).context["waiting"]
    said = [(pair.stored, pair.later) for pair in kept.pairs if pair.label == "Who they were"]
    assert said == [("70 or older (2)", "70 or older (3)")]

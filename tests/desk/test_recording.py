"""The rules of recording: one visit a person, help attaches or creates, the same sent twice counts once."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Quarantine, Receipt
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.desk.services import Target
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.desk.acts import act, counts, help_with, send_away, tap, undo
from tests.factories import make_e_service, make_space


def test_one_tap_of_eight_is_eight_visits(space: Space, noor: User) -> None:
    uid = tap(space, noor, 8, purpose="job_search")
    rows = Visit.objects.filter(tap=uid).order_by("position")
    assert [(row.position, row.purpose, row.by) for row in rows] == [
        (n, "job_search", noor) for n in range(8)
    ]


def test_the_day_is_that_of_the_space(space: Space, noor: User) -> None:
    tokyo = make_space(timezone="Asia/Tokyo")
    late = datetime(2026, 4, 14, 22, 30, tzinfo=UTC)
    for place in (space, tokyo):
        tap(place, noor, happened_at=late)
    assert Visit.objects.get(space=space).local_date == date(2026, 4, 15)
    assert Visit.objects.get(space=tokyo).local_date == date(2026, 4, 15)
    tap(space, noor, happened_at=datetime(2026, 4, 14, 21, 30, tzinfo=UTC))
    assert Visit.objects.filter(local_date=date(2026, 4, 14)).count() == 1


def test_the_same_tap_twice_counts_once_with_the_same_receipt(space: Space, noor: User) -> None:
    uid = uuid7()
    answers = [services.record_visits(act=act(space, noor, uid=uid), people=3) for _ in range(2)]
    assert [answer.created for answer in answers] == [True, False]
    assert answers[0].receipt == answers[1].receipt
    assert counts(space)["visits"] == 3


def test_the_same_id_with_other_content_is_refused_and_kept_aside(space: Space, noor: User) -> None:
    uid = tap(space, noor, 2)
    with pytest.raises(ContentConflictError):
        tap(space, noor, 5, uid=uid)
    assert counts(space)["visits"] == 2
    assert Quarantine.objects.get().content["people"] == 5


def test_an_id_of_a_tap_cannot_serve_as_the_id_of_a_note(space: Space, noor: User) -> None:
    uid = tap(space, noor)
    with pytest.raises(ContentConflictError):
        help_with(space, noor, uid=uid)
    assert counts(space) == {"visits": 1, "help": 0, "sent_away": 0}


def test_every_act_leaves_a_receipt_and_an_audit_row(space: Space, noor: User) -> None:
    tap(space, noor, 8)
    help_with(space, noor)
    send_away(space, noor)
    assert Receipt.objects.filter(space_uid=space.uid, actor=noor).count() == 3
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["visits.recorded", "help.recorded", "sent_away.recorded"]


def test_help_for_somebody_counted_makes_no_second_visit(space: Space, noor: User) -> None:
    uid = tap(space, noor)
    record = help_with(space, noor, visit=uid)
    assert record.visit == Visit.objects.get(tap=uid)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}


def test_help_for_somebody_not_counted_makes_her_visit(space: Space, noor: User, network: Network) -> None:
    taxes = make_e_service(network)
    record = help_with(space, noor, e_service=taxes)
    assert record.visit is not None
    assert (record.visit.tap, record.visit.e_service) == (record.uid, taxes)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}


def test_of_people_counted_with_one_tap_each_gets_help_once_before_one_gets_it_twice(
    space: Space, noor: User
) -> None:
    uid = tap(space, noor, 3)
    helped = [help_with(space, noor, visit=uid).visit_id for _ in range(4)]
    first, second, third = Visit.objects.filter(tap=uid).order_by("position").values_list("pk", flat=True)
    assert helped == [first, second, third, first]
    assert counts(space)["visits"] == 3


def test_remote_help_is_no_visit(space: Space, noor: User) -> None:
    uid = tap(space, noor)
    record = help_with(space, noor, mode="remote", visit=uid)
    assert record.visit is None
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}


@pytest.mark.parametrize("what", ["undone", "of another space", "unknown"])
def test_help_for_a_visit_that_does_not_count_is_refused_whole(space: Space, noor: User, what: str) -> None:
    visit = uuid7() if what == "unknown" else tap(space if what == "undone" else make_space(), noor)
    if what == "undone":
        undo(space, noor, Target.TAP, visit)
    uid = uuid7()
    with pytest.raises(ValidationError):
        help_with(space, noor, uid=uid, visit=visit)
    assert (HelpRecord.objects.count(), Receipt.objects.filter(uid=uid).count()) == (0, 0)
    help_with(space, noor, uid=uid)
    assert counts(space)["help"] == 1


def test_sent_away_is_no_visit(space: Space, noor: User) -> None:
    send_away(space, noor, "no_computer")
    assert SentAway.objects.get().reason == "no_computer"
    assert counts(space) == {"visits": 0, "help": 0, "sent_away": 1}


def test_the_most_used_themes_come_first(space: Space, noor: User) -> None:
    for theme in ("digital:files", "digital:email", "digital:email"):
        help_with(space, noor, theme=theme)
    assert HelpRecord.objects.at(space).themes_by_use() == ["digital:email", "digital:files"]

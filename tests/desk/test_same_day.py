"""The second tap and the undo: of the same day, never a deletion."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry
from opstap.desk import services
from opstap.desk.models import SentAway, Visit, Voiding
from opstap.desk.services import Target
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.desk.acts import act, counts, help_with, send_away, tap, undo
from tests.factories import make_animator, make_e_service, make_space


def purposes(uid: object) -> list[str]:
    return list(Visit.objects.filter(tap=uid).order_by("position").values_list("purpose", flat=True))


def test_the_purpose_is_that_of_all_people_of_the_tap(space: Space, noor: User) -> None:
    uid = tap(space, noor, 3)
    services.set_purpose(act=act(space, noor), tap=uid, purpose="leisure")
    assert purposes(uid) == ["leisure"] * 3
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.object_uid, entry.fields) == ("visits.changed", uid, ["purpose"])


def test_another_tap_changes_the_purpose_and_not_said_takes_it_back(space: Space, noor: User) -> None:
    uid = tap(space, noor, purpose="leisure")
    services.set_purpose(act=act(space, noor), tap=uid, purpose="searches")
    assert purposes(uid) == ["searches"]
    services.set_purpose(act=act(space, noor), tap=uid, purpose="")
    assert purposes(uid) == [""]


def test_a_purpose_sent_again_does_not_win_over_a_later_one(space: Space, noor: User) -> None:
    uid, first = tap(space, noor), uuid7()
    services.set_purpose(act=act(space, noor, uid=first), tap=uid, purpose="leisure")
    services.set_purpose(act=act(space, noor), tap=uid, purpose="searches")
    again = services.set_purpose(act=act(space, noor, uid=first), tap=uid, purpose="leisure")
    assert (again.created, purposes(uid)) == (False, ["searches"])


def test_the_service_that_brought_them(space: Space, noor: User, network: Network) -> None:
    uid, taxes = tap(space, noor, 2), make_e_service(network)
    services.set_e_service(act=act(space, noor), tap=uid, e_service=taxes)
    assert list(Visit.objects.values_list("e_service", flat=True)) == [taxes.pk, taxes.pk]


@pytest.mark.parametrize("what", ["yesterday", "undone", "elsewhere"])
def test_only_what_counts_today_here_changes(space: Space, noor: User, what: str) -> None:
    yesterday = timezone.now() - timedelta(days=1) if what == "yesterday" else None
    uid = tap(make_space() if what == "elsewhere" else space, noor, happened_at=yesterday)
    if what == "undone":
        undo(space, noor, Target.TAP, uid)
    with pytest.raises(ValidationError):
        services.set_purpose(act=act(space, noor), tap=uid, purpose="leisure")
    assert purposes(uid) == [""]


def test_undo_of_a_tap_takes_all_its_people_and_deletes_nothing(space: Space, noor: User) -> None:
    uid = tap(space, noor, 8)
    theo = make_animator(space)
    undo(space, theo, Target.TAP, uid)
    assert (counts(space)["visits"], Visit.objects.count(), Voiding.objects.filter(by=theo).count()) == (
        0,
        8,
        8,
    )


def test_undo_of_one_person_leaves_the_others(space: Space, noor: User) -> None:
    uid = tap(space, noor, 8)
    undo(space, noor, Target.VISIT, Visit.objects.filter(tap=uid)[0].uid)
    assert counts(space)["visits"] == 7
    undo(space, noor, Target.TAP, uid)
    assert (counts(space)["visits"], Voiding.objects.count()) == (0, 8)


def test_undo_twice_from_two_desks_is_one_undo(space: Space, noor: User) -> None:
    uid, away = tap(space, noor, 2), send_away(space, noor)
    record = help_with(space, noor, mode="remote")
    for _ in range(2):
        undo(space, noor, Target.TAP, uid)
        undo(space, noor, Target.HELP, record.uid)
        undo(space, noor, Target.SENT_AWAY, away)
    assert counts(space) == {"visits": 0, "help": 0, "sent_away": 0}
    assert (Voiding.objects.count(), SentAway.objects.count()) == (4, 1)


def test_undo_of_help_takes_the_visit_it_made(space: Space, noor: User) -> None:
    undo(space, noor, Target.HELP, help_with(space, noor).uid)
    assert counts(space) == {"visits": 0, "help": 0, "sent_away": 0}


def test_undo_of_help_leaves_a_visit_counted_at_the_door(space: Space, noor: User) -> None:
    uid = tap(space, noor)
    undo(space, noor, Target.HELP, help_with(space, noor, visit=uid).uid)
    assert counts(space) == {"visits": 1, "help": 0, "sent_away": 0}


def test_undo_of_help_leaves_its_visit_when_other_help_was_given_at_it(space: Space, noor: User) -> None:
    first = help_with(space, noor)
    help_with(space, noor, visit=first.uid)
    undo(space, noor, Target.HELP, first.uid)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}


def test_a_visit_with_help_is_not_undone(space: Space, noor: User) -> None:
    uid = tap(space, noor, 2)
    help_with(space, noor, visit=uid)
    with translation.override("en"), pytest.raises(ValidationError, match="Undo the help first"):
        undo(space, noor, Target.TAP, uid)
    assert counts(space)["visits"] == 2


@pytest.mark.parametrize("what", list(Target))
def test_undo_of_something_unknown_or_elsewhere_is_refused(space: Space, noor: User, what: Target) -> None:
    for target in (uuid7(), tap(make_space(), noor)):
        with pytest.raises(ValidationError):
            undo(space, noor, what, target)
    assert Voiding.objects.count() == 0


def test_yesterday_is_not_undone_today_but_was_yesterday(space: Space, noor: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    uid = tap(space, noor, happened_at=yesterday)
    with pytest.raises(ValidationError):
        undo(space, noor, Target.TAP, uid)
    undo(space, noor, Target.TAP, uid, happened_at=yesterday)
    assert counts(space)["visits"] == 0

"""Corrections after sending: what changes, what stays true, and what is refused."""

import threading
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.census.services import declare_month, take_back_month
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Receipt
from opstap.core.periods import Period
from opstap.desk import figures, services
from opstap.desk.models import (
    CoachingSeries,
    HelpRecord,
    SentAway,
    TurnAct,
    TurnState,
    Visit,
    Voiding,
)
from opstap.desk.retention import erase_answers
from opstap.desk.services import ChangedMeanwhileError, HelpGiven, Target, mark_of
from opstap.desk.services.corrections import Corrected
from opstap.desk.services.turns import TurnReference, settle
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.desk.acts import act, counts, help_with, numbered, send_away, tap, undo
from tests.factories import make_animator, make_e_service, make_series, make_space

DAY = timedelta(days=1)


def ago(days: int) -> datetime:
    """By the clock on the wall: a day of summer time is not always 24 hours away from one of winter time."""
    return timezone.localtime() - days * DAY


def correct(
    record: HelpRecord, by: User, *, seen: str = "", uid: uuid.UUID | None = None, **said: Any
) -> Corrected:
    """Change some answers of a help record, the others stay as they are."""
    record = HelpRecord.objects.get(pk=record.pk)
    series = said.pop("series", record.series)
    given = HelpGiven.of(record)
    given = HelpGiven(**{name: getattr(given, name) for name in given.__dataclass_fields__} | said)
    return services.correct_help(
        act=act(record.space, by, uid=uid),
        record=record,
        seen=seen or mark_of(record),
        given=given,
        series=series,
    )


def trail() -> list[tuple[str, list[str]]]:
    rows = AuditEntry.objects.filter(action__endswith=".corrected").order_by("pk")
    return [(row.action, row.fields) for row in rows]


def test_every_answer_of_a_help_record_can_be_corrected(space: Space, noor: User, network: Network) -> None:
    record, taxes = help_with(space, noor, happened_at=ago(3)), make_e_service(network)
    said = {
        "theme": "administrative:money",
        "minutes": 45,
        "mode": "coaching",
        "autonomy": "guided",
        "device": "phone",
        "age": "70_plus",
        "situation": "retired",
        "gender": "woman",
        "publics": ("seniors",),
        "e_service": taxes,
        "further": ("digital:email",),
        "began": time(10),
        "ended": time(10, 45),
        "next_step": "alone",
    }
    done = correct(record, noor, **said)
    row = HelpRecord.objects.get(pk=record.pk)
    assert HelpGiven.of(row) == HelpGiven(**said | {"place": "space"})  # type: ignore[arg-type]
    assert (row.by, row.local_date, row.happened_at) == (noor, record.local_date, record.happened_at)
    assert trail() == [("help.corrected", sorted(said))]
    assert sorted(done.fields) == sorted(said)


def test_the_trail_has_no_values(space: Space, noor: User) -> None:
    theo = make_animator(space)
    record = help_with(space, noor, happened_at=ago(3))
    correct(record, theo, theme="digital:health", age="70_plus")
    row = AuditEntry.objects.latest("pk")
    assert (row.actor, row.object_kind, row.object_uid, row.fields) == (
        theo,
        "help",
        record.uid,
        ["age", "theme"],
    )


def test_the_hash_of_a_correction_is_the_same_whatever_was_said(space: Space, noor: User) -> None:
    """It would tell answers about a person after these were erased."""
    record = help_with(space, noor)
    for age in ("70_plus", "12_17"):
        correct(record, noor, age=age)
    hashes = set(Receipt.objects.filter(kind="correction").values_list("content_hash", flat=True))
    assert (Receipt.objects.filter(kind="correction").count(), len(hashes)) == (2, 1)


def test_figures_before_and_after(space: Space, noor: User) -> None:
    record = help_with(space, noor, happened_at=ago(3), theme="digital:email", minutes=15)
    here, period = Space.objects.filter(pk=space.pk), Period(record.local_date, record.local_date)

    def shown() -> tuple[object, ...]:
        return (
            figures.help_by_every_theme(here, period),
            figures.help_hours()(here, period)[space.pk] * 60,
            figures.help_by_age(here, period),
            figures.visits(here, period),
        )

    assert shown() == ({"digital:email": 1}, 15, {"": 1}, {space.pk: 1})
    correct(record, noor, theme="digital:files", minutes=90, age="70_plus", further=("digital:email",))
    assert shown() == ({"digital:files": 1, "digital:email": 1}, 90, {"70_plus": 1}, {space.pk: 1})
    correct(record, noor, mode="remote", place="")
    assert (shown()[3], counts(space)) == ({}, {"visits": 0, "help": 1, "sent_away": 0})


def test_nothing_changed_leaves_no_trace_in_the_trail(space: Space, noor: User) -> None:
    record = help_with(space, noor)
    assert (correct(record, noor).fields, trail()) == ((), [])


# Sent twice, and two at once


def test_sent_twice_is_stored_once(space: Space, noor: User) -> None:
    record, uid = help_with(space, noor, happened_at=ago(1)), uuid7()
    seen = mark_of(record)
    first = correct(record, noor, seen=seen, uid=uid, minutes=45)
    again = correct(record, noor, seen=seen, uid=uid, minutes=45)
    assert (first.stored.created, again.stored.created, again.fields) == (True, False, ())
    assert trail() == [("help.corrected", ["minutes"])]


def test_the_same_page_with_other_answers_meets_a_changed_record(space: Space, noor: User) -> None:
    record, uid = help_with(space, noor), uuid7()
    seen = mark_of(record)
    correct(record, noor, seen=seen, uid=uid, minutes=45)
    with pytest.raises(ChangedMeanwhileError):
        correct(record, noor, seen=seen, uid=uid, minutes=60)
    assert HelpRecord.objects.get().minutes == 45


def test_the_later_of_two_overwrites_nothing(space: Space, noor: User) -> None:
    record, theo = help_with(space, noor, happened_at=ago(2)), make_animator(space)
    seen = mark_of(record)
    correct(record, theo, seen=seen, theme="digital:files")
    with pytest.raises(ChangedMeanwhileError):
        correct(record, noor, seen=seen, minutes=60)
    row = HelpRecord.objects.get()
    assert (row.theme, row.minutes, trail()) == (
        "digital:files",
        15,
        [("help.corrected", ["theme"])],
    )
    uid = tap(space, noor, happened_at=ago(2))
    visit = Visit.objects.get(tap=uid)
    mark = mark_of(visit)
    change_visit(visit, theo, seen=mark, purpose="leisure")
    with pytest.raises(ChangedMeanwhileError):
        change_visit(visit, noor, seen=mark, purpose="searches")


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_is_stored(network: Network) -> None:
    space = make_space(network=network)
    people = [make_animator(space) for _ in range(8)]
    record = help_with(space, people[0], happened_at=ago(2))
    seen, outcomes, gate = mark_of(record), [], threading.Barrier(8)

    def one(number: int) -> None:
        gate.wait()
        try:
            correct(record, people[number], seen=seen, minutes=20 + number)
            outcomes.append("stored")
        except ChangedMeanwhileError:
            outcomes.append("changed meanwhile")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["changed meanwhile"] * 7 + ["stored"]
    assert trail() == [("help.corrected", ["minutes"])]


# How long


@pytest.mark.parametrize(("days", "open_"), [(0, True), (45, True), (46, False), (200, False)])
def test_until_45_days_after_the_day(space: Space, noor: User, days: int, open_: bool) -> None:
    record = help_with(space, noor, happened_at=ago(days))
    visit = Visit.objects.get(tap=tap(space, noor, happened_at=ago(days)))
    away = SentAway.objects.get(uid=send_away(space, noor))
    SentAway.objects.update(local_date=record.local_date)
    away.refresh_from_db()
    done = []
    for change in (
        lambda: correct(record, noor, minutes=45),
        lambda: change_visit(visit, noor, purpose="leisure"),
        lambda: change_reason(away, noor, "other"),
    ):
        with translation.override("en"):
            try:
                change()
                done.append("")
            except ValidationError as refusal:
                done.append(refusal.messages[0].partition(":")[0])
    assert done == ["" if open_ else "This was noted more than 45 days ago"] * 3


def test_a_month_declared_complete_is_closed_until_it_is_taken_back(space: Space, noor: User) -> None:
    last_month = timezone.localdate().replace(day=1) - DAY
    record = help_with(space, noor, happened_at=timezone.now())
    HelpRecord.objects.update(local_date=last_month)
    month = last_month.replace(day=1)
    declare_month(space=space, month=month, by=noor)
    with translation.override("en"), pytest.raises(ValidationError, match="was declared complete"):
        correct(record, noor, minutes=45)
    declare_month(space=make_space(), month=month, by=noor)
    take_back_month(space=space, month=month, by=noor)
    assert correct(record, noor, minutes=45).fields == ("minutes",)


def test_what_was_undone_is_not_corrected(space: Space, noor: User) -> None:
    record, uid, away = help_with(space, noor), tap(space, noor), send_away(space, noor)
    visit, row = Visit.objects.get(tap=uid), SentAway.objects.get(uid=away)
    assert hasattr(visit, "voiding") is False  # looked at before somebody undid it
    undo(space, noor, Target.HELP, record.uid)
    undo(space, noor, Target.TAP, uid)
    undo(space, noor, Target.SENT_AWAY, away)
    for change in (
        lambda: correct(record, noor, minutes=45),
        lambda: change_visit(visit, noor, purpose="leisure"),
        lambda: change_reason(row, noor, "other"),
    ):
        with translation.override("en"), pytest.raises(ValidationError, match="was undone"):
            change()
    assert trail() == []


def test_erased_answers_are_neither_corrected_nor_undone(space: Space, noor: User) -> None:
    record = help_with(space, noor, age="70_plus")
    erase_answers(HelpRecord.objects.all())
    before = counts(space)
    with translation.override("en"), pytest.raises(ValidationError, match="can no longer be corrected"):
        correct(record, noor, minutes=45)
    with translation.override("en"), pytest.raises(ValidationError, match="corrected or undone"):
        undo(space, noor, Target.HELP, record.uid)
    assert (counts(space), Voiding.objects.count(), trail()) == (before, 0, [])


# An access is one entry of one person


def test_help_that_was_not_in_the_space_leaves_no_visit_of_its_own(space: Space, noor: User) -> None:
    record = help_with(space, noor, happened_at=ago(1))
    correct(record, noor, place="home")
    assert counts(space) == {"visits": 0, "help": 1, "sent_away": 0}
    correct(record, noor, place="")
    row = HelpRecord.objects.get()
    assert (counts(space)["visits"], Visit.objects.count()) == (1, 2)
    assert row.visit is not None
    assert (row.visit.position, row.visit.by, row.visit.happened_at) == (1, noor, record.happened_at)
    assert [fields for _action, fields in trail()] == [["place"], ["place"]]


def test_a_visit_counted_at_the_door_stays_when_the_help_was_elsewhere(space: Space, noor: User) -> None:
    record = help_with(space, noor, visit=tap(space, noor))
    correct(record, noor, mode="remote", place="")
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}
    assert HelpRecord.objects.get().visit is None


def test_its_visit_stays_when_other_help_was_given_at_it(space: Space, noor: User) -> None:
    record = help_with(space, noor)
    help_with(space, noor, visit=record.uid)
    correct(record, noor, place="elsewhere")
    assert counts(space) == {"visits": 1, "help": 2, "sent_away": 0}


def test_a_number_is_open_again_without_its_help(space: Space, noor: User) -> None:
    (turn,) = numbered(space, noor)
    record = help_with(space, noor, visit=turn.visit.uid)
    turn.refresh_from_db()
    assert turn.state == TurnState.HELPED
    correct(record, noor, mode="remote", place="")
    turn.refresh_from_db()
    assert turn.state == TurnState.WAITING


def group_of(space: Space, by: User, people: int, **said: Any) -> HelpRecord:
    return help_with(space, by, mode="workshop", people=people, **said)


@pytest.mark.parametrize(("before", "after"), [(3, 5), (5, 2), (4, 4)])
def test_people_of_a_group_are_visits_of_its_own(space: Space, noor: User, before: int, after: int) -> None:
    record = group_of(space, noor, before, happened_at=ago(4))
    correct(record, noor, people=after, totals={"gender": {"woman": 1}})
    row = HelpRecord.objects.get()
    assert (row.people, row.totals, len(row.visits_of_all())) == (after, {"gender": {"woman": 1}}, after)
    assert counts(space)["visits"] == after
    here, period = Space.objects.filter(pk=space.pk), Period(record.local_date, record.local_date)
    assert figures.group_people(here, period) == {space.pk: after}
    assert set(Visit.objects.counted().values_list("pk", flat=True)) == set(row.visits_of_all())


def test_a_larger_group_takes_those_of_its_tap_who_had_no_help_first(space: Space, noor: User) -> None:
    uid = tap(space, noor, 6)
    record = group_of(space, noor, 3, visit=uid)
    help_with(space, noor, visit=uid)
    correct(record, noor, people=7)
    assert counts(space)["visits"] == 8  # two of the tap were free, two more had not been counted
    correct(record, noor, people=2)
    row = HelpRecord.objects.get(pk=record.pk)
    assert (counts(space)["visits"], row.visit_id) == (6, record.visit_id)
    assert set(Visit.objects.filter(pk__in=row.visits_of_all()).values_list("tap", flat=True)) == {uid}


def test_the_e_service_of_the_visit_that_the_help_made_follows(
    space: Space, noor: User, network: Network
) -> None:
    taxes, bank = make_e_service(network), make_e_service(network)
    record = help_with(space, noor, e_service=taxes)
    correct(record, noor, e_service=bank)
    assert Visit.objects.get().e_service == bank
    services.set_e_service(act=act(space, noor), tap=record.uid, e_service=taxes)
    correct(record, noor, e_service=None)
    assert Visit.objects.get().e_service == taxes  # said for itself since
    counted = help_with(space, noor, visit=tap(space, noor, e_service=taxes), e_service=taxes)
    correct(counted, noor, e_service=bank)
    assert Visit.objects.get(pk=counted.visit_id).e_service == taxes


# Codes of coaching


def in_series(space: Space, by: User, series: CoachingSeries, **said: Any) -> HelpRecord:
    uid, visit, at = uuid7(), said.pop("visit", None), said.pop("happened_at", None)
    given = HelpGiven(**{"theme": "digital:email", "minutes": 15} | said)
    services.record_help(act=act(space, by, uid=uid, happened_at=at), given=given, visit=visit, series=series)
    return HelpRecord.objects.get(uid=uid)


@pytest.mark.parametrize(
    "said",
    [
        {"theme": "digital:health"},
        {"further": ("administrative:justice",)},
        {"publics": ("migrants",)},
        {"e_service": True},
        {"theme": "digital:health", "mode": "remote", "place": ""},
    ],
    ids=str,
)
def test_what_reveals_loses_the_code(
    space: Space, noor: User, network: Network, said: dict[str, Any]
) -> None:
    series = make_series(space, by=noor)
    uid = tap(space, noor)
    record, other = in_series(space, noor, series, visit=uid), in_series(space, noor, series, visit=uid)
    if "e_service" in said:
        said = {"e_service": make_e_service(network, reveals=True)}
    done = correct(record, noor, **said)
    stays = "mode" in said  # no longer at that visit
    assert (done.without_code, HelpRecord.objects.get(pk=record.pk).series) == (True, None)
    assert (HelpRecord.objects.get(pk=other.pk).series is not None) is stays
    assert [fields for _action, fields in trail()] == [sorted(done.fields)]
    assert "series" not in done.fields


def test_a_revealing_service_of_the_visit_takes_the_code_off_its_help(
    space: Space, noor: User, network: Network
) -> None:
    uid = tap(space, noor, happened_at=ago(2))
    record = in_series(space, noor, make_series(space, by=noor), visit=uid, happened_at=ago(2))
    change_visit(Visit.objects.get(tap=uid), noor, e_service=make_e_service(network, reveals=True))
    record.refresh_from_db()
    assert record.series is None


def test_help_moved_to_another_series_moves_its_day(space: Space, noor: User) -> None:
    wrong, right = make_series(space, by=noor), make_series(space, by=noor)
    opened = timezone.localdate() - 20 * DAY
    CoachingSeries.objects.update(opened_on=opened, last_on=opened)
    record = in_series(space, noor, wrong, happened_at=ago(3))
    assert last_days(wrong, right) == [record.local_date, opened]
    assert correct(record, noor, series=right).fields == ("series",)
    assert last_days(wrong, right) == [opened, record.local_date]
    assert correct(record, noor, series=None).fields == ("series",)
    assert last_days(wrong, right) == [opened, opened]


def last_days(*series: CoachingSeries) -> list[date]:
    return [CoachingSeries.objects.get(pk=one.pk).last_on for one in series]


# Visits, and people sent away


def change_visit(visit: Visit, by: User, *, seen: str = "", **said: Any) -> Corrected:
    now = Visit.objects.get(pk=visit.pk)
    after = {"purpose": now.purpose, "e_service": now.e_service} | said
    return services.correct_visits(act=act(visit.space, by), visit=visit, seen=seen or mark_of(now), **after)


def change_reason(row: SentAway, by: User, reason: str) -> Corrected:
    return services.correct_sent_away(
        act=act(row.space, by), row=row, seen=mark_of(SentAway.objects.get(pk=row.pk)), reason=reason
    )


def test_what_all_people_of_a_tap_came_for(space: Space, noor: User, network: Network) -> None:
    taxes = make_e_service(network)
    uid = tap(space, noor, 3, purpose="leisure", happened_at=ago(5))
    undo(
        space,
        noor,
        Target.VISIT,
        Visit.objects.filter(tap=uid).order_by("position")[0].uid,
        happened_at=ago(5),
    )
    visit = Visit.objects.counted().filter(tap=uid)[0]
    assert change_visit(visit, noor, purpose="searches", e_service=taxes).fields == ("purpose", "e_service")
    rows = Visit.objects.filter(tap=uid).order_by("position")
    assert [row.purpose for row in rows] == ["leisure", "searches", "searches"]
    assert [row.e_service for row in rows] == [None, taxes, taxes]
    assert trail() == [("visits.corrected", ["e_service", "purpose"])]
    assert AuditEntry.objects.latest("pk").object_uid == uid


def test_why_somebody_was_sent_away(space: Space, noor: User) -> None:
    row = SentAway.objects.get(uid=send_away(space, noor, "busy"))
    assert change_reason(row, noor, "no_computer").fields == ("reason",)
    assert change_reason(row, noor, "no_computer").fields == ()
    assert (SentAway.objects.get().reason, trail()) == (
        "no_computer",
        [("sent_away.corrected", ["reason"])],
    )


def test_of_a_number_the_reason_stays_when_its_acts_are_replayed(space: Space, noor: User) -> None:
    (turn,) = numbered(space, noor)
    services.close_sent_away(act=act(space, noor), turn=TurnReference(turn.uid), reason="busy")
    row = SentAway.objects.get()
    change_reason(row, noor, "other")
    settle(turn, noor)
    assert [away.reason for away in SentAway.objects.counted()] == ["other"]
    assert (SentAway.objects.count(), TurnAct.objects.get().reason) == (1, "other")

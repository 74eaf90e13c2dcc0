"""The demonstration region: complete, invented, never mixed with real data."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from opstap.accounts.models import User
from opstap.census.models import Completion
from opstap.demonstration import services
from opstap.demonstration.services import people, region
from opstap.desk.models import (
    CoachingSeries,
    ConsentSheet,
    HelpRecord,
    HelpTemplate,
    Queue,
    Turn,
    Visit,
)
from opstap.desk.services.apart import reveals
from opstap.desk.services.turns import settle
from opstap.spaces.models import Duty, Space
from tests.factories import make_space, make_user

DERIVED = ("state", "called_at", "last_called_at", "called_by", "where", "closed_at", "waited")

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two months: two years take long on a small machine."""
    monkeypatch.setattr(services, "MONTHS", 2)


def test_thirty_two_spaces_over_all_nineteen_municipalities(short: None) -> None:
    services.load()
    spaces = Space.objects.public().select_related("municipality")

    assert spaces.count() == 32
    assert {space.municipality.code for space in spaces if space.municipality} == {
        str(code) for code in range(21001, 21020)
    }
    assert {space.is_invented for space in spaces} == {True}


def test_fourteen_spaces_count_everything() -> None:
    counts = [row["counts"] for row in region.REGION["spaces"]]

    assert (counts.count("complete"), counts.count("partly"), counts.count("none")) == (14, 8, 10)


def test_the_list_of_equipment_tells_the_counts_of_each_record(short: None) -> None:
    services.load()
    listed = [space for space in Space.objects.all() if space.equipment.exists()]

    assert len(listed) == 22
    for space in listed:
        counts = space.equipment.counts()
        assert {name: getattr(space, name) for name in counts} == counts


def test_the_same_seed_makes_the_same_activity(short: None) -> None:
    services.load()
    loaded = set(Visit.objects.filter(local_date__lt=timezone.localdate()).values_list("uid", "purpose"))
    first = region.DemoSpace(Space.objects.order_by("pk")[0], "complete", "off", "Mo-Fr 09:00-12:00", 0)

    assert loaded != set()
    assert first.chance("x").random() == first.chance("x").random()


def test_help_in_the_space_always_has_its_visit_of_the_same_day(short: None) -> None:
    services.load()
    strange = [
        record.uid
        for record in HelpRecord.objects.select_related("visit")
        if (record.place == "space") != (record.visit is not None)
        or (record.visit and record.visit.local_date != record.local_date)
    ]

    assert strange == []


def test_some_spaces_work_with_numbers_and_their_acts_tell_what_became_of_each(short: None) -> None:
    services.load()
    assert (
        Queue.objects.filter(gives_numbers=True).count()
        == Turn.objects.values("space").distinct().count()
        >= 3
    )
    states = Counter(Turn.objects.values_list("state", flat=True))
    assert min(states[state] for state in ("helped", "left", "sent_away", "not_closed")) > 0
    for state in ("helped", "left", "sent_away", "not_closed"):
        for turn in Turn.objects.filter(state=state)[:12]:
            told = [getattr(turn, name) for name in DERIVED]
            settle(turn, turn.visit.by)
            assert [getattr(turn, name) for name in DERIVED] == told


def test_a_group_in_the_space_has_a_visit_for_each_person(short: None) -> None:
    services.load()
    groups = HelpRecord.objects.filter(people__gt=1, place="space").annotate(beside=Count("others"))

    assert groups.count() > 0
    assert [group.uid for group in groups if group.beside != group.people - 1] == []
    assert HelpRecord.others.through.objects.exclude(helprecord__place="space").count() == 0


def test_months_are_declared_only_when_they_are_over(short: None) -> None:
    services.load()
    this_month = timezone.localdate().replace(day=1)

    assert Completion.objects.filter(month__gte=this_month).count() == 0
    assert Completion.objects.values("month").distinct().count() == 2
    assert Completion.objects.count() >= 28


def test_every_log_in_that_is_printed_works(short: None) -> None:
    services.load()
    for login in people.LOGINS:
        assert User.objects.get(email=login.email).check_password(people.PASSWORD) is True
    assert [
        login.email for login in people.LOGINS if any(login.email in line for line in people.greeting())
    ] == [login.email for login in people.LOGINS]


def test_no_duty_lies_outside_staffed_hours(short: None) -> None:
    services.load()

    assert Duty.objects.exclude(space__is_invented=True).count() == 0
    assert {duty.person.email.partition("@")[2] for duty in Duty.objects.select_related("person")} == {
        "demo.example"
    }


@pytest.mark.parametrize("make", [make_space, make_user])
def test_a_database_with_data_is_refused(make: object) -> None:
    make()  # type: ignore[operator]
    before = (Space.objects.count(), User.objects.count())
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("demo")
    call_command("demo", if_empty=True)

    assert (Space.objects.count(), User.objects.count()) == before


def test_an_earlier_day_can_be_loaded(short: None) -> None:
    services.load(until=date(2026, 3, 15))

    assert Visit.objects.filter(local_date__gt=date(2026, 3, 15)).count() == 0


def test_coaching_is_shown_and_says_nothing_that_reveals(short: None) -> None:
    services.load()
    named = HelpRecord.objects.filter(series__isnull=False).select_related("e_service", "visit__e_service")

    assert CoachingSeries.objects.values("space").distinct().count() == 14
    assert (named.count() > 14, [record.uid for record in named if reveals(record)]) == (True, [])
    assert [record.uid for record in named if record.visit and record.visit.e_service] == []
    assert (HelpTemplate.objects.count(), ConsentSheet.objects.count()) == (3 * 14, 7 * 14)

"""The demonstration region as it is loaded: two months of it, once for all tests of this file."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from math import acos, cos, radians, sin

import pytest
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from opstap.accounts.models import User
from opstap.census.models import Completion
from opstap.coverage.reach.demand import demand_of
from opstap.coverage.reach.measuring import measure
from opstap.coverage.reach.supply import Asked, sites_of
from opstap.coverage.rules import rules_of
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
from opstap.territory.models import Network

DERIVED = ("state", "called_at", "last_called_at", "called_by", "where", "closed_at", "waited")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loading takes some seconds; each test then undoes what it wrote itself, and the last one all of it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(services, "MONTHS", 2)
        services.load()
        yield
        transaction.set_rollback(True)


def test_thirty_two_spaces_over_all_nineteen_municipalities() -> None:
    spaces = Space.objects.public().select_related("municipality")

    assert spaces.count() == 32
    assert {space.municipality.code for space in spaces if space.municipality} == {
        str(code) for code in range(21001, 21020)
    }
    assert {space.is_invented for space in spaces} == {True}


def test_the_list_of_equipment_tells_the_counts_of_each_record() -> None:
    listed = [space for space in Space.objects.all() if space.equipment.exists()]

    assert len(listed) == 22
    for space in listed:
        counts = space.equipment.counts()
        assert {name: getattr(space, name) for name in counts} == counts


def test_the_same_seed_makes_the_same_activity() -> None:
    loaded = set(Visit.objects.filter(local_date__lt=timezone.localdate()).values_list("uid", "purpose"))
    first = region.DemoSpace(Space.objects.order_by("pk")[0], "complete", "off", "Mo-Fr 09:00-12:00", 0)

    assert loaded != set()
    assert first.chance("x").random() == first.chance("x").random()


def test_help_in_the_space_always_has_its_visit_of_the_same_day() -> None:
    strange = [
        record.uid
        for record in HelpRecord.objects.select_related("visit")
        if (record.place == "space") != (record.visit is not None)
        or (record.visit and record.visit.local_date != record.local_date)
    ]

    assert strange == []


def test_some_spaces_work_with_numbers_and_their_acts_tell_what_became_of_each() -> None:
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


def test_a_group_in_the_space_has_a_visit_for_each_person() -> None:
    groups = HelpRecord.objects.filter(people__gt=1, place="space").annotate(beside=Count("others"))

    assert groups.count() > 0
    assert [group.uid for group in groups if group.beside != group.people - 1] == []
    assert HelpRecord.others.through.objects.exclude(helprecord__place="space").count() == 0


def test_months_are_declared_only_when_they_are_over() -> None:
    this_month = timezone.localdate().replace(day=1)

    assert Completion.objects.filter(month__gte=this_month).count() == 0
    assert Completion.objects.values("month").distinct().count() == 2
    assert Completion.objects.count() >= 28


def test_every_log_in_that_is_printed_works() -> None:
    for login in people.LOGINS:
        assert User.objects.get(email=login.email).check_password(people.PASSWORD) is True
    assert [
        login.email for login in people.LOGINS if any(login.email in line for line in people.greeting())
    ] == [login.email for login in people.LOGINS]


def test_no_duty_lies_outside_staffed_hours() -> None:
    assert Duty.objects.exclude(space__is_invented=True).count() == 0
    assert {duty.person.email.partition("@")[2] for duty in Duty.objects.select_related("person")} == {
        "demo.example"
    }


def test_coaching_is_shown_and_says_nothing_that_reveals() -> None:
    named = HelpRecord.objects.filter(series__isnull=False).select_related("e_service", "visit__e_service")

    assert CoachingSeries.objects.values("space").distinct().count() == 14
    assert (named.count() > 14, [record.uid for record in named if reveals(record)]) == (True, [])
    assert [record.uid for record in named if record.visit and record.visit.e_service] == []
    assert (HelpTemplate.objects.count(), ConsentSheet.objects.count()) == (3 * 14, 7 * 14)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On the sphere, by the law of cosines: another way than the code's."""
    (lat1, lon1), (lat2, lon2) = ([radians(part) for part in point] for point in (one, other))
    return 6_371_008.8 * acos(sin(lat1) * sin(lat2) + cos(lat1) * cos(lat2) * cos(lon2 - lon1))


def test_auderghem_by_hand() -> None:
    """The numbers of docs/coverage.md, Checked by hand: calculated there from the facts and the records."""
    network, asked = Network.objects.get(), Asked()
    rules, today = rules_of(network), timezone.localdate()
    sites = sites_of(network, asked, today)
    reach = measure(demand_of(network, rules), sites, rules, asked, people_per_post=network.people_per_post)
    found = [place for place, area in enumerate(reach.areas) if area.demand.area.code == "21002"]
    auderghem = reach.areas[found[0]]

    assert (auderghem.population, round(auderghem.needed, 4)) == (35_698, 3.5698)
    assert (auderghem.there, round(auderghem.missing, 4)) == (Decimal("0.8"), 2.7698)
    heart = (50.81011, 4.43821)
    ways = {site.space.names["fr"]: 1.3 * metres(heart, site.point) for site in sites if site.point}
    near = {name: round(way) for name, way in ways.items() if way <= 2500}
    assert near == {"Le Hublot": 1043, "La Clairière": 2302}
    assert {site.space.names["fr"] for site in reach.pairs.sites_near(found)} == set(near)
    assert (auderghem.nearest is not None and round(auderghem.nearest), auderghem.weekdays) == (1043, 3)

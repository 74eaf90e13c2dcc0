"""Two records of one place become one and two again: nothing is lost, nothing is counted twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import models
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.census.models import Completion, Declaration
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Quarantine
from opstap.desk.models import ConsentSheet, DeskPin, HelpRecord, Turn, Visit
from opstap.keeping.models import KeptCount
from opstap.label.models import Label
from opstap.spaces import merging
from opstap.spaces.models import (
    Membership,
    Merge,
    NetworkMembership,
    NotTheSame,
    Operation,
    Organisation,
    Space,
)
from opstap.spaces.services.merging import (
    UNDOABLE,
    RefusedError,
    merge_spaces,
    say_not_the_same,
    undo_merge,
)
from opstap.spaces.services.record import change_space
from opstap.territory.models import Network
from tests import factories
from tests.census.events import help_record, visit

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 4)
# They point to a space by its number, not as a foreign key: the trail and receipts say what was then.
BY_NUMBER = {"core.AuditEntry.space_uid": "stays", "core.Receipt.space_uid": "stays"}


@pytest.fixture
def network() -> Network:
    return factories.make_network()


@pytest.fixture
def keeper(network: Network) -> User:
    return factories.make_network_coordinator(network)


def pair(network: Network) -> tuple[Space, Space]:
    """Two records with something of every kind on both, and numbers that get in each other's way."""
    organisation = factories.make_organisation(network=network)
    kept = factories.make_space("kept", organisation=organisation)
    merged = factories.make_space("merged", network=network, antenna_of=kept)
    program = factories.make_program(network)
    for space, month in ((kept, date(2026, 5, 1)), (merged, date(2026, 6, 1))):
        worker = factories.make_animator(space)
        factories.make_coordinator(space)
        visit(space, DAY, times=3, by=worker)
        help_record(space, DAY, by=worker)
        factories.make_turn(space, 1)
        factories.make_consent(space)
        factories.make_duty(space, worker)
        factories.make_post(space)
        factories.make_invitation(space)
        factories.make_template(space, "E-mail")
        factories.make_kept(space)
        factories.make_lot(space)
        factories.make_use(program, space)
        factories.make_reserved(space)
        factories.make_room(space)
        factories.make_price(space)
        Completion.objects.create(space=space, month=month)
        Declaration.objects.create(space=space, year=2025, indicator="training", value=7)
        KeptCount.objects.create(space=space, month=month.replace(year=2024), dimension="help.age", number=3)
        KeptCount.objects.create(space=space, month=date(2023, 1, 1), dimension="help.age", number=3)
        factories.make_space(antenna_of=space)
    DeskPin.objects.create(
        person=factories.make_animator(merged), space=merged, secret="hash", set_at=timezone.now()
    )
    factories.make_label(merged)
    factories.make_mandate(organisation).spaces.add(merged)
    NetworkMembership.objects.create(network=network, space=kept, valid_from="2024-01-01")
    return kept, merged


def every_row() -> dict[str, Any]:
    """The whole database, but for what tells of the merging itself and the moments of change."""
    told = (Merge, AuditEntry)
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, told):
            continue
        for row in serializers.serialize("python", model._default_manager.order_by("pk")):
            row["fields"].pop("changed_at", None)
            rows[f"{row['model']} {row['pk']}"] = row["fields"]
    return rows


def test_every_field_that_points_to_a_space_has_a_rule() -> None:
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Space or (field.name == "space_uid" and isinstance(field, models.UUIDField))
    }
    assert {rule.field for rule in merging.all_rules()} | set(BY_NUMBER) == pointing


def test_undone_everything_is_exactly_what_it_was(network: Network, keeper: User) -> None:
    kept, merged = pair(network)
    before = every_row()
    merge = merge_spaces(kept=kept, merged=merged, by=keeper)
    assert every_row() != before
    undo_merge(merge=merge, by=keeper)
    assert every_row() == before


def test_all_that_was_counted_is_at_the_kept_one_once(network: Network, keeper: User) -> None:
    kept, merged = pair(network)
    everything = [Visit, HelpRecord, Turn, ConsentSheet, Membership, Label, Quarantine]
    sums = {model.__name__: model._default_manager.count() for model in everything}
    merge_spaces(kept=kept, merged=merged, by=keeper)
    at_kept = {
        model.__name__: model._default_manager.filter(
            **({"space_uid": kept.uid} if model is Quarantine else {"space": kept})
        ).count()
        for model in everything
    }
    sums["Membership"] -= 1  # the keeper's own
    assert at_kept == sums
    assert sorted(KeptCount.objects.filter(space=kept).values_list("month", "number")) == [
        (date(2023, 1, 1), 6),
        (date(2024, 5, 1), 3),
        (date(2024, 6, 1), 3),
    ]
    turns = Turn.objects.filter(space=kept).order_by("pk").values_list("letter", "number")
    assert list(turns) == [("", 1), ("Z", 1)]
    assert sorted(ConsentSheet.objects.values_list("number", flat=True)) == [1, 2]


def test_the_network_has_the_place_once_since_the_earlier_day(network: Network, keeper: User) -> None:
    kept, merged = pair(network)
    merge_spaces(kept=kept, merged=merged, by=keeper)
    for day in (date(2021, 1, 1), timezone.localdate()):
        found = Space.objects.of_network(network, day).filter(slug__in=["kept", "merged"])
        assert [space.slug for space in found] == ["kept"]


def test_months_are_complete_where_both_are(network: Network, keeper: User) -> None:
    """The merged one said June; the kept one counted in June without saying so."""
    kept, merged = (factories.make_space(network=network) for _ in range(2))
    for month in (6, 7):
        Completion.objects.create(space=merged, month=date(2026, month, 1))
    visit(kept, date(2026, 6, 9))
    merge_spaces(kept=kept, merged=merged, by=keeper)
    assert list(kept.completions.values_list("month", flat=True)) == [date(2026, 7, 1)]


def test_addresses_of_the_merged_one_lead_to_the_kept_one(
    client: Client, network: Network, keeper: User
) -> None:
    first, second, third = (factories.make_space(slug, network=network) for slug in ("one", "two", "three"))
    animator = factories.make_animator(first)
    merge_spaces(kept=second, merged=first, by=keeper)
    merge_spaces(kept=third, merged=second, by=keeper)
    answer = client.get("/en/place/one/?near=1070")
    assert (answer.status_code, answer["Location"]) == (302, "/en/place/three/?near=1070")
    assert client.get("/en/place/one/slip/")["Location"] == "/en/place/three/slip/"
    client.force_login(animator)
    assert client.get("/en/spaces/one/").context["space"] == third
    noted = {"id": str(uuid7()), "kind": "visits", "people": 2}
    sent = {"sent_at": timezone.now().isoformat(), "items": [noted]}
    client.post("/en/desk/one/batch/", sent, "application/json")
    assert Visit.objects.filter(space=third, by=animator).count() == 2


def test_two_with_one_label_or_with_computers_are_refused(network: Network, keeper: User) -> None:
    kept, merged = (factories.make_space(network=network) for _ in range(2))
    version = factories.make_version()
    for space in (kept, merged):
        factories.make_label(space, version)
    factories.make_computer(merged)
    before = every_row()
    with pytest.raises(RefusedError, match=r"même label.*|[Cc]omputers|ordinateurs"):
        merge_spaces(kept=kept, merged=merged, by=keeper)
    assert every_row() == before
    with pytest.raises(RefusedError):
        merge_spaces(kept=kept, merged=kept, by=keeper)


def test_it_can_be_undone_for_thirty_days_and_in_order(network: Network, keeper: User) -> None:
    first, second, third = (factories.make_space(network=network) for _ in range(3))
    early = merge_spaces(kept=second, merged=first, by=keeper)
    late = merge_spaces(kept=third, merged=second, by=keeper)
    now = timezone.now()
    with pytest.raises(RefusedError):
        undo_merge(merge=early, by=keeper)
    with pytest.raises(RefusedError):
        undo_merge(merge=late, by=keeper, now=now + UNDOABLE + timedelta(minutes=1))
    undo_merge(merge=late, by=keeper)
    undo_merge(merge=early, by=keeper)
    with pytest.raises(RefusedError):
        undo_merge(merge=early, by=keeper)


def test_what_was_noted_since_stays_with_the_kept_one(network: Network, keeper: User) -> None:
    kept, merged = (factories.make_space(network=network) for _ in range(2))
    visit(merged, DAY)
    merge = merge_spaces(kept=kept, merged=merged, by=keeper)
    visit(kept, DAY, times=2)
    undo_merge(merge=merge, by=keeper)
    assert [Visit.objects.filter(space=space).count() for space in (kept, merged)] == [2, 1]


def test_by_page_likely_pairs_are_shown_merged_and_undone(
    client: Client, network: Network, keeper: User
) -> None:
    alike = {"names": {"fr": "Le Fil"}, "postcode": "1080", "phone": "+32 2 555 01 01", "network": network}
    alike["open_hours"] = "Mo-Fr 09:00-12:00"
    one, other = (factories.make_space(slug, **alike) for slug in ("fil", "fil-2"))
    factories.make_space(network=network, postcode="1000")
    client.force_login(keeper)
    page = client.get("/en/imports/duplicates/")
    assert [(pair.one, pair.other) for pair, _why in page.context["pairs"]] == [(one, other)]
    page = client.get("/en/imports/duplicates/fil/fil-2/")
    assert (page.status_code, page.context["other_name"]) == (200, "Le Fil (fil-2)")
    assert "Monday to Friday 9:00 to 12:00" in page.content.decode()
    client.post("/en/imports/duplicates/fil/fil-2/", {"keep": "neither"})
    assert Merge.objects.count() == 0
    client.post("/en/imports/duplicates/fil/fil-2/", {"keep": "fil"})
    merge = Merge.objects.get()
    page = client.get("/en/imports/duplicates/")
    assert (merge.merged, page.context["pairs"], len(page.context["merges"])) == (other, [], 1)
    client.post(f"/en/imports/duplicates/undo/{merge.uid}/")
    client.post("/en/imports/duplicates/fil/fil-2/", {"keep": "both"})
    client.post("/en/imports/duplicates/fil/fil-2/", {"keep": "both"})
    assert (NotTheSame.objects.count(), client.get("/en/imports/duplicates/").context["pairs"]) == (1, [])


def test_said_not_the_same_in_either_order_is_one_line(network: Network, keeper: User) -> None:
    one, other = (factories.make_space(network=network) for _ in range(2))
    say_not_the_same(one=one, other=other, by=keeper)
    say_not_the_same(one=other, other=one, by=keeper)
    assert NotTheSame.objects.count() == 1


@pytest.mark.parametrize(("keys", "pairs"), [([], []), ([3, 1, 2, 7], [[1, 3], [7, 7]]), ([5], [[5, 5]])])
def test_keys_are_kept_as_ranges(keys: list[int], pairs: list[list[int]]) -> None:
    assert merging.ranges(keys) == pairs


def operators(space: Space) -> list[tuple[Organisation, str, str]]:
    rows = Operation.objects.filter(space=space)
    return [(row.organisation, str(row.valid_from or ""), str(row.valid_until or "")) for row in rows]


def test_who_ran_a_place_when_is_kept_and_exported(client: Client, network: Network, keeper: User) -> None:
    town, charity, slip = (factories.make_organisation() for _ in range(3))
    space = factories.make_space("fil", network=network, organisation=town, valid_from=date(2020, 3, 1))
    today = timezone.localdate()
    change_space(space, by=keeper, organisation=slip)
    change_space(space, by=keeper, organisation=charity)
    until = str(today - timedelta(days=1))
    assert operators(space) == [(town, "2020-03-01", until), (charity, str(today), "")]
    client.force_login(keeper)
    table = client.get("/en/spaces/fil/operators/csv/").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[3:] for line in table[1:]] == [[str(today), ""], ["2020-03-01", until]]
    assert client.get("/en/spaces/fil/operators/exe/").status_code == 404

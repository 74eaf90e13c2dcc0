"""The list of equipment: one number typed once, the counts of the record follow."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.core.models import AuditEntry
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.services.equipment import change_lot, remove_lot
from opstap.spaces.services.record import change_space
from tests.factories import make_coordinator, make_lot, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def counts(space: Space) -> tuple[int | None, int | None, int | None]:
    stored = Space.objects.get(pk=space.pk)
    return stored.computers, stored.tablets, stored.printers


def test_the_counts_follow_the_list() -> None:
    space = make_space(computers=20, printers=1)
    make_lot(space, "desktop", 6)
    laptops = make_lot(space, "laptop", 3)
    assert counts(space) == (9, None, 1)
    change_lot(laptops, by=None, equipment_kind="tablet", number=4)
    assert counts(space) == (6, 4, 1)
    remove_lot(laptops, by=None)
    assert counts(space) == (6, None, 1)
    make_lot(space, "scanner", 2)
    assert counts(space) == (6, None, 1)


def test_what_is_listed_cannot_be_counted_otherwise() -> None:
    space = make_space()
    make_lot(space, "desktop", 6)
    assert change_space(space, by=None, computers=2, tablets=5) == ["tablets"]
    assert counts(space) == (6, 5, None)


def test_every_act_leaves_a_trace_without_values() -> None:
    space = make_space()
    lot = make_lot(space, "desktop", 6)
    assert change_lot(lot, by=None, number=6, year_bought=2020) == ["year_bought"]
    assert change_lot(lot, by=None, number=6, year_bought=2020) == []
    remove_lot(lot, by=None)
    rows = AuditEntry.objects.order_by("pk").values_list("action", "object_kind", "fields")
    assert list(rows) == [
        ("equipment.added", "equipment", ["equipment_kind", "number"]),
        ("space.changed", "space", ["computers"]),
        ("equipment.changed", "equipment", ["year_bought"]),
        ("equipment.removed", "equipment", []),
        ("space.changed", "space", ["computers"]),
    ]


@pytest.mark.parametrize("wrong", [{"number": 0}, {"number": 1000}, {"year_bought": 1979}])
def test_the_database_refuses_what_cannot_be(wrong: dict[str, int]) -> None:
    space = make_space()
    with pytest.raises(IntegrityError), transaction.atomic():
        EquipmentLot.objects.create(**{"space": space, "equipment_kind": "desktop", "number": 1} | wrong)


def test_a_coordinator_lists_changes_and_takes_off(client: Client) -> None:
    space = make_space("la-marche")
    client.force_login(make_coordinator(space))
    page = reverse("spaces:equipment", args=["la-marche"])
    client.post(page, {"equipment_kind": "desktop", "number": "6", "is_online": "True"})
    lot = EquipmentLot.objects.get()
    assert (lot.number, lot.year_bought, lot.origin, lot.is_online, lot.runs_free_software) == (
        6,
        None,
        "",
        True,
        None,
    )
    one = reverse("spaces:equipment-lot", args=["la-marche", lot.uid])
    shown = client.get(one).context["form"]
    assert [(name, shown[name].value()) for name in ("number", "is_online")] == [
        ("number", 6),
        ("is_online", True),
    ]
    answers = {"equipment_kind": "laptop", "number": "5", "origin": "refurbished", "is_online": "False"}
    client.post(one, answers | {"runs_free_software": "True", "year_bought": "2021"})
    lot.refresh_from_db()
    assert (lot.equipment_kind, lot.number, lot.year_bought, lot.origin, lot.is_online) == (
        "laptop",
        5,
        2021,
        "refurbished",
        False,
    )
    client.post(reverse("spaces:equipment-remove", args=["la-marche", lot.uid]))
    assert EquipmentLot.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "0"}, "number"),
        ({"number": "many"}, "number"),
        ({"number": "99999999999999999999"}, "number"),
        ({"equipment_kind": "robot"}, "equipment_kind"),
        ({"year_bought": "98"}, "year_bought"),
        ({"year_bought": "9999"}, "year_bought"),
        ({"is_online": "perhaps"}, "is_online"),
    ],
)
def test_bad_answers_are_kept_and_explained(client: Client, wrong: dict[str, str], field: str) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    answers = {"equipment_kind": "desktop", "number": "6"} | wrong
    answer = client.post(reverse("spaces:equipment", args=[space.slug]), answers)
    assert answer.status_code == 400
    assert (list(answer.context["form"].errors), EquipmentLot.objects.count()) == ([field], 0)
    assert 'href="#h-add"' in answer.content.decode()


def test_the_year_to_come_is_a_slip(client: Client) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    next_year = timezone.localdate().year + 1
    answers = {"equipment_kind": "desktop", "number": "6", "year_bought": str(next_year)}
    body = client.post(reverse("spaces:equipment", args=[space.slug]), answers).content.decode()
    assert f"Write a number from 1980 to {next_year - 1}." in body


def test_the_record_does_not_ask_again_for_what_is_listed(client: Client) -> None:
    space = make_space(tablets=2)
    make_lot(space, "desktop", 6)
    client.force_login(make_coordinator(space))
    page = reverse("spaces:space-edit", args=[space.slug, "equipment"])
    form = client.get(page).context["form"]
    assert list(form.fields) == ["tablets", "printers", "seats"]
    assert form.note == "What stands in the list of equipment is counted there and not asked again."
    client.post(page, {"tablets": "3", "computers": "1"})
    assert counts(space) == (6, 3, None)


def test_a_lot_of_another_space_is_not_found(client: Client) -> None:
    space, other = make_space(), make_space()
    client.force_login(make_coordinator(space))
    stray = make_lot(other)
    assert client.get(reverse("spaces:equipment-lot", args=[space.slug, stray.uid])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_lots(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    for _ in range(number):
        make_lot(space, "laptop", 2)
    page = reverse("spaces:equipment", args=[space.slug])
    client.get(page)
    with django_assert_num_queries(6):
        client.get(page)

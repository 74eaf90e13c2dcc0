"""Equipment in full: what works, when it was counted, lists in and out, who reads what of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from opstap.core.models import AuditEntry
from opstap.core.periods import Period
from opstap.core.tables import as_csv
from opstap.core.vocabularies import vocabulary
from opstap.finder.display.equipment import equipment_said
from opstap.spaces import figures
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.services.equipment import change_lot, replace_lots
from opstap.spaces.services.equipment_lists import FILE_COLUMNS, file_rows, try_equipment_list
from opstap.spaces.services.reminders import remind_coordinators
from tests.factories import make_coordinator, make_lot, make_network, make_space

pytestmark = pytest.mark.django_db

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def test_what_is_under_repair_is_listed_and_not_counted() -> None:
    space = make_space()
    make_lot(space, "desktop", 6)
    laptops = make_lot(space, "laptop", 3)
    change_lot(laptops, by=None, condition="repair")
    assert Space.objects.get(pk=space.pk).computers == 6
    change_lot(laptops, by=None, condition="working")
    assert Space.objects.get(pk=space.pk).computers == 9


def test_residents_read_it_in_easy_words(client: Client) -> None:
    space = make_space("la-marche", tablets=2)
    for kind, number in (("desktop", 8), ("scanner", 1), ("screenreader", 2), ("other", 5)):
        make_lot(space, kind, number)
    make_lot(space, "scanner", 1, condition="repair")
    space.refresh_from_db()
    said = ["8 computers", "2 tablets", "1 scanner", "2 computers that read aloud"]
    assert list(equipment_said(space)) == said
    assert ", ".join(said) in client.get("/en/place/la-marche/").content.decode()
    answer = client.get(f"/api/v1/places/{space.uid}").json()
    assert {one["kind"]: one["number"] for one in answer["equipment"]} == {
        "desktop": 8,
        "other": 5,
        "scanner": 1,
        "screenreader": 2,
    }


def test_the_region_reads_shares_and_ages() -> None:
    network = make_network()
    one, other, silent = (make_space(network=network) for _ in range(3))
    make_lot(one, "desktop", 3, origin="refurbished", year_bought=2020)
    make_lot(one, "tablet", 1, origin="donated", year_bought=2024)
    make_lot(one, "laptop", 9, condition="repair", origin="new", year_bought=2000)
    make_lot(one, "printer", 9, origin="new", year_bought=2000)
    make_lot(other, "laptop", 2, origin="new")
    make_lot(other, "laptop", 2)
    make_lot(silent, "scanner", 2)
    spaces = Space.objects.of_network(network)
    assert figures.listed_machines(spaces, YEAR) == {one.pk: 4, other.pk: 4}
    assert figures.refurbished_share(spaces, YEAR) == {one.pk: Decimal(75), other.pk: Decimal(0)}
    assert figures.machine_age(spaces, YEAR) == {one.pk: Decimal(5)}
    assert figures.machines_by_origin(spaces, YEAR) == {"refurbished": 3, "donated": 1, "new": 2, "": 2}


def test_bringing_in_ones_own_list_changes_nothing() -> None:
    space = make_space()
    make_lot(space, "desktop", 6, origin="refurbished", year_bought=2020, is_online=True)
    make_lot(space, "screenreader", 1, runs_free_software=False, condition="repair")
    EquipmentLot.objects.filter(equipment_kind="desktop").update(counted_on=None)
    before = list(EquipmentLot.objects.values())
    lines = try_equipment_list(as_csv(FILE_COLUMNS, file_rows(space.equipment.all())).lstrip("\ufeff"), space)
    assert [line.problem for line in lines] == ["", ""]
    assert replace_lots(space=space, by=None, wanted=[line.values for line in lines]) == (0, 0)
    assert list(EquipmentLot.objects.values()) == before


def test_a_list_takes_the_place_of_the_one_there_is(client: Client) -> None:
    space = make_space("la-marche")
    make_lot(space, "desktop", 6)
    client.force_login(make_coordinator(space))
    page = "/en/spaces/la-marche/equipment/list/"
    text = "Soort;aantal;jaar;herkomst\nLaptop;4;2022;refurbished\nImprimante 3D;1;;\nrobot;1;;\nlaptop;0;;\n"
    tried = client.post(page, {"text": text, "do": "try"})
    assert [line.problem.partition(" ")[0] for line in tried.context["lines"]] == ["", "", "“robot”", "“0”:"]
    kinds = [term.label("en") for term in vocabulary("equipment_kind").terms]
    assert tried.context["lines"][2].problem.endswith(f"Write one of these: {', '.join(kinds)}.")
    client.post(page, {"text": text, "do": "write"})
    assert space.equipment.get().number == 6
    client.post(page, {"text": text, "do": "write", "skip": "on"})
    rows = EquipmentLot.objects.values_list("equipment_kind", "number", "year_bought", "origin")
    assert list(rows) == [("laptop", 4, 2022, "refurbished"), ("printer_3d", 1, None, "")]
    assert Space.objects.get(pk=space.pk).computers == 4
    table = client.get("/en/spaces/la-marche/equipment/file/csv/").content.decode("utf-8-sig").splitlines()
    assert (table[0], len(table)) == (",".join(FILE_COLUMNS), 3)
    assert client.get("/en/spaces/la-marche/equipment/file/exe/").status_code == 404


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("year", "1979"),
        ("year", "٢٠٢٠"),
        ("origin", "stolen"),
        ("state", "blue"),
        ("online", "perhaps"),
        ("counted", "yesterday"),
        ("counted", "2999-01-01"),
    ],
)
def test_a_cell_that_cannot_be_is_named(column: str, cell: str) -> None:
    (line,) = try_equipment_list(f"kind,number,{column}\nlaptop,2,{cell}\n", make_space())
    assert (line.problem.startswith(f"“{cell}”"), line.values) == (True, {})


def test_a_count_holds_a_year_then_somebody_says_that_it_is_right(client: Client) -> None:
    space = make_space("la-marche")
    today = timezone.localdate()
    old, new = make_lot(space, counted_on=today - timedelta(days=366)), make_lot(space, "laptop")
    coordinator = make_coordinator(space)
    client.force_login(coordinator)
    said = "counted more than a year ago"
    assert said in client.get("/en/spaces/la-marche/equipment/").content.decode()
    page = client.post("/en/spaces/la-marche/equipment/right/", follow=True).content.decode()
    old.refresh_from_db()
    assert (said in page, old.counted_on, new.counted_on) == (False, today, today)
    assert AuditEntry.objects.get(action="equipment.counted").object_uid == old.uid


def test_the_reminder_of_the_record_says_so_too(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    for counted in (date(2025, 11, 1), date(2025, 12, 1)):
        space = make_space(confirmed_at=now - timedelta(days=200))
        make_lot(space, counted_on=counted)
        make_coordinator(space, language="en")
    assert remind_coordinators(now) == 2
    assert ["equipment was counted more than a year" in one.body for one in mail.outbox] == [True, False]

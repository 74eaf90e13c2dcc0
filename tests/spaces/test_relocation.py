"""A space moves for good: its past stays where it was, figures of municipalities too; a mistake is undone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from opstap.census.report import report
from opstap.core.models import AuditEntry
from opstap.core.periods import year_of
from opstap.spaces.models import PastAddress, Space
from opstap.spaces.services.relocation import UNDOABLE, RefusedError, move_space, undo_move
from opstap.territory.models import Area, Network
from tests.census.events import complete, visit
from tests.factories import (
    make_area,
    make_coordinator,
    make_network,
    make_past_address,
    make_room,
    make_space,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
THERE = {"streets": {"fr": "Rue Neuve 2"}, "postcode": "1000", "cities": {"fr": "Bruxelles"}}


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def areas() -> tuple[Area, Area]:
    return make_area("21001"), make_area("21004")


def moved_in_july(network: Network, areas: tuple[Area, Area]) -> Space:
    """Two visits in the first municipality, three in the second one."""
    space = make_space("la-marche", network=network, municipality=areas[0], valid_from=date(2020, 1, 1))
    for day, times in ((date(2025, 6, 30), 2), (date(2025, 7, 1), 3)):
        visit(space, day, times=times)
    complete(space, date(2025, 1, 1), date(2025, 12, 1))
    move_space(space=space, by=None, on=date(2025, 7, 1), municipality=areas[1], **THERE)
    return space


def visits(scope: Area) -> int | None:
    found = report(scope, year_of(2025), today=TODAY).figure("visits").value
    return None if found is None else int(found)


def test_a_visit_counts_where_the_space_stood_that_day(areas: tuple[Area, Area]) -> None:
    network = make_network()
    moved_in_july(network, areas)
    assert [visits(area) for area in areas] == [2, 3]
    region = make_area("04000", kind="region")
    Area.objects.filter(pk__in=[area.pk for area in areas]).update(parent=region)
    assert visits(region) == 5
    asked = report(areas[0], year_of(2025), today=TODAY).figure("computers").answers
    assert asked == ()


def test_who_comes_back_is_never_counted_twice(areas: tuple[Area, Area]) -> None:
    space = moved_in_july(make_network(), areas)
    visit(space, date(2025, 10, 5), times=4)
    move_space(
        space=space, by=None, on=date(2025, 10, 1), municipality=areas[0], streets={"fr": "Rue Haute 1"}
    )
    assert [visits(area) for area in areas] == [4, 3]


def test_each_address_is_kept_with_its_days(areas: tuple[Area, Area]) -> None:
    space = make_space(municipality=areas[0], streets={"fr": "Rue Haute 1"}, valid_from=date(2020, 1, 1))
    move_space(space=space, by=None, on=date(2025, 7, 1), municipality=areas[1], **THERE)
    move_space(space=space, by=None, on=date(2025, 9, 1), streets={"fr": "Rue Basse 3"})
    rows = [(past.streets["fr"], past.valid_from, past.valid_until) for past in space.past_addresses.all()]
    assert rows == [
        ("Rue Haute 1", date(2020, 1, 1), date(2025, 6, 30)),
        ("Rue Neuve 2", date(2025, 7, 1), date(2025, 8, 31)),
    ]
    stored = Space.objects.get(pk=space.pk)
    assert (stored.streets, stored.municipality) == ({"fr": "Rue Basse 3"}, areas[1])
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["space.changed", "space.moved"] * 2


@pytest.mark.parametrize("on", [date(2999, 1, 1), date(2020, 1, 1), date(2019, 5, 5)])
def test_a_day_that_cannot_be_is_refused(on: date) -> None:
    space = make_space(valid_from=date(2020, 1, 1))
    with pytest.raises(RefusedError):
        move_space(space=space, by=None, on=on, **THERE)
    assert PastAddress.objects.count() == 0


def test_to_where_it_is_already_is_no_move() -> None:
    space = make_space(**THERE)
    with pytest.raises(RefusedError, match="address of today"):
        move_space(space=space, by=None, on=date(2025, 7, 1), **THERE)


def test_undone_everything_is_what_it_was_and_only_the_latest(areas: tuple[Area, Area]) -> None:
    space = make_space(municipality=areas[0], streets={"fr": "Rue Haute 1"}, lat=50.85, lon=4.35)
    names = [field.name for field in Space._meta.concrete_fields if field.name != "changed_at"]
    before = Space.objects.filter(pk=space.pk).values(*names).get()
    first = move_space(space=space, by=None, on=date(2025, 7, 1), municipality=areas[1], **THERE)
    second = move_space(space=space, by=None, on=date(2025, 9, 1), streets={"fr": "Rue Basse 3"})
    with pytest.raises(RefusedError, match="moved again"):
        undo_move(first, by=None)
    with pytest.raises(RefusedError, match="thirty days"):
        undo_move(second, by=None, now=timezone.now() + UNDOABLE + timedelta(minutes=1))
    undo_move(second, by=None)
    undo_move(first, by=None)
    assert (Space.objects.filter(pk=space.pk).values(*names).get(), PastAddress.objects.count()) == (
        before,
        0,
    )


def test_by_page_it_moves_is_exported_and_undone(client: Client) -> None:
    area = make_area("21004")
    space = make_space("la-marche", streets={"fr": "Rue Haute 1"}, postcode="1080")
    make_room(space)
    client.force_login(make_coordinator(space))
    page, yesterday = "/en/spaces/la-marche/moved/", timezone.localdate() - timedelta(days=1)
    sent = {"on": "2999-01-01", "streets_fr": "Rue Neuve 2", "postcode": "1000", "municipality": str(area.pk)}
    refused = client.post(page, sent)
    assert (refused.status_code, "still to come" in refused.content.decode()) == (400, True)
    assert "Rue Neuve 2" in refused.content.decode()
    moved = client.post(page, sent | {"on": yesterday.isoformat(), "point": "50.85, 4.35"}, follow=True)
    assert "The list of rooms still tells those of the old address." in moved.content.decode()
    space.refresh_from_db()
    assert (space.streets, space.municipality, space.lat) == ({"fr": "Rue Neuve 2"}, area, 50.85)
    public = client.get("/en/place/la-marche/").content.decode()
    assert ("Rue Haute 1, 1080" in public, "it was here" in public) == (True, True)
    table = client.get(f"{page}file/csv/").content.decode("utf-8-sig").splitlines()
    assert table[1].split(",")[1:4] == ["Rue Haute 1", "", "1080"]
    assert client.get(f"{page}file/exe/").status_code == 404
    client.post(f"{page}{PastAddress.objects.get().uid}/undo/")
    space.refresh_from_db()
    assert (space.streets, PastAddress.objects.count()) == ({"fr": "Rue Haute 1"}, 0)


def test_old_leaflets_are_believed_for_a_year(client: Client) -> None:
    space = make_space("la-marche")
    make_past_address(space, timezone.localdate() - timedelta(days=366), streets={"fr": "Rue Haute 1"})
    assert "Rue Haute 1" not in client.get("/en/place/la-marche/").content.decode()

"""An itinerant space: found by its nearest stop, with when it is there next; its hours follow its stops."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.core.models import AuditEntry
from opstap.exchange.open_data import hsds
from opstap.finder.display.atlas import atlas
from opstap.finder.display.rows import drawn, rows_of
from opstap.finder.search import Question, search
from opstap.spaces.models import Space
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.services.stops import change_stop, remove_stop
from opstap.spaces.stops import joined_hours, times_ahead
from tests.factories import make_coordinator, make_interruption, make_space, make_stop
from tests.finder.atlases import read
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db

NORTH, SOUTH = {"lat": 50.9, "lon": 4.35}, {"lat": 50.8, "lon": 4.35}


def make_bus(slug: str = "bus") -> Space:
    """In the south on Tuesday, in the north on Wednesday and on one Saturday; its garage is far away."""
    space = make_space(slug, lat=51.2, lon=4.4)
    make_stop(space, "Tu 14:00-17:00", streets={"fr": "Place du Sud"}, **SOUTH)
    make_stop(space, "We 09:00-12:00", streets={"fr": "Place du Nord"}, **NORTH)
    make_stop(
        space, "2026 Nov 28 10:00-12:00", streets={"fr": "Place du Nord"}, names={"fr": "Fête"}, **NORTH
    )
    space = Space.objects.get(pk=space.pk)
    derive_openings(space, now=MONDAY)
    cache.clear()
    return Space.objects.get(pk=space.pk)


def rows(near: dict[str, float], **question: Any) -> list[Any]:
    return rows_of(search(Question(near=(near["lat"], near["lon"]), **question), MONDAY))


@pytest.mark.parametrize(
    ("near", "street", "distance"),
    [
        (SOUTH, "Place du Sud", "Next there: tomorrow, from 14:00 to 17:00."),
        (NORTH, "Place du Nord", "Next there: on Wednesday 25 November, from 9:00 to 12:00."),
    ],
)
def test_the_list_shows_the_stop_nearest_to_who_asks_and_when_it_is_there(
    near: dict[str, float], street: str, distance: str
) -> None:
    make_bus()
    make_space("fixed", lat=50.85, lon=4.35)
    with translation.override("en"):
        first, second = rows(near)
        assert ((first.space.slug, round(first.metres)), second.space.slug) == (("bus", 0), "fixed")
        assert first.distance.endswith(distance)
        assert street in drawn([first], "")[0]
        assert "At: Place du Sud, 1000." in str(first.status.words)


def test_map_and_filters_know_the_stops() -> None:
    make_bus()
    asked = Question(near=(NORTH["lat"], NORTH["lon"]))
    stops = (50.8, 4.35, 50.9, 4.35, 50.9, 4.35)
    assert list(read(atlas(MONDAY).body)["stops"].values()) == [list(stops)]
    tuesday = MONDAY + timedelta(days=1, hours=4)
    assert [row.space.slug for row in rows_of(search(asked.with_moment("now"), tuesday))] == ["bus"]
    assert rows_of(search(asked.with_moment("now"), MONDAY)) == []


def test_the_hours_of_the_space_follow_its_stops() -> None:
    space = make_bus()
    assert space.staffed_hours == "Tu 14:00-17:00, We 09:00-12:00; PH off, 2026 Nov 28 10:00-12:00"
    stop = space.stops.first()
    assert stop is not None
    change_stop(stop, by=None, hours="Mo 08:00-09:00")
    remove_stop(space.stops.last(), by=None)  # type: ignore[arg-type]
    space, hours = Space.objects.get(pk=space.pk), "Mo 08:00-09:00, We 09:00-12:00; PH off"
    assert (space.open_hours, space.staffed_hours) == (hours, hours)
    for stop in space.stops.all():
        remove_stop(stop, by=None)
    space = Space.objects.get(pk=space.pk)
    assert (space.open_hours, space.staffed_hours, joined_hours([])) == ("", "", "")


def test_it_stops_nowhere_on_holidays_and_while_it_is_closed() -> None:
    space = make_space()
    make_stop(space, "Fr 09:00-12:00")
    make_interruption(space, date(2026, 12, 18), date(2026, 12, 18))
    found = times_ahead(Space.objects.get(pk=space.pk), datetime(2026, 12, 10, tzinfo=UTC))
    assert [f"{one.start:%m-%d %H:%M}" for one in found[:2]] == ["12-11 09:00", "01-08 09:00"]


def test_page_and_slip_list_the_stops_and_exports_tell_them(client: Client) -> None:
    space = make_bus()
    for name in ("finder:space", "finder:slip"):
        body = client.get(reverse(name, args=["bus"])).text
        assert ("Place du Sud" in body, "Fête, Place du Nord" in body) == (True, True)
    (place,) = client.get("/api/v1/places").json()["places"]
    assert [stop["hours"] for stop in place["stops"]][:2] == [
        "Tu 14:00-17:00; PH off",
        "We 09:00-12:00; PH off",
    ]
    told = hsds.service_of(space)["service_at_locations"]
    assert [one["location"].get("latitude") for one in told[1:]] == [50.8, 50.9, 50.9]


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": ""},
        {"hours": "Mo 09:00-10:00; PH off"},
        {"streets": {}},
        {"lat": 50.0},
        {"lat": 91.0, "lon": 4.0},
    ],
)
def test_the_database_refuses_a_stop_nobody_finds(wrong: dict[str, Any]) -> None:
    space = make_space()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_stop(space, **wrong)


STOP = {"streets_fr": "Place du Jeu 1", "days": ["Tu", "Th"], "start": "14:00", "end": "17:00"}


def test_a_coordinator_adds_changes_and_removes_a_stop(client: Client) -> None:
    space = make_space("bus", is_itinerant=True)
    client.force_login(make_coordinator(space))
    page = reverse("spaces:stops", args=["bus"])
    client.post(page, STOP)
    client.post(page, STOP | {"days": [], "dates": "12/12/2026 19/12/2026"})
    weekly, dated = space.stops.all()
    assert (weekly.hours, dated.hours) == ("Tu,Th 14:00-17:00", "2026 Dec 12,2026 Dec 19 14:00-17:00")
    one = reverse("spaces:stop", args=["bus", dated.uid])
    assert "12/12/2026, 19/12/2026" in client.get(one).text
    client.post(one, STOP | {"days": ["Mo"]})
    client.post(reverse("spaces:stop-remove", args=["bus", weekly.uid]))
    assert [stop.hours for stop in space.stops.all()] == ["Mo 14:00-17:00"]
    acts = list(AuditEntry.objects.filter(action__startswith="stop.").values_list("action", flat=True))
    assert sorted(acts) == ["stop.added", "stop.added", "stop.changed", "stop.removed"]
    assert client.get(reverse("spaces:hours-edit", args=["bus", "staffed"]))["Location"] == page


@pytest.mark.parametrize(
    "wrong",
    [
        {"streets_fr": ""},
        {"days": []},
        {"dates": "12/12/2026"},
        {"days": [], "dates": "31/02/2026"},
        {"days": [], "dates": "12/12/2926"},
        {"end": "13:00"},
        {"days": ["Xx"]},
        {"point": "somewhere"},
    ],
)
def test_what_cannot_be_a_stop_is_explained_and_nothing_is_stored(
    client: Client, wrong: dict[str, Any]
) -> None:
    space = make_space("bus", is_itinerant=True)
    client.force_login(make_coordinator(space))
    answer = client.post(reverse("spaces:stops", args=["bus"]), STOP | wrong)
    assert (answer.status_code, space.stops.count(), 'class="error' in answer.text) == (200, 0, True)


def test_antenna_and_main_place_lead_to_each_other(client: Client) -> None:
    main = make_space("main", names={"fr": "Le Phare"})
    make_space("small", names={"fr": "La Lanterne"}, antenna_of=main)
    pages = [client.get(reverse("finder:space", args=[slug])).text for slug in ("small", "main")]
    assert ["Le Phare</a>" in pages[0], "La Lanterne</a>" in pages[1]] == [True, True]
    places = {one["names"]["fr"]: one["antenna_of"] for one in client.get("/api/v1/places").json()["places"]}
    assert places == {"Le Phare": None, "La Lanterne": str(main.uid)}

"""A space that moves is found by its stops, and every answer says when it is there next."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from opstap.exchange.open_data import files
from opstap.spaces.hours import is_public_holiday
from opstap.spaces.models import Space
from opstap.territory.models import AreaPostcode
from tests.factories import make_area, make_interruption, make_space, make_stop

pytestmark = pytest.mark.django_db

JETTE, HALLE = {"lat": 50.875, "lon": 4.33}, {"lat": 50.73, "lon": 4.23}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda: tmp_path)


@pytest.fixture
def bus() -> Space:
    """Stops in Jette on two days of each week; its garage is in Halle, where it helps nobody."""
    space = make_space("bus", names={"fr": "Le Bus"}, postcode="1500", **HALLE)
    make_stop(space, "Tu,Fr 14:00-17:00", postcode="1090", cities={"fr": "Jette"}, **JETTE)
    return Space.objects.get(pk=space.pk)


def names(**query: Any) -> list[str]:
    answer = Client().get("/api/v1/places", query)
    assert answer.status_code == 200
    return sorted(place["names"]["fr"] for place in answer.json()["places"])


def test_near_and_postcode_and_municipality_find_the_stop_and_not_the_garage(bus: Space) -> None:
    AreaPostcode.objects.create(area=make_area("21010"), postcode="1090")
    make_space(names={"fr": "Fixe"}, postcode="1090", **JETTE)
    make_space(names={"fr": "Garé"}, **HALLE)

    assert names(near="50.8751,4.33", radius_km=1) == ["Fixe", "Le Bus"]
    assert names(near="50.73,4.23", radius_km=1) == ["Garé"]
    assert names(postcode="1090") == ["Fixe", "Le Bus"]
    assert names(municipality="21010") == ["Le Bus"]


def test_the_next_two_weeks_are_told_and_days_on_which_it_is_closed_are_left_out(bus: Space) -> None:
    today = timezone.localdate(timezone=bus.zone)
    make_interruption(bus, today, today + timedelta(days=6))
    (stop,) = Client().get(f"/api/v1/places/{bus.uid}").json()["stops"]
    days = [datetime.fromisoformat(one["start"]) for one in stop["times"]]

    wanted = [today + timedelta(days=ahead) for ahead in range(7, 15)]
    there = [day for day in wanted if day.isoweekday() in {2, 5} and not is_public_holiday(day, "BE")]
    assert [day.date() for day in days] == there
    assert {(day.hour, day.utcoffset() is None) for day in days} == {(14, False)}


def test_hsds_tells_the_rule_of_a_stop_and_then_each_next_time(bus: Space) -> None:
    (stop,) = Client().get(f"/api/v1/places/{bus.uid}").json()["stops"]
    (told,) = json.loads(Client().get("/api/v1/files/hsds.json").getvalue())["contents"]
    rule, *once = told["service_at_locations"][1]["schedules"]
    times = [
        tuple(datetime.fromisoformat(f"{one['dtstart']}T{one[name]}") for name in ("opens_at", "closes_at"))
        for one in once
    ]

    assert rule["description"] == stop["hours"]
    assert times == [
        (datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])) for one in stop["times"]
    ]
    assert {(one["valid_from"] == one["valid_to"] == one["dtstart"], one["count"]) for one in once} == {
        (True, 1)
    }
    assert len({one["id"] for one in (rule, *once)}) == 1 + len(times) > 2


def test_tables_tell_stops_next_times_and_the_main_place(bus: Space) -> None:
    main = make_space(names={"fr": "La Gare"})
    Space.objects.filter(pk=bus.pk).update(antenna_of=main)
    cache.clear()
    lines = csv.DictReader(
        io.StringIO(Client().get("/api/v1/files/places.csv").getvalue().decode("utf-8-sig"))
    )
    told = next(line for line in lines if line["id"] == str(bus.uid))

    assert told["antenna_of"] == str(main.uid)
    assert told["stops"] == "Place du Jeu 1, 1090 Jette: Tu,Fr 14:00-17:00; PH off"
    first = told["next_stops"].split("|")[0]
    assert (first[10:17], first.partition(" ")[2]) == ("T14:00+", "Place du Jeu 1, 1090 Jette")


def test_files_are_new_each_day_where_a_space_moves(bus: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    first = files.standing("places.csv")
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("opstap.exchange.open_data.answers.timezone.localdate", lambda *_a, **_k: tomorrow)
    cache.clear()

    assert files.standing("places.csv") != first

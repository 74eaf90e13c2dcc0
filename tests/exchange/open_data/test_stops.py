"""A space that moves is found by its stops, and every answer says when it is there next."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook

from opstap.exchange.open_data import files
from opstap.finder.display.linked import thing
from opstap.finder.papers.hours import paper_hours
from opstap.spaces.hours import is_public_holiday
from opstap.spaces.hours.osm import DAYS, MONTHS
from opstap.spaces.models import Space
from opstap.spaces.stops import stays_ahead, times_ahead
from opstap.territory.models import AreaPostcode
from tests.factories import make_area, make_interruption, make_reserved, make_space, make_stop

pytestmark = pytest.mark.django_db

JETTE: dict[str, Any] = {"lat": 50.875, "lon": 4.33}
HALLE: dict[str, Any] = {"lat": 50.73, "lon": 4.23}


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


# --- every outlet tells the same dates ------------------------------------------------------------

Times = set[tuple[str, str, str]]
"""Day, begin and end: ("2026-12-01", "14:00", "17:00")."""


def given(name: str) -> bytes:
    cache.clear()
    return bytes(Client().get(f"/api/v1/files/{name}").getvalue())


def spans(pairs: Iterable[tuple[str, str]]) -> Times:
    """Of begin and end in ISO 8601."""
    return {(start[:10], start[11:16], end[11:16]) for start, end in pairs}


def of_stops(stops: list[Any]) -> Times:
    return spans((one["start"], one["end"]) for stop in stops for one in stop["times"])


def of_cell(cell: str) -> Times:
    return spans((*one.partition(" ")[0].split("/"),) for one in cell.split("|"))  # type: ignore[misc]


def of_words(text: str) -> Times:
    """ "on Tuesday 1 December, from 14:00 to 17:00" """
    found = re.findall(r"on \w+ (\d+) (\w+), from (\d\d:\d\d) to (\d\d:\d\d)", text, re.IGNORECASE)
    days = {f"{day.day} {day:%B}": day.isoformat() for day in (soon(n) for n in range(20))}
    return {(days[f"{day} {month}"], start, end) for day, month, start, end in found}


def soon(number: int) -> date:
    """After “today”, “tomorrow” and the like."""
    return timezone.localdate() + timedelta(days=3 + number)


def in_api(space: Space) -> Times:
    return of_stops(Client().get(f"/api/v1/places/{space.uid}").json()["stops"])


def in_geojson(_space: Space) -> Times:
    (feature,) = json.loads(given("places.geojson"))["features"]
    return of_stops(feature["properties"]["stops"])


def in_csv(_space: Space) -> Times:
    (row,) = csv.DictReader(io.StringIO(given("places.csv").decode("utf-8-sig"), newline=""))
    return of_cell(row["next_stops"])


def in_xlsx(_space: Space) -> Times:
    heads, row = load_workbook(io.BytesIO(given("places.xlsx"))).worksheets[0].values
    return of_cell(str(dict(zip(heads, row, strict=True))["next_stops"]))


def in_ods(_space: Space) -> Times:
    content = zipfile.ZipFile(io.BytesIO(given("places.ods"))).read("content.xml").decode()
    return spans(re.findall(r"(\d{4}-\d\d-\d\dT[\d:]{5})[+\d:]+/(\d{4}-\d\d-\d\dT[\d:]{5})", content))


def in_hsds(_space: Space) -> Times:
    (service,) = json.loads(given("hsds.json"))["contents"]
    _rule, *once = service["service_at_locations"][1]["schedules"]
    return {(one["dtstart"], one["opens_at"][:5], one["closes_at"][:5]) for one in once}


def in_schema_org(space: Space) -> Times:
    told = thing(space, timezone.localtime())["openingHoursSpecification"]
    assert all(one["validFrom"] == one["validThrough"] for one in told)
    return {(one["validFrom"], one["opens"], one["closes"]) for one in told}


def on_the_page(space: Space) -> Times:
    return of_words(Client().get(f"/en/place/{space.slug}/").text)


def on_paper(space: Space) -> Times:
    with translation.override("en"):
        (stop,) = paper_hours(space, timezone.now()).stops
    return of_words(" ".join(stop.times))


@pytest.mark.parametrize(
    "told",
    [in_api, in_geojson, in_csv, in_xlsx, in_ods, in_hsds, in_schema_org, on_the_page, on_paper],
)
def test_no_outlet_tells_a_closed_date(told: Callable[[Space], Times]) -> None:
    """Of five dates: closed by an interruption on the second; the first hour of the third is for a closed
    circle, that of the fourth for women; over for good before the fifth."""
    space = make_space("bus", valid_until=soon(3), precision="exact", **JETTE)
    dates = ",".join(f"{day.year} {MONTHS[day.month - 1]} {day.day:02}" for day in map(soon, range(5)))
    make_stop(space, f"{dates} 14:00-17:00", **JETTE)
    make_interruption(space, soon(1), soon(1))
    make_reserved(space, f"{DAYS[soon(2).weekday()]} 14:00-15:00", reserved_for="members")
    make_reserved(space, f"{DAYS[soon(3).weekday()]} 14:00-15:00", "women")

    assert told(Space.objects.get(pk=space.pk)) == {
        (soon(0).isoformat(), "14:00", "17:00"),
        (soon(2).isoformat(), "15:00", "17:00"),
        (soon(3).isoformat(), "14:00", "17:00"),
    }


def test_while_it_is_there_for_a_circle_it_is_said_where_and_the_next_time_for_everybody() -> None:
    space = make_space("bus", **HALLE)
    today = timezone.localdate()
    dates = ",".join(f"{day.year} {MONTHS[day.month - 1]} {day.day:02}" for day in (today, soon(0)))
    make_stop(space, f"{dates} 00:00-24:00", **JETTE)
    make_reserved(space, f"{DAYS[today.weekday()]} 00:00-24:00", reserved_for="members")
    space, now = Space.objects.get(pk=space.pk), timezone.now()

    days = [[one.start.date() for one in times(space, now)] for times in (stays_ahead, times_ahead)]
    assert days == [[today, soon(0)], [soon(0)]]


def test_files_are_new_each_day_where_a_space_moves(bus: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    first = files.standing("places.csv")
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("opstap.exchange.open_data.answers.timezone.localdate", lambda *_a, **_k: tomorrow)
    cache.clear()

    assert files.standing("places.csv") != first

"""A place that is closed or elsewhere for a time, in everything that leaves as data."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import opening_hours
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from opstap.exchange.open_data import files, hsds, openapi
from opstap.finder.display.atlas import atlas
from opstap.finder.display.linked import thing
from opstap.finder.display.points import forget
from opstap.finder.search import Question
from opstap.spaces.interruptions import announced_hours, last_turn
from opstap.spaces.models import Space
from opstap.spaces.services.duty import check_in
from tests.exchange.open_data.test_hsds import SCHEMA
from tests.factories import make_animator, make_interruption, make_space
from tests.finder.atlases import read, states

pytestmark = pytest.mark.django_db

POINT = {"lat": 50.85, "lon": 4.35}
MOVE = {"kind": "moved", "streets": {"fr": "Rue Neuve 12"}, "postcode": "1000", "cities": {"fr": "Bruxelles"}}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda: tmp_path)
    forget()


def make_always_open(**fields: Any) -> Space:
    return make_space(open_hours="24/7", staffed_hours="24/7", precision="exact", **POINT | fields)


def today() -> date:
    return timezone.localdate()


def given(name: str) -> bytes:
    cache.clear()
    return bytes(Client().get(f"/api/v1/files/{name}").getvalue())


def is_open(hours: str, on: date) -> bool:
    """By another's reader of the notation."""
    return opening_hours.OpeningHours(hours).is_open(datetime(on.year, on.month, on.day, 10))


@pytest.mark.parametrize("days", [0, 3, None])
def test_nobody_who_reads_it_takes_a_closed_place_for_an_open_one(days: int | None) -> None:
    space = make_always_open()
    last = None if days is None else today() + timedelta(days=days)
    make_interruption(space, today(), last, reasons={"fr": 'travaux "lourds"'})

    (place,) = Client().get("/api/v1/places").json()["places"]
    for hours in (place["open_hours"], place["staffed_hours"]):
        assert (is_open(hours, today()), is_open(hours, today() - timedelta(days=1))) == (False, True)
        assert is_open(hours, today() + timedelta(days=4)) is (days is not None)
    (feature,) = json.loads(given("places.geojson"))["features"]
    (row,) = csv.DictReader(io.StringIO(given("places.csv").decode("utf-8-sig"), newline=""))
    (service,) = json.loads(given("hsds.json"))["contents"]
    written = [feature["properties"]["open_hours"], row["open_hours"], row["horaires"]]
    written += [one["description"] for one in service["schedules"]]
    assert set(written) == {place["open_hours"]}
    assert (service["status"], service["alert"].endswith('. travaux "lourds".')) == (
        "temporarily closed",
        True,
    )
    schema = openapi.document()["components"]["schemas"]["Place"]
    assert [error.message for error in Draft202012Validator(schema).iter_errors(place)] == []


def test_whoever_has_checked_in_a_closed_place_is_not_found_as_open_now() -> None:
    space, now = make_always_open(), timezone.now()
    check_in(space, make_animator(space), at=now - timedelta(minutes=1))
    asked = Question(near=(POINT["lat"], POINT["lon"])).with_moment("now")
    assert states(asked, now) == {space.slug: "help"}

    make_interruption(space, today(), today())
    for query in ({"now": "1"}, {"open": "1"}, {"today": "1"}):
        assert Client().get("/api/v1/places", query).json()["places"] == []
    forget()
    assert states(Question(near=(POINT["lat"], POINT["lon"])), now) == {space.slug: "shut"}


@pytest.mark.parametrize(("away", "point"), [({"lat": 50.9, "lon": 4.4}, [50.9, 4.4]), ({}, None)])
def test_a_place_that_moved_has_its_point_where_it_is(away: Any, point: Any) -> None:
    space = make_always_open(streets={"fr": "Rue Haute 1"})
    make_interruption(space, today(), **MOVE, **away)
    said = thing(Space.objects.get(pk=space.pk), timezone.localtime())

    assert read(atlas(timezone.now()).body)["elsewhere"] == {"0": point}
    assert said["address"]["streetAddress"] == "Rue Neuve 12"
    assert said.get("geo", {}).get("latitude") == away.get("lat")
    (place,) = Client().get("/api/v1/places").json()["places"]
    assert (place["streets"], place["interruptions"][0]["streets"]) == (space.streets, MOVE["streets"])


def test_search_engines_read_the_days_on_which_it_is_closed() -> None:
    monday = datetime(2026, 11, 23, 9, 12, tzinfo=UTC).astimezone(ZoneInfo("Europe/Brussels"))
    space = make_always_open()
    make_interruption(space, monday.date(), monday.date() + timedelta(days=2))
    closed = {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00"}
    said = thing(Space.objects.get(pk=space.pk), monday)
    assert said["specialOpeningHoursSpecification"] == [
        closed | {"validFrom": "2026-11-23", "validThrough": "2026-11-25"}
    ]
    make_interruption(space, monday.date())
    assert "openingHoursSpecification" not in thing(Space.objects.get(pk=space.pk), monday)


def test_hours_that_would_be_too_long_lose_the_reasons_not_the_closures() -> None:
    space = make_space()
    make_interruption(space, today(), reasons={"fr": "x" * 990})
    assert announced_hours(space, "24/7") == f"24/7; {today():%Y %b %d}+ off"
    assert [announced_hours(space, hours) for hours in ("", "off")] == ["", "off"]


def test_files_are_written_anew_when_a_closure_begins_or_is_over() -> None:
    space = make_space()
    make_interruption(space, date(2026, 11, 10), date(2026, 11, 12))
    make_interruption(space, date(2026, 11, 20))
    days = (9, 10, 12, 13, 19, 20)
    turns = [last_turn(date(2026, 11, day)) for day in days]
    assert [turn and turn.day for turn in turns] == [None, 10, 10, 13, 13, 20]


@pytest.mark.data
@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schemas: OPSTAP_EXTRA_DATA names no folder with them")
def test_a_closed_service_by_the_schema_of_the_standard() -> None:
    space = make_always_open()
    make_interruption(space, today(), reasons={"fr": "travaux"})
    told = hsds.service_of(Space.objects.get(pk=space.pk))
    check = Draft202012Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in check.iter_errors(told)] == []

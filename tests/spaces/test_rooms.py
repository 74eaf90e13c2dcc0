"""The rooms of a space: listed in the office, shown to everybody, exported."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.exchange.open_data.place import as_json
from opstap.finder.display.linked import thing
from opstap.spaces.models import Room
from opstap.spaces.said.rooms import room_facts
from opstap.spaces.views import rows
from tests.factories import make_coordinator, make_room, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def test_a_coordinator_lists_changes_and_takes_off(client: Client) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    page = reverse("spaces:row-list", args=[space.slug, "rooms"])
    answers = {"names_fr": "Salle bleue", "places": "12", "machines": "0", "uses": ["course"]}
    client.post(page, answers | {"can_be_booked": "True"})
    room = Room.objects.get()
    assert (room.names, room.places, room.machines, room.uses) == ({"fr": "Salle bleue"}, 12, 0, ["course"])
    assert (room.can_be_booked, room.wheelchair) == (True, "")
    one = reverse("spaces:row", args=[space.slug, "rooms", room.uid])
    assert client.get(one).context["form"]["places"].value() == 12
    client.post(one, {"names_fr": "Salle rouge", "wheelchair": "limited", "can_be_booked": "False"})
    room.refresh_from_db()
    assert (room.names["fr"], room.places, room.can_be_booked) == ("Salle rouge", None, False)
    assert "Salle rouge" in client.get(reverse("spaces:space-record", args=[space.slug])).text
    client.post(reverse("spaces:row-remove", args=[space.slug, "rooms", room.uid]))
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"names_fr": ""}, "names"),
        ({"places": "0"}, "places"),
        ({"machines": "many"}, "machines"),
        ({"uses": ["flying"]}, "uses"),
        ({"wheelchair": "perhaps"}, "wheelchair"),
    ],
)
def test_bad_answers_are_kept_and_explained(client: Client, wrong: dict[str, Any], field: str) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    answers = {"names_fr": "Salle", "places": "4"} | wrong
    form = client.post(reverse("spaces:row-list", args=[space.slug, "rooms"]), answers).context["form"]
    assert (list(form.errors), form["places"].value()) == ([field], answers["places"])
    assert not Room.objects.exists()


def test_a_list_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST", 1)
    space = make_room(make_space()).space
    client.force_login(make_coordinator(space))
    form = client.post(reverse("spaces:row-list", args=[space.slug, "rooms"]), {"names_fr": "Salle"}).context[
        "form"
    ]
    assert form.non_field_errors() == ["At most 1 lines. Take one off first."]
    assert client.get(reverse("spaces:row-list", args=[space.slug, "cellars"])).status_code == 404


def test_everybody_reads_it(client: Client) -> None:
    space = make_space()
    room = make_room(space, places=1, machines=8, uses=["talk", "course"], can_be_booked=False)
    assert room_facts(room) == [
        "Course, talking in private.",
        "Seats: 1.",
        "Computers: 8.",
        "Others cannot book it.",
    ]
    assert "Course, talking in private." in client.get(space.get_absolute_url()).text
    (told,) = as_json(space)["rooms"]
    assert (told["names"]["nl"], told["places"], told["can_be_booked"]) == ("Blauwe zaal", 1, False)
    assert thing(space, timezone.localtime())["containsPlace"] == [
        {"@type": "Room", "name": "Salle bleue", "maximumAttendeeCapacity": 1}
    ]

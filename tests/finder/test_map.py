"""The map: the places of the list as points, the outlines under them, and the pages that ask for it."""

import gzip
import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opstap import settings as settings_module
from opstap.core.policy import _policy
from opstap.finder.display import outlines as outlines_module
from opstap.finder.display.outlines import Outlines, outlines, simplified
from opstap.finder.display.points import collection
from opstap.finder.display.sketch import sketch
from opstap.finder.search import Question, everywhere
from opstap.spaces.models import Space
from opstap.spaces.services.openings import derive_openings_bulk
from opstap.territory.models import Area, AreaShape
from tests.factories import make_network, make_space
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db


def make_near(slug: str, step: int = 0, **fields: Any) -> Space:
    """A space in Molenbeek, the higher its step the farther from the middle."""
    space = make_space(slug, **{"lat": 50.8546 + step / 100, "lon": 4.3386} | fields)
    derive_openings_bulk([space], now=MONDAY)
    return space


def seen(question: Question, now: datetime = MONDAY) -> list[tuple[int, str, str]]:
    features = collection(question, now)["features"]
    return [(one["properties"]["no"], one["id"], one["properties"]["state"]) for one in features]


def points(client: Client, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/en/find/points/", query).json()
    return answer


# --- points ------------------------------------------------------------------------------------------


def test_a_point_says_its_number_in_the_list_its_name_and_whether_it_is_open(brussels: Area) -> None:
    make_near("far", 3, open_hours="Mo 09:00-12:00", names={"nl": "De Verre"})
    make_near("near", 1, open_hours="Mo 09:00-12:00", staffed_hours="Mo 09:00-12:00", names={"fr": "Près"})
    make_near("shut", 2, open_hours="Tu 09:00-12:00")

    assert seen(Question(where="1080")) == [(1, "near", "help"), (2, "shut", "shut"), (3, "far", "open")]
    last = collection(Question(where="1080"), MONDAY)["features"][-1]
    assert last["geometry"] == {"type": "Point", "coordinates": [4.3386, 50.8846]}
    assert last["properties"]["name"] == "De Verre"
    assert (last["properties"]["lang"], last["properties"]["href"]) == ("nl", "/fr/place/far/")


def test_the_filters_of_the_list_are_those_of_the_map(brussels: Area) -> None:
    make_near("free", 1, price="free")
    make_near("dear", 2)

    assert seen(Question(where="1080", free=True)) == [(1, "free", "shut")]


def test_a_place_that_nobody_could_place_has_no_point(brussels: Area) -> None:
    make_near("near", 1)
    make_space("somewhere", names={"fr": "Quelque part"})
    found = collection(Question(where="Quelque part"), MONDAY)

    assert (found["unplaced"], found["features"]) == (1, [])


def test_a_place_asked_for_by_its_name_is_the_first(brussels: Area) -> None:
    make_near("marche", 5, names={"fr": "La Marche"})
    make_near("other", 4)

    assert [slug for _no, slug, _state in seen(Question(where="la marche"))] == ["marche", "other"]


def test_all_that_bear_a_name_are_shown(brussels: Area) -> None:
    make_near("one", 1, names={"fr": "Escale A"})
    make_near("two", 2, names={"fr": "Escale B"})
    make_near("other", 3)

    assert [slug for _no, slug, _state in seen(Question(where="escale"))] == ["one", "two"]


@pytest.mark.parametrize("where", ["", "zzzz"])
def test_a_question_without_an_answer_has_no_points(brussels: Area, where: str) -> None:
    make_near("near")

    assert seen(Question(where=where)) == []


def test_there_is_an_end_and_it_is_said(brussels: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everywhere, "MOST", 2)
    for step in range(3):
        make_near(f"space-{step}", step)
    found = collection(Question(where="1080"), MONDAY)

    assert (len(found["features"]), found["is_whole"]) == (2, False)


def test_only_public_places_are_shown(brussels: Area) -> None:
    make_near("waits", publication="review")

    assert seen(Question(where="1080")) == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_places(brussels: Area) -> None:
    counts = []
    for number in (1, 3):
        for step in range(number):
            make_near(f"space-{number}-{step}", step)
        collection(Question(where="1080"), MONDAY)
        with CaptureQueriesContext(connection) as queries:
            collection(Question(where="1080"), MONDAY)
        counts.append(len(queries))

    assert counts == [11, 11]


def test_points_are_kept_for_a_minute_and_sent_once(client: Client, brussels: Area) -> None:
    make_near("near")
    first = client.get("/en/find/points/?where=1080", headers={"accept-encoding": "gzip"})
    again = client.get("/en/find/points/?where=1080", headers={"if-none-match": first["ETag"]})

    assert (first["Content-Encoding"], first["Cache-Control"]) == ("gzip", "public, max-age=60")
    assert (first["Vary"], first.cookies) == ("Accept-Encoding", {})
    assert [one["id"] for one in json.loads(gzip.decompress(first.content))["features"]] == ["near"]
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "public, max-age=60")


def test_what_cannot_be_read_is_named(client: Client, brussels: Area) -> None:
    make_near("near")
    found = points(client, where="1080", evening="maybe", page="x")

    assert (sorted(found["unread"]), len(found["features"])) == (["evening", "page"], 1)


# --- outlines ----------------------------------------------------------------------------------------


def square(
    west: float, south: float, side: float = 0.01, *, inner: list[list[float]] | None = None
) -> dict[str, Any]:
    ring = [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring, *([inner] if inner else [])]}


def test_points_on_one_line_and_rings_nobody_sees_are_left_out() -> None:
    hole = [[4.001, 50.001], [4.00101, 50.001], [4.00101, 50.00101], [4.001, 50.001]]
    shape = square(4.0, 50.0, inner=hole)
    shape["coordinates"][0].insert(1, [4.005, 50.00001])

    assert simplified([shape]) == [
        {
            "type": "MultiPolygon",
            "coordinates": [[[[4.0, 50.0], [4.01, 50.0], [4.01, 50.01], [4.0, 50.01], [4.0, 50.0]]]],
        }
    ]


def test_neighbours_keep_their_common_border() -> None:
    border = [[4.01, 50.0], [4.010333, 50.003], [4.010677, 50.006], [4.01, 50.01]]
    west = {"type": "Polygon", "coordinates": [[[4.0, 50.0], *border, [4.0, 50.01], [4.0, 50.0]]]}
    east = {"type": "Polygon", "coordinates": [[[4.02, 50.0], *border, [4.02, 50.01], [4.02, 50.0]]]}
    one, other = (
        {tuple(point) for point in shape["coordinates"][0][0]} for shape in simplified([west, east])
    )

    assert one & other == {(4.01, 50.0), (4.0103, 50.003), (4.0107, 50.006), (4.01, 50.01)}


def test_a_territory_of_too_many_points_is_drawn_more_coarsely(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = [[4 + step / 1000, 50 + (step % 2) / 1000] for step in range(40)]
    shape = {"type": "Polygon", "coordinates": [[*ring, [4.02, 50.1], ring[0]]]}
    monkeypatch.setattr(outlines_module, "MOST_POINTS", 20)

    assert 3 < len(simplified([shape])[0]["coordinates"][0][0]) <= 20


def test_outlines_never_change_at_their_address(client: Client, brussels: Area) -> None:
    make_network("brussels", area=brussels)
    digest = outlines().digest
    response = client.get(reverse("finder:map-outlines", args=[digest]))

    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    names = [one["properties"]["names"]["nl"] for one in response.json()["features"]]
    assert (len(names), names[0], outlines().sources) == (
        19,
        "Anderlecht",
        (AreaShape.objects.all()[0].source,),
    )
    assert len(gzip.compress(response.content)) < 16_000


def test_an_older_address_leads_to_the_outlines_of_now(client: Client, brussels: Area) -> None:
    make_network("brussels", area=brussels)

    assert client.get(reverse("finder:map-outlines", args=["older"]))["Location"].endswith(
        f"/{outlines().digest}/"
    )


# --- the drawing that stands still ---------------------------------------------------------------------


def ground(*shapes: dict[str, Any]) -> Outlines:
    body = json.dumps({"features": [{"geometry": shape} for shape in simplified(shapes)]}).encode()
    return Outlines("digest", gzip.compress(body), (), False)


def test_the_drawing_holds_the_places_of_the_page_and_what_lies_around_them() -> None:
    drawing = sketch(
        [(21, 50.85, 4.33), (22, 50.87, 4.35)], ground(square(4.3, 50.8, 0.2), square(5.3, 50.8))
    )

    assert drawing is not None
    assert [(pin.number, pin.x, pin.y) for pin in drawing.pins] == [
        (22, "464.1", "40.0"),
        (21, "135.9", "560.0"),
    ]
    assert (drawing.width, drawing.height, len(drawing.paths)) == (600, 600, 1)


def test_one_place_alone_is_drawn_with_a_kilometre_around_it() -> None:
    drawing = sketch([(1, 50.85, 4.33)], ground())

    assert drawing is not None
    assert [(pin.x, pin.y, drawing.height) for pin in drawing.pins] == [("300.0", "300.0", 600)]
    assert sketch([], ground()) is None


def test_the_list_numbers_its_drawing(client: Client, brussels: Area) -> None:
    make_network("brussels", area=brussels)
    for number in range(21):
        make_near(f"space-{number}", 0, lat=50.85 + number / 1000)
    page = find(client, map=1, page=2)

    assert re.findall(r'<text [^>]*dy="[^"]*">(\d+)</text>', page) == ["21"]
    assert page.count('class="map-area"') > 0


# --- pages -------------------------------------------------------------------------------------------


def find(client: Client, **query: Any) -> str:
    return client.get("/en/find/", {"where": "1080", **query}).content.decode()


def test_a_list_loads_nothing_of_the_map_until_it_is_asked_for(client: Client, brussels: Area) -> None:
    make_near("near")

    assert [word in find(client) for word in ("leaflet", "map.js", "map.css", "data-map")] == [False] * 4
    assert [word in find(client, map=1) for word in ("leaflet", "map.js", "map.css", "data-map")] == [
        True
    ] * 4


def test_the_list_and_its_map_are_one_question(client: Client, brussels: Area) -> None:
    make_near("near", price="free")
    without, with_map = find(client, price="free"), find(client, price="free", map=1)

    assert 'href="?where=1080&amp;price=free&amp;map=1"' in without
    assert 'href="?where=1080&amp;price=free"' in with_map
    assert 'data-points="/en/find/points/?where=1080&amp;price=free"' in with_map
    assert 'href="/en/place/near/?where=1080&amp;price=free&amp;map=1"' in with_map
    assert 'href="?where=1080&amp;now=1&amp;price=free&amp;map=1"' in with_map  # the tab
    assert '<input type="hidden" name="map" value="1">' in with_map  # choosing more precisely
    assert 'data-first="1" data-last="20"' in with_map


def test_without_outlines_only_the_points_are_drawn(client: Client, brussels: Area) -> None:
    make_near("near")

    assert ('data-shapes=""' in find(client, map=1), "Outlines:" in find(client, map=1)) == (True, False)
    make_network("brussels", area=brussels)
    outlines_module.cache.clear()
    assert f'data-shapes="/en/find/outlines/{outlines().digest}/"' in find(client, map=1, price="")


def test_a_card_is_the_row_of_the_list(client: Client, brussels: Area) -> None:
    make_near("near", 1, phone="02 000 00 00")
    page = find(client)
    row = page[page.index('<li class="place">') : page.index("</ol>")].strip()

    assert row in client.get("/en/place/near/card/?where=1080").content.decode()


@pytest.mark.parametrize("query", ["", "?where=zzzz", "?near=x&page=9&map=1", "?where=1000,%00"])
def test_a_card_can_be_asked_for_from_anywhere(client: Client, brussels: Area, query: str) -> None:
    make_near("near", names={"fr": "La Marche"})

    response = client.get(f"/en/place/near/card/{query}")
    assert (response.status_code, response.content.count(b"La Marche")) == (200, 1)


def test_a_card_of_a_place_that_is_not_public_is_not_found(client: Client) -> None:
    make_space("waits", publication="review")

    assert client.get("/en/place/waits/card/").status_code == 404


def test_the_page_of_a_space_has_a_map_when_asked(client: Client, brussels: Area) -> None:
    make_near("near")
    make_space("somewhere")
    near, asked, somewhere = (
        client.get(f"/en/place/{path}").content.decode()
        for path in ("near/?where=1080", "near/?where=1080&map=1", "somewhere/?map=1")
    )

    assert (
        'href="?where=1080&amp;map=1#map"' in near,
        "geo:50.85460,4.33860" in near,
        "leaflet" in near,
    ) == (
        True,
        True,
        False,
    )
    assert ('data-at="50.85460,4.33860"' in asked, "leaflet" in asked) == (True, True)
    assert ("leaflet" in somewhere, "geo:" in somewhere, 'id="map"' in somewhere) == (False, False, False)


# --- tiles -------------------------------------------------------------------------------------------


def test_there_are_no_tiles_unless_the_operator_chose_some(client: Client, brussels: Area) -> None:
    make_near("near")

    assert ('data-tiles=""' in find(client, map=1), settings_module.MAP_TILES) == (True, "")
    assert "img-src 'self' data:" in [part.strip() for part in _policy().split(";")]
    assert "Nobody else looks on, but" not in client.get("/en/privacy/").content.decode()


def test_the_tiles_of_the_operator_are_said(client: Client, brussels: Area, settings: Any) -> None:
    settings.MAP_TILES, settings.MAP_CREDIT = "https://tiles.example.org/{z}/{x}/{y}.png", "© Example"
    settings.MAP_HOST = "tiles.example.org"
    make_near("near")
    page = find(client, map=1)

    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png"' in page
    assert "© Example" in page
    assert "fetches its pictures from tiles.example.org" in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://user@tiles.example.org/{z}/{x}/{y}.png",
        "https://a;script-src/{z}/{x}/{y}.png",
        "tiles",
    ],
)
def test_an_address_that_cannot_be_one_of_tiles_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OPSTAP_MAP_TILES"):
        settings_module._map_tiles(text)

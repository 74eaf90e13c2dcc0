"""The map: the places of the list as points, the outlines under them, and the pages that ask for it."""

import gzip
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opstap import settings as settings_module
from opstap.core.policy import _policy
from opstap.finder.display import outlines as outlines_module
from opstap.finder.display import points as points_module
from opstap.finder.display.atlas import atlas, known
from opstap.finder.display.outlines import Outlines, outlines, simplified
from opstap.finder.display.points import points
from opstap.finder.display.sketch import sketch
from opstap.finder.search import Moment, Question
from opstap.finder.search import answer as answer_module
from opstap.finder.search.answer import REACH_KM, Extent, end_of_day, extent_of
from opstap.finder.search.fitting import spaces_fitting
from opstap.spaces.models import Space
from opstap.spaces.services.openings import derive_openings_bulk
from opstap.spaces.services.record import change_space
from opstap.territory.geo import box
from opstap.territory.lookup import Origin
from opstap.territory.models import Area, AreaShape
from tests.factories import make_interruption, make_network, make_reserved, make_space, make_stop
from tests.finder.atlases import places, read, states
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def make_near(slug: str, step: int = 0, **fields: Any) -> Space:
    """A space in Molenbeek, the higher its step the farther from the middle."""
    space = make_space(slug, **{"lat": 50.8546 + step / 100, "lon": 4.3386} | fields)
    derive_openings_bulk([space], now=MONDAY)
    return space


def of_list(client: Client, **query: Any) -> dict[str, str]:
    """What a list tells the script of its map, by name."""
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', find(client, map=1, **query).replace("&amp;", "&")))


# --- where places are ----------------------------------------------------------------------------------


def test_the_atlas_holds_every_public_place_neighbours_beside_each_other(brussels: Area) -> None:
    make_near("south", lat=50.80001, lon=4.3)
    make_near("north", lat=50.9, lon=4.400014)
    make_near("beside", lat=50.80002, lon=4.30001)
    make_near("waits", publication="review")
    make_space("somewhere")
    made = atlas(MONDAY)

    assert places(made) == [("south", 50.80001, 4.3), ("beside", 50.80002, 4.30001), ("north", 50.9, 4.40001)]
    assert (read(made.body)["unplaced"], len(made.keys)) == (1, 4)


def test_the_atlas_stays_the_same_until_a_place_comes_goes_or_moves(brussels: Area) -> None:
    space = make_near("near")
    first = atlas(MONDAY)
    Space.objects.update(names={"fr": "Autrement"})
    assert atlas(MONDAY + MINUTE) is first
    Space.objects.filter(pk=space.pk).update(lat=50.9)
    assert atlas(MONDAY + MINUTE) is first  # at most a minute old
    moved = atlas(MONDAY + 2 * MINUTE)
    assert places(moved) == [("near", 50.9, 4.3386)]
    Space.objects.update(publication="hidden")
    assert len(atlas(MONDAY + 3 * MINUTE).keys) == 0
    assert known(moved.digest, MONDAY + 4 * MINUTE) is not None


def test_a_place_that_is_elsewhere_or_stops_at_several_says_where(brussels: Area) -> None:
    moved, lost, bus = make_near("moved"), make_near("lost", 1), make_near("bus", 2)
    make_interruption(
        moved, kind="moved", first_day=MONDAY.date(), lat=50.7, lon=4.1, streets={"fr": "Rue 1"}
    )
    make_interruption(lost, kind="moved", first_day=MONDAY.date(), streets={"fr": "Rue 1"})
    Space.objects.filter(pk=bus.pk).update(is_itinerant=True)
    make_stop(bus, "Tu 14:00-17:00", lat=50.8, lon=4.35)
    made = atlas(MONDAY)
    position = {key: str(at) for key, at in made.index.items()}

    said = read(made.body)
    assert said["elsewhere"] == {position[moved.pk]: [50.7, 4.1], position[lost.pk]: None}
    assert said["stops"] == {position[bus.pk]: [50.8, 4.35]}


def test_another_process_finds_an_atlas_on_the_disk(client: Client, brussels: Area) -> None:
    make_near("near")
    address = of_list(client, where="1080")["atlas"]
    Space.objects.all().update(lat=50.7)
    points_module.forget()
    response = client.get(address, headers={"accept-encoding": "gzip"})

    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert read(response.content)["lat"] == [5085460]
    assert (response["Content-Encoding"], response.cookies) == ("gzip", {})


@pytest.mark.parametrize("name", ["map-atlas", "map-points", "map-names"])
def test_an_atlas_that_nobody_knows_is_not_found(client: Client, brussels: Area, name: str) -> None:
    assert client.get(reverse(f"finder:{name}", args=["0" * 20])).status_code == 404


# --- which of them, and how they are -------------------------------------------------------------------


def test_each_place_is_open_helping_or_shut_and_passes_the_filters(brussels: Area) -> None:
    make_near("far", 3, open_hours="Mo 09:00-12:00", price="free")
    make_near("near", 1, open_hours="Mo 09:00-12:00", staffed_hours="Mo 09:00-12:00", price="free")
    make_near("shut", 2, open_hours="Tu 09:00-12:00")
    change_space(make_near("arabic", 4), by=None, offers={"language": ["ar"]})
    make_near("waits", publication="review")

    assert states(Question(), MONDAY) == {"near": "help", "shut": "shut", "far": "open", "arabic": "shut"}
    assert states(Question(free=True), MONDAY) == {"near": "help", "far": "open"}
    assert states(Question(free=True, moment=Moment.NOW), MONDAY) == {"near": "help"}
    assert states(Question(moment=Moment.TODAY), MONDAY) == {"near": "help", "far": "open"}
    assert states(Question(language="ar"), MONDAY) == {"arabic": "shut"}
    assert states(Question(help="job"), MONDAY) == {}


def test_who_says_who_she_is_sees_the_same_places_as_in_the_list(brussels: Area) -> None:
    hours = {"open_hours": "Mo 09:00-12:00", "staffed_hours": "Mo 09:00-12:00"}
    women, members = make_near("women", **hours), make_near("members", 1, **hours)
    make_reserved(women, "Mo 10:00-11:00")
    make_reserved(members, "Mo 10:00-11:00", reserved_for="members")
    make_near("free", 2, **hours)
    change_space(make_near("young", 3), by=None, admission="some", offers={"public": ["young"]})
    derive_openings_bulk([women, members], now=MONDAY)
    asked = [
        Question(public=public, moment=moment, is_open=is_open)
        for public in ("", "women", "seniors", "young")
        for moment in Moment
        for is_open in (False, True)
    ]
    for question in asked:
        spaces = spaces_fitting(question, MONDAY, end_of_day(MONDAY)).values_list("slug", flat=True)
        assert set(states(question, MONDAY)) == set(spaces), question

    assert states(Question(public="seniors"), MONDAY) == {"women": "help", "members": "shut", "free": "help"}
    assert states(Question(public="seniors", is_open=True), MONDAY) == {"free": "help"}


def test_a_place_hidden_since_the_atlas_was_made_is_not_shown(brussels: Area) -> None:
    make_near("near")
    make_near("hidden", 1)
    made = atlas(MONDAY)
    Space.objects.filter(slug="hidden").update(publication="hidden")
    said = read(points(made, Question(), MONDAY).body)

    assert (said["in"], len(made.keys)) == ("AQ==", 2)


def test_all_that_bear_a_name_are_shown_in_the_order_of_the_list(
    brussels: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug, name in (("two", "Escale B"), ("one", "Escale A"), ("other", "Autre"), ("three", "L’Escale")):
        make_near(slug, names={"fr": name})

    assert list(states(Question(where="escale"), MONDAY)) == ["one", "two", "three"]
    assert states(Question(where="zzzz"), MONDAY) == {}
    points_module.forget()
    monkeypatch.setattr(points_module, "MOST_NAMED", 2)
    said = read(points(atlas(MONDAY), Question(where="escale"), MONDAY).body)
    assert (len(said["listed"]), said["is_whole"]) == (2, False)


def test_the_number_of_queries_does_not_depend_on_the_number_of_places(brussels: Area) -> None:
    counts = []
    for number in (1, 3):
        for step in range(number):
            make_near(f"space-{number}-{step}", step)
        points_module.forget()
        with CaptureQueriesContext(connection) as queries:
            points(atlas(MONDAY), Question(free=True), MONDAY)
        counts.append(len(queries))

    assert counts == [6, 6]


def test_points_are_kept_for_a_minute_and_sent_once(client: Client, brussels: Area) -> None:
    make_near("near", price="free")
    address = of_list(client, where="1080", price="free")["points"]
    first = client.get(address, headers={"accept-encoding": "gzip"})
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert "1080" not in address
    assert (first["Content-Encoding"], first["Cache-Control"]) == ("gzip", "public, max-age=60")
    assert (first["Vary"], first.cookies) == ("Accept-Encoding", {})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "public, max-age=60")
    assert points(atlas(MONDAY), Question(), MONDAY) is points(atlas(MONDAY), Question(), MONDAY)


def test_what_cannot_be_read_is_named(client: Client, brussels: Area) -> None:
    make_near("near")
    address = of_list(client, where="1080")["points"]

    assert sorted(client.get(f"{address}?evening=maybe&page=x").json()["unread"]) == ["evening", "page"]


# --- names ---------------------------------------------------------------------------------------------


def test_names_are_given_to_the_positions_that_are_seen(client: Client, brussels: Area) -> None:
    make_near("verre", names={"nl": "De Verre"})
    make_near("pres", 1, names={"en": "Close", "fr": "Près"})
    address = of_list(client, where="1080")["names"]
    Space.objects.filter(slug="pres").update(names={"en": "Near"})

    assert client.get(f"{address}?at=1,0").json() == {
        "names": [["pres", "Near", ""], ["verre", "De Verre", "nl"]]
    }
    Space.objects.filter(slug="pres").update(publication="hidden")
    assert client.get(f"{address}?at=1").json() == {"names": [None]}
    assert client.get(address).json() == {"names": []}


@pytest.mark.parametrize("at", ["x", "2", "-1", "1,,0", "99999999999999999999", ",".join("0" * 101)])
def test_positions_that_cannot_be_read_are_refused_in_words(client: Client, brussels: Area, at: str) -> None:
    make_near("near")
    make_near("other", 1)
    response = client.get(of_list(client, where="1080")["names"], {"at": at})

    assert response.status_code == 400
    assert "100" in response.json()["fault"]


# --- what a list says of its map -----------------------------------------------------------------------


def test_a_list_says_where_it_begins_and_which_places_it_holds(client: Client, brussels: Area) -> None:
    make_near("far", 3)
    make_near("near", 1)
    said, index = of_list(client, where="1080"), atlas(timezone.now()).index
    rows = ",".join(str(index[Space.objects.get(slug=slug).pk]) for slug in ("near", "far"))

    assert (said["rows"], said["first"], said["named"], said["unplaced"]) == (rows, "1", "", "1")
    assert said["origin"].startswith("50.85")
    assert said["points"].endswith("/points/" + atlas(timezone.now()).digest + "/")


def test_the_place_that_was_asked_for_stands_first(client: Client, brussels: Area) -> None:
    make_near("marche", 5, names={"fr": "La Marche"})
    make_near("other", 4)
    said, index = of_list(client, where="la marche"), atlas(timezone.now()).index

    assert said["named"] == str(index[Space.objects.get(slug="marche").pk]) == said["rows"].split(",")[0]


def test_of_many_who_helps_now_is_not_looked_for_farther_than_one_travels(
    brussels: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = Origin(50.85, 4.34, {}, "point")
    assert extent_of(Question(moment=Moment.NOW), origin) == Extent(None, True)
    monkeypatch.setattr(answer_module, "are_few", lambda: False)

    assert extent_of(Question(), origin) == Extent(None, False)
    assert extent_of(Question(moment=Moment.NOW), origin) == Extent(box(50.85, 4.34, REACH_KM), False)


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
    assert re.search(r'data-points="/en/find/points/[0-9a-f]{20}/\?price=free"', with_map)
    assert 'href="/en/place/near/?where=1080&amp;price=free&amp;map=1"' in with_map
    assert 'href="?where=1080&amp;now=1&amp;price=free&amp;map=1"' in with_map  # the tab
    assert '<input type="hidden" name="map" value="1">' in with_map  # choosing more precisely
    assert 'data-first="1" data-rows="0"' in with_map


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

"""The list inside the page of another site: it may stand there, it sets nothing, its links lead out."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client

from opstap.finder.display import before, points, shelf
from opstap.territory.services import load_brussels
from tests.factories import make_space

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    shelf.forget()
    before.forget()
    points.forget()


def policy(client: Client, path: str) -> str:
    found = re.search(r"frame-ancestors ([^;]+)", client.get(path)["Content-Security-Policy"])
    assert found is not None
    return found[1]


def test_any_site_may_show_it_and_no_other_page(client: Client) -> None:
    response = client.get("/fr/open/embed/")

    assert policy(client, "/fr/open/embed/") == "*"
    assert policy(client, "/fr/open/") == policy(client, "/fr/") == "'none'"
    assert "X-Frame-Options" not in response
    assert client.get("/fr/open/")["X-Frame-Options"] == "DENY"


def test_it_sets_no_cookie_and_runs_no_script(client: Client) -> None:
    response = client.get("/fr/open/embed/", {"where": "1080"})

    assert response.cookies == {}
    assert "<script" not in response.text
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert '<base target="_top">' in response.text


def test_it_lists_what_the_finder_lists(client: Client) -> None:
    make_space("near", names={"fr": "La Marche"}, lat=50.855, lon=4.339, postcode="1080", price="free")
    make_space("paid", names={"fr": "Autre"}, lat=50.856, lon=4.339, postcode="1080", price="paid")
    query = {"near": "50.855,4.339", "price": "free"}
    page = client.get("/fr/open/embed/", query).text

    assert re.findall(r'href="/fr/place/([\w-]+)/', page) == ["near"]
    assert "price=free" not in re.findall(r'href="(/fr/place/[^"]+)"', page)[0]
    assert re.findall(r'href="(/fr/find/[^"]+)"', page) == ["/fr/find/?near=50.855%2C4.339&amp;price=free"]


@pytest.mark.parametrize("where", ["", "zzzz"])
def test_without_a_place_it_asks(client: Client, where: str) -> None:
    page = client.get("/en/open/embed/", {"where": where}).text

    assert "<h1>Where are you?</h1>" in page
    assert f'value="{where}"' in page
    assert 'action="/en/find/"' in page


def test_the_line_to_copy_leads_to_it(client: Client) -> None:
    page = html.unescape(client.get("/nl/open/").text)
    (address,) = re.findall(r'<iframe src="http://localhost:8000([^"]+)" title="Plekken', page)

    assert client.get(address).status_code == 200


def test_the_map_stands_over_the_list_where_it_is_asked_for(client: Client) -> None:
    make_space("near", names={"fr": "La Marche"}, lat=50.855, lon=4.339, price="free")
    page = client.get("/ar/open/embed/", {"near": "50.855,4.339", "price": "free", "map": "1"}).text

    assert '<html lang="ar" dir="rtl">' in page
    assert re.search(r'data-points="/ar/find/points/[0-9a-f]{20}/\?price=free"', page)
    assert re.findall(r'<script src="/static/([a-z/]+)', page) == ["vendor/leaflet/dist/leaflet"]
    assert 'class="past-map" href="#list" target="_self"' in page  # all others lead out of the frame
    assert re.findall(r'href="(/ar/place/near/[^"]*)"', page) == ["/ar/place/near/?near=50.855%2C4.339"]


@pytest.mark.parametrize(
    ("look", "said"), [("dark", ' data-look="dark"'), ("light", ' data-look="light"'), ("x", "")]
)
def test_its_colours_can_be_chosen(client: Client, look: str, said: str) -> None:
    assert f'<html lang="fr"{said}>' in client.get("/fr/open/embed/", {"look": look}).text


def test_both_ways_into_the_dark_are_alike() -> None:
    sheet = (settings.PACKAGE / "static" / "opstap.css").read_text()
    wanted, forced = (
        re.search(rf":root{re.escape(which)} {{(.*?)}}", sheet, re.DOTALL)
        for which in (':not([data-look="light"])', '[data-look="dark"]')
    )
    assert wanted is not None
    assert forced is not None
    assert forced[1].replace("color-scheme: dark;", "").split() == wanted[1].split()


# --- the page that makes the line ------------------------------------------------------------------------

CHOSEN = {
    "where": "",
    "near": "",
    "map": "1",
    "tongue": "ar",
    "look": "dark",
    "height": "500",
    "price": "free",
}


def test_a_webmaster_gets_a_line_and_sees_what_it_shows(client: Client) -> None:
    make_space("near", lat=50.855, lon=4.339, price="free", names={"fr": "Chez nous"})
    response = client.get("/fr/open/embed/make/", {**CHOSEN, "where": 'Chez "nous'})
    line = html.unescape(re.findall(r"<code data-text>(.*?)</code>", response.text)[0])

    address = "/ar/open/embed/?where=Chez+%22nous&price=free&map=1&look=dark"
    assert f'<iframe src="http://localhost:8000{html.escape(address)}" title="' in line
    assert line.endswith(' width="100%" height="500" loading="lazy" referrerpolicy="no-referrer"></iframe>')
    assert f'<iframe class="framed" src="{html.escape(address)}"' in response.text
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert policy(client, "/fr/open/embed/make/") == "'none'"
    assert client.get(address).status_code == 200


def test_nothing_is_made_before_somebody_asked(client: Client) -> None:
    page = client.get("/nl/open/embed/make/?where=1080").text

    assert ("<iframe" in page, 'value="1080"' in page, 'value="nl" selected' in page) == (False, True, True)


@pytest.mark.parametrize(
    "wrong", [{"height": "1"}, {"height": "many"}, {"height": ""}, {"tongue": "xx"}, {"look": "pink"}]
)
def test_what_cannot_be_made_is_said_and_what_was_typed_is_kept(
    client: Client, wrong: dict[str, str]
) -> None:
    response = client.get("/en/open/embed/make/", {**CHOSEN, "where": "Rue de l’Essai", **wrong})

    assert (response.status_code, "<iframe" in response.text) == (200, False)
    assert ('class="error"' in response.text, 'value="Rue de l’Essai"' in response.text) == (True, True)


def test_a_place_nobody_knows_is_told(client: Client) -> None:
    page = client.get("/en/open/embed/make/", {**CHOSEN, "where": "zzzz", "help": "magic"}).text

    assert "We do not know “zzzz”." in page
    assert "It was left out: help." in page


def test_of_places_with_one_name_one_is_chosen(client: Client) -> None:
    load_brussels()
    page = client.get("/en/open/embed/make/", {**CHOSEN, "where": "saint"}).text
    areas = re.findall(r'type="radio" name="area" value="(\d+)"', page)
    assert len(areas) > 1
    page = client.get("/en/open/embed/make/", {**CHOSEN, "where": "saint", "area": areas[1]}).text
    assert 'type="radio" name="area"' not in page
    assert f"area={areas[1]}" in re.findall(r"<code data-text>(.*?)</code>", page)[0]

"""The list inside the page of another site: it may stand there, it sets nothing, its links lead out."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from opstap.finder.display import before, shelf
from tests.factories import make_space

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    shelf.forget()
    before.forget()


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

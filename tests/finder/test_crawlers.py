"""What search engines are told: what they may read, where everything is, and what a page is about."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from opstap.finder.views import crawlers
from opstap.territory.models import Area
from tests.factories import make_space

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_crawlers_are_told_what_is_no_page(client: Client, settings: Any) -> None:
    settings.DEMO = False
    said = client.get("/robots.txt").text

    assert "Disallow: /*/find/?near=\n" in said
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in said
    settings.DEMO = True
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_the_sitemap_leads_to_every_public_place_in_three_languages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawlers, "PLACES_A_PART", 2)
    for slug in ("one", "two", "three"):
        make_space(slug)
    make_space("hidden", publication="hidden")
    parts = re.findall(rf"<loc>{SITE}(.*?)</loc>", client.get("/sitemap.xml").text)
    assert parts == ["/sitemap-1.xml", "/sitemap-2.xml"]
    first, second = (re.findall(rf"<loc>{SITE}(.*?)</loc>", client.get(part).text) for part in parts)

    assert first[:3] == ["/fr/", "/nl/", "/en/"]
    assert second == ["/fr/place/three/", "/nl/place/three/", "/en/place/three/"]
    assert [client.get(path).status_code for path in first + second] == [200] * 12
    assert client.get("/sitemap-3.xml").status_code == 404


def test_a_browser_that_asks_for_its_icon_is_led_there(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].startswith("/static/icon")


@pytest.mark.parametrize(
    ("path", "canonical", "description"),
    [
        ("/en/", "/en/", "Find a place near you"),
        ("/en/find/?where=1080&price=free&now=1&map=1", "/en/find/?where=1080", "Near 1080 Molenbeek"),
        ("/ar/place/near/?where=1080", "/ar/place/near/", "La Marche, Jette: "),
    ],
)
def test_a_page_says_what_it_is_about_and_where_it_belongs(
    client: Client, brussels: Area, path: str, canonical: str, description: str
) -> None:
    make_space("near", names={"fr": "La Marche"}, cities={"fr": "Jette"}, lat=50.8546, lon=4.3386)
    page = client.get(path).text

    assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == [SITE + canonical]
    assert re.findall(r'<meta name="description" content="([^"]+)">', page)[0].startswith(description)
    links = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', page)
    assert len(links) == 9
    assert ("nl", SITE + "/nl" + path[3:].replace("&", "&amp;")) in links

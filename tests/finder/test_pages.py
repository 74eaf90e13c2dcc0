"""The public pages as a visitor gets them: what they say, what they never do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from opstap.spaces.models import Offer, Space
from opstap.territory.models import Area
from tests.factories import make_animator, make_coordinator, make_duty, make_network, make_space

pytestmark = pytest.mark.django_db

PUBLIC = ["question", "results", "accessibility", "privacy", "about", "complaint"]


def find(client: Client, **query: Any) -> str:
    return client.get("/en/find/", query).content.decode()


def slug_order(html: str) -> list[str]:
    return [part.split("/")[0] for part in html.split('<h2><a href="/en/place/')[1:]]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_visitor_gets_no_cookie_and_a_page_that_does_not_depend_on_one(client: Client, name: str) -> None:
    response = client.get(reverse(f"finder:{name}"))

    assert (response.status_code, response.cookies, response["Vary"]) == (200, {}, "Accept-Encoding")


def test_the_pages_of_a_space_set_no_cookie_either(client: Client) -> None:
    space = make_space()

    for path in (space.get_absolute_url(), f"{space.get_absolute_url()}slip/"):
        response = client.get(path)
        assert (response.status_code, response.cookies, response["Vary"]) == (200, {}, "Accept-Encoding")


def test_staff_keep_their_menu_on_public_pages(client: Client) -> None:
    space = make_space()
    person = make_coordinator(space)
    client.force_login(person)

    assert person.name in client.get(space.get_absolute_url()).content.decode()


def main_part(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("query", [{}, {"price": "free", "now": 1}, {"language": "xx"}, {"wheelchair": 1}])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_staff_and_visitors_see_the_same_list(
    client: Client, brussels: Area, query: dict[str, Any], language: str
) -> None:
    make_space("marche", lat=50.85, lon=4.33, names={"fr": "<i>50 %</i>"}, price="free", wheelchair="yes")
    pages = []
    for person in (None, make_animator(make_space())):
        if person is not None:
            client.force_login(person)
        pages.append(
            client.get(f"/{language}/find/", {"where": "Évere & <b>", "near": "50.85,4.33", **query})
        )

    visitor, staff = (page.content.decode() for page in pages)
    assert main_part(visitor) == main_part(staff)
    assert "\ue000" not in visitor


def test_a_page_is_sent_compressed_to_visitors_only(client: Client) -> None:
    encoded = client.get("/en/", headers={"accept-encoding": "gzip"})
    client.force_login(make_animator(make_space()))
    with_secrets = client.get("/en/", headers={"accept-encoding": "gzip"})

    assert (encoded.get("Content-Encoding"), with_secrets.get("Content-Encoding")) == ("gzip", None)


def test_the_first_page_links_to_every_municipality(client: Client, brussels: Area) -> None:
    make_network(area=brussels, phone="02 000 00 00")
    html = client.get("/en/").content.decode()

    assert html.count("/en/find/?where=") == 19
    assert 'href="tel:+3220000000"' in html


def test_a_list_says_distance_state_address_and_phone(client: Client, brussels: Area) -> None:
    make_space(
        "marche",
        lat=50.8546,
        lon=4.3386,
        names={"fr": "La Marche", "nl": "De Trede"},
        streets={"fr": "Rue Bleue 1", "nl": "Blauwstraat 1"},
        phone="02 000 00 01",
        price="free",
    )
    html = find(client, where="1080")

    for words in (
        "La Marche",
        "on foot",
        "Hours not known",
        "Rue Bleue 1",
        "Blauwstraat 1",
        "tel:+3220000001",
    ):
        assert words in html


def test_the_link_to_a_space_and_back_keeps_the_question(client: Client, brussels: Area) -> None:
    make_space("marche", lat=50.85, lon=4.33)
    html = find(client, where="1080", today=0, price="free")

    assert slug_order(html) == []
    html = find(client, where="1080")
    assert 'href="/en/place/marche/?where=1080"' in html
    assert 'href="/en/find/?where=1080"' in client.get("/en/place/marche/?where=1080").content.decode()


def test_another_language_keeps_the_question(client: Client, brussels: Area) -> None:
    assert 'href="/nl/find/?where=1080&amp;now=1"' in find(client, where="1080", now=1)


def test_without_a_place_the_question_is_asked_again_and_the_filters_are_kept(client: Client) -> None:
    html = find(client, where=" ", price="free")

    assert "Write where you are. What you chose is kept." in html
    assert '<input type="hidden" name="price" value="free">' in html


def test_a_point_that_cannot_be_read_says_so(client: Client) -> None:
    assert "The point in the address of this page cannot be read." in find(client, near="abc")


def test_parts_that_cannot_be_read_are_named(client: Client, brussels: Area) -> None:
    assert "It was left out: language, page." in find(client, where="1080", language="xx", page="-1")


@pytest.mark.parametrize(
    ("query", "headline"),
    [
        ({}, "No place can be shown yet"),
        ({"now": 1}, "Nobody helps right now"),
        ({"today": 1}, "No place opens today any more"),
        ({"price": "free", "now": 1}, "No place has all that you chose"),
        ({"page": 9999}, "No more places"),
    ],
)
def test_an_empty_list_says_why(client: Client, brussels: Area, query: dict[str, Any], headline: str) -> None:
    assert headline in find(client, where="1080", **query)


def test_an_unknown_place_is_said_back_with_what_to_try(client: Client, brussels: Area) -> None:
    html = find(client, where="wolluwe <i>")

    assert "We do not know “wolluwe &lt;i&gt;”" in html
    assert "Write only your postcode" in html


def test_a_list_around_what_was_nearly_typed_says_so(client: Client, brussels: Area) -> None:
    make_space("marche", lat=50.8546, lon=4.3386)
    html = find(client, where="molenbek")

    assert "We do not know “molenbek”. You see places near Molenbeek-Saint-Jean." in html
    assert slug_order(html) == ["marche"]
    assert "You see places near" not in find(client, where="Molenbeek")


def test_several_neighbourhoods_of_a_name_are_links_that_lead_there(client: Client, brussels: Area) -> None:
    make_space("marche", lat=50.8546, lon=4.3386)
    html = find(client, where="Cureghem")

    assert 'href="/en/find/?where=Cureghem+Bara"' in html
    assert slug_order(find(client, where="Cureghem Bara")) == ["marche"]


def test_several_places_of_a_name_are_offered(client: Client, brussels: Area) -> None:
    html = find(client, where="saint", now=1)

    assert "Which one do you mean?" in html
    assert html.count("now=1") >= 2


def test_who_helps_today_is_counted(client: Client, brussels: Area) -> None:
    space = make_space(lat=50.85, lon=4.33)
    now = timezone.now()
    for _ in range(2):
        make_duty(space, starts_at=now - timedelta(minutes=1), hours=0.1)

    assert "2 people help today" in find(client, where="1080")


def place(client: Client, **fields: Any) -> str:
    return client.get(
        make_space("here", **fields).get_absolute_url().replace("/fr/", "/en/")
    ).content.decode()


@pytest.mark.parametrize("publication", ["review", "hidden"])
@pytest.mark.parametrize("name", ["space", "slip"])
def test_a_space_that_is_not_public_is_not_there_for_anybody(
    client: Client, publication: str, name: str
) -> None:
    space = make_space(publication=publication)
    client.force_login(make_coordinator(space))

    assert client.get(reverse(f"finder:{name}", args=[space.slug])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_invented": True}, "This place is invented."),
        ({"is_itinerant": True}, "This place moves."),
        ({"precision": "approximate", "lat": 50.8, "lon": 4.3}, "On the map we only know the municipality."),
        ({}, "We do not know exactly where this place is."),
        ({}, "We do not know when it is open."),
        ({}, "We have no phone number of this place."),
        ({}, "Not yet checked by the place."),
        ({"open_hours": "Mo-Fr 09:00-12:00"}, "We do not know when somebody helps"),
        ({"wheelchair": "no"}, "You cannot get in."),
    ],
)
def test_the_page_of_a_space_says_what_is_not_known(
    client: Client, fields: dict[str, Any], words: str
) -> None:
    assert words in place(client, **fields)


def test_first_names_are_shown_of_those_who_want_it_the_others_are_counted(client: Client) -> None:
    space = make_space("here")
    for public_name in ("Noor", "", ""):
        make_duty(space, make_animator(space, name="Secret Name", public_name=public_name))
    html = client.get("/en/place/here/").content.decode()

    assert "<strong>Noor</strong>" in html
    assert "And 2 more people this week." in html
    assert "Secret Name" not in html


def test_a_slip_has_a_date_and_no_there_now(client: Client) -> None:
    space = make_space("here", staffed_hours="24/7", phone="02 000 00 01")
    make_duty(space, starts_at=timezone.now() - timedelta(hours=1), checked_in_at=timezone.now())
    page = client.get("/en/place/here/").content.decode()
    slip = client.get("/en/place/here/slip/").content.decode()

    assert ("Somebody is there now." in page, "Somebody is there now." in slip) == (True, False)
    assert "Printed on" in slip


def test_the_source_of_what_runs_can_be_taken_away(client: Client) -> None:
    response = client.get("/en/about/source/")

    assert response["Content-Type"] == "application/gzip"
    assert response.content[:2] == b"\x1f\x8b"


def test_the_statement_says_when_it_was_tested_and_what_is_missing(client: Client) -> None:
    html = client.get("/nl/accessibility/").content.decode()

    assert "WCAG 2.2 AA" in html
    assert "Nog geen onafhankelijke organisatie heeft de site gecontroleerd." in html


def test_a_missing_page_is_in_our_look(client: Client) -> None:
    response = client.get("/en/place/nowhere/")

    assert (response.status_code, "This page is not here" in response.content.decode()) == (404, True)


class AnyAddress(TestCase):
    """Whatever stands in the address, the answer is a page."""

    parts = st.dictionaries(
        st.sampled_from(
            ["where", "near", "area", "page", "help", "language", "now", "today", "price", "open"]
        ),
        st.sampled_from(
            ["1", "0", "-1", "1080", "50.8,4.3", "91,181", "job", "ar", "free", "saint", "é" * 200]
        )
        | st.text(max_size=20),
        max_size=6,
    )

    @classmethod
    def setUpTestData(cls) -> None:
        from opstap.territory.services import load_brussels

        load_brussels()
        space = make_space("here", lat=50.85, lon=4.33, names={"fr": "Une maison"})
        Offer.objects.create(space=space, vocabulary="service", code="job")
        assert Space.objects.count() == 1

    @settings(max_examples=150)
    @given(parts)
    def test_no_address_makes_the_list_fail(self, parts: dict[str, str]) -> None:
        for path in ("/en/find/", "/nl/", "/fr/place/here/"):
            assert self.client.get(path, parts).status_code == 200

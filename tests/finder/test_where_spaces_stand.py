"""A postcode or a city of which no area is known leads to where the public spaces of it stand."""

import pytest
from django.test import Client

from opstap.finder.search.names import where_spaces_stand
from tests.factories import make_space

pytestmark = pytest.mark.django_db


def make_three() -> None:
    for lat, lon in ((44.84, -0.57), (44.86, -0.59), (48.0, 7.0)):
        make_space(lat=lat, lon=lon, postcode="33000", cities={"fr": "Bordeaux"})


@pytest.mark.parametrize("text", ["33000", "33000 Bordeaux", "rue X 12, 33000", "bordeaux", " BORDEAUX "])
def test_the_median_of_the_spaces_is_meant(text: str) -> None:
    make_three()

    assert [(origin.lat, origin.lon) for origin in where_spaces_stand(text)] == [(44.86, -0.57)]


@pytest.mark.parametrize("text", ["33001", "Lyon", "", " ", "%", "x" * 300])
def test_what_no_space_has_leads_nowhere(text: str) -> None:
    make_three()

    assert where_spaces_stand(text) == []


def test_places_that_wait_or_have_no_point_do_not_count() -> None:
    make_space(lat=44.84, lon=-0.57, postcode="33000", publication="review")
    make_space(postcode="33000")

    assert where_spaces_stand("33000") == []


@pytest.mark.parametrize("text", ["zzzz", "33000", "\x00", "'; drop table", "1080"])
def test_nothing_found_is_a_page_and_no_fault(client: Client, text: str) -> None:
    assert client.get("/fr/find/", {"where": text}).status_code == 200

"""The slip also says in the languages of the region where to go, and leads phones to its page."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from opstap.finder.papers.beside import beside
from tests.factories import make_space

pytestmark = pytest.mark.django_db

NAMES = {"fr": "La Marche", "nl": "De Trede"}


@pytest.mark.parametrize(
    ("language", "others"), [("fr", ["nl"]), ("nl", ["fr"]), ("en", ["fr", "nl"]), ("ar", ["fr", "nl"])]
)
def test_the_languages_of_the_region_stand_beside_that_of_the_page(language: str, others: list[str]) -> None:
    streets = {"fr": "Rue Bleue 1", "nl": "Blauwstraat 1"}
    space = make_space(names=NAMES, streets=streets, postcode="1080", staffed_hours="Mo-Fr 09:00-12:30")
    found = beside(space, language, datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert [one.language for one in found] == others
    assert [(one.name, one.address) for one in found] == [
        (NAMES[code], [streets[code], "1080"]) for code in others
    ]
    assert [len(one.hours) for one in found] == [1] * len(others)


def test_the_slip_shows_them_with_a_square(client: Client) -> None:
    space = make_space(names=NAMES, staffed_hours="Mo-Fr 09:00-12:30")
    page = client.get(f"/en/place/{space.slug}/slip/").text
    assert [f'lang="{code}" dir="ltr"' in page for code in ("fr", "nl")] == [True, True]
    assert ("Dag, ik zoek deze plek:" in page, page.count('class="qr"')) == (True, 1)

"""A space in the words of schema.org, inside its page."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pyld import jsonld

from opstap.finder.display.linked import thing
from opstap.spaces.models import Space
from tests.factories import make_space

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC).astimezone(ZoneInfo("Europe/Brussels"))


def told(space: Space) -> dict[str, Any]:
    page = Client().get(space.get_absolute_url()).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    read: dict[str, Any] = json.loads(found[0])
    return read


def test_an_outside_parser_reads_it_from_the_page() -> None:
    space = make_space(
        names={"fr": "La Marche", "nl": "De Trede"},
        lat=50.855,
        lon=4.339,
        postcode="1080",
        price="free",
        wheelchair="yes",
        open_hours="Mo 09:00-12:00,13:00-17:00; PH off",
    )
    read = told(space)
    read["@context"] = {"@vocab": "https://schema.org/"}  # the same words, without asking another machine
    (expanded,) = jsonld.expand(read)

    assert expanded["@type"] == ["https://schema.org/CivicStructure"]
    assert expanded["@id"] == f"urn:uuid:{space.uid}"
    assert expanded["https://schema.org/name"] == [{"@value": "La Marche"}]
    assert expanded["https://schema.org/alternateName"] == [{"@value": "De Trede"}]
    geo = expanded["https://schema.org/geo"][0]
    assert geo["https://schema.org/latitude"] == [{"@value": 50.855}]


def test_hours_are_those_of_an_ordinary_week() -> None:
    space = make_space(open_hours="Mo,We 09:00-12:00,13:00-17:00; PH off; 2026 Nov 23 off")
    day = {"@type": "OpeningHoursSpecification"}

    assert thing(space, MONDAY)["openingHoursSpecification"] == [
        day | {"dayOfWeek": name, "opens": opens, "closes": closes}
        for name in ("Monday", "Wednesday")
        for opens, closes in (("09:00", "12:00"), ("13:00", "17:00"))
    ]


@pytest.mark.parametrize("hours", ["", "off"])
def test_what_nobody_said_is_left_out(hours: str) -> None:
    said = thing(make_space(open_hours=hours), MONDAY)

    unsaid = {"openingHoursSpecification", "geo", "telephone", "isAccessibleForFree", "amenityFeature"}
    assert unsaid & set(said) == set()


def test_no_text_ends_the_element() -> None:
    space = make_space(names={"fr": "</script><script>alert(1)</script>"})

    assert told(space)["name"] == "</script><script>alert(1)</script>"

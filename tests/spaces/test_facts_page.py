from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.spaces import facts
from tests.factories import make_animator, make_coordinator, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def test_every_registered_fact_stands_on_the_page_with_its_link(client: Client) -> None:
    space = make_space("la-marche", staffed_hours="Mo-Fr 09:00-12:00", open_hours="whenever")
    client.force_login(make_coordinator(space))
    answer = client.get(reverse("spaces:space-facts", args=["la-marche"]))
    lines = answer.context["lines"]
    assert [line.fact.key for line in lines] == [fact.key for fact in facts.registered()]
    words = {line.fact.key: line.words for line in lines}
    assert (words["spaces.staffed-hours"], words["spaces.open-hours"]) == ("15 hours a week", "not measured")
    body = answer.content.decode()
    assert [line.measured.href in body for line in lines] == [True] * len(lines)
    assert "“whenever” cannot be read" in body


def test_only_who_may_change_the_record_sees_it(client: Client) -> None:
    space = make_space()
    client.force_login(make_animator(space))
    assert client.get(reverse("spaces:space-facts", args=[space.slug])).status_code == 403

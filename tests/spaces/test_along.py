"""Rows read for many spaces at once are those that each space would have read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opstap.spaces.along import read_along
from opstap.spaces.models import Interruption, Offer, Space
from tests.factories import make_interruption, make_space

pytestmark = pytest.mark.django_db


def test_they_are_the_same_and_ask_nothing_more() -> None:
    for codes in (["fr", "nl"], [], ["ar"]):
        space = make_space()
        make_interruption(space)
        Offer.objects.bulk_create(Offer(space=space, vocabulary="language", code=code) for code in codes)
    every = Space.objects.order_by("pk")
    own = [(list(space.offers.all()), list(space.interruptions.all())) for space in every]

    with CaptureQueriesContext(connection) as queries:
        spaces = list(every.all())
        read_along(spaces, "offers", interruptions=Interruption.objects.all())
        found = [(list(space.offers.all()), list(space.interruptions.all())) for space in spaces]
        assert [offer.space for space in spaces for offer in space.offers.all()] == [
            spaces[0],
            spaces[0],
            spaces[2],
        ]
    assert (found, len(queries)) == (own, 3)


def test_of_no_space_nothing_is_read() -> None:
    read_along([], "offers")

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from opstap.spaces import facts
from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Space
from tests.factories import make_space

MARCH = Window(date(2026, 3, 2), date(2026, 3, 29))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def measured(key: str, space: Space, window: Window = MARCH) -> Measured:
    fact = facts.find(key)
    assert fact is not None
    return fact.measure([space], window)[space.pk]


@pytest.mark.parametrize(
    ("counts", "value", "reason"),
    [
        ({"computers": 4, "tablets": 2}, 6, ""),
        ({"computers": 0, "tablets": 0}, 0, ""),
        ({"computers": 8}, None, "The record does not say how many tablets there are."),
        ({"tablets": 8}, None, "The record does not say how many computers there are."),
    ],
)
def test_computers_and_tablets(counts: dict[str, int], value: int | None, reason: str) -> None:
    found = measured("spaces.computers-and-tablets", make_space(**counts))
    assert (found.value, found.reason) == (None if value is None else Decimal(value), reason)

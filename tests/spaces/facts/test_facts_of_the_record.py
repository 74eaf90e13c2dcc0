from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.spaces import facts
from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Space
from tests.factories import make_coordinator, make_space

MARCH = Window(date(2026, 3, 2), date(2026, 3, 29))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def measured(key: str, space: Space) -> Measured:
    fact = facts.find(key)
    assert fact is not None
    return fact.measure([space], MARCH)[space.pk]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({"price": "free"}, Decimal(0)),
        ({"price": "free", "price_hour": Decimal(2)}, Decimal(0)),
        ({"price": "conditional", "price_hour": Decimal("1.50")}, Decimal("1.50")),
        ({"price": "conditional"}, None),
        ({"price": "paid", "price_hour": Decimal(3)}, Decimal(3)),
        ({"price_hour": Decimal(3)}, Decimal(3)),
        ({}, None),
    ],
)
def test_the_price_of_an_hour(said: dict[str, Any], value: Decimal | None) -> None:
    found = measured("spaces.price-an-hour", make_space(**said))
    reason = "" if value is not None else "The record does not say what an hour of open access costs."
    assert (found.value, found.reason) == (value, reason)


@pytest.mark.parametrize(("said", "value"), [("everybody", True), ("some", False), ("", None)])
def test_who_is_admitted(said: str, value: bool | None) -> None:
    found = measured("spaces.open-to-everyone", make_space("one", admission=said))
    assert found.value is value
    assert found.href == reverse("spaces:space-edit", args=["one", "welcome"])


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("key", ["spaces.price-an-hour", "spaces.open-to-everyone"])
def test_no_question_however_many_spaces(key: str, number: int, django_assert_num_queries: Any) -> None:
    spaces = [make_space(price="free") for _ in range(number)]
    fact = facts.find(key)
    assert fact is not None
    with django_assert_num_queries(0):
        assert len(fact.measure(spaces, MARCH)) == number


@pytest.mark.parametrize(
    ("answers", "kept", "refused"),
    [
        ({"price": "paid", "price_hour": "1.50"}, Decimal("1.50"), []),
        ({"price": "paid", "price_hour": ""}, None, []),
        ({"price": "free", "price_hour": ""}, None, []),
        ({"price": "free", "price_hour": "0"}, None, []),
        ({"price": "free", "price_hour": "1"}, None, ["price_hour"]),
        ({"price": "paid", "price_hour": "0"}, None, ["price_hour"]),
        ({"price": "paid", "price_hour": "-1"}, None, ["price_hour"]),
        ({"price": "paid", "price_hour": "a lot"}, None, ["price_hour"]),
        ({"price": "paid", "price_hour": "99999"}, None, ["price_hour"]),
    ],
)
def test_the_page_of_the_price(
    client: Client, answers: dict[str, str], kept: Decimal | None, refused: list[str]
) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    answer = client.post(reverse("spaces:space-edit", args=[space.slug, "price"]), answers)
    space.refresh_from_db()
    errors = list(answer.context["form"].errors) if answer.status_code == 200 else []
    assert (space.price_hour, errors) == (kept, refused)


def test_the_database_refuses_a_price_below_zero() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_space(price_hour=Decimal(-1))


def test_the_page_of_the_welcome_keeps_who_is_admitted(client: Client) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    page = reverse("spaces:space-edit", args=[space.slug, "welcome"])
    client.post(page, {"admission": "everybody", "language": ["fr"]})
    space.refresh_from_db()
    assert (space.admission, space.codes("language")) == ("everybody", ["fr"])
    assert list(client.post(page, {"admission": "nobody"}).context["form"].errors) == ["admission"]
    record = client.get(reverse("spaces:space-record", args=[space.slug])).content.decode()
    assert "<dt>Who gets equipment and help</dt><dd>Everybody is welcome.</dd>" in record


def test_the_public_page_says_the_price_of_an_hour(client: Client) -> None:
    space = make_space(price="paid", price_hour=Decimal("1.50"))
    body = client.get(space.get_absolute_url()).content.decode()
    assert "An hour at a computer: at most 1.5 euro." in body

"""What costs what: rows, plain words, and what "free" follows from."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.exchange.open_data import hsds, mednum
from opstap.exchange.open_data.place import as_json
from opstap.finder.display.linked import described
from opstap.finder.search import Question
from opstap.finder.search.fitting import spaces_fitting
from opstap.spaces.models import PriceRule, Space
from opstap.spaces.said.prices import price_lines
from opstap.spaces.services.record import change_space
from opstap.spaces.services.rows import change_row, remove_row
from tests.factories import make_coordinator, make_price, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def told(space: Space) -> tuple[str, Decimal | None]:
    stored = Space.objects.get(pk=space.pk)
    return stored.price, stored.price_hour


@pytest.mark.parametrize(
    ("rows", "price", "hour"),
    [
        ([("computer", "0", {})], "free", None),
        (
            [("computer", "0", {}), ("print_black", "0.10", {}), ("membership", "5", {"unit": "year"})],
            "free",
            None,
        ),
        ([("computer", "1.50", {}), ("computer", "0", {"publics": ["job_seekers"]})], "conditional", "1.50"),
        ([("computer", "1.50", {"free_units": 1}), ("help", "0", {})], "conditional", "1.50"),
        ([("computer", "0", {}), ("help", "4", {})], "conditional", None),
        ([("computer", "1.50", {}), ("computer", "2", {"conditions": {"fr": "le soir"}})], "paid", "2.00"),
        ([("computer", "9", {"unit": "month"})], "paid", None),
        ([("computer", "0", {"publics": ["seniors"]})], "conditional", None),
        ([("print_black", "0.10", {})], "paid", None),
    ],
)
def test_the_price_of_the_record_follows_what_a_computer_and_help_cost(
    rows: list[tuple[str, str, dict[str, Any]]], price: str, hour: str | None
) -> None:
    space = make_space(price="paid")  # stays where no row is about either
    for item, amount, more in rows:
        make_price(space, item, amount, **more)
    assert told(space) == (price, hour and Decimal(hour))


def test_free_is_found_as_the_list_of_prices_changes() -> None:
    space = make_space()

    def is_found() -> bool:
        now = timezone.now()
        return spaces_fitting(Question(free=True), now, now).filter(pk=space.pk).exists()

    row = make_price(space, "computer", "0")
    assert is_found()
    assert change_row(row, by=None, amount=Decimal(2)) == ["amount"]
    assert not is_found()
    assert change_space(space, by=None, price="free") == []  # the list says otherwise
    remove_row(row, by=None)
    assert told(space) == ("", None)


def test_prices_are_said_plainly() -> None:
    space = make_space()
    make_price(space, publics=["job_seekers"], amount="0")
    make_price(space, "other", "3", unit="piece", conditions={"en": "USB stick."})
    make_price(space)
    make_price(space, "computer", "1.50", free_units=1)
    rows = PriceRule.objects.all()
    assert [line.replace("\u00a0", " ") for line in price_lines(rows)] == [
        "Computer and internet: 1.50 € an hour, the first 1 free.",
        "Printing in black: 0.10 € a page; free for: job seekers.",
        "Something else: 3.00 € each, USB stick.",
    ]
    with translation.override("fr"):
        assert "0,10\u00a0€ par page" in price_lines(rows)[1]


def test_a_coordinator_lists_changes_and_takes_off(client: Client) -> None:
    space = make_space(price="paid")
    client.force_login(make_coordinator(space))
    page = reverse("spaces:row-list", args=[space.slug, "prices"])
    client.post(page, {"item": "computer", "amount": "1.5", "unit": "hour", "free_units": "1"})
    row = PriceRule.objects.get()
    assert (row.amount, row.free_units, told(space)) == (Decimal("1.50"), 1, ("conditional", Decimal("1.50")))
    form = client.get(reverse("spaces:space-edit", args=[space.slug, "price"])).context["form"]
    assert list(form.fields) == ["price_note"]
    one = reverse("spaces:row", args=[space.slug, "prices", row.uid])
    assert client.get(one).context["form"]["amount"].value() == Decimal("1.50")
    client.post(one, {"item": "computer", "amount": "0", "unit": "hour"})
    assert told(space) == ("free", None)
    assert "Computer and internet: free." in client.get(space.get_absolute_url()).text
    assert (
        "Computer and internet: free." in client.get(reverse("spaces:space-record", args=[space.slug])).text
    )
    client.post(reverse("spaces:row-remove", args=[space.slug, "prices", row.uid]))
    assert not PriceRule.objects.exists()


def test_a_comma_is_a_decimal_sign_in_french(client: Client) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    with translation.override("fr"):
        page = reverse("spaces:row-list", args=[space.slug, "prices"])
    client.post(page, {"item": "copy", "amount": "0,05", "unit": "page"})
    assert PriceRule.objects.get().amount == Decimal("0.05")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"amount": "10000"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"unit": "mile"}, "unit"),
        ({"item": "gold"}, "item"),
        ({"item": "other"}, "conditions"),
        ({"amount": "0", "free_units": "1"}, "free_units"),
        ({"free_units": "0"}, "free_units"),
        ({"publics": ["martians"]}, "publics"),
        ({"item": "print_black"}, "item"),
        ({"item": "print_black", "publics": ["women", "seniors"]}, "item"),
    ],
)
def test_bad_answers_are_kept_and_explained(client: Client, wrong: dict[str, Any], field: str) -> None:
    space = make_space()
    make_price(space)
    make_price(space, publics=["seniors"], amount="0.05")
    client.force_login(make_coordinator(space))
    answers = {"item": "copy", "amount": "0.30", "unit": "page"} | wrong
    form = client.post(reverse("spaces:row-list", args=[space.slug, "prices"]), answers).context["form"]
    assert (list(form.errors), form["amount"].value()) == ([field], answers["amount"])
    assert PriceRule.objects.count() == 2


def test_the_database_refuses_what_cannot_be() -> None:
    space = make_space()
    for amount, free in (("-1", None), ("0", 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PriceRule.objects.create(
                space=space, item="copy", unit="page", amount=Decimal(amount), free_units=free
            )


def test_others_read_them() -> None:
    space = make_space()
    make_price(space, "computer", "1.50", publics=["seniors"])
    make_price(space)
    space = Space.objects.get()
    assert as_json(space)["prices"][0] == {
        "amount": "1.50",
        "currency": "EUR",
        "item": "computer",
        "unit": "hour",
        "publics": ["seniors"],
        "free_units": None,
        "conditions": {},
    }
    costs = hsds.service_of(space)["cost_options"]
    assert [(one["option"], one["amount"], one["currency"]) for one in costs] == [
        ("Computer and internet", 1.5, "EUR"),
        ("Printing in black", 0.1, "EUR"),
    ]
    assert mednum.row_of(space)["frais_a_charge"] == "Payant"
    offer = described(space, timezone.localtime())["@graph"][1]["offers"][0]
    assert (offer["priceSpecification"]["price"], offer["eligibleCustomerType"]) == ("1.50", "seniors")

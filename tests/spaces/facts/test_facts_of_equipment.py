from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from opstap.spaces import facts
from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Space
from tests.factories import make_lot, make_space

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


def test_workstations_are_the_computers_that_are_connected() -> None:
    space = make_space()
    make_lot(space, "desktop", 6, is_online=True)
    make_lot(space, "laptop", 3, is_online=True)
    make_lot(space, "laptop", 2, is_online=False)
    make_lot(space, "tablet", 9, is_online=True)
    assert measured("spaces.workstations", space).value == Decimal(9)


def test_workstations_are_not_measured_while_some_answer_is_missing() -> None:
    space, unlisted, none = make_space(), make_space(computers=8), make_space(computers=0)
    make_lot(space, "desktop", 6, is_online=True)
    make_lot(space, "desktop", 2)
    found = [measured("spaces.workstations", one) for one in (space, unlisted, none)]
    assert [(one.value, one.reason) for one in found] == [
        (None, "Of 2 computers it is not said whether they are connected."),
        (None, "The computers are not listed yet."),
        (Decimal(0), ""),
    ]


def test_the_age_is_a_mean_weighted_by_number() -> None:
    space = make_space()
    make_lot(space, "desktop", 6, year_bought=2016)
    make_lot(space, "laptop", 2, year_bought=2024)
    make_lot(space, "tablet", 1, year_bought=2026)
    make_lot(space, "tablet", 50)
    make_lot(space, "printer", 1, year_bought=1990)
    assert measured("spaces.equipment-age", space).value == Decimal("7.11")


def test_a_past_window_does_not_know_what_was_bought_later() -> None:
    space = make_space()
    make_lot(space, "desktop", 1, year_bought=2020)
    make_lot(space, "desktop", 9, year_bought=2026)
    past = Window(date(2024, 12, 4), date(2024, 12, 31))
    assert measured("spaces.equipment-age", space, past).value == Decimal(4)


def test_without_any_year_the_age_is_not_measured() -> None:
    space = make_space()
    make_lot(space, "desktop", 4)
    found = measured("spaces.equipment-age", space)
    assert (found.value, found.reason) == (None, "The year of purchase of no computer or tablet is known.")


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ([], None),
        ([None], None),
        ([False, None], None),
        ([False, False], False),
        ([True], True),
        ([None, True, False], True),
    ],
)
def test_free_software(answers: list[bool | None], value: bool | None) -> None:
    space = make_space()
    make_lot(space, "printer", runs_free_software=True)
    for answer in answers:
        make_lot(space, "laptop", 2, runs_free_software=answer)
    assert measured("spaces.free-software", space).value is value


@pytest.mark.parametrize("key", ["workstations", "equipment-age", "free-software"])
@pytest.mark.parametrize("number", [1, 3])
def test_one_question_however_many_spaces(key: str, number: int, django_assert_num_queries: Any) -> None:
    spaces = [make_space() for _ in range(number)]
    for space in spaces:
        make_lot(space, "desktop", 2, is_online=True)
    fact = facts.find(f"spaces.{key}")
    assert fact is not None
    with django_assert_num_queries(1):
        assert len(fact.measure(spaces, MARCH)) == number

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from opstap.spaces import facts
from opstap.spaces.facts import Measured, Window
from opstap.spaces.facts.words import value_words
from opstap.spaces.models import Space
from tests.factories import make_space

MARCH = Window(date(2026, 3, 2), date(2026, 3, 29))
AHEAD = Window(date(2031, 3, 3), date(2031, 3, 30))
KINDS = ("open", "staffed", "training")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def measured(key: str, space: Space, window: Window = MARCH) -> Measured:
    fact = facts.find(key)
    assert fact is not None
    return fact.measure([space], window)[space.pk]


def test_three_kinds_of_hours_are_three_facts() -> None:
    space = make_space(
        open_hours="Mo-Fr 09:00-17:00; PH off",
        staffed_hours="Mo-Fr 09:00-12:30; PH off",
        training_hours="Tu,Th 14:00-16:15",
    )
    values = [measured(f"spaces.{kind}-hours", space).value for kind in KINDS]
    assert values == [Decimal("40.00"), Decimal("17.50"), Decimal("4.50")]
    assert [value_words(value, facts.Unit.HOURS_A_WEEK) for value in values] == [
        "40 hours a week",
        "17.5 hours a week",
        "4.5 hours a week",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_not_reported_is_not_measured_and_none_is_zero(kind: str) -> None:
    nothing, none = make_space(), make_space(**{f"{kind}_hours": "off"})
    key = f"spaces.{kind}-hours"
    assert (measured(key, nothing).value, measured(key, none).value) == (None, Decimal(0))
    name = {"open": "open", "staffed": "accompanied", "training": "course"}[kind]
    assert measured(key, nothing).reason == f"The record does not say the {name} hours."
    assert measured(key, none).reason == ""


def test_open_hours_are_not_guessed_from_the_accompanied_ones() -> None:
    assert measured("spaces.open-hours", make_space(staffed_hours="Mo-Fr 09:00-17:00")).value is None


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        (
            "en",
            "The accompanied hours “Mo-Fr nine” cannot be read. This cannot be read from here on: nine",
        ),
        (
            "fr",
            "Les heures accompagnées «\xa0Mo-Fr nine\xa0» sont illisibles. "
            "Ce n’est plus lisible à partir d’ici\xa0: nine",
        ),
    ],
)
def test_hours_that_cannot_be_read_are_named_in_the_language_of_the_page(language: str, reason: str) -> None:
    space = make_space(staffed_hours="Mo-Fr nine")
    with translation.override(language):
        found = [measured(key, space) for key in ("spaces.staffed-hours", "spaces.mediator-weekdays")]
    assert [(one.value, one.reason) for one in found] == [(None, reason), (None, reason)]


def test_announced_closures_are_left_out_and_the_source_says_so() -> None:
    space = make_space(staffed_hours='Mo-Fr 09:00-12:00; 2026 Mar 02-06 off "works"')
    found = measured("spaces.staffed-hours", space)
    assert (found.value, found.source) == (
        Decimal(15),
        "Accompanied hours in the record, on average from 2 March 2026 to 29 March 2026. "
        "5 days of announced closure are left out.",
    )


def test_closed_all_the_time_is_not_measured() -> None:
    space = make_space(staffed_hours="Mo-Fr 09:00-12:00; 2026 Mar 01-31 off")
    found = measured("spaces.staffed-hours", space)
    assert (found.value, found.reason) == (
        None,
        "From 2 March 2026 to 29 March 2026 the announced closures leave no ordinary week.",
    )


def test_every_value_says_its_day_and_where_it_is_put_right() -> None:
    space = make_space("la-marche", training_hours="off")
    found = measured("spaces.training-hours", space)
    assert (found.as_of, found.href) == (
        timezone.localdate(),
        reverse("spaces:hours-edit", args=["la-marche", "training"]),
    )


def test_a_change_that_is_announced_is_seen_in_a_window_ahead() -> None:
    space = make_space(staffed_hours="Mo-Fr 09:00-12:00; 2031 Mar 01-Dec 31 Fr 09:00-10:00")
    values = [measured("spaces.staffed-hours", space, window).value for window in (MARCH, AHEAD)]
    assert values == [Decimal(15), Decimal(13)]


def test_the_night_in_which_the_clocks_change_is_no_shorter() -> None:
    spring, autumn = (Window.until(day, 7) for day in (date(2026, 3, 29), date(2026, 10, 25)))
    space = make_space(open_hours="24/7", timezone="Europe/Brussels")
    assert [measured("spaces.open-hours", space, one).value for one in (spring, autumn)] == [168, 168]


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("Mo-We 09:00-12:00", 3),
        ("Mo-Su 09:00-12:00", 5),
        ("Sa,Su 09:00-12:00", 0),
        ("off", 0),
        ("Mo-Fr 09:00-12:00; PH off; 2026 Mar 02 off", 5),
        ("Mo[1,2] 09:00-12:00", 1),
        ("Mo[1] 09:00-12:00", 0),
    ],
)
def test_weekdays_with_a_mediator(expression: str, days: int) -> None:
    assert measured("spaces.mediator-weekdays", make_space(staffed_hours=expression)).value == days


def test_thirty_spaces_ask_the_database_once(django_assert_num_queries: Any) -> None:
    spaces = [make_space(staffed_hours=f"Mo-Fr 09:00-12:{number:02}") for number in range(30)]
    fact = facts.find("spaces.staffed-hours")
    assert fact is not None
    with django_assert_num_queries(1):
        assert len(fact.measure(spaces, MARCH)) == 30


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "hours_a_week", "not measured"),
        (True, "yes_no", "yes"),
        (False, "yes_no", "no"),
        (Decimal("1.00"), "hours_a_week", "1 hour a week"),
        (Decimal(0), "pieces", "0 pieces"),
        (Decimal("2.50"), "euros_an_hour", "2.5 euros an hour"),
        (Decimal(1), "people", "1 person"),
        (Decimal("3.2"), "years", "3.2 years"),
        (Decimal(12), "months", "12 months"),
        (Decimal(5), "days_a_week", "5 days a week"),
    ],
)
def test_values_in_words(value: Decimal | bool | None, unit: str, words: str) -> None:
    assert value_words(value, facts.Unit(unit)) == words


def test_accompanied_and_course_hours_together_need_both() -> None:
    key = "spaces.staffed-or-training-hours"
    both = measured(key, make_space(staffed_hours="Mo-Fr 09:00-12:00", training_hours="Fr 11:00-14:00"))
    assert (both.value, both.source.startswith("Accompanied hours and course hours in the record")) == (
        Decimal("17.00"),
        True,
    )
    lacking = measured(key, make_space(staffed_hours="Mo-Fr 09:00-12:00"))
    assert (lacking.value, lacking.reason) == (None, "The record does not say the course hours.")

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from opstap.census.facts import last_twelve, months_delivered
from opstap.census.models import Completion
from opstap.spaces import facts
from opstap.spaces.facts import Window
from tests.factories import make_coordinator, make_space

WINDOW = Window(date(2026, 10, 29), date(2026, 11, 25))


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 11, 25), (date(2025, 11, 1), date(2026, 10, 1))),
        (date(2026, 11, 30), (date(2025, 12, 1), date(2026, 11, 1))),
        (date(2026, 12, 31), (date(2026, 1, 1), date(2026, 12, 1))),
        (date(2027, 1, 1), (date(2026, 1, 1), date(2026, 12, 1))),
        (date(2028, 2, 28), (date(2027, 2, 1), date(2028, 1, 1))),
    ],
)
def test_the_last_twelve_whole_months(day: date, months: tuple[date, date]) -> None:
    assert last_twelve(day) == months


@pytest.mark.django_db
def test_only_months_in_force_of_the_last_twelve_count() -> None:
    space, nothing = make_space("one"), make_space("two")
    for month in (date(2025, 10, 1), date(2025, 11, 1), date(2026, 10, 1), date(2026, 11, 1)):
        Completion.objects.create(space=space, month=month)
    taken_back = {"withdrawn_by": make_coordinator(space), "withdrawn_at": timezone.now()}
    Completion.objects.create(space=space, month=date(2026, 3, 1), **taken_back)
    with translation.override("en"):
        found = months_delivered([space, nothing], WINDOW)
    assert [(one.value, one.href) for one in found.values()] == [
        (Decimal(2), "/en/figures/one/months/"),
        (Decimal(0), "/en/figures/two/months/"),
    ]
    assert found[space.pk].source == (
        "Months declared complete by the coordinator, November 2025 to October 2026."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "value"),
    [(None, 0), (date(2025, 11, 1), 0), (date(2025, 11, 2), None), (date(2027, 1, 1), None)],
)
def test_a_space_that_is_younger_is_not_measured(since: date | None, value: int | None) -> None:
    space = make_space(valid_from=since)
    found = months_delivered([space], WINDOW)[space.pk]
    assert (found.value, bool(found.reason)) == (None if value is None else Decimal(0), value is None)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_one_question_however_many_spaces(number: int, django_assert_num_queries: Any) -> None:
    spaces = [make_space() for _ in range(number)]
    fact = facts.find("census.months-delivered")
    assert fact is not None
    with django_assert_num_queries(1):
        assert len(fact.measure(spaces, WINDOW)) == number

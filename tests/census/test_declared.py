"""A coordinator says what is complete, takes it back, and reports a year."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from opstap.census.models import Completion, Declaration
from opstap.census.services import NotOverError, declare_month, declare_year, take_back_month
from opstap.core.models import AuditEntry
from opstap.core.periods import last_whole_month
from opstap.spaces.models import Space
from tests.census.events import post, visit
from tests.factories import make_coordinator, make_space, make_user

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
APRIL_1 = date(2026, 4, 1)
LAST_YEAR = timezone.localdate().year - 1


@pytest.fixture
def space() -> Space:
    return make_space("ours")


@pytest.fixture
def coordinator(client: Client, space: Space) -> Client:
    client.force_login(make_coordinator(space))
    return client


def acts() -> list[tuple[str, list[str]]]:
    found = AuditEntry.objects.filter(object_kind__in=["completion", "declaration"])
    return [(entry.action, entry.fields) for entry in found.order_by("pk")]


def test_said_twice_a_month_is_complete_once(space: Space) -> None:
    by = make_user()
    for _time in range(2):
        declare_month(space=space, month=MARCH, by=by, at=APRIL_1)

    assert Completion.objects.in_force().count() == 1
    assert acts() == [("completion.declared", ["2026-03"])]


@pytest.mark.parametrize("today", [date(2026, 3, 31), date(2026, 1, 5)])
def test_a_month_that_is_not_over_cannot_be_complete(space: Space, today: date) -> None:
    with pytest.raises(NotOverError):
        declare_month(space=space, month=MARCH, by=make_user(), at=today)
    assert Completion.objects.count() == 0


def test_a_month_taken_back_leaves_a_trace_and_can_be_said_again(space: Space) -> None:
    by = make_user()
    for _time in range(2):
        declare_month(space=space, month=MARCH, by=by, at=APRIL_1)
        take_back_month(space=space, month=MARCH, by=by)
    rows = Completion.objects.all()

    assert [(row.withdrawn_by, row.withdrawn_at is None) for row in rows] == [(by, False)] * 2
    assert take_back_month(space=space, month=MARCH, by=by) is None
    assert [action for action, _fields in acts()] == ["completion.declared", "completion.withdrawn"] * 2


def test_a_year_keeps_what_was_typed_and_says_what_changed(space: Space) -> None:
    by = make_user()
    first = declare_year(space=space, year=2025, values={"a": Decimal(3), "b": None}, by=by)
    second = declare_year(space=space, year=2025, values={"a": Decimal(3), "b": Decimal(0)}, by=by)
    third = declare_year(space=space, year=2025, values={"a": None, "b": Decimal(0)}, by=by)
    kept = {row.indicator: row.value for row in Declaration.objects.all()}

    assert (first, second, third) == (["a"], ["b"], ["a"])
    assert kept == {"a": None, "b": 0}
    assert [fields for _action, fields in acts()] == [["2025", "a"], ["2025", "b"], ["2025", "a"]]


def test_a_running_year_cannot_be_reported(space: Space) -> None:
    with pytest.raises(NotOverError):
        declare_year(space=space, year=timezone.localdate().year, values={}, by=make_user())


def month_text() -> str:
    return f"{last_whole_month(timezone.localdate()):%Y-%m}"


def test_the_page_asks_before_it_takes_zero(space: Space, coordinator: Client) -> None:
    asked = coordinator.post("/en/figures/ours/months/", {"month": month_text()})
    nothing = Completion.objects.count()
    answered = coordinator.post("/en/figures/ours/months/", {"month": month_text(), "nobody": "1"})

    assert (asked.status_code, nothing) == (422, 0)
    assert "Is that right?" in asked.content.decode()
    assert (answered.status_code, Completion.objects.count()) == (302, 1)


def test_a_counted_month_is_declared_with_one_tap_and_taken_back(space: Space, coordinator: Client) -> None:
    visit(space, last_whole_month(timezone.localdate()))
    coordinator.post("/en/figures/ours/months/", {"month": month_text()})
    said = Completion.objects.in_force().count()
    coordinator.post("/en/figures/ours/months/", {"month": month_text(), "take_back": "1"})

    assert (said, Completion.objects.in_force().count()) == (1, 0)


@pytest.mark.parametrize("month", ["", "x", "2026", "2026-13", "0000-01", "9999-12", "1999-01", "2026-03-01"])
def test_a_bad_month_changes_nothing_and_says_so(coordinator: Client, month: str) -> None:
    answer = coordinator.post("/en/figures/ours/months/", {"month": month, "nobody": "1"})

    assert (answer.status_code, Completion.objects.count()) == (400, 0)
    assert "Nothing was changed" in answer.content.decode() or "not over" in answer.content.decode()


def test_a_month_without_counts_is_not_reported_until_it_is_declared(
    space: Space, coordinator: Client
) -> None:
    address = f"/en/figures/ours/months/?year={LAST_YEAR}"
    before = coordinator.get(address).content.decode().count('<span aria-hidden="true">?</span>')
    declare_month(space=space, month=date(LAST_YEAR, 3, 1), by=None)
    after = coordinator.get(address).content.decode().count('<span aria-hidden="true">?</span>')

    assert (before, after) == (36, 33)


@pytest.mark.parametrize("year", ["x", "99999999", "1999", "9999", "²"])
def test_months_of_a_year_that_is_none_are_404(coordinator: Client, year: str) -> None:
    assert coordinator.get("/en/figures/ours/months/", {"year": year}).status_code == 404


def year_page(year: int = LAST_YEAR) -> str:
    return f"/en/figures/ours/year/{year}/"


def test_empty_is_not_reported_and_zero_is_none(coordinator: Client) -> None:
    coordinator.post(year_page(), {"training_hours_given": "0", "learner_hours": ""})

    assert list(Declaration.objects.values_list("indicator", "value")) == [("training_hours_given", 0)]


@pytest.mark.parametrize(("language", "typed"), [("fr", "1 234,5"), ("nl", "1.234,5"), ("en", "1,234.5")])
def test_numbers_are_typed_as_the_language_writes_them(
    coordinator: Client, language: str, typed: str
) -> None:
    coordinator.post(f"/{language}/figures/ours/year/{LAST_YEAR}/", {"learner_hours": typed})

    assert Declaration.objects.get().value == Decimal("1234.5")


@pytest.mark.parametrize(
    "typed",
    [
        {"training_hours_given": "-1"},
        {"training_hours_given": "a lot"},
        {"training_hours_given": "NaN"},
        {"training_users": "9" * 40},
        {"training_users": "1.5"},
        {"training_hours_given": "10", "learner_hours": "9"},
        {"training_hours_given": "0", "training_users": "9"},
    ],
)
def test_what_cannot_be_is_refused_whole(coordinator: Client, typed: dict[str, str]) -> None:
    answer = coordinator.post(year_page(), {"animators": "2"} | typed)

    assert (answer.status_code, Declaration.objects.count()) == (422, 0)
    assert "What you typed is kept" in answer.content.decode()


def test_what_the_system_measures_is_not_asked(space: Space, coordinator: Client) -> None:
    post(space, "0.5")
    page = coordinator.get(year_page()).content.decode()

    assert ('name="animators_fte"' in page, 'name="training_users"' in page) == (False, True)
    assert "0.5 FTE" in page


def test_the_running_year_is_asked_later(coordinator: Client) -> None:
    statuses = [
        coordinator.get(year_page(LAST_YEAR + 1)).status_code,
        coordinator.post(year_page(LAST_YEAR + 1), {"training_users": "3"}).status_code,
        coordinator.get(year_page(LAST_YEAR + 2)).status_code,
        coordinator.get(year_page(1999)).status_code,
    ]

    assert statuses == [200, 409, 404, 404]
    assert Declaration.objects.count() == 0

"""Earlier days: to read, and to correct elsewhere, by the team."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from opstap.accounts.models import User
from opstap.spaces.models import Space
from tests.desk.acts import help_with, tap
from tests.factories import make_animator

DAYS = "/en/desk/de-trede/days/"


@pytest.fixture(autouse=True)
def _signed_in(client: Client, noor: User) -> None:
    client.force_login(noor)


def test_each_day_with_its_counts_without_today(client: Client, space: Space, noor: User) -> None:
    now = timezone.now()
    tap(space, noor)
    tap(space, noor, 3, happened_at=now - timedelta(days=1))
    help_with(space, noor, happened_at=now - timedelta(days=2))
    rows = client.get(DAYS).context["rows"]
    assert [(row["visits"], row["helped"], row["sent_away"]) for row in rows] == [(3, 0, 0), (1, 1, 0)]


def test_a_day_is_there_to_read_and_has_no_buttons(client: Client, space: Space, noor: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    tap(space, noor, 3, happened_at=yesterday)
    page = client.get(f"{DAYS}{timezone.localdate(yesterday)}/")
    assert [line.people for line in page.context["lines"]] == [3]
    assert "<button" not in page.text.split("<main")[1].partition("<dialog")[0]


def test_a_day_is_asked_for_by_its_date(client: Client) -> None:
    response = client.get(DAYS, {"day": "2020-04-14"})
    assert response.headers["Location"] == f"{DAYS}2020-04-14/"
    assert client.get(response.headers["Location"]).status_code == 200


def test_today_is_at_the_desk(client: Client, space: Space) -> None:
    response = client.get(f"{DAYS}{timezone.localdate()}/")
    assert response.headers["Location"] == "/en/desk/de-trede/"


@pytest.mark.parametrize("day", ["2020-02-30", "yesterday", "9999-12-31", "0", "2020-04-14T09:00"])
def test_a_day_that_cannot_be(client: Client, day: str) -> None:
    assert client.get(f"{DAYS}{day}/").status_code == 404
    refused = client.get(DAYS, {"day": day})
    assert (refused.status_code, "Choose a day, not later than today." in refused.text) == (400, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client, space: Space, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    for _ in range(rows):
        by = make_animator(space)
        help_with(space, by, visit=tap(space, by, happened_at=yesterday), happened_at=yesterday)
    with django_assert_num_queries(7):
        client.get(DAYS)
    with django_assert_num_queries(9):
        client.get(f"{DAYS}{timezone.localdate(yesterday)}/")

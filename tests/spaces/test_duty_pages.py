from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.core.moments import day_words
from opstap.spaces.models import Duty, Space
from opstap.spaces.services.duty import check_in
from tests.factories import make_animator, make_coordinator, make_duty, make_space

pytestmark = pytest.mark.django_db

WEEK = "2026-W48"  # Monday 23 November
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Brussels


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def space() -> Space:
    return make_space("a", staffed_hours="Mo,We 09:00-12:00; 2026 Nov 25 off")


@pytest.fixture
def noor(space: Space, client: Client) -> User:
    noor = make_animator(space, name="Noor")
    client.force_login(noor)
    return noor


def days(client: Client, week: str = WEEK) -> list[Any]:
    return client.get("/en/spaces/a/duty/", {"week": week}).context["days"]


def add(client: Client, person: User, **data: Any) -> Any:
    sent = {"person": person.pk, "day": "2026-11-23", "start": "09:00", "end": "12:00"} | data
    return client.post("/en/spaces/a/duty/", sent)


def test_a_week_shows_who_is_there_and_which_hours_nobody_has_taken(
    space: Space, noor: User, client: Client
) -> None:
    make_duty(space, noor, starts_at=MONDAY + timedelta(hours=1), hours=1)
    make_duty(space, noor, starts_at=MONDAY, cancelled_at=MONDAY)
    make_duty(make_space(), noor, starts_at=MONDAY)
    found = days(client)
    assert [len(day.duties) for day in found] == [1, 0, 0, 0, 0, 0, 0]
    free = [(start.hour, end.hour) for day in found for start, end in day.free]
    assert (found[0].day, free) == (date(2026, 11, 23), [(9, 10), (11, 12)])


@pytest.mark.parametrize("week", ["", "x", "2026-W99", "9999-W01", "0001-W01"])
def test_no_sensible_week_is_this_week(noor: User, client: Client, week: str) -> None:
    assert timezone.localdate() in [day.day for day in days(client, week)]


def test_an_animator_plans_for_herself_only(space: Space, noor: User, client: Client) -> None:
    other = make_animator(space)
    assert add(client, noor).status_code == 302
    assert list(add(client, other, day="2026-11-24").context["form"].errors) == ["person"]
    assert [duty.person for duty in Duty.objects.all()] == [noor]


def test_a_coordinator_plans_for_the_team_each_week(space: Space, noor: User, client: Client) -> None:
    client.force_login(make_coordinator(space))
    add(client, noor, weekly_until="2026-12-07")
    assert [duty.starts_at.astimezone(space.zone).day for duty in Duty.objects.all()] == [23, 30, 7]
    stranger = make_animator(make_space())
    assert list(add(client, stranger).context["form"].errors) == ["person"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"end": "09:00"}, "end"),
        ({"day": "yesterday"}, "day"),
        ({"start": "25:00"}, "start"),
        ({"weekly_until": "2026-11-01"}, "weekly_until"),
        ({"weekly_until": "2029-01-01"}, "weekly_until"),
    ],
)
def test_a_wrong_answer_plans_nothing(noor: User, client: Client, data: dict[str, str], field: str) -> None:
    assert list(add(client, noor, **data).context["form"].errors) == [field]
    assert Duty.objects.count() == 0


def test_nobody_is_planned_twice_at_once(noor: User, client: Client) -> None:
    make_duty(make_space(names={"fr": "Ailleurs"}), noor, starts_at=MONDAY)
    with translation.override("en"):
        day = day_words(MONDAY.date())  # with the year once it is over
    assert add(client, noor).context["form"].errors == {
        "day": [f"On {day} this person is on duty already, at Ailleurs: 9:00 to 12:00."]
    }


def test_an_animator_takes_back_her_own_duty_only(space: Space, noor: User, client: Client) -> None:
    own, other = make_duty(space, noor), make_duty(space)
    answers = [
        client.post(reverse("spaces:duty-cancel", args=[duty.uid])).status_code for duty in (own, other)
    ]
    assert (answers, [duty.cancelled_at is None for duty in Duty.objects.order_by("pk")]) == (
        [302, 403],
        [False, True],
    )


def test_a_duty_that_has_begun_stays(space: Space, noor: User, client: Client) -> None:
    duty = check_in(space, noor)
    client.post(reverse("spaces:duty-cancel", args=[duty.uid]))
    assert Duty.objects.get().cancelled_at is None


def test_checking_in_and_out(space: Space, noor: User, client: Client) -> None:
    present = []
    for name in ("duty-check-in", "duty-check-in", "duty-check-out"):
        client.post(reverse(f"spaces:{name}", args=["a"]))
        present.append(Duty.objects.present_at(timezone.now()).count())
    assert (present, Duty.objects.count()) == ([1, 1, 0], 1)

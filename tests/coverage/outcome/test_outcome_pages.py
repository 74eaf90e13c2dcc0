"""What became of a plan, on its page and in files; bad questions; who sees it."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from opstap.accounts.models import User
from opstap.coverage.models import CoveragePlan
from tests.coverage.outcome.test_holding import let_time_pass, make_past_plan
from tests.coverage.test_pages import text
from tests.coverage.town import Town
from tests.factories import make_plan, make_region_officer

pytestmark = pytest.mark.django_db

PLANS = "/en/reach/town/plans/"


@pytest.fixture
def plan(town: Town) -> CoveragePlan:
    plan = make_past_plan(town)
    let_time_pass(town)
    return plan


def address(plan: CoveragePlan, part: str = "") -> str:
    return f"{PLANS}{plan.uid}/outcome/{part}"


def test_a_day_and_a_year_are_chosen(staff: Client, plan: CoveragePlan) -> None:
    said = text(staff, f"{address(plan)}?year=2&on=2025-07-01")

    assert "Of 3.5 posts planned by 1 March 2026, 2.5 are there." in said
    assert "Inhabitants served by a post: 35,000; planned were 25,000, and before the plan 10,000." in said
    assert "1. The Help partly there 1 +2 2.5 1.5" in said
    assert "2. T-East a new space: opened (Late) 0 +1 1.5 1" in said
    assert "3. Hall a new space: not opened 0 +0.5 0 0" in said
    assert "Came elsewhere Third: +0.5 (0 → 0.5) Gone elsewhere Other: −1 (1 → 0)" in said
    assert "1 until 1 March 2025 1.5 1 20,000 2 until 1 March 2026 3.5 2.5 25,000" in said
    assert "West 20,000 10,000 12,000 20,000 +8,000" in said
    assert "Over all spaces, posts changed by +2.5." in said


def test_the_usual_question_is_the_year_that_is_going_on_today(staff: Client, plan: CoveragePlan) -> None:
    assert text(staff, address(plan)) == text(staff, f"{address(plan)}?year=2")
    assert f'href="{address(plan)}"' in staff.get(f"{PLANS}{plan.uid}/").content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("on=2024-02-29", "The plan was made on 1 March 2024. Choose that day or a later one."),
        ("on=2999-01-01", "This day is still to come. Choose today or an earlier day."),
        ("on=yesterday&year=2", "Enter a valid date."),
        ("year=3", "Select a valid choice."),
        ("year=%00&on=%00", "Of 3.5 posts planned by"),
    ],
)
def test_a_question_that_cannot_be_answered_is_named_and_the_usual_one_answered(
    staff: Client, plan: CoveragePlan, asked: str, said: str
) -> None:
    page = staff.get(f"{address(plan)}?{asked}")

    assert page.status_code == 400
    assert said in page.content.decode()
    assert "Of 3.5 posts planned by 1 March 2026" in page.content.decode()
    assert staff.get(f"{address(plan, 'places.csv')}?{asked}").status_code == 400


def test_the_files_hold_the_same(staff: Client, plan: CoveragePlan) -> None:
    asked = "?year=2&on=2025-07-01"
    places, areas = (
        list(
            csv.DictReader(
                io.StringIO(staff.get(address(plan, f"{part}.csv{asked}")).content.decode("utf-8-sig"))
            )
        )
        for part in ("places", "areas")
    )

    assert [(row["name"], row["state"], row["posts_there_of_planned"]) for row in places] == [
        ("The Help", "partly", "1.5"),
        ("T-East", "opened", "1.0"),
        ("Hall", "not-opened", "0.0"),
        ("Other", "fewer", ""),
        ("Third", "more", ""),
    ]
    assert {
        (row["plan_day"], row["year"], row["year_ends"], row["held_on"]) for row in [*places, *areas]
    } == {("2024-03-01", "2", "2026-03-01", "2025-07-01")}
    assert [(row["name"], row["planned"], row["now"], row["difference"]) for row in areas] == [
        ("East", "5000", "5000", "0"),
        ("Middle", "8000", "10000", "2000"),
        ("West", "12000", "20000", "8000"),
    ]
    kinds = [staff.get(address(plan, f"areas.{kind}{asked}")).status_code for kind in ("xlsx", "ods", "pdf")]
    assert kinds == [200, 200, 404]
    assert staff.get(address(plan, "posts.csv")).status_code == 404


def test_a_plan_of_places_asks_no_day(staff: Client, town: Town) -> None:
    plan = make_plan(town.network, aim="covering", budget=2.0, years=2, with_areas=True)
    said = text(staff, address(plan))

    assert "Of 1 place with help planned by" in said
    assert "none is there." in said
    assert "Hours carry no date: whether somebody helps is known of today only." in said
    assert "As it was on" not in staff.get(address(plan)).content.decode().split("h-places")[0]
    assert "choose that year" in said


def test_it_is_seen_as_the_plan_is(client: Client, town: Town, noor: User) -> None:
    plan = make_plan(town.network, by=noor)
    CoveragePlan.objects.filter(pk=plan.pk).update(audience="asker")
    client.force_login(make_region_officer(town.network))
    pages = [client.get(address(plan)).status_code, client.get(address(plan, "areas.csv")).status_code]
    assert pages == [404, 404]

    client.force_login(noor)
    assert client.get(address(plan)).status_code == 200
    CoveragePlan.objects.filter(pk=plan.pk).update(answer={})
    assert client.get(address(plan)).status_code == 404


def test_questions_to_the_database_do_not_grow_with_the_places(
    staff: Client, plan: CoveragePlan, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        staff.get(f"{address(plan)}?year=1&on={date(2025, 7, 1)}")

"""A kept plan tried with one post less."""

import pytest
from django.test import Client

from opstap.coverage.models import Audience, CoveragePlan
from opstap.coverage.what_if.of_plan import years_of
from tests.coverage.test_pages import text
from tests.coverage.town import Town
from tests.factories import make_network, make_network_coordinator, make_plan

pytestmark = pytest.mark.django_db

PAGE = "/en/reach/town/what-if/"
HALL = {"kind": "candidate", "key": "1", "names": {"en": "Hall"}, "lat": 50.85, "lon": 4.777, "existing": 0.0}
EAST = {"kind": "area", "key": "T-East", "names": {"en": "East"}, "lat": 50.85, "lon": 4.777, "existing": 0.0}


@pytest.fixture
def plan(town: Town) -> CoveragePlan:
    """Half a post at the space in year 1, a whole one in year 2; then also East and the hall."""
    plan = make_plan(town.network, name="Two more", budget=2.0, years=2)
    help_ = plan.answer["places"][0]
    plan.answer["places"] = [
        help_ | {"years": [0.5, 1.0]},
        EAST | {"years": [0.0, 0.5], "added": 0.5, "is_new": True, "opening_cost": 0.5},
        HALL | {"years": [0.0, 0.25], "added": 0.25, "is_new": True, "opening_cost": 0.5},
    ]
    plan.save()
    return plan


def test_each_year_is_a_list_of_changes(plan: CoveragePlan) -> None:
    assert [year.texts for year in years_of(plan)] == [
        ["posts~help~0.5"],
        [
            "posts~help~1",
            "new~municipality.T-East~0.5~12345~0900-1700",
            "new~50.850000,4.777000~0.25~12345~0900-1700~Hall",
        ],
    ]


def test_the_plan_leads_to_its_years(staff: Client, plan: CoveragePlan) -> None:
    page = staff.get(f"/en/reach/town/plans/{plan.uid}/").content.decode()

    assert f'href="{PAGE}?plan={plan.uid}&amp;year=1&amp;change=posts~help~0.5">Try year 1</a>' in page


def test_one_post_less_against_today_and_against_the_plan(staff: Client, plan: CoveragePlan) -> None:
    first, second, third = years_of(plan)[1].texts
    asked = {"plan": str(plan.uid), "year": "2", "change": [first, second, third]}
    page = staff.get(PAGE, asked)
    served = {one.figure.code: one.figure for one in page.context["figures"]}["served"]

    assert (page.status_code, page.context["refused"]) == (200, [])
    assert (served.before, served.after) == (10_000, 25_000)
    asked |= {"change": [second, third], "against": "plan"}
    said = text(staff, PAGE + page.context["changes"][0].back)
    assert "These changes come from the plan “Two more”, at the end of year 2." in said
    page = staff.get(PAGE, asked)
    served = {one.figure.code: one.figure for one in page.context["figures"]}["served"]
    assert (served.before, served.after) == (25_000, 15_000)
    assert "Before: the plan “Two more”, at the end of year 2, as a whole." in page.content.decode()
    file = staff.get(f"{PAGE}areas.csv", asked).content.decode()
    assert "the plan “Two more”, at the end of year 2" in file


@pytest.mark.parametrize("year", ["0", "3", "x", ""])
def test_a_year_that_is_not_there_is_said_and_the_changes_stand(
    staff: Client, plan: CoveragePlan, year: str
) -> None:
    page = staff.get(PAGE, {"plan": str(plan.uid), "year": year, "change": "close~help"})

    assert page.status_code == 400
    assert "The link names a plan that is no plan of posts of this network." in page.content.decode()
    assert [one.words for one in page.context["changes"]] == ["The Help closes."]


@pytest.mark.parametrize("uid", ["x", "\x00", "01890000-0000-7000-8000-000000000001"])
def test_no_such_plan(staff: Client, plan: CoveragePlan, uid: str) -> None:
    assert staff.get(PAGE, {"plan": uid, "year": "1"}).status_code == 400
    assert staff.get(f"{PAGE}areas.csv", {"plan": uid, "year": "1"}).status_code == 400


def test_another_network_s_plan_is_none_of_this_one(staff: Client, plan: CoveragePlan) -> None:
    plan.network = make_network("elsewhere")
    plan.save()

    assert staff.get(PAGE, {"plan": str(plan.uid), "year": "1"}).status_code == 400


def test_a_plan_without_an_answer_or_with_too_many_places_cannot_be_tried(plan: CoveragePlan) -> None:
    plan.answer["places"] = [plan.answer["places"][0] for _number in range(61)]
    assert years_of(plan) == []
    plan.answer = {}
    assert years_of(plan) == []


def test_a_plan_that_its_asker_keeps_for_herself_is_not_tried_by_others(
    staff: Client, town: Town, plan: CoveragePlan
) -> None:
    plan.by, plan.audience = make_network_coordinator(town.network), Audience.ASKER
    plan.save()
    response = staff.get(PAGE, {"plan": str(plan.uid), "year": "1", "against": "plan"})
    assert (response.status_code, plan.name in response.text) == (400, False)
    staff.force_login(plan.by)
    assert staff.get(PAGE, {"plan": str(plan.uid), "year": "1"}).status_code == 200

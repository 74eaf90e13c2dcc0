"""Plans on their pages: asked, searched for by a job, found again, taken away, bad questions."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from opstap.core import jobs
from opstap.core.models import AuditEntry, Job
from opstap.coverage.models import CoveragePlan
from opstap.coverage.showing.plans import failure
from opstap.spaces.models import Space
from tests.coverage.test_pages import text
from tests.coverage.town import Town, make_square
from tests.factories import make_plan, make_region_officer

pytestmark = pytest.mark.django_db

PLANS = "/en/reach/town/plans/"
GIVEN = {
    "name": "Two more",
    "aim": "norm",
    "keep": "stay",
    "budget": "2",
    "years": "2",
    "post_step": "0.5",
    "max_posts": "4",
    "opening_cost": "0.5",
    "seconds": "10",
}


def test_a_plan_is_asked_searched_for_and_found_again(staff: Client, client: Client, town: Town) -> None:
    answer = staff.post(PLANS, GIVEN)
    plan = CoveragePlan.objects.get()

    assert answer["Location"] == f"{PLANS}{plan.uid}/"
    assert "The search is going on 0 of at most 10 seconds." in text(staff, answer["Location"])
    assert "Two more" in text(staff, PLANS)
    assert AuditEntry.objects.get(action="plan.asked").object_uid == plan.uid

    assert jobs.run_next() == plan.job
    assert plan.job.state == "done"
    client.force_login(make_region_officer(town.network))
    said = text(client, answer["Location"])
    assert "20,000 more inhabitants served by a post within reach" in said
    assert "Optimal: it is proved that no other plan serves more." in said
    assert "1. The Help 1 +2 +1 +2" in said
    assert "2 posts placed." in text(client, PLANS)


def test_optimal_stands_only_beside_a_proof(staff: Client, town: Town) -> None:
    plan = make_plan(town.network)
    plan.answer |= {"status": "time limit", "bound": 21_000, "gap": 0.05, "gap_of_added": 0.1}
    plan.save()
    said = text(staff, f"{PLANS}{plan.uid}/")

    assert "ptimal" not in said
    assert "Gap: 5.000 %. This plan is not proved to be the best." in said
    assert "it serves at most 1,000 more, weighted by need. That is 10.00 % of what this plan adds." in said


def test_a_plan_of_people_within_reach(staff: Client, town: Town) -> None:
    staff.post(PLANS, GIVEN | {"aim": "covering", "budget": "2", "with_areas": "on"})
    plan = CoveragePlan.objects.get()
    assert "2 places with help more. Over 2 years." in text(staff, f"{PLANS}{plan.uid}/")
    jobs.run_next()
    said = text(staff, f"{PLANS}{plan.uid}/")

    assert "5,000 more inhabitants with a place with help within reach" in said
    assert "30,000 before, 35,000 after, of 35,000. 1 place." in said
    assert "2 were asked; the others would add nothing." in said
    assert "Optimal: it is proved that no other choice brings more within reach." in said
    assert "The 1 place where somebody helps today stays." in said
    assert "1. East a new space in this area 1 35,000" in said
    assert "Who loses" not in said
    assert "A briefing for who decides" not in said
    assert staff.get(f"{PLANS}{plan.uid}/briefing/en/").status_code == 404
    assert "People within reach: 1 place." in text(staff, PLANS)


def test_a_plan_of_the_shortest_way_chosen_anew(staff: Client, town: Town) -> None:
    town.east.figures.update(value=100_000)
    plan = make_plan(town.network, aim="distance", keep=False, with_areas=True)
    said = text(staff, f"{PLANS}{plan.uid}/")

    assert "1 place with help in all, chosen anew." in said
    assert "m mean way to the nearest place with help 30,1" in said
    assert "Somebody helps there today, and this plan does without: The Help." in said
    assert (
        "Who loses Who loses Area Inhabitants Way before, m Way after, m Difference West 20,000 0 3" in said
    )
    assert "Optimal: it is proved that no other choice makes the mean way shorter." in said


def test_each_year_has_a_number_of_its_own(staff: Client, town: Town) -> None:
    staff.post(PLANS, GIVEN | {"budget": "0.5; 1.5", "years": "1"})
    jobs.run_next()
    plan = CoveragePlan.objects.get()

    assert [plan.question[name] for name in ("budget", "years", "by_year")] == [2, 2, [0.5, 1.5]]
    assert [year["posts"] for year in plan.answer["years"]] == [0.5, 2.0]
    assert "2 posts, over 2 years. By year: 0.5; 1.5." in text(staff, f"{PLANS}{plan.uid}/")


def test_a_gap_of_the_mean_way_is_said_in_metres(staff: Client, town: Town) -> None:
    plan = make_plan(town.network, aim="distance", with_areas=True)
    plan.answer |= {"status": "time limit", "bound": plan.answer["objective"] - 12.34}
    plan.answer |= {"gap": 0.02, "gap_of_added": 0.1}
    plan.save()
    said = text(staff, f"{PLANS}{plan.uid}/")

    assert "ptimal" not in said
    assert "its mean way is at most 12.3 m shorter. That is 10.00 % of what this plan adds." in said


def test_a_search_that_cannot_begin_says_why(staff: Client, town: Town) -> None:
    Space.objects.update(publication="hidden")
    staff.post(PLANS, GIVEN)
    jobs.run_next()
    plan = CoveragePlan.objects.get()

    assert Job.objects.get().state == "failed"
    assert "No published space has a point." in text(staff, f"{PLANS}{plan.uid}/")


def test_a_file_of_buildings_is_read(staff: Client) -> None:
    file = SimpleUploadedFile("halls.csv", b"name,lat,lon,opening_cost\nHall,50.85,4.77,0.5\n")
    staff.post(PLANS, GIVEN | {"candidates": file})

    assert CoveragePlan.objects.get().question["candidates"] == [
        {"name": "Hall", "lat": 50.85, "lon": 4.77, "opening_cost": 0.5}
    ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"name": ""}, "required"),
        ({"budget": "-1"}, "greater than or equal"),
        ({"budget": "9" * 500}, "digits"),
        ({"budget": "NaN"}, "number"),
        ({"years": "0"}, "greater than or equal"),
        ({"years": "11"}, "less than or equal"),
        ({"post_step": "0.3"}, "valid choice"),
        ({"seconds": "100000"}, "valid choice"),
        ({"budget": "4; many; 5"}, "one for each year with semicolons between them: 4; 3; 5."),
        ({"budget": "4; 3; 5"}, "There are 3 numbers for 2 years."),
        ({"budget": "1;" * 11}, "more than 10 years"),
        ({"aim": "covering", "budget": "1; 0.5"}, "Places are whole"),
        ({"max_posts": "51"}, "less than or equal"),
        ({"aim": "glory"}, "valid choice"),
        ({"keep": "perhaps"}, "valid choice"),
        ({"aim": "covering", "budget": "0"}, "Places are whole"),
        ({"aim": "distance", "budget": "1.5"}, "Places are whole"),
        ({"aim": "distance", "keep": "anew"}, "no plan by year"),
    ],
)
def test_a_bad_question_is_explained_and_nothing_is_kept(
    staff: Client, bad: dict[str, str], said: str
) -> None:
    page = staff.post(PLANS, GIVEN | bad)

    assert page.status_code == 400
    assert said in page.content.decode()
    assert (CoveragePlan.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "This is no text in UTF-8."),
        (b"a,b\n1,2\n", "The file has no column “name”."),
        (b"name,lat,lon,opening_cost\nHall,x,4,1\n", "Row 2: “lat” is missing or is no such number."),
        (b"name,lat,lon,opening_cost\n", "The file has no rows below its head."),
        (b"x" * (1024 * 1024 + 1), "This file is larger than 1 MB."),
    ],
)
def test_a_bad_file_is_explained(staff: Client, content: bytes, said: str) -> None:
    page = staff.post(PLANS, GIVEN | {"candidates": SimpleUploadedFile("halls.csv", content)})

    assert page.status_code == 400
    assert said in page.content.decode()
    assert not CoveragePlan.objects.exists()


def test_files(staff: Client, town: Town) -> None:
    plan = make_plan(town.network, budget=2.0, years=2)
    address = f"{PLANS}{plan.uid}/posts"
    csv = staff.get(f"{address}.csv").content.decode("utf-8-sig").splitlines()
    points = json.loads(staff.get(f"{address}.geojson").content)

    assert csv[0].endswith("opening_cost,added_by_year_1,added_by_year_2")
    assert csv[1].endswith("1.0,2.0,no,0,1.0,2.0")
    assert points["features"][0]["geometry"] == {
        "type": "Point",
        "coordinates": [town.space.lon, town.space.lat],
    }
    assert (points["status"], points["features"][0]["properties"]["added_posts"]) == ("proved", 2.0)
    assert staff.get(f"{address}.xlsx").content[:2] == b"PK"
    assert staff.get(f"{address}.pdf").status_code == 404


def test_files_of_places_with_help(staff: Client, town: Town) -> None:
    plan = make_plan(town.network, aim="distance", with_areas=True)
    csv = staff.get(f"{PLANS}{plan.uid}/posts.csv").content.decode("utf-8-sig").splitlines()
    whole = json.loads(staff.get(f"{PLANS}{plan.uid}/posts.geojson").content)

    assert csv[0].endswith("people_within_reach_then,mean_metres_then,mean_minutes_then,there_by_year_1")
    assert csv[1].startswith("area,East,")
    assert csv[1].endswith(",no,yes,0.5,35000,557,,1.0")
    assert (whole["aim"], whole["lower_bound"]) == ("distance", plan.answer["bound"])


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("no-new-places", "Somebody helps at every place allowed already."),
        ("cannot-serve", "So few places leave some areas without any way to one."),
        ("too-large", "There are too many areas and places for this aim."),
    ],
)
def test_why_no_places_were_found(reason: str, said: str) -> None:
    with translation.override("en"):
        assert said in failure(Job(reason=f"NoGroundError: {reason}"))


def test_a_plan_without_an_answer_has_no_file(staff: Client) -> None:
    staff.post(PLANS, GIVEN)

    assert staff.get(f"{PLANS}{CoveragePlan.objects.get().uid}/posts.csv").status_code == 404


def test_the_map_shows_the_places_where_there_are_shapes(staff: Client, town: Town) -> None:
    make_square(town.west)
    plan = make_plan(town.network)

    assert len(staff.get(f"{PLANS}{plan.uid}/").context["map"]["drawing"].dots) == 1


def command(*options: str) -> str:
    out = StringIO()
    call_command("plan", *options, stdout=out)
    return out.getvalue()


def test_the_command(town: Town) -> None:
    answer: dict[str, Any] = json.loads(command("town", "--aim", "norm", "--budget", "2", "--json"))

    assert (answer["people"], answer["status"]) == (30_000, "proved")
    assert command("--budget", "2").splitlines() == [
        "The Help: +2 (1 there)",
        "2 posts, cost 2; 20,000 people more are served.",
        "Optimal: proved.",
    ]
    assert not CoveragePlan.objects.exists()


def test_the_command_with_other_aims(town: Town) -> None:
    assert command("--aim", "covering", "--budget", "1", "--areas").splitlines() == [
        "East (new)",
        "1 places; +5,000 people within reach, 35,000 in all.",
        "Optimal: proved.",
    ]
    assert "2 posts, cost 2" in command("--by-year", "0.5", "1.5")
    assert "Mean way 557 m; today 6,128 m." in command("--aim", "distance", "--budget", "1", "--areas")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("town", "--aim", "covering", "--budget", "1.5"), "whole number"),
        (("town", "--aim", "distance", "--budget", "1"), "no-new-places"),
        (("town", "--aim", "distance", "--budget", "2", "--anew", "--years", "2"), "no plan by year"),
        (("town", "--budget", "2", "--years", "0"), "at least 1"),
        (("town",), "Give --budget, or --by-year"),
        (("town", "--aim", "covering", "--by-year", "1", "0.5"), "whole number"),
        (("elsewhere", "--budget", "2"), "Name one network: town"),
        (("town", "--budget", "-2"), "budget"),
        (("town", "--budget", "2", "--candidates", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)
def test_the_command_says_what_is_wrong(town: Town, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        command(*options)

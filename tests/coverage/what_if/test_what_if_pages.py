"""The page of "what if": what it says, its link, its forms, its files, bad questions."""

import csv
import io
import re

import pytest
from django.test import Client

from opstap.territory.models import AreaFigure
from tests.coverage.test_pages import text
from tests.coverage.town import LAT, Town, make_people, make_square
from tests.factories import make_area, make_space

pytestmark = pytest.mark.django_db

PAGE = "/en/reach/town/what-if/"
FILE = f"{PAGE}areas.csv"


def test_reach_leads_there_with_its_question(staff: Client) -> None:
    page = staff.get("/en/reach/town/?weekday=6&order=name").content.decode()

    assert f'href="{PAGE}?weekday=6"' in page
    assert "None yet. Choose one below." in text(staff, PAGE)


def test_before_after_and_the_difference(staff: Client) -> None:
    said = text(staff, f"{PAGE}?change=close~help")

    assert "The Help closes." in said
    assert "Inhabitants within reach 30,000 0 -30,000 worse" in said
    assert "Posts missing 2.50 3.50 +1.00 worse" in said
    assert "Inhabitants served by a post 10,000 0 -10,000 worse" in said
    assert "Gain No area. Lose West, Middle" in said
    assert "Now out of reach: Middle, West." in said
    assert "1 area does not change" in said


def test_a_form_becomes_a_change_in_the_link_that_keeps_the_others(staff: Client) -> None:
    given = {
        "change": "posts~help~1",
        "weekday": "6",
        "do": "hours",
        "space": "help",
        "days": ["6", "7"],
        "begins": "9h",
        "ends": "13:00",
    }

    assert staff.get(PAGE, given)["Location"] == (
        f"{PAGE}?weekday=6&change=posts~help~1&change=hours~help~67~0900-1300"
    )


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({"do": "close", "space": "help"}, "close~help"),
        ({"do": "posts", "space": "help", "fte": "-0.5"}, "posts~help~-0.5"),
        (
            {
                "do": "new",
                "area": "municipality.T-East",
                "fte": "1",
                "days": "1",
                "begins": "18:00",
                "ends": "24:00",
            },
            "new~municipality.T-East~1~1~1800-2400",
        ),
        (
            {
                "do": "new",
                "point": "50.85, 4.35",
                "name": "Hall",
                "fte": "0",
                "days": "1",
                "begins": "9",
                "ends": "10",
            },
            "new~50.85%2C4.35~0~1~0900-1000~Hall",
        ),
    ],
)
def test_each_form_makes_its_change(staff: Client, given: dict[str, str], change: str) -> None:
    answer = staff.get(PAGE, given)

    assert answer["Location"] == f"{PAGE}?change={change}"
    assert staff.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"do": "close", "space": "elsewhere"}, "Select a valid choice"),
        ({"do": "close"}, "This field is required"),
        ({"do": "posts", "space": "help", "fte": "0"}, "Not 0."),
        ({"do": "posts", "space": "help", "fte": "much"}, "Enter a number"),
        ({"do": "hours", "space": "help", "days": "6", "begins": "12:61", "ends": "13"}, "Write a time"),
        ({"do": "hours", "space": "help", "days": "6", "begins": "13", "ends": "9"}, "after the beginning"),
        ({"do": "new", "fte": "1", "days": "1", "begins": "9", "ends": "10"}, "Say where"),
        (
            {"do": "new", "point": "over there!", "fte": "1", "days": "1", "begins": "9", "ends": "10"},
            "Write a post",
        ),
    ],
)
def test_a_bad_form_is_explained_and_the_changes_stay(
    staff: Client, given: dict[str, str], said: str
) -> None:
    page = staff.get(PAGE, given | {"change": "close~help"})

    assert page.status_code == 400
    assert said in page.content.decode()
    assert 'name="change" value="close~help"' in page.content.decode()
    assert "The Help closes." in page.content.decode()


def test_a_bad_part_of_the_question_or_a_bad_change_is_named_and_the_rest_answered(staff: Client) -> None:
    page = staff.get(f"{PAGE}?weekday=9&kind=open&change=nonsense&change=posts~help~-3&change=close~help")
    said = page.content.decode()

    assert page.status_code == 400
    assert "“nonsense” cannot be read as a change." in said
    assert "The Help has not so many posts to lose." in said
    assert 'id="errors"' in said
    assert "Select a valid choice. 9 is not one" in said
    assert page.context["asked_words"] == "open"
    assert [one.words for one in page.context["changes"]] == ["The Help closes."]
    assert page.context["here"] == "?kind=open&change=close~help"


def test_each_change_can_be_taken_back(staff: Client) -> None:
    page = staff.get(f"{PAGE}?evening=on&change=close~help&change=new~municipality.T-East~1~6~0900-1200")

    assert [one.back for one in page.context["changes"]] == [
        "?evening=on&change=new~municipality.T-East~1~6~0900-1200",
        "?evening=on&change=close~help",
    ]
    assert page.context["today"] == "?evening=on"


def test_it_says_when_nothing_changes_and_why(staff: Client, town: Town) -> None:
    make_space(
        "twin", names={"en": "Twin"}, network=town.network, staffed_hours="Mo 09:00-17:00", lat=LAT, lon=4.35
    )
    said = text(staff, f"{PAGE}?change=close~twin")

    assert "Nothing changes in these figures." in said
    assert "Who lives near also has within reach: The Help." in said
    page = staff.get(f"{PAGE}?change=hours~help~6~0900-1200")
    assert page.context["changes"][0].alone == "?weekday=6&change=hours~help~6~0900-1200"
    assert "Look at this day alone: Saturday" in page.content.decode()


def test_the_map_shows_who_gains_and_who_loses(staff: Client, town: Town) -> None:
    for area in town.areas:
        make_square(area)
    page = staff.get(f"{PAGE}?change=close~help&change=new~municipality.T-East~1~1~0900-1200")
    found = page.context["map"]

    assert [(drawn.shade, row.name, row.sign) for drawn, row in found.pairs] == [
        (2, "East", "▲"),
        (4, "Middle", "▼"),
        (5, "West", "▼"),
    ]
    assert len(found.drawing.dots) == 1
    assert "Map of the areas that gain or lose help." in page.content.decode()


def test_an_estimate_shows_no_norm(staff: Client, town: Town) -> None:
    for parent in town.areas:
        area = make_area(kind="neighbourhood", parent=parent, lat=LAT, lon=parent.lon)
        make_people(area, 10_000, "population_estimated", is_estimate=True)
    question = "level=neighbourhood-estimate&change=close~help"
    said = text(staff, f"{PAGE}?{question}")

    assert "The numbers of inhabitants on this page are an estimate." in said
    assert "Posts missing" not in said
    assert "served by a post" not in said
    assert {row["posts_missing_before"] for row in rows(staff, f"{FILE}?{question}")} == {""}


def rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert re.match(
        r'attachment; filename="opstap-what-if-town-\d{8}[\w-]*\.csv"', answer["Content-Disposition"]
    )
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_before_and_after(staff: Client) -> None:
    found = rows(staff, f"{FILE}?kind=open&change=close~help")

    assert [row["name"] for row in found[1:]] == ["East", "Middle", "West"]
    whole, west = found[0], found[3]
    assert (whole["people_within_reach_before"], whole["people_within_reach_after"]) == ("30000", "0")
    assert (whole["posts_missing_before"], whole["posts_missing_after"]) == ("2.5", "3.5")
    assert (west["posts_there_before"], west["posts_there_after"], west["nearest_m_after"]) == (
        "1.0",
        "0.0",
        "",
    )
    assert {(row["hours_kind"], row["weekday"], row["changes"]) for row in found} == {
        ("open", "all", "The Help closes.")
    }


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbooks(staff: Client, kind: str) -> None:
    assert staff.get(f"{PAGE}areas.{kind}?change=close~help").content[:2] == b"PK"
    assert staff.get(f"{PAGE}areas.pdf").status_code == 404


def test_a_file_of_a_bad_question_is_refused_with_the_page(staff: Client) -> None:
    assert staff.get(f"{FILE}?change=nonsense").status_code == 400
    assert staff.get(f"{FILE}?weekday=9").status_code == 400


def test_without_figures_the_page_says_what_to_do(staff: Client) -> None:
    AreaFigure.objects.all().delete()

    assert "opstap import areas FILE" in text(staff, f"{PAGE}?change=close~help")


def test_the_number_of_questions_does_not_grow_with_changes(
    staff: Client, django_assert_max_num_queries: object
) -> None:
    changes = "&".join(["change=posts~help~0.25", "change=hours~help~6~0900-1200"] * 20)
    staff.get(PAGE)
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        staff.get(f"{PAGE}?{changes}&change=new~municipality.T-East~1~1~0900-1000")

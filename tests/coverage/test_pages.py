"""The pages of reach: what they say, in three languages, and what they do with bad questions."""

import csv
import io
import re

import pytest
from django.test import Client

from opstap.core.models import AuditEntry
from opstap.coverage.rules import rules_of
from opstap.spaces.models import Offer
from opstap.territory.models import AreaFigure
from tests.coverage.town import LAT, Town, east, make_people, make_square
from tests.factories import make_area, make_region_officer, make_space

pytestmark = pytest.mark.django_db

PAGE = "/en/reach/town/"


def text(client: Client, address: str = PAGE) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\u00a0", " ")


def names(client: Client, address: str) -> list[str]:
    return [row.name for row in client.get(address).context["rows"]]


def test_who_works_for_one_network_is_led_there(staff: Client) -> None:
    assert staff.get("/en/reach/")["Location"] == PAGE


def test_the_entry_stands_in_the_menu_of_the_network_only(client: Client, town: Town) -> None:
    client.force_login(make_region_officer(town.network))
    assert 'href="/en/reach/"' in client.get("/en/home/").content.decode()


def test_the_page_says_people_posts_and_who_is_left_out(staff: Client) -> None:
    said = text(staff)

    assert "30,000 of 35,000" in said
    assert "Posts missing 2.5 3.5 needed by the norm, 1.0 there" in said
    assert "5,000 inhabitants live in an area without such a space within reach: 14.3 % of the need." in said
    assert "On 1 January 2025. the census office." in said


@pytest.mark.parametrize(("language", "number"), [("fr", "30\u00a0000"), ("nl", "30.000"), ("en", "30,000")])
def test_numbers_are_written_as_the_language_does(staff: Client, language: str, number: str) -> None:
    assert f'<p class="fig">{number}</p>' in staff.get(f"/{language}/reach/town/").content.decode()


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("", ["Middle", "West", "East"]),
        ("missing", ["Middle", "West", "East"]),
        ("access", ["East", "Middle", "West"]),
        ("population", ["West", "Middle", "East"]),
        ("name", ["East", "Middle", "West"]),
    ],
)
def test_orders(staff: Client, order: str, found: list[str]) -> None:
    assert names(staff, f"{PAGE}?order={order}") == found


def test_an_estimate_is_said_and_ranks_nothing(staff: Client, town: Town) -> None:
    for number, parent in enumerate(town.areas):
        area = make_area(
            kind="neighbourhood", parent=parent, lat=LAT, lon=parent.lon, names={"en": f"Quarter {number}"}
        )
        make_people(area, 10_000 * (number + 1), "population_estimated", is_estimate=True)
    address = f"{PAGE}?level=neighbourhood-estimate&order=population"
    said = text(staff, address)

    assert names(staff, address) == ["Quarter 0", "Quarter 1", "Quarter 2"]
    assert "The numbers of inhabitants on this page are an estimate." in said
    assert "Posts missing" not in said
    assert "Posts needed" not in said
    assert "± 20,000" in said
    rows = exported(staff, address.replace("/town/", "/town/areas.csv"))
    assert {(row["population_is_estimate"], row["posts_needed"], row["posts_missing"]) for row in rows} == {
        ("yes", "", "")
    }


def test_the_map_says_nothing_that_the_table_lacks(staff: Client, town: Town) -> None:
    assert "There is no map" in text(staff)
    for area in town.areas[:2]:
        make_square(area)
    page = staff.get(PAGE)
    found = page.context["map"]

    assert [(drawn.shade, row.name, row.number) for drawn, row in found.pairs] == [
        (5, "Middle", 1),
        (5, "West", 2),
    ]
    assert len(found.drawing.dots) == 1
    assert 'role="img" aria-label="Map of the areas with the posts missing' in page.content.decode()


def test_spaces_that_do_not_count_are_named(staff: Client, town: Town) -> None:
    make_space(network=town.network, names={"en": "Lost & found"})
    said = text(staff)

    assert "1 space has no place on the map" in said
    assert said.count("Lost &amp; found") == 3


def test_languages_to_choose_are_those_that_are_spoken(staff: Client, town: Town) -> None:
    Offer.objects.create(space=town.space, vocabulary="language", code="ar")

    assert [code for code, _name in staff.get(PAGE).context["form"].fields["language"].choices] == [
        "any",
        "ar",
    ]
    assert staff.get(f"{PAGE}?language=nl").status_code == 400
    assert "30,000 of 35,000" in text(staff, f"{PAGE}?language=ar&evening=")


@pytest.mark.parametrize(
    ("question", "people", "said", "name"),
    [
        ("", "30,000", "Who has help near home: ", ""),
        ("kind=open&weekday=6", "30,000", " (open, Saturday)", "-open-day6"),
        ("weekday=6", "0", " (Saturday)", "-day6"),
        ("evening=on", "0", " (after 18:00)", "-evening"),
        ("kind=open&evening=on&language=ar", "30,000", "(open, after 18:00, Arabic)", "-open-evening-ar"),
        ("kind=training", "0", " (courses)", "-training"),
    ],
)
def test_the_hours_asked_count_and_are_said_in_the_title_and_the_file(
    staff: Client, town: Town, question: str, people: str, said: str, name: str
) -> None:
    Offer.objects.create(space=town.space, vocabulary="language", code="ar")
    page = staff.get(f"{PAGE}?{question}").content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    file = staff.get(f"{PAGE}areas.csv?{question}")

    assert f'<p class="fig">{people}</p>' in page
    assert title is not None
    assert said in title[1]
    assert file["Content-Disposition"].endswith(f'{name}.csv"')


@pytest.mark.parametrize(
    "question",
    [
        *("kind=all", "weekday=8", "weekday=x", "order=random", "language=xx", "kind=%00"),
        "weekday=" + "9" * 5000,
    ],
)
def test_a_question_nobody_can_answer_is_explained(staff: Client, question: str) -> None:
    page = staff.get(f"{PAGE}?{question}")
    file = staff.get(f"{PAGE}areas.csv?{question}")

    assert (page.status_code, file.status_code) == (400, 400)
    assert ['id="errors"' in answer.content.decode() for answer in (page, file)] == [True, True]


def test_without_figures_the_page_says_what_to_do(staff: Client) -> None:
    AreaFigure.objects.all().delete()

    assert "opstap import areas FILE" in text(staff)
    assert exported(staff, f"{PAGE}areas.csv") == []


def test_a_level_that_is_not_there_is_refused_where_there_is_a_choice(staff: Client, town: Town) -> None:
    assert staff.get(f"{PAGE}?level=street").status_code == 200
    area = make_area(kind="neighbourhood", parent=town.west, lat=LAT, lon=town.west.lon)
    make_people(area, 10_000, "population_estimated", is_estimate=True)
    assert staff.get(f"{PAGE}?level=street").status_code == 400


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbooks(staff: Client, kind: str) -> None:
    assert staff.get(f"{PAGE}areas.{kind}").content[:2] == b"PK"
    assert staff.get(f"{PAGE}areas.pdf").status_code == 404


def exported(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith('attachment; filename="opstap-reach-town-')
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_table_shows(staff: Client) -> None:
    rows = {row["name"]: row for row in exported(staff, f"{PAGE}areas.csv")}

    assert list(rows) == ["East", "Middle", "West"]
    assert rows["West"] | {"animator_hours_per_1000": ""} == {
        "code": "T-West",
        "name": "West",
        "level": "municipality",
        "population": "20000",
        "population_year": "2025",
        "population_is_estimate": "no",
        "need": "1.0",
        "posts_needed": "2.0",
        "posts_there": "1.0",
        "posts_missing": "1.0",
        "insertion_posts": "0.0",
        "volunteer_posts": "0.0",
        "animator_hours_per_1000": "",
        "weekdays_with_somebody": "5",
        "is_within_reach": "yes",
        "nearest_m": "0",
        "nearest_minutes": "",
        "ways_by": "line",
        "near_limit": "2500 m",
        "ways_without_time": "",
        "ways_within_reach": "",
        "hours_kind": "staffed",
        "weekday": "all",
        "evening": "no",
        "language": "any",
    }
    assert (rows["East"]["is_within_reach"], rows["East"]["nearest_m"]) == ("no", "")


def test_rules_are_changed_shown_and_audited(staff: Client, town: Town) -> None:
    for area in town.areas:
        make_people(area, 20, "share_65_plus_pct", source="the census office")
    given = {"reach_m": "1500", "detour": "1.4", "weight_share_65_plus_pct": "0.5"}
    answer = staff.post("/en/reach/town/rules/", given)

    assert answer["Location"] == PAGE
    rules = rules_of(town.network)
    assert (rules.reach_m, str(rules.detour), {key: str(one) for key, one in rules.weights.items()}) == (
        1500,
        "1.40",
        {"share_65_plus_pct": "0.50"},
    )
    assert AuditEntry.objects.filter(action="reach_rules.changed").count() == 1
    said = text(staff)
    assert "At most 1,500 metres: a straight line times 1.4." in said
    assert "0.5 × Share of people of 65 and over, in per cent (2025; mean 20)" in said
    assert 'value="0.50"' in staff.get("/en/reach/town/rules/").content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"reach_m": ""},
        {"reach_m": "100"},
        {"reach_m": "9" * 400},
        {"detour": "0.5"},
        {"detour": "NaN"},
        {"detour": "1.234"},
        {"weight_share_65_plus_pct": "2.5"},
        {"weight_share_65_plus_pct": "much"},
    ],
)
def test_bad_rules_change_nothing_and_are_kept_on_the_page(
    staff: Client, town: Town, bad: dict[str, str]
) -> None:
    make_people(town.west, 20, "share_65_plus_pct")
    given = {"reach_m": "1500", "detour": "1.4", "weight_share_65_plus_pct": "0.5"} | bad
    page = staff.post("/en/reach/town/rules/", given)

    assert page.status_code == 400
    assert 'id="errors"' in page.content.decode()
    assert all(str(value) in page.content.decode() for value in bad.values())
    assert rules_of(town.network).reach_m == 2500
    assert not AuditEntry.objects.filter(action="reach_rules.changed").exists()


def test_a_weight_of_a_figure_that_is_not_shown_stays(staff: Client, town: Town) -> None:
    make_people(town.west, 20, "share_65_plus_pct")
    staff.post("/en/reach/town/rules/", {"reach_m": "2500", "detour": "1.3", "weight_share_65_plus_pct": "1"})
    AreaFigure.objects.filter(key="share_65_plus_pct").delete()
    staff.post("/en/reach/town/rules/", {"reach_m": "2000", "detour": "1.3"})

    assert list(rules_of(town.network).weights) == ["share_65_plus_pct"]


def test_the_number_of_questions_does_not_grow_with_spaces(
    staff: Client, town: Town, django_assert_max_num_queries: object
) -> None:
    staff.get(PAGE)
    for number in range(12):
        make_space(network=town.network, staffed_hours="Mo 09:00-12:00", lat=LAT, lon=east(number))
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        staff.get(PAGE)

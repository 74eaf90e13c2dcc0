"""The page of figures and its files: questions good and bad, words and numbers of each language."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from opstap.census import exports
from opstap.census.report import report
from opstap.core import tables
from opstap.core.periods import last_whole_month, year_of
from opstap.spaces.models import Space
from tests.census.events import complete, declared, help_record, visit
from tests.factories import make_coordinator, make_network, make_network_coordinator, make_space, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
JANUARY, DECEMBER = date(2025, 1, 1), date(2025, 12, 1)


@pytest.fixture
def space() -> Space:
    """In a network, alone, complete for 2025, with 1,234 visits."""
    space = make_space("ours", network=make_network("net"), names={"en": "=Ours", "fr": "=Ours"})
    visit(space, date(2025, 3, 3), times=1234)
    complete(space, JANUARY, DECEMBER)
    return space


@pytest.fixture
def staff(client: Client, space: Space) -> Client:
    client.force_login(make_network_coordinator(space.network_memberships.get().network))
    return client


@pytest.fixture
def own(client: Client, space: Space) -> Client:
    client.force_login(make_coordinator(space))
    return client


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(("language", "number"), [("fr", "1\u00a0234"), ("nl", "1.234"), ("en", "1,234")])
def test_numbers_are_written_as_the_language_does(staff: Client, language: str, number: str) -> None:
    assert f'<p class="fig">{number}</p>' in shown(staff, f"/{language}/figures/?year=2025")


def test_without_a_question_the_page_answers_for_the_last_whole_month_s_year(own: Client) -> None:
    year = last_whole_month(timezone.localdate()).year
    answer = own.get("/en/figures/")

    assert (answer.context["scope"].slug, answer.context["period"]) == ("ours", f"The year {year}")


def test_somebody_without_a_role_reads_why_there_is_nothing(client: Client) -> None:
    client.force_login(make_user())

    assert "no figures for you" in shown(client, "/en/figures/")
    assert client.get("/en/figures/csv/").status_code == 404


BAD = [
    ("year=0", "from 2000 to 2099"),
    ("year=9999", "from 2000 to 2099"),
    ("year=-5", "from 2000 to 2099"),
    ("year=next", "whole number"),
    ("year=" + "9" * 5000, "whole number"),
    ("year=2099", "not begun"),
    ("part=q5", "valid choice"),
    ("part=dates", "first and the last day"),
    ("part=dates&first=2025-01-01", "first and the last day"),
    ("part=dates&first=2025-02-01&last=2025-01-31", "first day is after the last day"),
    ("part=dates&first=2025-02-30&last=2025-03-01", "valid date"),
    ("part=dates&first=0000-01-01&last=2025-03-01", "valid date"),
    ("part=dates&first=1980-01-01&last=2025-03-01", "from 2000 to 2099"),
    ("part=dates&first=2005-01-01&last=2025-03-01", "at most 10 years"),
]


@pytest.mark.parametrize(("question", "words"), BAD)
def test_a_bad_period_gets_words_and_keeps_what_was_asked(own: Client, question: str, words: str) -> None:
    page, file = own.get(f"/en/figures/?{question}"), own.get(f"/en/figures/csv/?{question}")

    assert (page.status_code, file.status_code) == (400, 400)
    assert words in page.content.decode()
    assert words in file.content.decode()


def test_any_dates_make_a_period(own: Client) -> None:
    answer = own.get("/en/figures/?part=dates&first=2025-03-03&last=2025-03-04&of=space:ours")

    assert answer.context["period"] == "3 March 2025 to 4 March 2025"
    assert answer.context["report"].figure("visits").value == 1234


def test_not_reported_has_its_shape_and_words_and_is_no_zero(own: Client) -> None:
    page = shown(own, "/en/figures/?year=2025")
    card = page[page.index("<h3>Computers</h3>") :][:400]

    assert ("#s-unknown" in card, "not reported" in card, 'class="fig"' in card) == (True, True, False)


def test_one_space_names_the_months_it_has_not_declared(own: Client, space: Space) -> None:
    space.completions.filter(
        month__in=[date(2025, 2, 1), date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)]
    ).delete()

    assert "February 2025, June to August 2025" in shown(own, "/en/figures/?year=2025&of=space:ours")


def test_who_answered_can_be_asked_of_every_figure(staff: Client) -> None:
    page = shown(staff, "/en/figures/?year=2025&answers=tablets")

    assert "Who answered: Tablets" in page
    assert "1 space did not report" in page


def test_the_page_has_no_inline_style_or_script(staff: Client) -> None:
    page = shown(staff, "/en/figures/?year=2025")

    assert [word for word in ("style=", "onclick", "onload") if word in page] == []
    assert re.findall(r"<script(?![^>]* src=)", page) == []


def table(client: Client, address: str) -> list[dict[str, str]]:
    content = client.get(address).content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_says_what_the_page_says(staff: Client) -> None:
    rows = {row["code"]: row for row in table(staff, "/en/figures/csv/?year=2025")}
    visits = rows["visits"]

    assert (visits["value"], visits["answered"], visits["asked"]) == ("1234", "1", "1")
    assert (visits["first_day"], visits["last_day"]) == ("2025-01-01", "2025-12-31")
    assert (rows["computers"]["value"], rows["computers"]["state"]) == ("", "not_reported")
    assert rows["visits_by_purpose.not_said"]["value"] == "1234"
    assert (rows["visits_by_month.2025-03"]["value"], rows["visits_by_month.2025-04"]["value"]) == (
        "1234",
        "0",
    )


def test_a_name_that_looks_like_a_formula_is_text_in_the_csv(own: Client) -> None:
    rows = table(own, "/en/figures/csv/?year=2025&of=space:ours")

    assert {row["scope_name"] for row in rows} == {"'=Ours"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_formula_cells_are_escaped(cell: str) -> None:
    assert tables.safe(cell) == f"'{cell}"
    assert tables.safe(-1) == -1


def test_the_json_is_plain_and_whole(staff: Client, space: Space) -> None:
    help_record(space, date(2025, 5, 5), minutes=20)
    declared(space, 2025, training_users=7)
    made = staff.get("/en/figures/json/?year=2025").json()
    values = {row["code"]: row["value"] for row in made["indicators"]}

    assert (made["scope"]["key"], made["period"]) == (
        "network:net",
        {"first_day": "2025-01-01", "last_day": "2025-12-31"},
    )
    assert [values[code] for code in ("visits", "help_hours", "training_users", "computers")] == [
        1235,
        0.33,
        7,
        None,
    ]
    assert made["indicators"][0]["coverage"]["spaces"][0]["months_missing"] == []


def test_page_csv_and_json_agree_on_every_indicator(staff: Client) -> None:
    page = staff.get("/en/figures/?year=2025").context["report"]
    rows = {row["code"]: row["value"] for row in table(staff, "/en/figures/csv/?year=2025")}
    made = staff.get("/en/figures/json/?year=2025").json()
    values = {figure.indicator.code: exports.plain(figure.value) for figure in page.figures}

    assert {row["code"]: row["value"] for row in made["indicators"]} == values
    assert {code: rows[code] for code in values} == {
        code: "" if v is None else str(v) for code, v in values.items()
    }


def test_everything_in_the_data_is_json(space: Space) -> None:
    made = exports.as_data(report(space, year_of(2025), today=TODAY))

    assert json.loads(json.dumps(made)) == made


def test_a_period_may_run_until_today_and_beyond(own: Client) -> None:
    today = timezone.localdate()
    address = f"/en/figures/json/?part=dates&of=space:ours&first={today}&last={today + timedelta(days=400)}"

    assert own.get(address).json()["indicators"][0]["state"] == "not_reported"

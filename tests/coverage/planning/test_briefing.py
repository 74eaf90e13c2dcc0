"""The briefing: a tagged PDF of at most two pages in three languages, honest about what it knows."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from math import hypot
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from opstap.coverage.briefing import words
from opstap.coverage.briefing.facts import facts_of
from opstap.coverage.briefing.fitting import make_briefing, pages_of
from opstap.coverage.briefing.map import picture, spread, swatch
from opstap.coverage.models import CoveragePlan
from opstap.territory.outlines import Outline
from tests.coverage.town import Town, make_square
from tests.factories import make_network_coordinator, make_plan
from tests.label.test_letter import all_of

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def plan(town: Town) -> CoveragePlan:
    make_square(town.west)
    return make_plan(town.network, name="Two more", budget=2.0, years=2)


def said(plan: CoveragePlan, language: str = "en", **rows: int) -> dict[str, Any]:
    with translation.override(language):
        return facts_of(plan, language, NOW, **{"places": 30, "areas": 20} | rows)


def lengthened(plan: CoveragePlan, places: int, years: int) -> CoveragePlan:
    """The plan with so many places of long names, and so many years."""
    given, one = plan.answer, plan.answer["places"][0]
    parts = [
        {"posts": float(year), "cost": float(year), "people": 1e6 * year} for year in range(1, years + 1)
    ]
    one |= {"names": {"en": "Library of the three lime trees and of the park behind the station"}}
    one |= {"years": [0.25 * year for year in range(1, years + 1)], "is_new": True}
    given |= {"places": [deepcopy(one) for _place in range(places)], "years": parts}
    gaining = [area for area in given["areas"] if area["after"] > area["before"]]
    given |= {"areas": gaining * 200, "uncovered": [one["names"]] * 50}
    plan.name = "W" * 120
    return plan


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Note : Two more"), ("nl", "Nota: Two more"), ("en", "Briefing: Two more")]
)
def test_a_tagged_document_with_language_title_and_a_map_in_words(
    plan: CoveragePlan, language: str, title: str
) -> None:
    pdf = all_of(make_briefing(plan, language, NOW))

    assert (pages_of(pdf) <= 2, b"<pdfuaid:part>1</pdfuaid:part>" in pdf) == (True, True)
    assert (f"/Lang({language})".encode() in pdf, b"/Marked true" in pdf) == (True, True)
    assert title.encode() in pdf.replace("\u00a0".encode(), b" ")
    assert pdf.count(b"/S/Figure") == 1
    assert pdf.count(b"/Alt") == 1


def test_what_it_says(plan: CoveragePlan) -> None:
    facts = said(plan)

    assert facts["question"][1] == (
        "2 more posts can be added over 2 years. At which places do they serve most inhabitants?"
    )
    assert facts["answer"][1:] == [
        "With this plan 20,000 more inhabitants are served by a post near home: 30,000 instead of 10,000, of "
        "35,000 in all.",
        "All posts come to The Help (+2).",
        "No plan for this money serves more inhabitants: this is proved, the plan is optimal.",
    ]
    assert facts["places"]["rows"] == [["1. The Help", "1", "+1", "+1", "+2"]]
    assert facts["places"]["foot"][1] == ["Inhabitants served", "", "20,000", "30,000", ""]
    assert [row[-1] for row in facts["gains"]["rows"]] == ["+20,000"]
    assert facts["map"]["alt"] == (
        "Map of 1 municipalities. Places that get posts: 1: The Help, +2. More inhabitants are served in: "
        "West, +20,000."
    )
    assert facts["limits"][-1] == "Out of reach of every place allowed: East."
    assert "Source: the census office." in facts["sources"]
    assert facts["address"].endswith(f"/en/reach/town/plans/{plan.uid}/")


def test_optimal_stands_only_beside_a_proof(plan: CoveragePlan) -> None:
    plan.answer |= {"status": "time limit", "bound": 30_150.2, "gap": 0.005_007, "gap_of_added": 0.0076}
    facts = said(plan)

    assert "ptimal" not in json.dumps(facts)
    assert facts["answer"][3] == (
        "No plan for this money serves more than 30,151 inhabitants; this one serves 30,000, and the best is "
        "at most 0.51 % above it."
    )
    assert "What a better plan could add is at most 0.76 % of what this plan adds." in facts["certainty"]


def test_sources_of_shipped_facts_are_said_in_the_language_of_the_briefing(plan: CoveragePlan) -> None:
    plan.answer["sources"] = ["Statbel, population on 1 January 2020 (CC BY 4.0)", "bureau 7"]

    assert "Source : Statbel, population au 1er janvier 2020 (CC BY 4.0); bureau 7." in [
        words.replace("\u00a0", " ") for words in said(plan, "fr")["sources"]
    ]


def test_need_is_said_where_it_counts(plan: CoveragePlan) -> None:
    weight = {"figure": "share_65_plus_pct", "weight": 0.5, "year": 2025, "sources": ["IBSA"]}
    plan.answer["rules"]["weights"] = [weight]
    plan.answer |= {"status": "time limit", "objective": 33_000.4, "bound": 33_100.0, "gap": 0.0031}
    facts = said(plan)

    assert facts["answer"][3] == (
        "Counted by need this plan is worth 33,000; no plan for this money is worth more than 33,100, which "
        "is 0.31 % more."
    )
    assert "Figures of need: IBSA." in facts["sources"]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0"), (0.000_012_1, "0.002"), (0.003_01, "0.31"), (0.25, "25"), (1.2345, "123.5")],
)
def test_a_gap_is_never_rounded_down(share: float, text: str) -> None:
    with translation.override("en"):
        assert words.percent(share) == text


@pytest.mark.parametrize(("places", "years"), [(60, 10), (300, 3)])
def test_never_a_third_page_and_what_is_left_is_said(plan: CoveragePlan, places: int, years: int) -> None:
    """As long as it gets: long names, many places, many areas out of reach."""
    long = lengthened(plan, places, years)

    assert pages_of(make_briefing(long, "fr", NOW)) == 2
    left = said(long, places=5)["places"]["left"]
    assert left.startswith(f"{places - 5} more places get {2 * (places - 5)} posts. They stand on the page")
    assert said(long, areas=4)["gains"]["left"].startswith("In 196 more areas 3,920,000 more are served.")


def test_a_plan_that_places_nothing(town: Town) -> None:
    plan = make_plan(town.network, budget=0.0)

    assert said(plan)["answer"][2].startswith("No post was placed")
    assert said(plan)["map"] is None
    assert pages_of(make_briefing(plan, "nl", NOW)) <= 2


def test_numbers_of_near_places_stand_apart_and_inside() -> None:
    moved = spread([(5.0, 5.0), (5.0, 5.0), (6.0, 5.0), (300.0, 200.0)], 15.0, 600.0, 400.0)
    apart = [hypot(x - a, y - b) for at, (x, y) in enumerate(moved) for a, b in moved[:at]]

    assert min(apart) > 29.9
    assert all(15 <= x <= 585 and 15 <= y <= 385 for x, y in moved)
    assert moved[3] == (300.0, 200.0)


def test_classes_differ_by_hatching_not_by_colour_alone() -> None:
    drawn = [swatch(shade) for shade in (2, 3, 4)]
    square = Outline({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]})

    assert [f"url(#h{shade})" in one for shade, one in zip((2, 3, 4), drawn, strict=True)] == [True] * 3
    assert picture([square], [2], [(0.5, 0.5)])["marks"] == [[0.5, 0.5]]


def address(plan: CoveragePlan, language: str) -> str:
    return f"/en/reach/town/plans/{plan.uid}/briefing/{language}/"


def test_it_is_taken_from_the_page(client: Client, plan: CoveragePlan) -> None:
    client.force_login(make_network_coordinator(plan.network))
    page = client.get(f"/en/reach/town/plans/{plan.uid}/").content.decode()
    answer = client.get(address(plan, "nl"))

    assert [address(plan, code) in page for code in ("fr", "nl", "en")] == [True] * 3
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert f"opstap-briefing-town-{plan.at:%Y%m%d}-nl.pdf" in answer["Content-Disposition"]
    assert client.get(address(plan, "de")).status_code == 404


def test_no_briefing_of_a_plan_without_answer(client: Client, plan: CoveragePlan) -> None:
    client.force_login(make_network_coordinator(plan.network))
    CoveragePlan.objects.update(answer={})

    assert client.get(address(plan, "fr")).status_code == 404


def test_a_sign_in_no_font_is_said(client: Client, plan: CoveragePlan) -> None:
    client.force_login(make_network_coordinator(plan.network))
    CoveragePlan.objects.update(name="a\U0010fffd")
    page = client.get(address(plan, "fr"))

    assert page.status_code == 422
    assert "is in no font of the server" in page.content.decode()


def test_the_plan_keeps_the_rules_it_was_measured_by(client: Client, plan: CoveragePlan) -> None:
    """The network may change its rules later; plans of before rules were kept show those of today."""
    client.force_login(make_network_coordinator(plan.network))
    plan.network.people_per_post = 7_000
    plan.network.save()
    page = f"/en/reach/town/plans/{plan.uid}/"
    assert "A post serves 10,000 inhabitants" in client.get(page).content.decode()

    del plan.answer["rules"]
    plan.save()
    assert "A post serves 7,000 inhabitants" in client.get(page).content.decode()

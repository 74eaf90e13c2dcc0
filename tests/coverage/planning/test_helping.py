"""Places with help for a town small enough to plan by hand: most people within reach, the shortest way.

The Help stands in West (20,000 people); Middle (10,000) is 1,950 m of way from it, East (5,000) 39 km.
"""

from datetime import date
from typing import Any

import pytest

from opstap.coverage.planning.aims import find
from opstap.coverage.planning.question import Question
from opstap.coverage.planning.solving import NoGroundError, ground_of
from opstap.coverage.reach.demand import demand_of
from opstap.coverage.reach.measuring import measure
from opstap.coverage.reach.supply import Asked, sites_of
from opstap.coverage.rules import Rules
from opstap.spaces.models import Space
from tests.coverage.town import LAT, Town, east, make_people
from tests.factories import make_area, make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


def planned(town: Town, aim: str, **asked: Any) -> dict[str, Any]:
    question = Question(**{"aim": aim, "budget": 1.0, "seconds": 10, "with_areas": True} | asked)
    return find(ground_of(town.network, question, TODAY), question)


def names(answer: dict[str, Any]) -> list[str]:
    return [place["names"]["en"] for place in answer["places"]]


def test_covering_brings_the_area_without_help_within_reach(town: Town) -> None:
    answer = planned(town, "covering")

    assert names(answer) == ["East"]
    assert (answer["people_before"], answer["people"], answer["kept"]) == (30_000, 35_000, 1)
    assert (answer["status"], answer["objective"], answer["bound"]) == ("proved", 35_000, 35_000)
    assert (answer["worth_before"], answer["gap"], answer["gap_of_added"]) == (30_000, 0, 0)
    assert (answer["placed"], answer["cost"], answer["posts"]) == (1, 0.5, 0)
    assert [(one["before"], one["after"]) for one in answer["areas"]] == [
        (0, 5_000),
        (10_000, 10_000),
        (20_000, 20_000),
    ]


def test_before_is_what_the_page_of_reach_says(town: Town) -> None:
    Space.objects.update(staffed_hours="")
    make_space(
        network=town.network, names={"en": "Far"}, lat=LAT, lon=east(30_000), staffed_hours="Tu 10:00-12:00"
    )
    reach = measure(
        demand_of(town.network, Rules()),
        sites_of(town.network, Asked(), TODAY),
        Rules(),
        Asked(),
        people_per_post=10_000,
    )

    assert planned(town, "covering")["people_before"] == reach.people_within == 5_000


def test_places_that_add_nothing_are_not_placed(town: Town) -> None:
    answer = planned(town, "covering", budget=3.0)

    assert (names(answer), answer["placed"], answer["asked"]) == (["East"], 1, 3)


def test_distance_takes_the_longest_way_from_most_people(town: Town) -> None:
    """39 km × 5,000 people outweigh 1,950 m × 10,000."""
    answer = planned(town, "distance", budget=2.0)

    assert names(answer) == ["East", "Middle"]
    assert answer["mean_before"] == pytest.approx((1_950 * 10_000 + 39_000 * 5_000) / 35_000, rel=1e-3)
    assert answer["mean"] == pytest.approx(0, abs=1e-6)
    assert [place["then"]["mean"] for place in answer["places"]] == [
        pytest.approx(1_950 * 10_000 / 35_000, rel=1e-3),
        pytest.approx(0, abs=1e-6),
    ]
    assert answer["areas"][0]["before"] == pytest.approx(39_000, rel=1e-3)
    assert answer["areas"][0]["after"] == 0
    assert answer["status"] == "proved"


def test_the_shortest_mean_by_hand(town: Town) -> None:
    """One more place: for Middle (10,000), or for a hamlet 3 km on (4,000)."""
    hamlet = make_area("T-H", names={"en": "Hamlet"}, parent=town.network.area, lat=LAT, lon=east(4_500))
    make_people(hamlet, 4_000)
    town.east.figures.all().delete()
    answer = planned(town, "distance")

    # At Middle: the hamlet 3,000 m on. At the hamlet: Middle has 1,500 m to The Help.
    assert 10_000 * 1_500 > 4_000 * 3_000
    assert names(answer) == ["Middle"]
    assert answer["mean"] == pytest.approx(1.3 * 4_000 * 3_000 / 34_000, rel=1e-3)


def test_chosen_anew_says_what_is_given_up(town: Town) -> None:
    town.east.figures.update(value=100_000)
    answer = planned(town, "distance", keep=False)

    assert (names(answer), answer["kept"]) == (["East"], 0)
    assert answer["given_up"] == [{"en": "The Help", "fr": "The Help"}]
    assert answer["mean"] == pytest.approx(1.3 * (20_000 * 30_000 + 10_000 * 28_500) / 130_000, rel=1e-3)
    assert answer["areas"][2]["after"] == pytest.approx(39_000, rel=1e-3)


def test_without_help_today_there_is_no_mean_before(town: Town) -> None:
    Space.objects.update(staffed_hours="")
    answer = planned(town, "distance")

    assert (answer["mean_before"], answer["gap_of_added"], answer["kept"]) == (None, None, 0)
    assert [one["before"] for one in answer["areas"]] == [None] * 3
    assert answer["people_before"] == 0


def test_years_take_the_best_places_first_and_are_nested(town: Town) -> None:
    answer = planned(town, "distance", budget=2.0, years=2)

    assert [(year["placed"], year["cost"]) for year in answer["years"]] == [(1, 0.5), (2, 1.0)]
    assert [place["years"] for place in answer["places"]] == [[1, 1], [0, 1]]
    assert answer["years"][1]["mean"] == pytest.approx(answer["mean"], abs=1e-6)


def test_years_of_their_own_number(town: Town) -> None:
    answer = planned(town, "distance", budget=2.0, years=3, by_year=(0.0, 2.0, 0.0))

    assert [year["placed"] for year in answer["years"]] == [0, 2, 2]
    assert [place["years"] for place in answer["places"]] == [[0, 1, 1], [0, 1, 1]]


@pytest.mark.parametrize("aim", ["covering", "distance"])
def test_more_places_never_do_worse(town: Town, aim: str) -> None:
    found = [planned(town, aim, budget=number) for number in (1.0, 2.0, 3.0)]
    people = [answer["people"] for answer in found]
    means = [-answer.get("mean", 0.0) for answer in found]

    assert people == sorted(people)
    assert means == sorted(means)


@pytest.mark.parametrize("aim", ["covering", "distance"])
def test_help_everywhere_already_leaves_nothing_to_plan(town: Town, aim: str) -> None:
    with pytest.raises(NoGroundError, match="no-new-places"):
        planned(town, aim, with_areas=False)


def test_too_many_pairs_are_refused_before_they_fill_the_memory(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opstap.coverage.planning.helping.MOST_PAIRS", 5)
    with pytest.raises(NoGroundError, match="too-large"):
        planned(town, "distance")

"""Plans for a town small enough to plan by hand."""

from datetime import date
from typing import Any

import pytest

from opstap.coverage.planning.question import Candidate, Question
from opstap.coverage.planning.solving import NoGroundError, ground_of, solve, telling
from opstap.spaces.models import Space
from opstap.territory.models import AreaFigure
from tests.coverage.town import LAT, Town, east
from tests.factories import make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


def planned(town: Town, **asked: Any) -> dict[str, Any]:
    question = Question(**{"budget": 1.0, "seconds": 10} | asked)
    return solve(ground_of(town.network, question, TODAY), question)


def added(answer: dict[str, Any]) -> dict[str, float]:
    return {place["names"]["en"]: place["added"] for place in answer["places"]}


def test_one_post_more_at_the_space_serves_its_ten_thousand(town: Town) -> None:
    """West and Middle are within reach of the space: 30,000 people, one post there."""
    answer = planned(town)

    assert added(answer) == {"The Help": 1.0}
    assert (answer["people_before"], answer["people"]) == (10_000, 20_000)
    assert (answer["status"], answer["objective"]) == ("proved", 20_000)
    assert (answer["bound"], answer["gap"]) == (pytest.approx(20_000), pytest.approx(0, abs=1e-6))
    assert (answer["posts"], answer["cost"]) == (1.0, 1.0)


def test_an_area_out_of_reach_of_every_place_is_named(town: Town) -> None:
    assert [names["en"] for names in planned(town)["uncovered"]] == ["East"]


def test_more_posts_than_people_need_are_not_placed_twice(town: Town) -> None:
    answer = planned(town, budget=10.0, max_posts=10.0)

    assert answer["people"] == 30_000
    assert answer["status"] == "proved"


def test_a_new_space_opens_where_it_serves_more_than_it_costs(town: Town) -> None:
    answer = planned(town, budget=3.0, with_areas=True, opening_cost=0.5)

    assert added(answer) == {"The Help": 2.0, "East": 0.5}
    assert (answer["people"], answer["cost"]) == (35_000, 3.0)
    assert [place["is_new"] for place in answer["places"]] == [False, True]


def test_a_space_without_posts_opens_nothing(town: Town) -> None:
    make_space(network=town.network, names={"en": "Room"}, lat=LAT, lon=east(30_000))
    answer = planned(town, budget=0.5)

    assert (added(answer), answer["cost"]) in [({"The Help": 0.5}, 0.5), ({"Room": 0.5}, 0.5)]
    assert answer["people"] == 15_000


def test_candidates_of_a_file_are_places_too(town: Town) -> None:
    hall = Candidate("Hall", LAT, east(30_000), 0.25)
    answer = planned(town, budget=2.75, post_step=0.25, candidates=(hall,))

    assert added(answer) == {"The Help": 2.0, "Hall": 0.5}
    assert answer["cost"] == 2.75


def test_years_are_nested_and_each_is_within_its_money(town: Town) -> None:
    answer = planned(town, budget=2.0, years=2)

    assert [(year["posts"], year["people"]) for year in answer["years"]] == [(1.0, 20_000), (2.0, 30_000)]
    assert answer["places"][0]["years"] == [1.0, 2.0]


def test_more_money_never_serves_fewer(town: Town) -> None:
    people = [planned(town, budget=budget, with_areas=True)["people"] for budget in (0.0, 0.5, 1.0, 2.0, 3.0)]

    assert people == sorted(people)


def test_no_money_places_nothing(town: Town) -> None:
    answer = planned(town, budget=0.0)

    assert (answer["places"], answer["people"], answer["gap_of_added"]) == ([], 10_000, None)


def test_the_gain_of_each_area_adds_up(town: Town) -> None:
    answer = planned(town, budget=2.0)

    assert sum(one["after"] - one["before"] for one in answer["areas"]) == pytest.approx(20_000)
    assert all(one["before"] <= one["population"] for one in answer["areas"])


def test_without_people_or_places_nothing_is_planned(town: Town) -> None:
    Space.objects.update(publication="hidden")
    with pytest.raises(NoGroundError, match="no-places"):
        planned(town)
    AreaFigure.objects.all().delete()
    with pytest.raises(NoGroundError, match="no-people"):
        planned(town)


def test_progress_is_told_once_a_second() -> None:
    told: list[tuple[int, int]] = []
    on_progress = telling(10, lambda done, total: told.append((done, total)))
    for seconds in (0.1, 0.9, 1.0, 1.4, 3.2, 12.0):
        on_progress(type("Progress", (), {"seconds": seconds})())

    assert told == [(0, 10), (1, 10), (3, 10), (10, 10)]

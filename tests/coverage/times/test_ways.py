"""Ways by times, worked out by hand for the town: The Help in West, a canal before Middle, a tram to East.

Without a time Middle has 1,950 m of way to The Help: 26 minutes at 4.5 km/h, 13 at 9; East has 39 km.
"""

from datetime import date
from typing import Any

import pytest

from opstap.coverage.models import TravelTimes
from opstap.coverage.planning.aims import find
from opstap.coverage.planning.question import Candidate, Question
from opstap.coverage.planning.solving import ground_of
from opstap.coverage.reach.demand import demand_of
from opstap.coverage.reach.found import Reach
from opstap.coverage.reach.measuring import measure
from opstap.coverage.reach.supply import Asked, sites_of
from opstap.coverage.reach.ways import Fallback
from opstap.coverage.rules import rules_of
from opstap.coverage.what_if.applying import apply
from opstap.coverage.what_if.comparing import compare
from opstap.spaces.models import Space
from tests.coverage.town import LAT, Town, by, east
from tests.factories import make_times

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
CANAL = [("T-West", "help", 2), ("T-Middle", "help", 40), ("T-East", "help", 25)]


def measured(town: Town, *changes: str) -> Reach:
    rules, sites = rules_of(town.network), sites_of(town.network, Asked(), TODAY)
    applied = apply(changes, sites, network=town.network, asked=Asked(), day=TODAY)
    demand = demand_of(town.network, rules)
    return measure(demand, applied.sites, rules, Asked(), people_per_post=10_000)


def nearest(reach: Reach) -> dict[str, float | None]:
    return {str(one.demand.area): one.nearest for one in reach.areas}


def test_reach_by_times_on_foot(town: Town) -> None:
    """Help: 40 hours of one animator among 20,000 × 1 and 5,000 × 0.22, as 25 minutes are the far third."""
    make_times(town.network, CANAL)
    reach = measured(by(town))

    assert nearest(reach) == {"West": 2, "Middle": None, "East": 25}
    assert (reach.people_within, reach.unit) == (25_000, "min")
    assert reach.fallback == Fallback(0, 2, 0, 35_000)
    access = {str(one.demand.area): one.access for one in reach.areas}
    share = 1000 * 40 / (20_000 + 0.22 * 5_000)
    assert access == pytest.approx({"West": share, "Middle": 0, "East": 0.22 * share})


def test_a_pair_without_a_time_stands_on_the_line_and_is_counted(town: Town) -> None:
    make_times(town.network, CANAL[::2])
    reach = measured(by(town))

    assert nearest(reach) == {"West": 2, "Middle": pytest.approx(26, abs=0.05), "East": 25}
    assert reach.fallback == Fallback(1, 3, 10_000, 35_000)


def test_the_limit_is_in_minutes_and_the_times_are_those_of_the_measure(town: Town) -> None:
    make_times(town.network, CANAL)
    make_times(town.network, CANAL[:1], means="transit")

    assert nearest(measured(by(town, minutes=20))) == {"West": 2, "Middle": None, "East": None}
    by_tram = measured(by(town, "transit"))
    assert nearest(by_tram) == {"West": 2, "Middle": pytest.approx(13, abs=0.03), "East": None}
    assert nearest(measured(by(town, "line")))["Middle"] == pytest.approx(1_950, abs=3)


def test_without_any_times_every_way_stands_on_the_line(town: Town) -> None:
    reach = measured(by(town))

    assert nearest(reach) == {"West": 0, "Middle": pytest.approx(26, abs=0.05), "East": None}
    assert reach.fallback == Fallback(2, 2, 30_000, 35_000)


def test_a_space_that_moved_has_no_times_and_what_opens_there_has_them(town: Town) -> None:
    make_times(town.network, CANAL)
    Space.objects.update(lon=east(1_500))
    by(town)

    assert nearest(measured(town)) == {"West": pytest.approx(26, abs=0.05), "Middle": 0, "East": None}
    opened = measured(town, "close~help", "new~municipality.T-West~1~12345~0900-1700")
    assert nearest(opened) == {"West": 2, "Middle": None, "East": 25}


def test_what_if_counts_served_people_by_times(town: Town) -> None:
    make_times(town.network, CANAL)
    before, after = measured(by(town)), measured(town, "posts~help~2")
    found = compare(before, after, people_per_post=10_000)
    served = next(one for one in found.figures if one.code == "served")

    assert (served.before, served.after) == (10_000, 25_000)


def planned(town: Town, aim: str, **asked: Any) -> dict[str, Any]:
    question = Question(**{"aim": aim, "budget": 1.0, "seconds": 10, "with_areas": True} | asked)
    return find(ground_of(town.network, question, TODAY), question)


def test_posts_serve_who_is_within_minutes(town: Town) -> None:
    """Two posts more at The Help: 25,000 live within 30 minutes, and Middle is left out."""
    make_times(town.network, CANAL)
    answer = planned(by(town), "norm", budget=2.0, with_areas=False)

    assert (answer["people_before"], answer["people"]) == (10_000, 25_000)
    assert [place["added"] for place in answer["places"]] == [1.5]
    assert answer["fallback"] == {"ways": 0, "all_ways": 2, "people": 0, "all_people": 35_000}
    kept = TravelTimes.objects.get()
    assert answer["rules"] == {
        "measure": "foot",
        "reach_m": 2500,
        "reach_min": 30,
        "detour": 1.3,
        "speed_kmh": 4.5,
        "times": {"uid": str(kept.uid), "source": "A planner of routes", "dated": "2026-11-03"},
        "people_per_post": 10_000,
        "weights": [],
    }


def test_covering_by_times(town: Town) -> None:
    """The heart of West is where The Help is: its times hold there too. The others stand on the line."""
    make_times(town.network, CANAL)
    answer = planned(by(town), "covering")

    assert (answer["people_before"], answer["people"]) == (25_000, 35_000)
    assert [place["names"]["en"] for place in answer["places"]] == ["Middle"]
    assert answer["fallback"] == {"ways": 3, "all_ways": 7, "people": 35_000, "all_people": 35_000}


def test_the_shortest_mean_way_is_in_minutes(town: Town) -> None:
    """Of a hall on the other bank: 5 minutes from Middle."""
    hall = (LAT, east(1_400))
    make_times(town.network, [*CANAL, ("T-Middle", f"{hall[0]:.5f},{hall[1]:.5f}", 5)])
    answer = planned(
        by(town), "distance", with_areas=False, candidates=(Candidate("Hall", *hall, opening_cost=0.5),)
    )

    mean = (2 * 20_000 + 5 * 10_000 + 25 * 5_000) / 35_000
    assert answer["mean_before"] == pytest.approx((2 * 20_000 + 40 * 10_000 + 25 * 5_000) / 35_000)
    assert (answer["mean"], answer["objective"]) == (pytest.approx(mean), pytest.approx(mean))
    assert [(one["before"], one["after"]) for one in answer["areas"]] == [(25, 25), (40, 5), (2, 2)]
    assert answer["fallback"] == {"ways": 2, "all_ways": 6, "people": 25_000, "all_people": 35_000}
    assert answer["status"] == "proved"

"""Reach of a town small enough to count by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import inf

import pytest

from opstap.coverage.reach.demand import demand_of
from opstap.coverage.reach.found import AreaReach, Reach
from opstap.coverage.reach.measuring import measure
from opstap.coverage.reach.supply import Asked, sites_of
from opstap.coverage.rules import Rules
from opstap.spaces.models import Offer
from tests.coverage.town import LAT, Town, east, make_people
from tests.factories import make_area, make_post, make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


def measured(town: Town, *, rules: Rules | None = None, **asked: object) -> Reach:
    rules, question = rules or Rules(), Asked(**asked)  # type: ignore[arg-type]
    demand = demand_of(town.network, rules)
    return measure(demand, sites_of(town.network, question, TODAY), rules, question, people_per_post=10_000)


def by_name(reach: Reach) -> dict[str, AreaReach]:
    return {str(one.demand.area): one for one in reach.areas}


def test_the_norm_counts_posts_area_by_area(town: Town) -> None:
    found = by_name(measured(town))

    assert [(one.needed, one.there, one.missing) for one in found.values()] == [
        (0.5, 0, 0.5),
        (1.0, 0, 1.0),
        (2.0, 1, 1.0),
    ]
    assert list(found) == ["East", "Middle", "West"]


def test_who_is_near_and_who_is_left_out(town: Town) -> None:
    reach = measured(town)

    assert (reach.people_within, reach.people_left_out, reach.people) == (30_000, 5_000, 35_000)
    assert reach.share_within == pytest.approx(30 / 35)
    assert [str(one.demand.area) for one in reach.left_out] == ["East"]
    assert by_name(reach)["Middle"].nearest == pytest.approx(1_950, abs=3)  # 1,500 m × 1.3
    assert by_name(reach)["East"].nearest is None


def test_help_is_shared_by_who_lives_near_and_nothing_is_lost(town: Town) -> None:
    """40 hours over 20,000 at weight 1 and 10,000 at weight 0.22 (the far third)."""
    found = by_name(measured(town))
    ratio = 40 / (20_000 + 0.22 * 10_000) * 1000

    assert found["West"].access == pytest.approx(ratio)
    assert found["Middle"].access == pytest.approx(0.22 * ratio)
    assert found["East"].access == 0
    assert sum(one.access / 1000 * one.population for one in found.values()) == pytest.approx(40)


def test_half_a_post_gives_half_the_help_and_does_not_change_who_is_near(town: Town) -> None:
    before = by_name(measured(town))["West"].access
    town.space.posts.update(fte=Decimal("0.5"))
    after = measured(town)

    assert by_name(after)["West"].access == pytest.approx(before / 2)
    assert after.people_within == 30_000


def test_insertion_and_volunteers_stand_beside(town: Town) -> None:
    make_post(town.space, status="insertion", fte=Decimal("0.5"))
    make_post(town.space, status="volunteer", fte=Decimal("0.2"))
    make_post(town.space, function="coordinator", fte=1)
    west = by_name(measured(town))["West"]

    assert (west.there, west.insertion, west.volunteers) == (1, Decimal("0.5"), Decimal("0.2"))


def test_days_with_somebody_are_those_of_all_spaces_near_together(town: Town) -> None:
    town.space.staffed_hours = "Mo,We 09:00-12:00"
    town.space.save()
    make_space(network=town.network, staffed_hours="We,Th,Sa 09:00-12:00", lat=LAT, lon=east(300))
    found = by_name(measured(town))

    assert (found["West"].weekdays, found["Middle"].weekdays, found["East"].weekdays) == (3, 3, 0)


@pytest.mark.parametrize(
    ("asked", "people"),
    [
        ({}, 30_000),
        ({"kind": "open"}, 30_000),
        ({"kind": "training"}, 0),
        ({"weekday": 1}, 30_000),
        ({"weekday": 6}, 0),
        ({"weekday": 6, "kind": "open"}, 30_000),
        ({"evening": True}, 0),
        ({"evening": True, "kind": "open"}, 30_000),
        ({"language": "nl"}, 30_000),
        ({"language": "ar"}, 0),
    ],
)
def test_only_the_hours_asked_count(town: Town, asked: dict[str, object], people: int) -> None:
    Offer.objects.create(space=town.space, vocabulary="language", code="nl")

    assert measured(town, **asked).people_within == people


def test_the_evening_begins_at_six(town: Town) -> None:
    """Open until 19:00 on six days: six hours."""
    found = by_name(measured(town, kind="open", evening=True))

    assert found["West"].access * 22.2 == pytest.approx(6)


def test_a_space_that_is_not_public_reaches_nobody(town: Town) -> None:
    town.space.publication = "review"
    town.space.save()

    assert measured(town).people_within == 0


def test_another_network_s_space_reaches_nobody_here(town: Town) -> None:
    make_space(lat=LAT, lon=east(30_000), staffed_hours="Mo-Fr 09:00-17:00")

    assert measured(town).people_within == 30_000


def test_what_cannot_be_counted_is_named(town: Town) -> None:
    lost = make_space(network=town.network, staffed_hours="Mo-Fr 09:00-17:00")
    silent = make_space(network=town.network, lat=LAT, lon=east(0))
    unreadable = make_space(network=town.network, lat=LAT, lon=east(0), staffed_hours="when we feel like it")
    reach = measured(town)

    assert [site.space for site in reach.unplaced] == [lost]
    assert [site.space for site in reach.unsaid] == [silent, unreadable]
    assert [site.space for site in reach.postless] == [lost, silent, unreadable]


def test_a_post_counts_in_the_area_of_its_space_also_without_a_point(town: Town) -> None:
    unplaced = make_space(network=town.network, organisation=town.space.organisation, municipality=town.east)
    make_post(unplaced)

    assert by_name(measured(town))["East"].there == 1


def test_distance_and_detour_are_the_declared_ones(town: Town) -> None:
    near = Rules(reach_m=1_600, detour=Decimal("1.00"))

    assert measured(town, rules=near).people_within == 30_000
    assert measured(town, rules=replace(near, detour=Decimal("1.30"))).people_within == 20_000


def test_need_decides_whose_share_is_within_reach(town: Town) -> None:
    for area, share in zip(town.areas, (10, 10, 30), strict=True):
        make_people(area, share, "share_65_plus_pct")
    reach = measured(town, rules=Rules(weights={"share_65_plus_pct": Decimal(1)}))
    mean = (30_000 * 10 + 5_000 * 30) / 35_000

    assert reach.share_within == pytest.approx(30_000 * 10 / (35_000 * mean))
    assert reach.people_within == 30_000


def test_evenness_of_one_area_with_everything(town: Town) -> None:
    town.middle.figures.all().delete()
    even = measured(town).evenness

    assert even.gini == pytest.approx(0.2)  # a fifth of the people has nothing
    assert even.palma == pytest.approx(0.1 / (0.4 - 0.2) * 1.0)
    assert even.below == pytest.approx(0.2)
    assert even.depth == pytest.approx(0.2)


def test_evenness_where_the_poorest_have_nothing(town: Town) -> None:
    town.east.figures.update(value=30_000)
    even = measured(town).evenness

    assert (even.palma, even.is_palma_endless) == (inf, True)


def test_nothing_is_said_of_evenness_where_nobody_helps(town: Town) -> None:
    town.space.posts.update(status="volunteer")
    even = measured(town).evenness

    assert (even.gini, even.palma, even.theil, even.below) == (None, None, None, None)


def test_areas_where_nobody_lives(town: Town) -> None:
    for area in town.areas:
        area.figures.update(value=0)
    reach = measured(town)

    assert (reach.share_within, reach.left_out, reach.people) == (None, [], 0)


def test_more_spaces_never_reach_fewer(town: Town) -> None:
    before = measured(town)
    make_space(network=town.network, staffed_hours="Mo 09:00-10:00", lat=LAT, lon=east(30_500))
    after = measured(town)

    assert after.people_within == 35_000 > before.people_within


def test_areas_of_another_network_are_not_among_them(town: Town) -> None:
    make_people(make_area(lat=LAT, lon=east(0)), 50_000)

    assert measured(town).people == 35_000

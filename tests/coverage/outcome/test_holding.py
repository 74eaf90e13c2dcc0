"""A plan held against dated posts: worked out by hand, place by place and area by area."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from opstap.coverage.models import CoveragePlan
from opstap.coverage.outcome.finding import Outcome, outcome_of
from opstap.coverage.outcome.notes import notes
from opstap.coverage.outcome.places import Held
from opstap.coverage.outcome.showing import line_for_briefing
from opstap.coverage.outcome.then import end_of, year_on
from opstap.coverage.outcome.words import sentences
from opstap.spaces.models import Space
from tests.coverage.town import LAT, Town, by, east
from tests.factories import make_plan, make_post, make_space, make_times

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


MADE = datetime(2024, 3, 1, 9, tzinfo=UTC)
A_YEAR_ON = date(2025, 3, 1)
A_DAY = date(2026, 11, 26)


def place(kind: str, key: str, metres: float, years: list[float], **more: Any) -> dict[str, Any]:
    given = {"kind": kind, "key": key, "names": {"en": key}, "lat": LAT, "lon": east(metres)}
    is_new = kind != "space"
    return given | {"existing": 0.0, "added": years[-1], "years": years, "is_new": is_new} | more


def make_past_plan(town: Town) -> CoveragePlan:
    """Made on 1 March 2024 over two years, when The Help had one post, Other one and Third none.

    The Help gets 1 post, then 2; a space opens in East with 1 post in the second year; a hall opens with half
    a post. To be served in the end: 12,000 in West, 8,000 in Middle, 5,000 in East.
    """
    plan = make_plan(town.network, name="Two years", budget=2.0, years=2)
    after = {"T-West": 12_000.0, "T-Middle": 8_000.0, "T-East": 5_000.0}
    plan.answer |= {
        "places": [
            place("space", "help", 0, [1.0, 2.0], existing=1.0, names={"en": "The Help"}),
            place("area", "T-East", 30_000, [0.0, 1.0]),
            place("candidate", "1", 5_000, [0.5, 0.5], names={"en": "Hall"}),
        ],
        "years": [
            {"posts": 1.5, "cost": 1.5, "people": 20_000.0},
            {"posts": 3.5, "cost": 4, "people": 25_000.0},
        ],
        "spaces": {"help": [1.0, True], "other": [1.0, False], "third": [0.0, False]},
        "areas": [
            one | {"before": 10_000.0 if one["code"] == "T-West" else 0.0, "after": after[one["code"]]}
            for one in plan.answer["areas"]
        ],
    }
    plan.at = MADE
    plan.save()
    return plan


def let_time_pass(town: Town) -> None:
    """Half a post at The Help from September 2024, one more from June to December 2025; Other loses its post
    at the end of 2024; Third gets half a post; a space with one and a half opens in East in February 2025."""
    organisation = town.space.organisation
    other, third = (
        make_space(slug, organisation=organisation, names={"en": slug.title()}, lat=LAT, lon=east(1_500))
        for slug in ("other", "third")
    )
    late = make_space("late", organisation=organisation, names={"en": "Late"}, lat=LAT, lon=east(30_000))
    make_post(town.space, fte=Decimal("0.5"), valid_from=date(2024, 9, 1))
    make_post(town.space, valid_from=date(2025, 6, 1), valid_until=date(2025, 12, 31))
    make_post(town.space, status="volunteer", valid_from=date(2024, 9, 1))
    make_post(other, valid_until=date(2024, 12, 31))
    make_post(third, fte=Decimal("0.5"), valid_from=date(2025, 1, 15))
    make_post(late, fte=Decimal("1.5"), valid_from=date(2025, 2, 1))


@pytest.fixture
def plan(town: Town) -> CoveragePlan:
    plan = make_past_plan(town)
    let_time_pass(town)
    return plan


def said_of(held: Held) -> list[tuple[str, str, float, float, float]]:
    return [
        (one.name, one.state, float(one.promised), float(one.there), float(one.beyond)) for one in held.places
    ]


def sums_of(held: Held) -> tuple[float, ...]:
    sums = (held.promised, held.there, held.beyond, held.elsewhere, held.lost, held.change)
    return tuple(float(one) for one in sums)


def by_area(found: Outcome) -> dict[str, tuple[float | None, float | None]]:
    return {
        one.name: (
            None if one.promised is None else round(one.promised),
            None if one.now is None else round(one.now),
        )
        for one in found.people.areas
    }


def test_at_the_end_of_the_first_year(plan: CoveragePlan) -> None:
    held = outcome_of(plan, 1, A_YEAR_ON).held

    assert said_of(held) == [
        ("The Help", "partly", 1, 0.5, 0),
        ("T-East", "later", 0, 0, 1.5),
        ("Hall", "not-opened", 0.5, 0, 0),
    ]
    assert sums_of(held) == (1.5, 0.5, 1.5, 0.5, 1, 1.5)
    assert [(one.name, float(one.gain)) for one in held.moves] == [("Other", -1), ("Third", 0.5)]
    assert sentences(held) == [
        "Of 1.5 posts planned by 1 March 2025, 0.5 is there.",
        "At its places 1.5 more came than it planned by then.",
        "0.5 came elsewhere.",
        "1 of those that were there before is gone.",
    ]


@pytest.mark.parametrize(
    ("on", "there", "state", "people"),
    [
        # 2.5 posts at The Help and 0.5 at Third serve all 30,000 of West and Middle, Late all of East.
        (date(2025, 7, 1), 2.5, "partly", {"West": 20_000, "Middle": 10_000, "East": 5_000}),
        # 2 posts serve 20,000 of them: just those to whom the plan promised it.
        (date(2026, 2, 1), 1.5, "partly", {"West": 12_000, "Middle": 8_000, "East": 5_000}),
    ],
)
def test_against_the_last_year(
    plan: CoveragePlan, on: date, there: float, state: str, people: dict[str, float]
) -> None:
    found = outcome_of(plan, 2, on)

    assert sums_of(found.held) == (3.5, there, 0.5, 0.5, 1, there)
    assert [one.state for one in found.held.places] == [state, "opened", "not-opened"]
    promised = {"West": 12_000, "Middle": 8_000, "East": 5_000}
    assert by_area(found) == {name: (promised[name], now) for name, now in people.items()}
    assert (found.people.before, found.people.promised) == (10_000, 25_000)
    assert round(found.people.now or 0) == sum(people.values())


def test_who_was_to_be_served_by_an_earlier_year_is_measured_as_the_plan_did(plan: CoveragePlan) -> None:
    """By the first year: 2 posts at The Help and 1 at Other reach all of West and Middle, the hall nobody."""
    found = outcome_of(plan, 1, A_YEAR_ON)

    # On the day of the plan 10,000 of West were served: more posts take that from nobody.
    assert (by_area(found)["West"][0] or 0) >= 10_000
    # On that day: 1.5 posts at The Help, 0.5 at Third, 1.5 at Late.
    assert by_area(found)["East"] == (0, 5_000)
    assert [sum(one or 0 for one in column) for column in zip(*by_area(found).values(), strict=True)] == [
        30_000,
        25_000,
    ]


def test_a_space_that_closed_takes_its_posts_along(plan: CoveragePlan) -> None:
    Space.objects.filter(slug__in=["help", "third"]).update(publication="hidden")
    held = outcome_of(plan, 2, date(2025, 7, 1)).held

    assert held.places[0].state == "closed"
    # One post of The Help and one of Other are gone; Third is no space of the network any more.
    assert sums_of(held) == (3.5, 1, 0.5, 0, 2, -0.5)


def test_a_space_near_a_building_of_the_plan_is_that_building(plan: CoveragePlan, town: Town) -> None:
    hall = make_space("hall", organisation=town.space.organisation, lat=LAT, lon=east(5_250))
    far = make_space("far", organisation=town.space.organisation, lat=LAT, lon=east(5_350))
    make_post(hall, fte=Decimal("0.25"), valid_from=date(2025, 1, 1))
    make_post(far, valid_from=date(2025, 1, 1))
    held = outcome_of(plan, 1, A_YEAR_ON).held

    assert (held.places[2].state, float(held.places[2].there)) == ("partly", 0.25)
    assert float(held.elsewhere) == 1.5


def test_an_older_plan_reads_what_stood_from_dated_posts(plan: CoveragePlan) -> None:
    past = uuid.UUID(int=(int(datetime(2023, 1, 1, tzinfo=UTC).timestamp() * 1000) << 80) | 7 << 76)
    for number, slug in enumerate(("help", "other", "third")):
        Space.objects.filter(slug=slug).update(uid=uuid.UUID(int=past.int + number))
    kept = outcome_of(plan, 2, A_YEAR_ON)
    del plan.answer["spaces"]
    found = outcome_of(plan, 2, A_YEAR_ON)

    assert (sums_of(found.held), said_of(found.held)) == (sums_of(kept.held), said_of(kept.held))
    said = notes(found, A_YEAR_ON)
    assert any("read from dated posts" in words for words in said)


def test_it_is_measured_by_the_rules_of_the_plan(plan: CoveragePlan, town: Town) -> None:
    before = outcome_of(plan, 2, A_YEAR_ON)
    town.network.people_per_post = 1
    town.network.save()
    town.west.figures.update(value=1)
    plan.network.refresh_from_db()
    after = outcome_of(plan, 2, A_YEAR_ON)

    assert by_area(after) == by_area(before)
    said = notes(after, A_YEAR_ON)
    assert [words for words in said if "rules were changed" in words] == [
        "The rules were changed since: inhabitants for one post. Here everything is measured by those of the "
        "plan."
    ]


def test_what_else_changed_is_said(plan: CoveragePlan, town: Town) -> None:
    town.east.delete()
    Space.objects.filter(slug="help").update(lon=east(500))
    found = outcome_of(plan, 2, A_YEAR_ON)
    said = notes(found, date(2025, 7, 1))

    assert said == [
        "A plan says no calendar: its years are counted from the day it was made, 1 March 2024.",
        "The year that is looked at is not over yet.",
        "Inhabitants are those that the plan counted, of 1 January 2025.",
        "Areas of the plan that are not known any more, and are not counted: East.",
        "These spaces have moved since: The Help.",
        "That a space is published carries no date: those of today count, with the posts of then.",
    ]


def test_years_are_counted_from_the_day_of_the_plan(plan: CoveragePlan) -> None:
    days = (date(2024, 3, 1), date(2025, 3, 1), date(2025, 3, 2), date(2030, 1, 1))
    assert [year_on(plan, day) for day in days] == [1, 1, 2, 2]
    plan.at = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert end_of(plan, 1) == date(2025, 2, 28)


def test_the_briefing_of_a_plan_older_than_a_year_says_what_became_of_it(plan: CoveragePlan) -> None:
    assert line_for_briefing(plan, date(2025, 2, 28)) == ""
    assert line_for_briefing(plan, date(2026, 2, 1)) == (
        "What became of this plan by 1 February 2026. Of 3.5 posts planned by 1 March 2026, 1.5 are there. "
        "At its places 0.5 more came than it planned by then. 0.5 came elsewhere. 1 of those that were there "
        "before is gone. Inhabitants served by a post: 25,000; planned were 25,000, and before the plan "
        "10,000."
    )


def test_places_with_help(town: Town) -> None:
    """One place more with help: East, where nobody helps yet; then somebody does, and The Help closes."""
    plan = make_plan(town.network, aim="covering", budget=1.0, with_areas=True)
    found = outcome_of(plan, 1, A_DAY)
    assert said_of(found.held) == [("East", "not-opened", 1, 0, 0)]
    assert (found.people.before, found.people.promised, found.people.now) == (30_000, 35_000, 30_000)

    hours = {"staffed_hours": "Mo-Fr 09:00-17:00", "organisation": town.space.organisation}
    make_space("late", lat=LAT, lon=east(30_000), **hours)
    Space.objects.filter(pk=town.space.pk).update(staffed_hours="off")
    found = outcome_of(plan, 1, A_DAY)
    assert said_of(found.held) == [("East", "opened", 1, 1, 0)]
    assert sums_of(found.held)[3:5] == (0, 1)
    assert by_area(found) == {"West": (20_000, 0), "Middle": (10_000, 0), "East": (5_000, 5_000)}


def test_the_shortest_way(town: Town) -> None:
    plan = make_plan(town.network, aim="distance", budget=1.0, with_areas=True)
    found = outcome_of(plan, 1, A_DAY)

    # (10,000 × 1,500 m + 5,000 × 30,000 m) × 1.3 ÷ 35,000 people, and without the way from East.
    assert [round(value or 0, -1) for value in (found.people.before, found.people.promised)] == [6_130, 560]
    assert round(found.people.now or 0) == round(found.people.before or 0)
    Space.objects.update(publication="hidden")
    assert outcome_of(plan, 1, A_DAY).people.now is None


@pytest.mark.parametrize(
    ("aim", "guessed"),
    [
        # West and Middle have The Help within half an hour; only of West the minutes are known.
        ("norm", "For 1 of the 2 ways that count here (50.0 %)"),
        ("covering", "For 1 of the 2 ways that count here (50.0 %)"),
        # Every way counts, that from East too.
        ("distance", "For 2 of the 3 ways that count here (66.7 %)"),
    ],
)
def test_ways_of_now_that_no_times_are_known_of_are_counted_and_said(
    town: Town, aim: str, guessed: str
) -> None:
    make_times(town.network, [("T-West", "help", 2)])
    plan = make_plan(by(town).network, aim=aim, budget=1.0, with_areas=True)
    [said] = [words for words in notes(outcome_of(plan, 1, A_DAY), A_DAY) if "Times on foot" in words]
    assert said.startswith(f"Times on foot: A planner of routes, 3 November 2026. {guessed}")

    make_times(town.network, [("T-West", "help", 3), ("T-Middle", "help", 9), ("T-East", "help", 90)])
    [said] = [words for words in notes(outcome_of(plan, 1, A_DAY), A_DAY) if "Times on foot" in words]
    assert said == (
        "The times of the plan are not kept any more. Times on foot: A planner of routes, 3 November 2026. "
        "The time of every way that counts here was brought in."
    )

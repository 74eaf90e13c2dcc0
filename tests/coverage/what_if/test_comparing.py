"""Before and after in a town small enough to count by hand."""

from datetime import date
from decimal import Decimal

import pytest

from opstap.coverage.reach.demand import demand_of
from opstap.coverage.reach.measuring import measure
from opstap.coverage.reach.supply import Asked, sites_of
from opstap.coverage.rules import Rules
from opstap.coverage.what_if.applying import Applied, apply
from opstap.coverage.what_if.comparing import Comparison, Figure, compare
from opstap.coverage.what_if.reasons import reason_of
from opstap.spaces.models import Offer
from tests.coverage.town import LAT, Town, east
from tests.factories import make_post, make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
NOON = "0900-1200"


def look(town: Town, *texts: str, asked: Asked | None = None) -> tuple[Applied, Comparison]:
    asked, rules = asked or Asked(), Rules()
    demand, sites = demand_of(town.network, rules), sites_of(town.network, asked, TODAY)
    applied = apply(texts, sites, network=town.network, asked=asked, day=TODAY)
    before, after = (
        measure(demand, some, rules, asked, people_per_post=10_000) for some in (sites, applied.sites)
    )
    return applied, compare(before, after, people_per_post=10_000)


def figures(found: Comparison) -> dict[str, tuple[float | None, float | None]]:
    return {one.code: (one.before, one.after) for one in found.figures}


def why(town: Town, *texts: str, asked: Asked | None = None) -> list[str]:
    applied, found = look(town, *texts, asked=asked)
    reasons = [reason_of(done, found, asked or Asked()) for done in applied.done]
    return [reason.code if reason else "" for reason in reasons]


def test_the_only_space_closes(town: Town) -> None:
    _applied, found = look(town, "close~help")
    told = figures(found)

    assert told["within"] == (30_000, 0)
    assert told["missing"] == (2.5, 3.5)
    assert told["served"] == (10_000, 0)
    assert told["help"] == (pytest.approx(40 / 35), 0)
    assert told["days"] == (pytest.approx(5 * 30 / 35), 0)
    assert told["gini"][1] is None
    assert [str(one.before.demand.area) for one in found.areas if one.loses] == ["Middle", "West"]
    assert not any(one.gains for one in found.areas)


def test_half_a_post_more_gives_half_the_help_more(town: Town) -> None:
    _applied, found = look(town, "posts~help~0.5")
    told = figures(found)

    assert told["help"] == (pytest.approx(40 / 35), pytest.approx(60 / 35))
    assert told["missing"] == (2.5, 2.0)
    assert told["served"] == (10_000, 15_000)
    assert told["within"] == (30_000, 30_000)
    assert why(town, "posts~help~0.5") == ["posts-only"]


def test_saturday_counts_for_who_looks_at_saturday(town: Town) -> None:
    assert figures(look(town, f"hours~help~6~{NOON}", asked=Asked(weekday=6))[1])["within"] == (0, 30_000)
    told = figures(look(town, f"hours~help~6~{NOON}")[1])
    assert (told["within"], told["help"]) == (
        (30_000, 30_000),
        (pytest.approx(40 / 35), pytest.approx(43 / 35)),
    )


def test_an_evening_counts_from_six_on(town: Town) -> None:
    told = figures(look(town, "hours~help~2~1700-2000", asked=Asked(evening=True))[1])

    assert told["help"] == (0, pytest.approx(2 / 35))


def test_a_new_space_reaches_who_was_left_out(town: Town) -> None:
    _applied, found = look(town, f"new~municipality.T-East~1~12345~{NOON}")
    told = figures(found)

    assert (told["within"], told["missing"]) == ((30_000, 35_000), (2.5, 2.0))
    assert [str(one.after.demand.area) for one in found.areas if one.gains] == ["East"]
    assert [str(one.space) for one in found.after.pairs.sites_near([0])] == ["East"]


@pytest.mark.parametrize("place", ["50.85,4.777", "7900"])
def test_a_new_space_at_a_point_or_a_postcode(town: Town, place: str) -> None:
    town.east.postcodes.create(postcode="7900")
    told = figures(look(town, f"new~{place}~1~12345~{NOON}~Hall")[1])

    assert told["within"] == (30_000, 35_000)


def test_several_changes_stand_together(town: Town) -> None:
    changes = [
        "close~help",
        f"new~municipality.T-Middle~1~12345~{NOON}",
        f"new~municipality.T-East~1~1~{NOON}",
    ]
    applied, found = look(town, *changes)

    assert [done.text for done in applied.done] == changes
    assert figures(found)["within"] == (30_000, 35_000)


def test_gains_one_thing_and_loses_another(town: Town) -> None:
    _applied, found = look(town, "close~help", f"new~municipality.T-West~9~12~{NOON}")
    west = found.areas[2]

    assert (west.gains, west.loses, west.days) == (True, True, -3)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("close~elsewhere", "no-space", "elsewhere"),
        ("posts~help~-1.5", "below", "The Help"),
        (f"new~municipality.99~1~1~{NOON}", "no-place", "municipality.99"),
        (f"new~1000~1~1~{NOON}", "no-place", "1000"),
        (f"new~91,4~1~1~{NOON}", "no-place", "91,4"),
        ("nonsense", "unreadable", ""),
    ],
)
def test_a_change_that_cannot_be_made_is_named_and_the_rest_stands(
    town: Town, text: str, code: str, name: str
) -> None:
    applied, found = look(town, text, "posts~help~1")

    assert [(one.text, one.code, one.name) for one in applied.refused] == [(text, code, name)]
    assert figures(found)["served"] == (10_000, 20_000)


def test_a_closed_space_changes_no_more(town: Town) -> None:
    applied, _found = look(town, "close~help", "posts~help~1", "close~help")

    assert [one.code for one in applied.refused] == ["closed", "closed"]


def test_changes_beyond_the_most_are_refused(town: Town) -> None:
    applied, _found = look(town, *["posts~help~0.25"] * 62)

    assert (len(applied.done), [one.code for one in applied.refused]) == (60, ["many", "many"])
    assert applied.sites[0].fte == Decimal(16)


def test_nothing_changes_where_the_neighbours_reach_the_same_people(town: Town) -> None:
    twin = make_space(
        "twin",
        names={"en": "Twin"},
        network=town.network,
        staffed_hours="Mo 09:00-17:00",
        lat=LAT,
        lon=east(0),
    )
    _applied, found = look(town, "close~twin")

    assert found.is_same
    assert why(town, "close~twin") == ["neighbours"]
    make_post(twin)
    assert not look(town, "close~twin")[1].is_same


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        ("close~lost", {}, "unplaced"),
        ("close~help", {"language": "ar"}, "not-spoken"),
        (f"hours~help~6~{NOON}", {"kind": "training"}, "not-courses"),
        (f"hours~help~6~{NOON}", {"weekday": 2}, "other-day"),
        ("posts~help~1", {"weekday": 7}, "not-asked"),
        (f"hours~help~1~{NOON}", {}, "already"),
        (f"new~51.2,3.2~1~1~{NOON}", {}, "nobody-near"),
        (f"hours~poor~45~{NOON}", {}, "no-posts"),
        (f"hours~help~6~{NOON}", {}, "day"),
        (f"new~municipality.T-West~1~1~{NOON}", {}, "neighbours"),
        ("close~help", {}, "neighbours"),
        (f"hours~help~6~{NOON}", {"weekday": 6}, ""),
    ],
)
def test_why_a_change_reaches_nobody_more_or_less(
    town: Town, text: str, asked: dict[str, object], code: str
) -> None:
    Offer.objects.create(space=town.space, vocabulary="language", code="nl")
    make_space("lost", network=town.network, staffed_hours="Mo-Fr 09:00-17:00")
    make_space("poor", network=town.network, staffed_hours="Mo 09:00-10:00", lat=LAT, lon=east(100))

    assert why(town, text, asked=Asked(**asked)) == [code]  # type: ignore[arg-type]


def test_better_is_more_of_what_is_good_and_less_of_what_is_not() -> None:
    assert Figure("help", 1.0, 2.0, is_good=True).is_better
    assert Figure("missing", 1.0, 2.0, is_good=False).is_worse
    assert Figure("palma", float("inf"), 2.0, is_good=False).is_better
    assert Figure("gini", None, 0.2, is_good=False).difference is None
    assert not Figure("gini", None, 0.2, is_good=False).is_better
    assert Figure("gini", 0.2, 0.2001, is_good=False).is_same

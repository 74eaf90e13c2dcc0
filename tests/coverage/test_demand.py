"""Which areas are counted, of which year, and how much their need weighs."""

from decimal import Decimal

import pytest

from opstap.coverage.reach.demand import LEAST_NEED, Demand, demand_of, need_of
from opstap.coverage.rules import Rules
from opstap.territory.models import Area
from tests.coverage.town import LAT, Town, east, make_people
from tests.factories import make_area, make_network

pytestmark = pytest.mark.django_db


def split(town: Town, *, keep: float = 1.0, **fields: object) -> list[Area]:
    """Two neighbourhoods in each municipality, with half of (a part of) its people each."""
    made = []
    for parent in town.areas:
        people = float(parent.figures.get(key="population").value)
        for _part in (1, 2):
            area = make_area(kind="neighbourhood", parent=parent, lat=LAT, lon=parent.lon)
            make_people(area, keep * people / 2, **fields)  # type: ignore[arg-type]
            made.append(area)
    return made


def demand(town: Town, level: str = "", **weights: str) -> Demand:
    rules = Rules(weights={key: Decimal(weight) for key, weight in weights.items()})
    return demand_of(town.network, rules, level=level)


def test_municipalities_where_there_is_nothing_finer(town: Town) -> None:
    found = demand(town)

    assert found.level is not None
    assert (found.level.key, found.level.year, found.population) == ("municipality", 2025, 35_000)
    assert found.sources == ("the census office",)


def test_the_finest_level_with_real_figures_is_taken(town: Town) -> None:
    split(town)
    found = demand(town)

    assert found.level is not None
    assert (found.level.key, len(found.areas), found.population) == ("neighbourhood", 6, 35_000)
    assert [level.key for level in found.levels] == ["neighbourhood", "municipality"]


def test_a_finer_level_that_leaves_people_out_is_not_taken(town: Town) -> None:
    split(town, keep=0.9)

    assert [level.key for level in demand(town).levels] == ["municipality"]


def test_an_estimate_is_offered_and_never_taken_by_itself(town: Town) -> None:
    split(town, key="population_estimated", is_estimate=True)

    assert [level.key for level in demand(town).levels] == ["municipality", "neighbourhood-estimate"]
    assert demand(town).level == demand(town).levels[0]
    shown = demand(town, "neighbourhood-estimate")
    assert shown.level is not None
    assert (shown.level.is_estimate, shown.population) == (True, 35_000)


def test_a_population_marked_as_estimate_is_not_real(town: Town) -> None:
    split(town, is_estimate=True)

    assert [level.key for level in demand(town).levels] == ["municipality"]


def test_the_year_is_the_newest_of_those_that_most_areas_have(town: Town) -> None:
    make_people(town.west, 21_000, year=2026)
    assert demand(town).population == 35_000

    make_people(town.middle, 11_000, year=2026)
    make_people(town.east, 6_000, year=2026)
    assert demand(town).population == 38_000


def test_sectors_under_neighbourhoods_belong_to_the_territory(town: Town) -> None:
    for area in split(town):
        sector = make_area(kind="sector", parent=area, lat=LAT, lon=east(0))
        make_people(sector, float(area.figures.get().value))
    found = demand(town)

    assert found.level is not None
    assert (found.level.kind, len(found.areas)) == ("sector", 6)


def test_areas_without_a_point_or_without_people_are_named(town: Town) -> None:
    Area.objects.filter(pk=town.east.pk).update(lat=None, lon=None)
    nobody = make_area(parent=town.network.area, lat=LAT, lon=east(0))
    found = demand(town)

    assert (found.unplaced, found.unpeopled, len(found.areas)) == ((town.east,), (nobody,), 2)


def test_without_any_figure_there_is_no_level() -> None:
    found = demand_of(make_network(), Rules())

    assert (found.level, found.areas, found.levels) == (None, (), ())


@pytest.mark.parametrize(
    ("figures", "need"),
    [
        ({}, 1.0),
        ({"old": (0.5, 1.2)}, 1.1),
        ({"income": (-0.5, 0.8)}, 1.1),
        ({"old": (0.5, 1.2), "income": (-0.5, 0.8)}, 1.2),
        ({"old": (2.0, 0.1)}, LEAST_NEED),
    ],
)
def test_need(figures: dict[str, tuple[float, float]], need: float) -> None:
    assert need_of(figures) == pytest.approx(need)


def test_without_weights_everybody_counts_the_same(town: Town) -> None:
    make_people(town.west, 20, "share_65_plus_pct")

    assert [one.need for one in demand(town).areas] == [1, 1, 1]


def test_an_area_above_the_mean_counts_more_and_people_weigh_the_mean(town: Town) -> None:
    for area, share in zip(town.areas, (10, 20, 20), strict=True):
        make_people(area, share, "share_65_plus_pct", year=2023)
        make_people(area, 99, "share_65_plus_pct", year=2021)
    found = demand(town, share_65_plus_pct="0.5")
    mean = (20_000 * 10 + 15_000 * 20) / 35_000

    assert found.figures[0].mean == pytest.approx(mean)
    assert (found.figures[0].year, found.figures[0].weight) == (2023, 0.5)
    assert {str(one.area): one.need for one in found.areas} == {
        "West": pytest.approx(1 + 0.5 * (10 / mean - 1)),
        "Middle": pytest.approx(1 + 0.5 * (20 / mean - 1)),
        "East": pytest.approx(1 + 0.5 * (20 / mean - 1)),
    }
    # The need of all together is that of their number: weights move need, they make none.
    assert sum(one.weight for one in found.areas) == pytest.approx(35_000)


def test_a_figure_that_an_area_lacks_counts_as_the_mean_and_is_named(town: Town) -> None:
    make_people(town.west, 10, "share_65_plus_pct")
    make_people(town.middle, 20, "share_65_plus_pct")
    found = {str(one.area): one for one in demand(town, share_65_plus_pct="1").areas}

    assert (found["East"].need, found["East"].unknown) == (1.0, ("share_65_plus_pct",))
    assert found["West"].unknown == ()

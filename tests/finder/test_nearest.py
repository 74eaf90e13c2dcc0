"""The index and the growing box against the plain truth: all distances, sorted."""

import random

import pytest
from django.db import connection

from opstap.finder.search import fitting as fitting_module
from opstap.finder.search import nearest as nearest_module
from opstap.finder.search.fitting import prepared, prepared_all
from opstap.finder.search.nearest import STRIPS, Nearby, Point, all_by_distance, nearest
from opstap.finder.search.question import Question
from opstap.spaces.models import Offer, Space
from opstap.spaces.models.space import strips_between
from opstap.territory.geo import box, distance_m
from tests.factories import make_space
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db


def point(lat: float, lon: float) -> Point:
    return Point(lat, lon, MONDAY, MONDAY)


def truth(lat: float, lon: float) -> list[int]:
    placed = Space.objects.filter(lat__isnull=False)
    return [
        pk
        for _metres, pk in sorted(
            (round(distance_m(lat, lon, north or 0, east or 0), 3), pk)
            for pk, north, east in placed.values_list("pk", "lat", "lon")
        )
    ]


@pytest.fixture
def scattered(db: None) -> None:
    """A town, its surroundings, another continent."""
    chance = random.Random(1)
    places = [(chance.gauss(50.85, 0.01), chance.gauss(4.35, 0.015)) for _ in range(60)]
    places += [(chance.uniform(49.5, 51.5), chance.uniform(2.5, 6.4)) for _ in range(40)]
    places += [(-22.27, 166.45), (48.1, -179.9), (89.5, 0.0)]
    for number, (lat, lon) in enumerate(places):
        make_space(f"place-{number}", lat=lat, lon=lon)


@pytest.mark.parametrize("origin", [(50.85, 4.35), (50.9, 4.5), (49.6, 6.1), (51.4, 2.6), (50.2, 2.9)])
@pytest.mark.parametrize("count", [1, 21, 61, 99])
def test_the_nearest_come_first_wherever_one_stands(
    scattered: None, origin: tuple[float, float], count: int
) -> None:
    found = nearest(prepared(Question(), count), point(*origin), count)

    assert [one.pk for one in found] == truth(*origin)[:count]


@pytest.mark.parametrize("origin", [(-22.0, 166.0), (0.0, 0.0), (89.0, 179.0), (-90.0, -180.0)])
def test_also_from_the_other_end_of_the_world_everything_is_found(
    scattered: None, origin: tuple[float, float]
) -> None:
    found = nearest(prepared(Question(), 200), point(*origin), 200)

    assert [one.pk for one in found] == truth(*origin)


def test_beyond_the_reach_the_search_ends(scattered: None) -> None:
    found = nearest(prepared(Question(), 100), point(50.85, 4.35), 100, reach_km=5)

    assert max(one.metres or 0 for one in found) < 5000 * 1.5
    assert len(found) >= 60


def test_spaces_without_a_place_come_last(db: None) -> None:
    unplaced = make_space()
    near, far = make_space(lat=50.85, lon=4.35), make_space(lat=51.0, lon=4.0)

    found = all_by_distance(prepared_all(Question()), point(50.85, 4.35))

    assert [(one.pk, one.metres is None) for one in found] == [
        (near.pk, False),
        (far.pk, False),
        (unplaced.pk, True),
    ]


def test_only_public_spaces_are_found(db: None) -> None:
    make_space(lat=50.85, lon=4.35, publication="review")
    make_space(lat=50.85, lon=4.35, publication="hidden")

    assert nearest(prepared(Question(), 21), point(50.85, 4.35), 21) == []


def test_the_next_search_from_there_is_as_exact_as_the_first(scattered: None) -> None:
    origin = (50.85, 4.35)
    asked = prepared(Question(), 21)
    nearest(asked, point(*origin), 21)
    near = make_space(lat=50.8501, lon=4.35)

    assert nearest(asked, point(*origin), 21)[0].pk == near.pk
    Space.objects.exclude(pk__in=truth(*origin)[::5]).delete()
    assert [one.pk for one in nearest(asked, point(*origin), 21)] == truth(*origin)[:21]


def test_what_is_remembered_of_searches_is_bounded(scattered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest_module, "MOST_LOOKED", 5)
    for number in range(12):
        nearest(prepared(Question(), 1), point(50.0 + number / 10, 4.0), 1)

    assert 0 < len(nearest_module._looked) <= 5


@pytest.mark.parametrize("lon", [-180.0, -179.97, -4.35, -0.015, 0.0, 0.015625, 4.35, 4.375, 4.390624, 180.0])
def test_a_place_lies_in_the_strips_around_it(db: None, lon: float) -> None:
    """Also on the edge between two strips, where one database rounds and the other cuts."""
    space = make_space(lat=50.85, lon=lon)

    assert list(Space.objects.in_strips(list(strips_between(lon, lon)))) == [space]
    assert list(Space.objects.in_strips(list(strips_between(lon + 0.07, lon + 0.07)))) == []


@pytest.mark.parametrize("km", [0.05, 1.0, 8.0, 25.0, 33.0, 60.0])
def test_strips_find_what_the_box_alone_finds(scattered: None, km: float) -> None:
    asked = prepared(Question(), 200)
    area = box(50.85, 4.35, km)

    assert asked.run(point(50.85, 4.35), area) == asked.wide.run(point(50.85, 4.35).values(area))


def test_a_box_wider_than_the_strips_is_asked_as_a_whole(scattered: None) -> None:
    asked, area = prepared(Question(), 200), box(50.85, 4.35, 60.0)
    without_strips = Nearby(asked.wide, asked.wide)

    assert len(strips_between(area.west, area.east)) > len(STRIPS)
    assert asked.run(point(50.85, 4.35), area) == without_strips.run(point(50.85, 4.35), area)


@pytest.mark.parametrize(
    "wishes", [Question(), Question(free=True, wheelchair=True, evening=True, weekend=True)]
)
def test_sqlite_reads_the_strips_alone(db: None, wishes: Question) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan of SQLite")
    asked = prepared(wishes, 21).narrow
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.sql}", asked.params)
        plan = [row[-1] for row in cursor.fetchall()]

    assert plan[0].startswith("SEARCH spaces_space USING COVERING INDEX space_strip"), plan
    assert "lat>? AND lat<?" in plan[0]


@pytest.mark.parametrize("longest_list", [0, 1000])
def test_a_code_is_found_from_its_list_and_by_asking_each_space(
    scattered: None, monkeypatch: pytest.MonkeyPatch, longest_list: int
) -> None:
    monkeypatch.setattr(fitting_module, "LISTED", longest_list)
    order = truth(50.85, 4.35)
    Offer.objects.bulk_create(Offer(space_id=pk, vocabulary="language", code="tr") for pk in order[::3])
    Offer.objects.bulk_create(Offer(space_id=pk, vocabulary="language", code="ar") for pk in order)

    found = nearest(prepared(Question(language="tr"), 21), point(50.85, 4.35), 21)

    assert [one.pk for one in found] == order[::3][:21]

"""The shipped facts, and writing areas."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from opstap.territory.geo import crossing, rings_of
from opstap.territory.lookup import heart_of
from opstap.territory.models import Area, AreaFigure, AreaName, AreaPostcode, AreaShape, Network
from opstap.territory.outlines import Outline
from opstap.territory.services import AreaData, Figure, ShapeError, load_brussels, save_area, save_shape

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[4.3, 50.8], [4.4, 50.8], [4.4, 50.9], [4.3, 50.8]]]}


def total(year: int) -> Decimal:
    return AreaFigure.objects.filter(key="population", year=year).aggregate(total=Sum("value"))["total"]


def test_brussels_has_nineteen_municipalities_that_add_up() -> None:
    region = load_brussels()

    assert Area.objects.municipalities().filter(parent=region).count() == 19
    assert (total(2020), total(2025)) == (1_218_255, 1_255_795)


def test_loading_twice_changes_nothing() -> None:
    load_brussels()
    before = [list(model.objects.values_list()) for model in (Area, AreaName, AreaPostcode, AreaFigure)]
    load_brussels()

    assert [list(m.objects.values_list()) for m in (Area, AreaName, AreaPostcode, AreaFigure)] == before


def test_derived_figures_say_how_they_were_made() -> None:
    load_brussels()
    figure = AreaFigure.objects.get(area__code="21001", key="population", year=2025)

    assert figure.basis == "derived: 2026 figure minus the published yearly change (+876)"
    assert figure.source.startswith("IBSA and Statbel")


def test_an_area_is_created_updated_and_left_alone() -> None:
    data = AreaData("FR", "municipality", "33063", {"fr": "Bordeaux"}, postcodes={"33000": None})
    richer = AreaData(
        "FR",
        "municipality",
        "33063",
        {"fr": "Bordeaux"},
        postcodes={"33000": (44.8, -0.6), "33100": None},
        figures=(Figure("population", 2025, Decimal(260_000)),),
    )

    outcomes = [save_area(each)[1] for each in (data, data, richer, richer, data)]
    assert outcomes == ["created", "unchanged", "updated", "unchanged", "updated"]


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "not-an-outline"),
        ({"type": "Point", "coordinates": [4, 50]}, "not-an-outline"),
        ({"type": "Polygon", "coordinates": []}, "not-an-outline"),
        ({"type": "Polygon", "coordinates": [[[4, 50], [5, 50], [5, 51], [4, 51]]]}, "ring-not-closed"),
        ({"type": "Polygon", "coordinates": [[[4, 50], [5, "x"], [5, 51], [4, 50]]]}, "not-an-outline"),
        (
            {"type": "Polygon", "coordinates": [[[400, 50], [5, 50], [5, 51], [400, 50]]]},
            "outside-the-globe",
        ),
    ],
)
def test_a_geometry_that_is_no_outline_is_refused(geometry: object, code: str) -> None:
    area = save_area(AreaData("BE", "municipality", "1", {"fr": "A"}))[0]
    with pytest.raises(ShapeError) as caught:
        save_shape(area, geometry)

    assert (caught.value.code, AreaShape.objects.count()) == (code, 0)


def test_a_shape_is_stored_once() -> None:
    area = save_area(AreaData("BE", "municipality", "1", {"fr": "A"}))[0]

    assert [save_shape(area, SQUARE), save_shape(area, SQUARE)] == ["created", "unchanged"]


def test_the_network_command_makes_one_network() -> None:
    call_command("network", "brussels", name_fr="Réseau", name_nl="Netwerk")
    network = Network.objects.get()
    with pytest.raises(CommandError, match="already there"):
        call_command("network", "brussels", name_fr="Autre")

    assert (network.slug, network.area.code, network.names) == (
        "brussels",
        "04000",
        {"fr": "Réseau", "nl": "Netwerk"},
    )


def test_a_network_over_an_unknown_area_is_refused() -> None:
    with pytest.raises(CommandError, match="No area has the code 99999"):
        call_command("network", "x", name_fr="X", area="99999")

    assert Network.objects.count() == 0


def test_each_municipality_has_its_outline_around_its_heart() -> None:
    load_brussels()
    shapes = AreaShape.objects.select_related("area")

    assert shapes.count() == 19
    assert [str(shape) for shape in shapes if not around_its_heart(shape)] == []
    assert {shape.source for shape in shapes} == {
        "Statbel boundaries of municipalities (CC BY 2.0), simplified to about 10 m"
    }


def around_its_heart(shape: AreaShape) -> bool:
    return Outline(shape.geometry).contains(*(heart_of(shape.area) or (0.0, 0.0)))


def test_the_point_of_each_municipality_lies_inside_it() -> None:
    load_brussels()
    shapes = AreaShape.objects.select_related("area")

    assert shapes.count() == 19
    assert [str(one.area) for one in shapes if crossing(rings_of(one.geometry), 1_000_000)] == []
    assert [str(one.area) for one in shapes if not Outline(one.geometry).contains(*point_of(one.area))] == []


def point_of(area: Area) -> tuple[float, float]:
    assert area.lat is not None
    assert area.lon is not None
    return area.lat, area.lon

"""The map: outlines as paths."""

from opstap.coverage.drawing import draw, shades_of
from opstap.territory.outlines import Outline

AROUND = [[4.0, 50.0], [4.1, 50.0], [4.1, 50.1], [4.0, 50.1], [4.0, 50.0]]


def polygon(*rings: list[list[float]]) -> Outline:
    return Outline({"type": "Polygon", "coordinates": rings})


LEFT = polygon(AROUND)
RIGHT = Outline({"type": "MultiPolygon", "coordinates": [[[[lon + 0.1, lat] for lon, lat in AROUND]]]})


def test_neighbours_share_their_border_and_north_is_up() -> None:
    found = draw([LEFT, RIGHT], [1, 5], [(50.05, 4.05), (50.05, 4.15)], [])

    # 0.2° wide, 0.1° high, and a degree of longitude is 0.64 of one of latitude.
    assert (found.width, found.height) == (600, 467)
    assert found.areas[0].path == "M0 467.2l300 0 0 -467.2 -300 0 0 467.2z"
    assert found.areas[1].path.startswith("M300 467.2l300 0")
    assert [(one.x, one.y, one.shade) for one in found.areas] == [
        ("150.0", "233.6", 1),
        ("450.0", "233.6", 5),
    ]


def test_points_nobody_sees_are_left_out() -> None:
    ring = [[4.0, 50.0], [4.00001, 50.0], [4.1, 50.0], [4.1, 50.1], [4.0, 50.0]]
    found = draw([polygon(ring)], [1], [(50.0, 4.0)], [])

    assert found.areas[0].path == "M0 934.4l600 0 0 -934.4 -600 934.4z"


def test_a_hole_is_a_second_ring_of_the_path() -> None:
    hole = [[4.02, 50.02], [4.08, 50.02], [4.08, 50.08], [4.02, 50.02]]
    found = draw([polygon(AROUND, hole)], [1], [(50.0, 4.0)], [])

    assert found.areas[0].path.count("M") == 2


def test_spaces_outside_the_map_are_not_drawn() -> None:
    found = draw([LEFT], [1], [(50.0, 4.0)], [(50.05, 4.05), (50.05, 4.3), (51.0, 4.05)])

    assert len(found.dots) == 1


def test_an_outline_without_width_is_drawn_all_the_same() -> None:
    ring = [[4.0, 50.0], [4.0, 50.0], [4.0, 50.0], [4.0, 50.0]]

    assert draw([polygon(ring)], [1], [(50.0, 4.0)], []).height == 1


def test_shades_go_in_equal_steps_up_to_the_greatest() -> None:
    assert shades_of([0, 0.1, 2.4, 2.5, 5, 7.5, 9.9, 10]) == [1, 2, 2, 3, 4, 5, 5, 5]
    assert shades_of([0, 0]) == [1, 1]
    assert shades_of([]) == []


def test_the_areas_of_a_shade_are_one_path() -> None:
    found = draw([LEFT, RIGHT, LEFT], [3, 1, 3], [(50.05, 4.05)] * 3, [])
    left, right, _again = (one.path for one in found.areas)

    assert found.layers == [(1, right), (3, left + left)]


def test_small_steps_do_not_add_up_to_an_error() -> None:
    """A thousand corners on an arc, each rounded: the last one stands where it should."""
    arc = [[4 + 0.1 * number / 1000, 50 + 0.1 * (number / 1000) ** 2] for number in range(1001)]
    path = draw([polygon([*arc, arc[0]])], [1], [(50.0, 4.0)], []).areas[0].path
    steps = [float(number) for number in path[1:-1].replace("l", " ").split()]

    assert (round(sum(steps[:-2:2]), 1), round(sum(steps[1:-2:2]), 1)) == (600, 0)

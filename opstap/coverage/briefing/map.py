"""The map of a briefing: a vector picture with numbered places, and the same in words.

Nothing is said by colour alone: the classes differ in hatching too, and places carry their number.
"""

from collections.abc import Sequence
from itertools import combinations
from math import hypot
from typing import Any

from opstap.coverage.drawing import WIDTH, Drawing, Point, draw, frame_of
from opstap.territory.outlines import Outline

MARK = 15.0
"""Half of what the number of a place takes on the map, in its units."""
ROUNDS = 200

INK, PAPER, EDGE = "#26161f", "#ffffff", "#54414c"
FILLS = {1: PAPER, 2: "#fbeef4", 3: "#f0cfe0", 4: "#dda0c0", 5: "#4b1039"}
HATCHES = {2: "M0 12L12 0", 3: "M0 6L6 0M6 12L12 6M0 12L12 0", 4: "M0 12L12 0M0 0L12 12"}


def picture(outlines: Sequence[Outline], shades: Sequence[int], points: Sequence[Point]) -> dict[str, Any]:
    """`svg`: the areas and a dot at each point (lat, lon); `marks`: where the numbers stand, as shares of
    width and height; `ratio`: height over width."""
    frame, height = frame_of(outlines)
    dots = [frame.at(lon, lat) for lat, lon in points]
    marks = spread(dots, MARK, WIDTH, height)
    drawing = draw(outlines, shades, [(0.0, 0.0)] * len(outlines), [])
    return {
        "svg": _svg(drawing, dots, marks),
        "marks": [[x / WIDTH, y / height] for x, y in marks],
        "ratio": height / WIDTH,
    }


def swatch(shade: int) -> str:
    """One class of the legend, drawn like the areas."""
    path = "M1 1H35V19H1Z"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 20">{_patterns()}{_area(path, shade)}</svg>'
    )


def spread(points: Sequence[Point], half: float, width: float, height: float) -> list[Point]:
    """The points moved as little as it takes to stand 2 × half apart, inside the drawing."""
    moved = [(x, y) for x, y in points]
    for _round in range(ROUNDS):
        close = False
        for one, other in combinations(range(len(moved)), 2):
            close = _part(moved, one, other, 2 * half) or close
        moved = [(_inside(x, half, width), _inside(y, half, height)) for x, y in moved]
        if not close:
            break
    return moved


def _part(moved: list[Point], one: int, other: int, apart: float) -> bool:
    """Push two points that stand too close away from each other, each by half of what lacks."""
    (x1, y1), (x2, y2) = moved[one], moved[other]
    distance = hypot(x2 - x1, y2 - y1)
    if distance >= apart - 1e-6:
        return False
    # Two places at one point part along a line of their own: places of a street do not stand in a row.
    dx, dy = ((x2 - x1) / distance, (y2 - y1) / distance) if distance else (1.0, 0.1 * (other - one))
    push = (apart - distance) / 2
    moved[one], moved[other] = (x1 - dx * push, y1 - dy * push), (x2 + dx * push, y2 + dy * push)
    return True


def _inside(value: float, half: float, most: float) -> float:
    return min(max(value, half), max(half, most - half))


def _svg(drawing: Drawing, dots: Sequence[Point], marks: Sequence[Point]) -> str:
    areas = "".join(_area(area.path, area.shade) for area in drawing.areas)
    lines = "".join(
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{INK}" stroke-width="2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}" stroke="{PAPER}" stroke-width="1.5"/>'
        for (x, y), (to_x, to_y) in zip(dots, marks, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}">'
        f"{_patterns()}{areas}{lines}</svg>"
    )


def _area(path: str, shade: int) -> str:
    hatch = f'<path d="{path}" fill="url(#h{shade})"/>' if shade in HATCHES else ""
    return f'<path d="{path}" fill="{FILLS[shade]}" stroke="{EDGE}" stroke-width="1.5"/>{hatch}'


def _patterns() -> str:
    drawn = "".join(
        f'<pattern id="h{shade}" width="12" height="12" patternUnits="userSpaceOnUse">'
        f'<path d="{path}" stroke="#6d1a52" stroke-width="1"/></pattern>'
        for shade, path in HATCHES.items()
    )
    return f"<defs>{drawn}</defs>"

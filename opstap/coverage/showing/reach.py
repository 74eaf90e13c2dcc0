"""Reach as the page shows it: rows in the order asked, the map beside them, what is not counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.coverage.drawing import Drawing, Drawn, draw, shades_of
from opstap.coverage.reach.found import AreaReach, Reach
from opstap.coverage.reach.supply import Site
from opstap.coverage.words import asked_words, figure_words
from opstap.spaces.models import Space
from opstap.territory.models import Area

ORDER: dict[str, Callable[["Row"], float]] = {
    "missing": lambda row: -row.area.missing,
    "access": lambda row: row.area.access,
    "population": lambda row: -row.area.population,
    "name": lambda row: 0,
}


@dataclass(frozen=True)
class Row:
    """`number` stands on the map too; `shade`: the class of the map, 1 to 5."""

    number: int
    area: AreaReach
    shade: int

    @property
    def name(self) -> str:
        return str(self.area.demand.area)


def rows_of(reach: Reach, order: str) -> list[Row]:
    """Numbered in the order shown. An estimated population never ranks: then by name, whatever was asked."""
    rows = [Row(0, area, shade) for area, shade in zip(reach.areas, _shades(reach), strict=True)]
    rows.sort(key=lambda row: row.name.casefold())
    if not is_estimate(reach):
        rows.sort(key=ORDER[order])
    return [Row(place, row.area, row.shade) for place, row in enumerate(rows, start=1)]


def is_estimate(reach: Reach) -> bool:
    return reach.demand.level is not None and reach.demand.level.is_estimate


def _shades(reach: Reach) -> list[int]:
    """Posts missing; where the population is an estimate, days without anybody, which need no population."""
    if is_estimate(reach):
        return [1 + min(4, 5 - one.weekdays) for one in reach.areas]
    return shades_of([one.missing for one in reach.areas])


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the legend: above `least`, up to `most`."""

    shade: int
    least: float
    most: float


def legend(reach: Reach) -> list[Class]:
    """The classes of posts missing that the map uses, from nothing up."""
    most = max((one.missing for one in reach.areas), default=0.0)
    if most <= 0:
        return [Class(1, 0, 0)]
    steps = [most * step / 4 for step in range(5)]
    return [Class(1, 0, 0), *(Class(step + 2, steps[step], steps[step + 1]) for step in range(4))]


@dataclass(frozen=True)
class Map:
    drawing: Drawing
    pairs: list[tuple[Drawn, Row]]


def map_of(reach: Reach, rows: list[Row]) -> Map | None:
    """None where not one of the areas has a shape."""
    shaped = [(outline, row) for row in rows if (outline := row.area.demand.outline)]
    if not shaped:
        return None
    outlines, rows = map(list, zip(*shaped, strict=True))
    drawing = draw(
        outlines,
        [row.shade for row in rows],
        [row.area.demand.point for row in rows],
        [site.point for site in reach.sites if site.point is not None],
    )
    return Map(drawing, list(zip(drawing.areas, rows, strict=True)))


def page_of(reach: Reach, order: str) -> dict[str, Any]:
    """Everything the page says of one answer."""
    rows = rows_of(reach, order)
    return {
        "reach": reach,
        "rows": rows,
        "map": map_of(reach, rows),
        "legend": legend(reach),
        "days_legend": [(1 + min(4, 5 - days), days) for days in (5, 4, 3, 2, 1)],
        "is_estimate": is_estimate(reach),
        "level_year": str(reach.demand.level.year) if reach.demand.level else "",
        "weights": [(figure_words(one.key), one) for one in reach.demand.figures if one.weight],
        "asked_words": asked_words(reach.asked),
        "evenness": reach.evenness,
        "within_percent": _percent(reach.share_within),
        "left_out_percent": _percent(reach.share_left_out),
        "below_percent": _percent(reach.evenness.below),
        "left_out": sorted(str(one.demand.area) for one in reach.left_out),
        "lacks": lacks(reach),
        "gone": gone(reach),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def lacks(reach: Reach) -> list[tuple[str, list[Space]]]:
    """Why published spaces do not count, or not wholly: words, and which spaces."""
    number = {name: len(getattr(reach, name)) for name in ("unplaced", "unsaid", "postless")}
    words = [
        (
            ngettext(
                "%(n)s space has no place on the map: it reaches nobody here.",
                "%(n)s spaces have no place on the map: they reach nobody here.",
                number["unplaced"],
            ),
            reach.unplaced,
        ),
        (
            ngettext(
                "%(n)s space did not say these hours, or they cannot be read.",
                "%(n)s spaces did not say these hours, or they cannot be read.",
                number["unsaid"],
            ),
            reach.unsaid,
        ),
        (
            ngettext(
                "%(n)s space noted no post: its animators are not counted.",
                "%(n)s spaces noted no post: their animators are not counted.",
                number["postless"],
            ),
            reach.postless,
        ),
    ]
    return [(text % {"n": len(sites)}, _spaces(sites)) for text, sites in words if sites]


def _spaces(sites: Sequence[Site]) -> list[Space]:
    return sorted((site.space for site in sites), key=lambda space: str(space).casefold())


def gone(reach: Reach) -> list[tuple[str, list[str]]]:
    """Areas that are not on the page, and why."""
    demand = reach.demand
    found = [
        (_("Areas without a point, left out:"), demand.unplaced),
        (_("Areas without a number of inhabitants, left out:"), demand.unpeopled),
        (_("Areas that lack one of the figures of need; there it counts as the mean:"), _unknown(reach)),
    ]
    return [(words, [str(area) for area in areas]) for words, areas in found if areas]


def _unknown(reach: Reach) -> tuple[Area, ...]:
    return tuple(one.area for one in reach.demand.areas if one.unknown)

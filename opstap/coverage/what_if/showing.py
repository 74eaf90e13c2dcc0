"""Before and after as the page shows it: the changes, the figures, the areas that gain or lose, the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import urlencode

from opstap.coverage.drawing import Drawing, Drawn, draw
from opstap.coverage.reach.supply import Asked
from opstap.coverage.showing.reach import is_estimate
from opstap.coverage.what_if.applying import Applied
from opstap.coverage.what_if.comparing import AreaChange, Comparison, Figure
from opstap.coverage.what_if.of_plan import PlanYear
from opstap.coverage.what_if.reasons import reason_of
from opstap.coverage.what_if.words import (
    FIGURES,
    alone_words,
    change_words,
    reason_words,
    refused_words,
    year_words,
)
from opstap.coverage.words import asked_words

SAME, UP, MUCH_UP, DOWN, MUCH_DOWN, BOTH = range(1, 7)
"""The classes of the map."""
SIGNS = {UP: "▲", MUCH_UP: "▲", DOWN: "▼", MUCH_DOWN: "▼", BOTH: "◆"}
MUCH = 0.5
"""Of the greatest change in help."""
PER_CENT = {"below"}
PEOPLE = {"within", "served"}


@dataclass(frozen=True)
class ChangeLine:
    """A change in words, and why it changes nothing of who is within reach.

    back   the question and the other changes: a link that takes this one back
    alone  the same changes on one weekday only, where that shows more; "" = nowhere
    """

    words: str
    why: str
    back: str
    alone: str
    alone_words: str


@dataclass(frozen=True)
class FigureLine:
    """`decimals`: how many to show. `is_endless`, `was_endless`: Palma where the poorest have nothing."""

    name: str
    figure: Figure
    before: float | None
    after: float | None
    more: float | None
    decimals: str
    was_endless: bool
    is_endless: bool


@dataclass(frozen=True)
class Row:
    """An area that changes. `number` stands on the map too, after `sign`."""

    number: int
    area: AreaChange
    shade: int

    @property
    def name(self) -> str:
        return str(self.area.before.demand.area)

    @property
    def sign(self) -> str:
        return SIGNS.get(self.shade, "")


OF_PLAN = ("plan", "year", "against")
Pairs = list[tuple[str, str]]


def page_of(applied: Applied, found: Comparison, asked: Asked, question: Pairs) -> dict[str, Any]:
    """Everything the page says of one answer. `question`: the parts that a link carries on."""
    texts = [done.text for done in applied.done]
    rows = rows_of(found)
    left_out = [{str(one.demand.area) for one in reach.left_out} for reach in (found.before, found.after)]
    return {
        "changes": _changes(applied, found, asked, question),
        "texts": texts,
        "here": link(question, texts),
        "today": link([pair for pair in question if pair[0] not in OF_PLAN], []),
        "refused": list(dict.fromkeys(refused_words(one) for one in applied.refused)),
        "found": found,
        "figures": [_line(one) for one in found.figures],
        "rows": rows,
        "gains": [row for row in rows if row.area.gains],
        "loses": [row for row in rows if row.area.loses],
        "unchanged": len(found.areas) - len(rows),
        "map": map_of(found, rows),
        "shades": sorted({row.shade for row in rows}),
        "is_estimate": is_estimate(found.before),
        "asked_words": asked_words(asked),
        "left_out": sorted(left_out[1]),
        "newly_out": sorted(left_out[1] - left_out[0]),
        "newly_in": sorted(left_out[0] - left_out[1]),
    }


def link(question: Pairs, changes: Iterable[str], **more: str) -> str:
    """The question with other parts, and the changes, as a link carries them."""
    asked = dict(question) | more
    return f"?{urlencode([*asked.items(), *(('change', text) for text in changes)])}"


def plan_of(applied: Applied, question: Pairs, year: PlanYear | None) -> dict[str, Any]:
    """The plan whose places are tried, what was taken back of it, and the links to compare with another."""
    if year is None:
        return {"year": None}
    texts = [done.text for done in applied.done]
    rest = [(name, value) for name, value in question if name != "against"]
    return {
        "year": year,
        "year_words": year_words(year),
        "is_against_plan": ("against", "plan") in question,
        "with_plan": link(rest, texts, against="plan"),
        "with_today": link(rest, texts),
        "whole_plan": link(rest, year.texts),
    }


def _changes(applied: Applied, found: Comparison, asked: Asked, question: Pairs) -> list[ChangeLine]:
    texts, lines = [done.text for done in applied.done], []
    for place, done in enumerate(applied.done):
        reason = reason_of(done, found, asked)
        why, weekday = (reason_words(reason), reason.weekday) if reason else ("", 0)
        back = link(question, texts[:place] + texts[place + 1 :])
        alone = link(question, texts, weekday=str(weekday)) if weekday else ""
        words = alone_words(weekday) if weekday else ""
        lines.append(ChangeLine(change_words(done), why, back, alone, words))
    return lines


def _line(figure: Figure) -> FigureLine:
    factor = 100 if figure.code in PER_CENT else 1
    before, after, more = (_times(one, factor) for one in (figure.before, figure.after, figure.difference))
    decimals = "0g" if figure.code in PEOPLE else "2g"
    endless = [one is not None and not isfinite(one) for one in (before, after)]
    return FigureLine(str(FIGURES[figure.code]), figure, before, after, more, decimals, *endless)


def _times(number: float | None, factor: int) -> float | None:
    return None if number is None else number * factor


def rows_of(found: Comparison) -> list[Row]:
    """The areas that change: most help lost first, most gained last; of an estimate by name."""
    most = max((abs(one.help) for one in found.areas), default=0.0)
    rows = [Row(0, one, _shade(one, most)) for one in found.areas if not one.is_same]
    rows.sort(key=lambda row: row.name.casefold())
    if not is_estimate(found.before):
        rows.sort(key=lambda row: (row.area.help, row.area.days))
    return [Row(number, row.area, row.shade) for number, row in enumerate(rows, start=1)]


def _shade(one: AreaChange, most: float) -> int:
    is_much = most > 0 and abs(one.help) >= MUCH * most
    match one.gains, one.loses:
        case True, True:
            return BOTH
        case True, False:
            return MUCH_UP if is_much else UP
        case False, True:
            return MUCH_DOWN if is_much else DOWN
        case _:
            return SAME


@dataclass(frozen=True)
class Map:
    """`pairs`: each area as drawn, and its row where it changes."""

    drawing: Drawing
    pairs: list[tuple[Drawn, Row | None]]


def map_of(found: Comparison, rows: list[Row]) -> Map | None:
    """None where not one of the areas has a shape. The dots are the spaces after the changes."""
    shaped = [(outline, one) for one in found.areas if (outline := one.before.demand.outline)]
    if not shaped:
        return None
    by_area = {row.area.before.demand.area.pk: row for row in rows}
    mine = [by_area.get(one.before.demand.area.pk) for _outline, one in shaped]
    drawing = draw(
        [outline for outline, _one in shaped],
        [row.shade if row else SAME for row in mine],
        [one.before.demand.point for _outline, one in shaped],
        [site.point for site in found.after.sites if site.point is not None],
    )
    return Map(drawing, list(zip(drawing.areas, mine, strict=True)))

"""Where the marks of a chart stand: per cents across, pixels down, as text for SVG attributes. Pure.

The drawings have no viewBox, so that text keeps its size on every screen. Numbers that may pass 999 are
text, so that no template writes them with a thousands separator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log10
from textwrap import wrap

LABEL_WIDTH = 30
"""Characters of a label that stand beside one another on the narrowest screen."""
LINE = 24
BAR = 22
WIDEST = 80
TOP, BASE = 30, 250
MOST_DOTS = 60
FEWEST_COLUMNS = 6
WIDEST_DOT = 6.0


def percent(value: float) -> str:
    return f"{value:.2f}%"


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    width: str
    kind: str


def dots(kinds: Sequence[str]) -> list[Dot]:
    """One small rectangle per space, in the order given; as one bar in parts when there are too many."""
    if len(kinds) > MOST_DOTS:
        return _parts_of_a_bar(kinds)
    slot = min(100 / max(len(kinds), 1), WIDEST_DOT)
    width = percent(slot * 0.72)
    return [Dot(percent(slot * (place + 0.05)), width, kind) for place, kind in enumerate(kinds)]


def _parts_of_a_bar(kinds: Sequence[str]) -> list[Dot]:
    found, begin = [], 0.0
    for kind in dict.fromkeys(kinds):
        share = 100 * kinds.count(kind) / len(kinds)
        found.append(Dot(percent(begin), percent(share), kind))
        begin += share
    return found


@dataclass(frozen=True, slots=True)
class Line:
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label in lines, then the bar with its words at the end."""

    lines: tuple[Line, ...]
    y: str
    y_words: str
    width: str
    words: str


@dataclass(frozen=True, slots=True)
class BarChart:
    height: str
    bars: tuple[Bar, ...]


def bar_chart(rows: Iterable[tuple[str, float, str]]) -> BarChart:
    """Rows of (label, share of the longest bar from 0 to 1, words at the end)."""
    bars, y = [], 0
    for label, share, words in rows:
        texts = wrap(label, LABEL_WIDTH) or [""]
        lines = tuple(Line(str(y + 20 + LINE * number), text) for number, text in enumerate(texts))
        y += 6 + LINE * len(texts)
        bars.append(Bar(lines, str(y), str(y + 18), percent(WIDEST * share), words))
        y += BAR + 14
    return BarChart(str(y), tuple(bars))


@dataclass(frozen=True, slots=True)
class Column:
    """One month. `kind`: "bar", "none" (a dashed frame) or "" (nothing stands there)."""

    kind: str
    x: str
    width: str
    y: int
    height: int
    middle: str
    letter: str
    mark: str
    y_mark: int


@dataclass(frozen=True, slots=True)
class Tick:
    y: int
    y_text: int
    value: int


@dataclass(frozen=True, slots=True)
class ColumnChart:
    title: str
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    base: int = BASE


@dataclass(frozen=True, slots=True)
class Value:
    """What a column shows. `value` None = not reported; `is_firm`: declared complete; `is_due`: over."""

    letter: str
    value: int | None
    is_firm: bool
    is_due: bool


def column_chart(title: str, values: Sequence[Value], highest: int) -> ColumnChart:
    """Columns on a scale from 0 to a round number at or above `highest`."""
    top, step = scale(highest)
    slot = 100 / max(len(values), FEWEST_COLUMNS)
    ticks = tuple(Tick(_height(mark, top), _height(mark, top) + 6, mark) for mark in range(0, top + 1, step))
    return ColumnChart(
        title, tuple(_column(value, place, slot, top) for place, value in enumerate(values)), ticks
    )


def _height(value: int, top: int) -> int:
    return round(BASE - (BASE - TOP) * value / top)


def _column(value: Value, place: int, slot: float, top: int) -> Column:
    x, width, middle = percent(slot * (place + 0.14)), percent(slot * 0.72), percent(slot * (place + 0.5))
    if value.value is None:
        y, mark, y_mark, kind = (190, "?", 226, "none") if value.is_due else (BASE, "", 0, "")
        height = 59 if value.is_due else 0
    else:
        y = _height(value.value, top)
        height = BASE - y
        kind = "bar" if value.is_firm else "none"
        mark, y_mark = ("0", BASE - 8) if value.value == 0 else ("", 0)
    return Column(kind, x, width, y, height, middle, value.letter, mark, y_mark)


def scale(highest: int) -> tuple[int, int]:
    """The end of a scale and its step: 2 to 5 round steps."""
    if highest <= 4:
        return max(highest, 1), 1
    rough = highest / 4
    unit: int = 10 ** int(log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    return step * ceil(highest / step), step

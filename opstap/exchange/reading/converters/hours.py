"""Hours in the shapes sources write them; the reading itself is done by `opstap.spaces.hours`.

What is not understood as a whole stays as a text in `hours_note`, with a warning.
"""

from functools import lru_cache

from opstap.exchange.reading.converters.base import (
    Cell,
    Cells,
    Converted,
    Setting,
    converter,
    filled,
    first,
    flaw,
    texts_option,
)
from opstap.exchange.reading.text import one_line, plain
from opstap.spaces.hours.reading import (
    ReadHours,
    from_half_days,
    from_open_close,
    from_osm,
    from_text,
    read_hours,
)

_in_words = lru_cache(maxsize=4096)(from_text)
_either = lru_cache(maxsize=4096)(read_hours)


@converter("hours", "hours", columns=1)
def hours(cells: Cells, setting: Setting) -> Converted:
    """An OpenStreetMap expression, or a week in French, Dutch or English words."""
    said = plain(first(cells).text)
    return _kept(cells, said, _either(said, country=setting.country))


@converter("osm_hours", "hours", columns=1)
def osm_hours(cells: Cells, setting: Setting) -> Converted:
    """An OpenStreetMap expression and nothing else."""
    said = one_line(first(cells).text)
    return _kept(cells, said, from_osm(said, country=setting.country))


@converter("text_hours", "hours", columns=1)
def text_hours(cells: Cells, setting: Setting) -> Converted:
    """A week in French, Dutch or English words."""
    said = plain(first(cells).text)
    return _kept(cells, said, _in_words(said))


@converter("day_columns", "hours", options={"days": "texts", "closed": "texts"})
def day_columns(cells: Cells, setting: Setting) -> Converted:
    """A column for each day or half day, whose name (or `days`) names the day; `closed`: words for closed."""
    closed = frozenset(texts_option(setting, "closed"))
    days = texts_option(setting, "days") or tuple(cell.column for cell in cells)
    pairs = [(day, one_line(cell.text)) for day, cell in zip(days, cells, strict=False)]
    read = from_half_days(pairs, closed=closed)
    said = "; ".join(f"{cell.column}: {one_line(cell.text)}" for cell in filled(cells))
    if read.understood:
        return _kept(cells, said, read)
    odd = [
        cell
        for pair, cell in zip(pairs, cells, strict=False)
        if not from_half_days([pair], closed=closed).understood
    ]
    return _kept(tuple(odd) or cells, said, read)


@converter("open_close_columns", "hours", options={"days": "texts"})
def open_close_columns(cells: Cells, setting: Setting) -> Converted:
    """Columns by twos, opening and closing time; the name of the first (or `days`) names the day."""
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    days = texts_option(setting, "days") or tuple(start.column for start, _ in pairs)
    rows = [(day, start.text, end.text) for day, (start, end) in zip(days, pairs, strict=False)]
    said = "; ".join(f"{cell.column}: {one_line(cell.text)}" for cell in filled(cells))
    return _kept(cells, said, from_open_close(rows))


def _kept(cells: Cells, said: str, read: ReadHours) -> Converted:
    if not said or (read.understood and not read.expression):
        return Converted()
    if read.understood:
        return Converted(read.expression)
    cell = first(cells)
    return Converted(None, flaw(cell, "hours_not_understood"), (("hours_note", said),))


def names_days(columns: tuple[str, ...]) -> bool:
    """Whether a day can be read in each of the names."""
    try:
        from_half_days([(column, "") for column in columns])
    except ValueError:
        return False
    return True


__all__ = ["Cell", "names_days"]

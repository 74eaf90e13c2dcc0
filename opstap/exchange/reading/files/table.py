"""The one shape every file is read into: named columns, numbered rows, cells as text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from opstap.exchange.reading.problems import ReadingError, RowProblem, refusal, warning

MAX_COLUMNS = 5000
# How far into a file a header may stand below a title line.
_TITLE_LINES = 5


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file as a whole that the reader put right, e.g. `duplicate_column`."""

    code: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row of the spreadsheet (header = 1) or the position in the JSON list (from 1)."""

    number: int
    values: dict[str, str]
    problems: tuple[RowProblem, ...] = ()

    def cell(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Table:
    """What was read. `values` of a row hold the cells that the file gives; ask with `Row.cell`."""

    columns: tuple[str, ...]
    rows: list[Row]
    notes: tuple[Note, ...] = ()
    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    _by_name: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def column(self, name: str) -> str | None:
        """The column that bears `name`, whatever its capitals, spaces and spelling of accents; else None."""
        if not self._by_name:
            self._by_name.update({column_key(column): column for column in reversed(self.columns)})
        return name if name in self.columns else self._by_name.get(column_key(name))


def column_key(name: str) -> str:
    """A column name as it is compared: composed accents, lower case, one apostrophe, single spaces."""
    text = unicodedata.normalize("NFC", name).replace("’", "'").replace("`", "'")
    return " ".join(text.casefold().split())


def name_columns(header: Sequence[str]) -> tuple[tuple[str, ...], list[Note]]:
    """Column names made usable: none empty, none twice."""
    if len(header) > MAX_COLUMNS:
        raise ReadingError("too_many_columns", columns=len(header), limit=MAX_COLUMNS)
    names: list[str] = []
    notes: list[Note] = []
    taken: set[str] = set()
    for position, raw in enumerate(header, start=1):
        wanted = clean_name(raw) or f"column_{position}"
        name = _free_name(wanted, taken)
        if name != clean_name(raw):
            notes.append(Note("duplicate_column" if clean_name(raw) else "empty_column", {"column": name}))
        taken.add(name)
        names.append(name)
    return tuple(names), notes


def clean_name(raw: str) -> str:
    return " ".join(storable(raw).replace("\ufeff", "").split())


_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Without what no database takes: NUL, and halves of characters that JSON can escape."""
    return _NOT_STORABLE.sub("", text)


def _free_name(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


def table_from_grid(grid: Iterable[tuple[int, Sequence[str]]], notes: Sequence[Note] = ()) -> Table:
    """Rows of cells (numbered, blank rows left out) with their header first become a table.

    A title standing alone above the header is skipped. Raises ReadingError "empty" without any cell.
    """
    numbered = iter(grid)
    top = list(islice(numbered, _TITLE_LINES))
    if not top:
        raise ReadingError("empty")
    skipped = _titles(top)
    found = [*notes, *([Note("skipped_lines", {"lines": skipped})] if skipped else [])]
    columns, naming = name_columns(_trimmed(top[skipped][1]))
    rows = [_row(number, cells, columns) for number, cells in top[skipped + 1 :]]
    rows.extend(_row(number, cells, columns) for number, cells in numbered)
    return Table(columns, rows, (*found, *naming))


def _titles(top: Sequence[tuple[int, Sequence[str]]]) -> int:
    """How many lines stand above the header: lines with one filled cell above one with three or more."""
    widths = [sum(1 for cell in cells if cell) for _, cells in top]
    header = next((index for index, width in enumerate(widths) if width >= 3), 0)
    return header if all(width == 1 for width in widths[:header]) else 0


def _trimmed(header: Sequence[str]) -> Sequence[str]:
    end = len(header)
    while end > 1 and not header[end - 1]:
        end -= 1
    return header[:end]


def _row(number: int, cells: Sequence[str], columns: tuple[str, ...]) -> Row:
    problems: tuple[RowProblem, ...] = ()
    extra = [cell for cell in cells[len(columns) :] if cell]
    if extra:
        problems = (refusal(number, "too_many_cells", value=" | ".join(extra)),)
    elif len(cells) < len(columns):
        problems = (warning(number, "too_few_cells", value=f"{len(cells)} / {len(columns)}"),)
    return Row(number, dict(zip(columns, cells, strict=False)), problems)


_WHOLE = re.compile(r"([+-]?\d+)\.0+")


def number_text(text: str) -> str:
    """A number as a file writes it, without an empty decimal part: "75001.0" → "75001"."""
    whole = _WHOLE.fullmatch(text)
    return whole.group(1) if whole else text

"""CSV and its relatives: separator by what fits best, quoted line ends, ragged rows, stray quotes."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from opstap.exchange.reading.files.encoding import open_text
from opstap.exchange.reading.files.table import Note, Table, table_from_grid
from opstap.exchange.reading.problems import ReadingError

Quoting = Literal[0, 3]  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
_SEPARATORS = ",;\t|"
_SAMPLE_CHARS = 256_000
_SAMPLE_ROWS = 60
# A quoted cell this long with this many lines is an unclosed quote, not a text.
_RUNAWAY_CHARS, _RUNAWAY_LINES = 20_000, 30
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


class _RunawayQuoteError(Exception):
    """A quote that was opened and not closed."""


def read_delimited(data: bytes) -> Table:
    """Raises ReadingError "empty" or "not_a_table"."""
    stream, encoding, notes = open_text(data)
    text = stream.read()
    if "\0" in text:
        text, notes = text.replace("\0", ""), [*notes, Note("nul_characters", {})]
    declared = _SEP_LINE.match(text)
    text = text[declared.end() :] if declared else text
    separator = declared.group(1) if declared else separator_of(text[:_SAMPLE_CHARS])
    table = _read(text, separator, notes, first=2 if declared else 1)
    return Table(table.columns, table.rows, table.notes, "csv", encoding, separator)


def _read(text: str, separator: str, notes: Sequence[Note], first: int) -> Table:
    try:
        return table_from_grid(_grid(text, separator, csv.QUOTE_MINIMAL, first), notes)
    except (csv.Error, _RunawayQuoteError):
        broken = Note("broken_quotes", {})
    try:
        return table_from_grid(_grid(text, separator, csv.QUOTE_NONE, first), [*notes, broken])
    except csv.Error as error:
        raise ReadingError("not_a_table", kind="text") from error


def _grid(text: str, separator: str, quoting: Quoting, first: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(_records(text, separator, quoting), start=first):
        cleaned = [cell.strip() for cell in cells]
        if any(cleaned):
            yield number, cleaned


def _records(text: str, separator: str, quoting: Quoting) -> Iterator[list[str]]:
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting):
        if any(len(cell) > _RUNAWAY_CHARS and cell.count("\n") > _RUNAWAY_LINES for cell in cells):
            raise _RunawayQuoteError
        yield cells


def separator_of(sample: str) -> str:
    """The separator under which most rows have as many cells as the header, and the header has most."""
    scores = [(_fit(sample, separator), -index, separator) for index, separator in enumerate(_SEPARATORS)]
    return max(scores)[2]


def _fit(sample: str, separator: str) -> float:
    """Cells of the header, by how many rows have as many; titles above the header count against it."""
    widths = _widths(sample, separator)
    header = next((width for width in widths[:5] if width > 1), 1)
    alike = sum(1 for width in widths if width == header) / len(widths) if widths else 0.0
    return alike**2 * min(header - 1, 12) + (header - 1) / 1000


def _widths(sample: str, separator: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in _records(sample, separator, csv.QUOTE_MINIMAL):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
            if len(widths) >= _SAMPLE_ROWS:
                break
    except (csv.Error, _RunawayQuoteError):
        pass
    return widths

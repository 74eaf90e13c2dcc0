"""XLSX: the first sheet that has rows; values as last computed, formulas never evaluated."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from opstap.exchange.reading.files.table import Note, Table, number_text, storable, table_from_grid
from opstap.exchange.reading.problems import ReadingError

# A small zip can unpack to more than the machine holds.
MAX_UNPACKED = 500 * 1024 * 1024
_EMPTY_ROWS_IN_A_ROW = 10_000


def read_workbook(data: bytes) -> Table:
    """Raises ReadingError "broken_xlsx", "too_large", "empty" or "not_a_table"."""
    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that no value depends on
            grid, has_formulas, sheet = _cells(data, cached=False)
            if has_formulas:
                grid = _with_cached_values(grid, _cells(data, cached=True)[0])
    except ReadingError:
        raise
    except Exception as error:  # the library raises whatever its XML readers and zips raise
        raise ReadingError("broken_xlsx") from error
    notes = [Note("sheet", {"sheet": sheet}), *([Note("formulas", {})] if has_formulas else [])]
    table = table_from_grid(((number, cells) for number, cells in grid if any(cells)), notes)
    return Table(table.columns, table.rows, table.notes, "xlsx")


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except Exception as error:  # truncated and forged zips raise many things
        raise ReadingError("broken_xlsx") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise ReadingError("too_large", size=unpacked, limit=MAX_UNPACKED)
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise ReadingError("not_a_table", kind="archive")


Grid = list[tuple[int, list[str]]]


def _cells(data: bytes, *, cached: bool) -> tuple[Grid, bool, str]:
    """All cells of the first sheet with any, whether one is a formula, and the sheet's name."""
    from openpyxl import load_workbook  # a third of a second, for who reads one

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=cached)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            grid = list(_filled_rows(sheet))
            if grid:
                return _texts(grid), any(_is_formula(cell) for _, row in grid for cell in row), sheet.title
    finally:
        book.close()
    raise ReadingError("empty")


def _filled_rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    empty = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        empty = 0 if any(cell.value is not None for cell in row) else empty + 1
        if not empty:
            yield number, row
        if empty > _EMPTY_ROWS_IN_A_ROW:
            return


def _is_formula(cell: Any) -> bool:
    return getattr(cell, "data_type", "") == "f"


def _texts(grid: list[tuple[int, tuple[Any, ...]]]) -> Grid:
    width = max(len(row) for _, row in grid)
    return [(number, [*map(_text, row), *[""] * (width - len(row))]) for number, row in grid]


def _with_cached_values(formulas: Grid, cached: Grid) -> Grid:
    """The computed value where the file holds one, else the text of the formula."""
    values = dict(cached)
    merged = []
    for number, cells in formulas:
        known = values.get(number, [])
        merged.append((number, [_best(cell, known, index) for index, cell in enumerate(cells)]))
    return merged


def _best(cell: str, known: list[str], index: int) -> str:
    return known[index] if cell.startswith("=") and index < len(known) and known[index] else cell


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return "" if value != value else number_text(repr(value))
    return storable(str(value)).strip()

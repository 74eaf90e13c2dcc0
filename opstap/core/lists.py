"""A list that somebody brings in: a small CSV file, its columns known by name in three languages."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from opstap.core.tables import FORMULA

LARGEST = 1_000_000
MOST_ROWS = 5000

Columns = Mapping[str, tuple[str, ...]]
"""What we call a column → what may stand at its head, in lower case."""


class UnreadableError(Exception):
    """The list as a whole cannot be read; the text says why, in the page's language."""


class CellError(Exception):
    """What is wrong with one cell, in the page's language."""


def decode(content: bytes) -> str:
    """UTF-8, with or without a mark, else the Windows one. Raises UnreadableError."""
    if len(content) > LARGEST:
        raise UnreadableError(_("The file is larger than 1 MB."))
    if b"\0" in content:
        raise UnreadableError(_("This is no text file. Save the list as CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows_of(
    text: str, columns: Columns, *, needed: Collection[str] | None = None
) -> list[tuple[int, dict[str, str]]]:
    """Each row that says something, with its number: name of the column → cell. Raises UnreadableError.

    `needed`: the columns without which it is no such list (all, where nothing is said); another one that is
    not in the file is not in the rows either.
    """
    rows = list(_read(text, columns, set(columns if needed is None else needed)))
    if len(rows) > MOST_ROWS:
        raise UnreadableError(_("The list has more than {n} rows.").format(n=MOST_ROWS))
    return rows


def _read(text: str, columns: Columns, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.strip().split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text.strip()), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableError(_("The list cannot be read as CSV.")) from error
    head = [cell.strip().lower() for cell in table[0]] if table else []
    places = {name: _place(head, words) for name, words in columns.items()}
    missing = [name for name in columns if name in needed and places[name] is None]
    if missing:
        raise UnreadableError(_("These columns are missing: {names}.").format(names=", ".join(missing)))
    known = {name: place for name, place in places.items() if place is not None}
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            yield number, {name: _cell(cells, place) for name, place in known.items()}


def _place(head: list[str], words: tuple[str, ...]) -> int | None:
    return next((place for place, cell in enumerate(head) if cell in words), None)


def _cell(cells: list[str], place: int) -> str:
    """Without the apostrophe that our own files put before what a spreadsheet would run."""
    cell = cells[place].strip() if place < len(cells) else ""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ").startswith(FORMULA) else cell


def day_in(text: str) -> date | None:
    """A day as 2026-12-31; None for an empty cell. Raises CellError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CellError(_("“{day}” is no day. Write it as 2026-12-31.").format(day=text[:20])) from error


def unknown_code(text: str, known: Iterable[str]) -> CellError:
    said = _("“{code}” is not known. Write one of these: {known}.")
    return CellError(said.format(code=text[:40], known=", ".join(known)))

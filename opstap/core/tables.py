"""Tables out: CSV that spreadsheets read rightly and in which nothing runs as a formula.

UTF-8 with a byte order mark (spreadsheets need it to read accents), commas between cells, lines ended by CRLF
(RFC 4180). Numbers are written for programs: no thousands separator, a decimal point.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
Row = dict[str, Any]


def safe(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def csv_lines(
    columns: tuple[str, ...], rows: Iterable[Row], *, checked: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The table piece by piece, its head first.

    `checked`: columns whose cells cannot be formulas, as +32 and digits; they stay as they are.
    """
    yield BOM + _line(dict(zip(columns, columns, strict=True)), columns)
    for row in rows:
        yield _line(row, columns, checked)


def _line(row: Row, columns: tuple[str, ...], checked: frozenset[str] = frozenset()) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writerow({name: cell if name in checked else safe(cell) for name, cell in row.items()})
    return out.getvalue()


def as_csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    return "".join(csv_lines(columns, rows))

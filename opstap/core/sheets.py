"""Tables out as spreadsheets: XLSX and ODS, each with one sheet; cells are values, never formulas.

Numbers stay numbers, days become days, all else is text. The same rows as for CSV (`core.tables`).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from opstap.core.tables import Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def as_xlsx(columns: tuple[str, ...], rows: Iterable[Row], title: str = "") -> bytes:
    """The table as an XLSX file."""
    out = io.BytesIO()
    write_xlsx(out, columns, rows, title)
    return out.getvalue()


def write_xlsx(out: IO[bytes], columns: tuple[str, ...], rows: Iterable[Row], title: str = "") -> None:
    """The same into a file, row by row."""
    from openpyxl import Workbook  # a third of a second, for who writes one

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_for_xlsx(row.get(name)) for name in columns])
    book.save(out)


def _for_xlsx(cell: Any) -> Any:
    """A text that begins with "=" would be a formula: an apostrophe stands before it, as in CSV."""
    if not isinstance(cell, str):
        return cell
    text = NOT_IN_XML.sub("", cell)
    return f"'{text}" if text.startswith("=") else text


def as_ods(columns: tuple[str, ...], rows: Iterable[Row], title: str = "") -> bytes:
    """The table as an OpenDocument spreadsheet."""
    out = io.BytesIO()
    write_ods(out, columns, rows, title)
    return out.getvalue()


def write_ods(out: IO[bytes], columns: tuple[str, ...], rows: Iterable[Row], title: str = "") -> None:
    """The same into a file, row by row."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The format asks for it first and unpacked, so that a program knows the file by its beginning.
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w") as content:
            for piece in _content(columns, rows, title):
                content.write(piece.encode())


def _content(columns: tuple[str, ...], rows: Iterable[Row], title: str) -> Iterator[str]:
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}><office:body>'
        f"<office:spreadsheet><table:table table:name={quoteattr(_sheet_name(title))}>{_line(columns)}"
    )
    for row in rows:
        yield _line([row.get(name) for name in columns])
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _line(cells: Iterable[Any]) -> str:
    return f"<table:table-row>{''.join(_cell(cell) for cell in cells)}</table:table-row>"


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    text = escape(NOT_IN_XML.sub("", str(value)))
    return f"<table:table-cell {_type_of(value)}><text:p>{text}</text:p></table:table-cell>"


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    if isinstance(value, int | float | Decimal):
        return f'office:value-type="float" office:value="{value}"'
    if isinstance(value, date) and not isinstance(value, datetime):
        return f'office:value-type="date" office:date-value="{value.isoformat()}"'
    return 'office:value-type="string"'


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that spreadsheets refuse in a name."""
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:31].strip() or "Opstap"

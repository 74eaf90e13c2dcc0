"""A table as a file to take away, in the kind that was asked."""

from collections.abc import Iterable

from django.http import HttpResponse

from opstap.core import sheets, tables
from opstap.core.tables import Row

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": sheets.XLSX,
    "ods": sheets.ODS,
}


def table_file(
    kind: str, *, name: str, title: str, columns: tuple[str, ...], rows: Iterable[Row]
) -> HttpResponse:
    """An attachment `name.kind`; `title` names the sheet of a workbook. `kind`: one of KINDS."""
    match kind:
        case "xlsx":
            body: bytes | str = sheets.as_xlsx(columns, rows, title)
        case "ods":
            body = sheets.as_ods(columns, rows, title)
        case _:
            body = tables.as_csv(columns, rows)
    response = HttpResponse(body, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response

"""Codes of the reading half to sentences: what happened, what was kept, what to do."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opstap.exchange.reading.problems import CodedError

READING = {
    "missing": gettext_lazy("There is no file {path}."),
    "directory": gettext_lazy("{path} is a folder. Give one file."),
    "unreadable": gettext_lazy("The file {path} cannot be opened ({reason}). Check that you may read it."),
    "too_large": gettext_lazy("The file has {size} bytes; {limit} is the most. Cut it in parts."),
    "feature_too_large": gettext_lazy("Feature {number} is longer than {limit} characters. Make it simpler."),
    "empty": gettext_lazy("The file is empty."),
    "not_a_table": gettext_lazy("The file is not a table. Save it as CSV, XLSX or JSON and send it again."),
    "broken_json": gettext_lazy("The file looks like JSON but is broken. Save it again from its program."),
    "no_records": gettext_lazy("The file has no rows of data."),
    "broken_xlsx": gettext_lazy("The spreadsheet cannot be opened. Save it again as XLSX or as CSV."),
    "too_many_columns": gettext_lazy("The file has too many columns to be a table of places."),
    "broken_zip": gettext_lazy("The ZIP file is damaged. Fetch it again."),
    "not_utf8": gettext_lazy("The file is not UTF-8. Fetch it again from its publisher."),
    "not_addresses": gettext_lazy("This is no address file (BeST). It lacks: {columns}."),
}
MAPPING = {
    "unreadable": gettext_lazy("The mapping file cannot be opened."),
    "broken_toml": gettext_lazy("The mapping is not valid TOML."),
    "broken_json": gettext_lazy("The mapping is not valid JSON."),
    "not_a_table": gettext_lazy("A part of the mapping must be a table of names and values."),
    "missing_key": gettext_lazy("The mapping lacks a part that it needs."),
    "unknown_key": gettext_lazy("The mapping has a part that is not known."),
    "wrong_type": gettext_lazy("A value of the mapping is of the wrong kind."),
    "unknown_field": gettext_lazy("The mapping fills a field that a place does not have."),
    "unknown_converter": gettext_lazy("The mapping names a converter that is not known."),
    "wrong_converter": gettext_lazy("This converter does not fit this field."),
    "unknown_option": gettext_lazy("This converter does not have this option."),
    "unknown_code_table": gettext_lazy("The mapping names a table of codes that it does not have."),
    "unknown_code": gettext_lazy("A code of the mapping is in no list of Opstap."),
    "no_column": gettext_lazy("A field of the mapping names no column."),
    "no_name": gettext_lazy("The mapping does not say which column holds the name of the place."),
    "missing_column": gettext_lazy("The file does not have a column that the mapping names."),
    "unknown_mapping": gettext_lazy("No mapping has this name."),
}
ROW = {
    "almost_empty": gettext_lazy("the row is almost empty"),
    "no_name": gettext_lazy("the place has no name"),
    "no_street": gettext_lazy("no name of the street"),
    "bad_house_number": gettext_lazy("not a house number"),
    "no_code": gettext_lazy("the area has no official code"),
    "unknown_parent": gettext_lazy("the area it belongs to is not known; import that one first"),
    "unknown_area": gettext_lazy("no area has this code; import the areas first"),
    "not-an-outline": gettext_lazy("not an outline (Polygon or MultiPolygon)"),
    "ring-not-closed": gettext_lazy("a line of the outline does not come back to its start"),
    "outside-the-globe": gettext_lazy("coordinates that do not exist: is it WGS84, longitude first?"),
    "rings-cross": gettext_lazy("the lines of the outline cross; mend it there"),
    "too-detailed": gettext_lazy("the outline has too many points; make it simpler"),
    "far-from-its-area": gettext_lazy(
        "far from the area with this code: are latitude and longitude exchanged?"
    ),
    "not_published": gettext_lazy("the source says not to show it"),
    "too_many_cells": gettext_lazy("more cells than columns"),
    "not_an_object": gettext_lazy("not a record"),
    "same_id_other_content": gettext_lazy("an earlier row has the same id with other content"),
    "too_few_cells": gettext_lazy("fewer cells than columns; the missing ones are empty"),
    "too_long": gettext_lazy("too long; cut or left out"),
    "bad_coordinates": gettext_lazy("not two coordinates"),
    "coordinates_zero": gettext_lazy("coordinates 0, 0 mean not known"),
    "coordinates_off_globe": gettext_lazy("these coordinates do not exist"),
    "coordinates_out_of_area": gettext_lazy("outside the area of the source"),
    "coordinates_swapped": gettext_lazy("latitude and longitude were exchanged; put right"),
    "coordinates_rounded": gettext_lazy("decimals that cannot be read; taken to the whole metre"),
    "bad_postcode": gettext_lazy("not a postcode"),
    "bad_country": gettext_lazy("not a country code"),
    "bad_timezone": gettext_lazy("not a time zone"),
    "bad_phone": gettext_lazy("not a phone number"),
    "bad_email": gettext_lazy("not an e-mail address"),
    "bad_website": gettext_lazy("not a web address"),
    "only_first_kept": gettext_lazy("several values; the first is kept"),
    "bad_date": gettext_lazy("not a date"),
    "bad_number": gettext_lazy("not a number, or not possible"),
    "approximate_number": gettext_lazy("the source says “about”; taken as it is"),
    "bad_yes_no": gettext_lazy("neither yes nor no"),
    "unknown_value": gettext_lazy("a value that the mapping does not know"),
    "hours_not_understood": gettext_lazy("hours not understood; kept as a remark"),
    "hours_partly_understood": gettext_lazy("hours understood in part; kept as a remark"),
}


def reading_error(error: CodedError) -> str:
    """Why the file cannot be read, and what to do."""
    words = READING.get(error.code, error.code)
    return str(words).format_map(defaultdict(lambda: "?", error.detail))


def mapping_error(error: CodedError) -> str:
    """What is wrong with the mapping, and where."""
    words = str(MAPPING.get(error.code, error.code))
    where = ", ".join(f"{name}: {_shown(value)}" for name, value in error.detail.items())
    return f"{words} ({where})" if where else words


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


def row_problem(problem: dict[str, Any]) -> str:
    """One line for one cell: "row 14, Téléphone: not a phone number (“abc”)"."""
    words = str(ROW.get(problem["code"], problem["code"]))
    where = _("row {row}").format(row=problem["row"])
    where += f", {problem['column']}" if problem["column"] else ""
    value = f" (“{problem['value']}”)" if problem["value"] else ""
    return f"{where}: {words}{value}"


def more(number: int) -> str:
    return ngettext("and {n} more", "and {n} more", number).format(n=number)


def failed_import(reason: str) -> str:
    return _("The import stopped: {reason}. Rows read before are kept; send the file again.").format(
        reason=reason
    )


def reasons(codes: Iterable[str]) -> str:
    """Why two places look alike: codes of `reading.duplicates.Pair`, as one line."""
    said = {
        "same_name": _("the same name"),
        "similar_name": _("a similar name"),
        "same_spot": _("on the same spot"),
        "near": _("near each other"),
        "same_postcode": _("the same postcode"),
        "same_phone": _("the same phone"),
        "same_website": _("the same website"),
    }
    return ", ".join(str(said.get(code, code)) for code in codes)

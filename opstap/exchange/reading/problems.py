"""What can be wrong with a file, a mapping or a row: stable codes with data, never sentences.

The web and command layers turn a code and its data into words of the reader's language.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["refused", "warning"]

# Values shown in a problem are cut at this length: enough to find the cell, not to copy it.
SHOWN = 200

#: Why a row is not taken over at all.
REFUSALS = {
    "almost_empty": "nothing but an id or coordinates",
    "no_name": "no name in any language",
    "not_published": "the source says that the place is not to be shown",
    "too_many_cells": "more cells than columns: values may have slipped into the wrong column",
    "not_an_object": "an item of a JSON list that is not an object",
    "no_street": "an address without the name of its street",
    "bad_house_number": "an address whose number does not begin with digits",
    "same_id_other_content": "the id stands in an earlier row with other content; `value` names that row",
}

#: What was left out or changed of a row that is taken over.
WARNINGS = {
    "too_few_cells": "fewer cells than columns; the missing ones are empty",
    "too_long": "cut at the declared limit, or left out where a cut would change the sense",
    "bad_coordinates": "not two numbers",
    "coordinates_zero": "0, 0 means not known",
    "coordinates_off_globe": "latitude or longitude does not exist",
    "coordinates_out_of_area": "outside the area that the source covers",
    "coordinates_swapped": "latitude and longitude were exchanged and have been put right",
    "coordinates_rounded": "the decimals could not be read; whole metres are kept",
    "bad_postcode": "not a postcode of the country",
    "bad_country": "not a country code of two letters",
    "bad_timezone": "not a name of a time zone",
    "bad_phone": "not a phone number",
    "bad_email": "not an e-mail address",
    "bad_website": "not an address of the web (http or https)",
    "only_first_kept": "several values where one has room; the first is kept",
    "bad_date": "not a date",
    "bad_number": "not a number, or out of the possible range",
    "approximate_number": "the source says “about”; taken as it is",
    "bad_yes_no": "neither yes nor no",
    "unknown_value": "a value that is in no code table of the mapping",
    "hours_not_understood": "the text is kept as a remark about the hours",
}

#: Why a file cannot be read.
READING_ERRORS = (
    "missing",
    "directory",
    "unreadable",
    "too_large",
    "feature_too_large",
    "empty",
    "not_a_table",
    "broken_json",
    "no_records",
    "broken_xlsx",
    "too_many_columns",
    "broken_zip",
    "not_utf8",
    "not_addresses",
)

#: Why a mapping cannot be used.
MAPPING_ERRORS = (
    "unreadable",
    "broken_toml",
    "broken_json",
    "not_a_table",
    "missing_key",
    "unknown_key",
    "wrong_type",
    "unknown_field",
    "unknown_converter",
    "wrong_converter",
    "unknown_option",
    "unknown_code_table",
    "unknown_code",
    "no_column",
    "no_name",
    "missing_column",
    "unknown_mapping",
)


class CodedError(Exception):
    """An error for machines: `code` is stable, `detail` holds plain data."""

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value!r}" for name, value in self.detail.items())])


class ReadingError(CodedError):
    """The file as a whole cannot be read. Codes: READING_ERRORS."""


class MappingError(CodedError):
    """The mapping is wrong or does not fit the file. Codes: MAPPING_ERRORS.

    `detail` names what is wrong: `field`, `column`, `columns`, `converter`, `option`, `value`…
    """


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell (or row, then `column` is '') that was refused or changed."""

    row: int
    column: str
    code: str
    value: str
    severity: Severity

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def refusal(row: int, code: str, column: str = "", value: str = "") -> RowProblem:
    return RowProblem(row, column, code, value[:SHOWN], "refused")


def warning(row: int, code: str, column: str = "", value: str = "") -> RowProblem:
    return RowProblem(row, column, code, value[:SHOWN], "warning")

"""Texts, names, addresses, identifiers: what is kept as words."""

import re

from opstap.exchange.reading.converters.base import (
    Cell,
    Cells,
    Converted,
    Setting,
    converter,
    filled,
    first,
    flaw,
)
from opstap.exchange.reading.text import calm, one_line, plain

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_ONE = frozenset({"aucun", "aucune", "none", "geen", "non", "neant", "0"})
_POSTCODE_TAIL = re.compile(
    r"[\s,;–—-]*\b(?:[A-Z]{1,2}-)?\d{2} ?\d{3}\b(?!\s*(?:rue|avenue|bis|ter)\b).*\Z", re.S
)
_POST_BOX = re.compile(r"[\s,;–—-]*\b(?:BP|B\.P\.|CS)\s*(?:n°)?\s*\Z")
_FIVE = re.compile(r"(?<!\d)(\d{2}) ?(\d{3})(?!\d)")
_DIGITS = {"FR": 5, "RE": 5, "GP": 5, "MQ": 5, "GF": 5, "YT": 5, "NC": 5, "PF": 5, "DE": 5, "BE": 4, "LU": 4}


@converter(
    "text", "text", "texts", options={"join": "text", "prefix": "text", "before": "text", "only": "text"}
)
def text(cells: Cells, setting: Setting) -> Converted:
    """Plain text; columns joined with `join` (a space); `before` cuts; `only` = "url" drops the rest."""
    parts = [_before(plain(cell.text), setting) for cell in filled(cells)]
    if setting.options.get("only") == "url":
        parts = [part for part in parts if re.match(r"https?://\S+\Z", part)]
    said = str(setting.options.get("join", " ")).join(part for part in parts if part)
    return Converted(setting.options.get("prefix", "") + said if said else None)


def _before(said: str, setting: Setting) -> str:
    mark = setting.options.get("before")
    return said.split(mark, 1)[0].strip() if mark else said


@converter("place_name", "text", "texts", options={"join": "text"})
def place_name(cells: Cells, setting: Setting) -> Converted:
    """A name on one line, shouting capitals calmed but for a single word, which may be a short form."""
    said = str(setting.options.get("join", " ")).join(one_line(cell.text) for cell in filled(cells))
    return Converted((calm(said) if " " in said else said) or None)


@converter("street", "text", "texts", options={"join": "text", "drop_postcode": "yes_no"})
def street(cells: Cells, setting: Setting) -> Converted:
    """Street and number on one line; `drop_postcode` cuts a postcode and town at its end."""
    said = str(setting.options.get("join", " ")).join(one_line(cell.text) for cell in filled(cells))
    if setting.options.get("drop_postcode"):
        said = _POST_BOX.sub("", _POSTCODE_TAIL.sub("", said)) or said
    return Converted(calm(said.strip(" ,;-–")) or None)


@converter("city", "text", options={"before": "text"})
def city(cells: Cells, setting: Setting) -> Converted:
    """The name of a town, calmed; `before` cuts it at a mark."""
    cell = first(cells)
    mark = setting.options.get("before")
    said = cell.text.split(mark, 1)[0] if mark else cell.text
    return Converted(calm(one_line(said)) or None)


@converter("organisation_name", "text")
def organisation_name(cells: Cells, setting: Setting) -> Converted:
    """The name of an organisation; numbers of registers and “none” are no names."""
    said = one_line(first(cells).text)
    is_number = re.sub(r"[\s.]", "", said).isdigit() or _UUID.fullmatch(said)
    return Converted(None if is_number or said.casefold() in _NO_ONE else said or None)


@converter("id", "id")
def identifier(cells: Cells, setting: Setting) -> Converted:
    """The source's own id; several columns are joined with "-"."""
    return Converted("-".join(one_line(cell.text) for cell in filled(cells)) or None)


@converter("zero_pad", "text", "postcode", options={"width": "integer"})
def zero_pad(cells: Cells, setting: Setting) -> Converted:
    """A code that lost its leading zeros, filled up to `width` (5)."""
    said = one_line(first(cells).text).replace(" ", "").upper()
    return Converted(said.zfill(int(setting.options.get("width", 5))) if said else None)


@converter("postcode", "postcode", "text", options={"width": "integer"})
def postcode(cells: Cells, setting: Setting) -> Converted:
    """A postcode of the row's country: lost zeros are put back, a country letter before it is dropped."""
    cell = first(cells)
    width = int(setting.options.get("width", _DIGITS.get(setting.country, 0)))
    said = re.sub(r"^[A-Z]{1,2}[ -](?=\d)", "", one_line(cell.text).upper())
    if not said or not width:
        return Converted(said or None)
    return _digits_postcode(cell, said.replace(" ", ""), width)


def _digits_postcode(cell: Cell, said: str, width: int) -> Converted:
    if (
        said.isascii()
        and said.isdigit()
        and width - 1 <= len(said) <= width
        and (width == 5 or len(said) == width)
    ):
        return Converted(said.zfill(width))
    start = re.match(rf"\d{{{width}}}(?!\d)", cell.text.strip())
    return Converted(start.group() if start else None, flaw(cell, "bad_postcode"))


@converter("postcode_in_text", "postcode", "text")
def postcode_in_text(cells: Cells, setting: Setting) -> Converted:
    """The last group of five digits in an address, also written "98 835"; nothing when there is none."""
    found = _FIVE.findall(first(cells).text)
    return Converted("".join(found[-1]) if found else None)

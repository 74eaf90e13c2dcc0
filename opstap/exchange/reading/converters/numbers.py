"""Counts, amounts, dates, yes and no."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from opstap.exchange.reading.converters.base import (
    Cell,
    Cells,
    Converted,
    Flaw,
    Setting,
    converter,
    filled,
    first,
    flaw,
    texts_option,
)
from opstap.exchange.reading.text import fold

_ABOUT = re.compile(
    r"^(about|approx\w*|around|env\w*|environ|ongeveer|circa|ca\.?|plus de|[~±≈])\s*", re.IGNORECASE
)
_COUNT = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?(?:\s+[^\W\d]+)?")
_NONE = frozenset({"aucun", "aucune", "geen", "zero", "nul", "no"})
YES = frozenset({"oui", "o", "yes", "y", "ja", "j", "true", "vrai", "waar", "1", "x"})
NO = frozenset({"non", "n", "no", "nee", "neen", "false", "faux", "onwaar", "0"})
_MOST = 20_000


def decimal_of(said: str) -> Decimal | None:
    """A number with a decimal point or comma, spaces between thousands allowed; None when it is none."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", said).replace("\u2212", "-")
    if bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})", bare):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


@converter("number", "number", columns=1, options={"most": "integer"})
def number(cells: Cells, setting: Setting) -> Converted:
    """A number from 0 to `most` (1000), decimal comma or point."""
    cell = first(cells)
    if not cell.text:
        return Converted()
    value = decimal_of(cell.text)
    if value is None or not 0 <= value <= int(setting.options.get("most", 1000)):
        return Converted(None, flaw(cell, "bad_number"))
    return Converted(round(value, 2))


@converter("integer", "integer", options={"most": "integer"})
def integer(cells: Cells, setting: Setting) -> Converted:
    """A count from 0 to `most` (20000); several columns are added up; “about 12” is 12 with a warning."""
    most = int(setting.options.get("most", _MOST))
    counts: list[int] = []
    flaws: list[Flaw] = []
    for cell in filled(cells):
        count = _count(cell.text)
        if count is None or not 0 <= count <= most:
            flaws.extend(flaw(cell, "bad_number"))
            continue
        counts.append(count)
        flaws.extend(flaw(cell, "approximate_number") if _ABOUT.match(cell.text) else ())
    return Converted(min(sum(counts), most) if counts else None, tuple(flaws))


def _count(said: str) -> int | None:
    if fold(said) in _NONE:
        return 0
    match = _COUNT.fullmatch(_ABOUT.sub("", said.strip()))
    return int(match.group(1)) if match else None


@converter("yes_no", "yes_no", columns=1, options={"yes": "texts", "no": "texts"})
def yes_no(cells: Cells, setting: Setting) -> Converted:
    """Yes or no in FR, NL, EN; `yes` and `no` add the words of the source."""
    cell = first(cells)
    said = fold(cell.text)
    if not said:
        return Converted()
    if said in YES or said in {fold(word) for word in texts_option(setting, "yes")}:
        return Converted(True)
    if said in NO or said in {fold(word) for word in texts_option(setting, "no")}:
        return Converted(False)
    return Converted(None, flaw(cell, "bad_yes_no"))


_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: .*)?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"(?:about )?(\d{4})(?:-(\d{4}))?")


@converter("date", "date", columns=1, options={"partial": "yes_no"})
def day(cells: Cells, setting: Setting) -> Converted:
    """2024-04-02, 02/04/2024 or with a time behind; with `partial` also 2024-04 and 2024: the first day."""
    cell = first(cells)
    if not cell.text:
        return Converted()
    parts = _date_parts(cell.text.strip(), partial=bool(setting.options.get("partial")))
    try:
        found = date(*parts) if parts else None
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2100:
        return Converted(None, flaw(cell, "bad_date"))
    return Converted(found)


def _date_parts(said: str, *, partial: bool) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(said):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.fullmatch(said):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return year, int(match[2]), int(match[1])
    if partial and (match := _MONTH.fullmatch(said)):
        return int(match[1]), int(match[2]), 1
    if partial and (match := _YEAR.fullmatch(said)):
        return int(match[1]), 1, 1
    return None


__all__ = ["NO", "YES", "Cell", "decimal_of"]

"""The equipment of a space as a list: written as CSV and read again. The list then is the whole equipment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.folding import fold
from opstap.core.lists import CellError, day_in, rows_of, unknown_code
from opstap.core.tables import Row
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import FIRST_YEAR

HEADS = {
    "kind": ("kind", "sorte", "soort"),
    "number": ("number", "nombre", "aantal"),
    "year": ("year", "année", "jaar"),
    "origin": ("origin", "origine", "herkomst"),
    "state": ("state", "état", "staat"),
    "free_software": ("free_software",),
    "online": ("online",),
    "counted": ("counted",),
}
FILE_COLUMNS = tuple(HEADS)
NEEDED = ("kind", "number")
MOST = 999
YES, NO = ("yes", "oui", "ja", "1"), ("no", "non", "nee", "0")


@dataclass(slots=True)
class LotLine:
    """One row, and the columns of the lot that it becomes."""

    number: int
    said: str
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def try_equipment_list(text: str, space: Space) -> list[LotLine]:
    """Every row with what it would become; nothing is written. Raises UnreadableError."""
    today = timezone.localdate(timezone=space.zone)
    return [_line(number, row, today) for number, row in rows_of(text, HEADS, needed=NEEDED)]


def _line(number: int, row: dict[str, str], today: date) -> LotLine:
    line = LotLine(number, f"{row['number']} {row['kind']}".strip())
    try:
        line.values = {
            "equipment_kind": _kind(row["kind"]),
            "number": _number(row["number"], 1, MOST),
            "year_bought": _number(row["year"], FIRST_YEAR, today.year) if row.get("year") else None,
            "origin": _choice(EquipmentLot.Origin.choices, row.get("origin", "")),
            "condition": _choice(EquipmentLot.Condition.choices, row.get("state", "")),
            "runs_free_software": _yes_no(row.get("free_software", "")),
            "is_online": _yes_no(row.get("online", "")),
            "counted_on": _counted_on(row, today),
        }
    except CellError as error:
        line.problem = str(error)
    return line


def _kind(text: str) -> str:
    """A code of the list, or its label in any language."""
    terms = vocabularies.vocabulary("equipment_kind").terms
    said = {fold(words): term.code for term in terms for words in (*term.labels.values(), term.code)}
    code = said.get(fold(text))
    if code is None:
        raise unknown_code(text, [term.label(get_language() or "fr") for term in terms])
    return code


def _number(text: str, low: int, high: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
    if not low <= number <= high:
        said = _("“{text}”: write a number from {low} to {high}.")
        raise CellError(said.format(text=text[:20], low=low, high=high))
    return number


def _choice(choices: Iterable[tuple[str, Any]], text: str) -> str:
    """A code, or its label in the page's language; '' = not said."""
    known = dict(choices)
    said = {fold(str(words)): code for code, words in known.items()} | {fold(code): code for code in known}
    if text and fold(text) not in said:
        raise unknown_code(text, map(str, known.values()))
    return said[fold(text)] if text else ""


def _yes_no(text: str) -> bool | None:
    word = text.lower()
    if word and word not in (*YES, *NO):
        raise CellError(_("“{text}”: write yes, no, or nothing.").format(text=text[:20]))
    return word in YES if word else None


def _counted_on(row: dict[str, str], today: date) -> date | None:
    """Today where the list has no such column; an empty cell is "not known"."""
    day = day_in(row["counted"]) if "counted" in row else today
    if day is not None and day > today:
        raise CellError(_("“{day}” is still to come.").format(day=row["counted"]))
    return day


def file_rows(lots: Iterable[EquipmentLot]) -> Iterator[Row]:
    """As `try_equipment_list` reads them again, without a change."""
    words = {True: "yes", False: "no", None: ""}
    for lot in lots:
        yield {
            "kind": lot.equipment_kind,
            "number": lot.number,
            "year": lot.year_bought,
            "origin": lot.origin,
            "state": lot.condition,
            "free_software": words[lot.runs_free_software],
            "online": words[lot.is_online],
            "counted": lot.counted_on and lot.counted_on.isoformat(),
        }

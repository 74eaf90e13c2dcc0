"""The catalogue as a list: written as CSV and read again; the French SILL list is read too.

A list is tried first, then written whole. A program that the catalogue has (by name) is changed, only in what
the list says of it: a column that is not there changes nothing, an empty cell empties.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import vocabularies
from opstap.core.folding import fold
from opstap.core.lists import CellError, day_in, rows_of, unknown_code
from opstap.core.tables import Row
from opstap.network.licences import UnknownLicenceError, read_licence
from opstap.network.models import FreeProgram
from opstap.network.services.catalogue import add_program, change_program
from opstap.territory.models import Network

BETWEEN = "|"
"""Between the names or codes of one cell."""
TEXTS = ("fr", "nl", "en")
# Our own heads, then those of others: nom, fonction and licence are those of the SILL list.
HEADS = {
    "name": ("name", "nom", "naam"),
    "field": ("field",),
    "purpose_fr": ("purpose_fr", "fonction"),
    "purpose_nl": ("purpose_nl",),
    "purpose_en": ("purpose_en",),
    "replaces": ("replaces", "remplace", "vervangt"),
    "licence": ("licence", "license", "licentie"),
    "systems": ("systems",),
    "languages": ("languages",),
    "website": ("website",),
    "last_day": ("last_day",),
}
FILE_COLUMNS = tuple(HEADS)
NEEDED = ("name", "licence")
LONGEST = {"name": 80, "purpose": 300, "replaced": 60, "website": 300, "licence": 100}
MOST_REPLACED = 20


@dataclass(slots=True)
class ProgramLine:
    """One row: the program that stands in the catalogue (None: a new one), and what would be written."""

    number: int
    said: str
    known: FreeProgram | None = None
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def changes(self) -> list[str]:
        """What it would change of a program that is known."""
        known = self.known
        return [] if known is None else [n for n, v in self.values.items() if getattr(known, n) != v]


def try_program_list(text: str, network: Network) -> list[ProgramLine]:
    """Every row with what it would become; nothing is written. Raises UnreadableError."""
    rows = rows_of(text, HEADS, needed=NEEDED)
    known = {program.folded: program for program in network.free_programs.all()}
    lines = [_line(number, row, known) for number, row in rows]
    seen: set[str] = set()
    for line in lines:
        if not line.problem and fold(line.said) in seen:
            line.problem = _("The list has this program twice.")
        seen.add(fold(line.said))
    return lines


def _line(number: int, row: dict[str, str], known: dict[str, FreeProgram]) -> ProgramLine:
    line = ProgramLine(number, row["name"], known.get(fold(row["name"])))
    try:
        line.values = dict(_values(row, line.known))
    except CellError as error:
        line.problem = str(error)
    return line


def _values(row: dict[str, str], known: FreeProgram | None) -> Iterator[tuple[str, Any]]:
    yield "name", _name(row["name"])
    yield "licence", _licence(row["licence"])
    texts = {code: row[f"purpose_{code}"] for code in TEXTS if f"purpose_{code}" in row}
    yield "purposes", _purposes(texts, known)
    if "field" in row or known is None:
        yield "field", _code("software_field", row.get("field") or "other")
    if "replaces" in row:
        yield "replaces", _replaces(row["replaces"])
    for name, vocabulary in (("systems", "operating_system"), ("languages", "language")):
        if name in row:
            yield name, [_code(vocabulary, code) for code in _parts(row[name])]
    if "website" in row:
        yield "website", _website(row["website"])
    if "last_day" in row:
        yield "valid_until", day_in(row["last_day"])


def _name(text: str) -> str:
    if not fold(text):
        raise CellError(_("The name is missing."))
    return _short(text, "name")


def _short(text: str, kind: str) -> str:
    if len(text) > LONGEST[kind]:
        raise CellError(_("“{text}…” is too long.").format(text=text[:40]))
    return text


def _licence(text: str) -> str:
    try:
        return _short(read_licence(text), "licence")
    except UnknownLicenceError as error:
        raise CellError(licence_problem(error)) from error


def licence_problem(error: UnknownLicenceError) -> str:
    return _(
        "“{part}” is no licence of free software that we know. Write its short name of the SPDX list, as "
        "GPL-3.0-or-later."
    ).format(part=error.part[:40])


def _purposes(said: dict[str, str], known: FreeProgram | None) -> dict[str, str]:
    texts = (known.purposes if known else {}) | said
    texts = {code: _short(text, "purpose") for code, text in texts.items() if text}
    if not texts:
        raise CellError(_("It is not said what the program is for."))
    return texts


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(BETWEEN) if part.strip()))


def _replaces(text: str) -> list[str]:
    names = [_short(name, "replaced") for name in _parts(text)]
    if len(names) > MOST_REPLACED:
        raise CellError(_("At most {n} programs that it replaces.").format(n=MOST_REPLACED))
    return names


def _code(vocabulary: str, code: str) -> str:
    known = vocabularies.vocabulary(vocabulary)
    if code not in known:
        raise unknown_code(code, known.codes())
    return code


def _website(text: str) -> str:
    try:
        if text:
            URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise CellError(_("“{text}” is no address of a website.").format(text=text[:40])) from error
    return _short(text, "website")


@transaction.atomic
def write_program_list(*, lines: Sequence[ProgramLine], network: Network, by: User | None) -> int:
    """Write the rows without a problem, all of them or none; returns how many changed something."""
    return sum(_write(line, network, by) for line in lines if not line.problem)


def _write(line: ProgramLine, network: Network, by: User | None) -> bool:
    if line.known is not None:
        return bool(change_program(line.known, by=by, **line.values))
    add_program(network=network, by=by, **line.values)
    return True


def file_rows(programs: Iterable[FreeProgram]) -> Iterator[Row]:
    """As `try_program_list` reads them again, without a change."""
    for program in programs:
        yield {
            "name": program.name,
            "field": program.field,
            **{f"purpose_{code}": program.purposes.get(code, "") for code in TEXTS},
            "replaces": f" {BETWEEN} ".join(program.replaces),
            "licence": program.licence,
            "systems": f" {BETWEEN} ".join(program.systems),
            "languages": f" {BETWEEN} ".join(program.languages),
            "website": program.website,
            "last_day": program.valid_until and program.valid_until.isoformat(),
        }

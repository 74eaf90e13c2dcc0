"""What a plan is asked, as plain data, and the sites a file adds to it."""

import csv
import io
import math
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

MOST_CANDIDATES = 2000
COLUMNS = ("name", "lat", "lon", "opening_cost")


@dataclass(frozen=True)
class Candidate:
    """A building where a space could open; `opening_cost` in posts."""

    name: str
    lat: float
    lon: float
    opening_cost: float


@dataclass(frozen=True)
class Question:
    """Posts are full-time equivalents; so are `budget` and `opening_cost`, in posts of a year.

    aim             norm: most people served by posts; covering: most people within reach of help; distance:
                    the shortest mean way to the nearest place with help
    budget          of the norm: posts, openings included; of the other aims: places with help, whole
    keep            other aims: the places that help today stay and `budget` come beside them; else `budget`
                    places in all are chosen freely
    years           the budget is released in so many even parts
    by_year         what each year may spend, as many numbers as years, `budget` in all; empty: even parts
    post_step       posts come in multiples of this
    max_posts       that may be added at one place
    with_areas      a space may open in the heart of each area, at `opening_cost`
    seconds         how long the search may take
    """

    budget: float
    years: int = 1
    post_step: float = 0.5
    max_posts: float = 4.0
    opening_cost: float = 0.5
    with_areas: bool = False
    seconds: int = 30
    candidates: tuple[Candidate, ...] = ()
    aim: str = "norm"
    keep: bool = True
    by_year: tuple[float, ...] = ()

    @property
    def released(self) -> list[float]:
        """What may have been spent at the end of each year."""
        if self.by_year:
            return list(accumulate(self.by_year))
        return [self.budget * year / self.years for year in range(1, self.years + 1)]

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {
            "candidates": [asdict(one) for one in self.candidates],
            "by_year": list(self.by_year),
        }


def question_of(data: dict[str, Any]) -> Question:
    """The question that `as_data` wrote."""
    lists = {"candidates": tuple(Candidate(**one) for one in data["candidates"])}
    return Question(**data | lists | {"by_year": tuple(data.get("by_year", ()))})


class CandidateError(ValueError):
    """A file of candidate sites that cannot be read. `code`: encoding, columns, value, many, none; `row`: the
    line as a spreadsheet counts it, 0 for the whole."""

    def __init__(self, code: str, row: int = 0, column: str = "") -> None:
        super().__init__(f"{code} {row} {column}")
        self.code, self.row, self.column = code, row, column


def read_candidates(content: bytes) -> tuple[Candidate, ...]:
    """Candidates of a CSV (comma or semicolon, UTF-8) with the columns of COLUMNS. Raises CandidateError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CandidateError("encoding") from problem
    if "\0" in text:
        raise CandidateError("encoding")
    head = (text.splitlines() or [""])[0]
    # newline=None: a spreadsheet may end its lines with nothing but a carriage return.
    lines = io.StringIO(text, newline=None)
    reader = csv.DictReader(lines, delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        known = [str(name).strip().lower() for name in reader.fieldnames or ()]
    except csv.Error as problem:
        raise CandidateError("columns", column=COLUMNS[0]) from problem
    if missing := [column for column in COLUMNS if column not in known]:
        raise CandidateError("columns", column=missing[0])
    reader.fieldnames = known
    return _all_read(reader)


def _all_read(reader: "csv.DictReader[str]") -> tuple[Candidate, ...]:
    found: list[Candidate] = []
    try:
        for row in reader:
            if len(found) == MOST_CANDIDATES:
                raise CandidateError("many")
            found.append(_candidate(row, reader.line_num))
    except csv.Error as problem:
        raise CandidateError("value", reader.line_num) from problem
    if not found:
        raise CandidateError("none")
    return tuple(found)


def _candidate(row: dict[str, Any], number: int) -> Candidate:
    name = str(row["name"] or "").strip()
    if not name:
        raise CandidateError("value", number, "name")
    ranges = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0), "opening_cost": (0.0, 1000.0)}
    values = {column: _number(row[column], number, column, *limits) for column, limits in ranges.items()}
    return Candidate(name[:120], **values)


def _number(cell: str | None, row: int, column: str, least: float, most: float) -> float:
    try:
        value = float((cell or "").strip().replace(",", "."))
    except ValueError as problem:
        raise CandidateError("value", row, column) from problem
    if not (math.isfinite(value) and least <= value <= most):
        raise CandidateError("value", row, column)
    return value

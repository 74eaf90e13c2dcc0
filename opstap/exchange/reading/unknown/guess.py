"""Columns guessed from their names (FR, NL, EN) and checked against their values."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from opstap.exchange.reading.converters.numbers import decimal_of
from opstap.exchange.reading.files import Table
from opstap.exchange.reading.text import fold

_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Guess:
    """Columns for a field, with the converter and options where the usual ones do not do."""

    columns: tuple[str, ...]
    convert: str = ""
    options: dict[str, Any] = field(default_factory=dict)


# Columns about persons: names, roles and mobile phones of people who work there.
_PERSONS = re.compile(
    r"\b(?:prenom|voornaam|first name|last name|nom de famille|achternaam|civilite|referente?|"
    r"responsables?|directeur|directrice|president|mediateurs?|conseillers?|animateurs?|"
    r"contactpersoon|contact person|"
    r"personne|nom (?:du |de la |d )?contact|contact nom|contact name|interlocuteur|gsm|mobile|portable)\b"
)


@cache
def _names() -> dict[str, list[str]]:
    """Field → patterns of folded column names that mean it; each must fit the whole name."""
    data: dict[str, list[str]] = tomllib.loads(
        (Path(__file__).parent / "columns.toml").read_text(encoding="utf-8")
    )
    return data


_HOUSE_NUMBERS = (r"(?:adresse )?(?:numero|num|no|n|house ?number|huisnummer|nr)(?: (?:de )?(?:voie|rue))?",)
_LATITUDES = (r"lat(?:itude)?", r"(?:geo )?lat(?:itude)?(?: \w+)?", r"y|coord(?:onnee)?s? y")
_LONGITUDES = (r"lon|lng|long|longitude", r"(?:geo )?lon(?:g|gitude)?(?: \w+)?", r"x|coord(?:onnee)?s? x")
_POINTS = (
    r"geo ?point.*|geo ?loc\w*|coordonnees(?: gps| geo\w*)?|gps|coordinates|location|geom\w*|geo shape",
)
_DAYS = (
    "lundi|maandag|monday", "mardi|dinsdag|tuesday", "mercredi|woensdag|wednesday",
    "jeudi|donderdag|thursday",
    "vendredi|vrijdag|friday", "samedi|zaterdag|saturday", "dimanche|zondag|sunday",
)  # fmt: skip


def guess(table: Table) -> dict[str, Guess]:
    """Field → guess; every column serves one field at most."""
    free = {column: words for column, words in _words_of(table).items() if not _PERSONS.search(words)}
    found: dict[str, Guess] = {}
    for name, one in (("position", _position(free, table)), ("open_hours", _day_columns(free))):
        if one is not None:
            found[name] = one
            _take(free, one.columns)
    for name, patterns in _names().items():
        column = None if name in found else _best(free, patterns, table, name)
        if column:
            found[name] = Guess((column,))
            _take(free, (column,))
    return _with_house_number(found, free, table)


def _words_of(table: Table) -> dict[str, str]:
    """Column → its words; a first word that most columns have in common (“c_nom”) is left out."""
    words = {column: _folded(column) for column in table.columns}
    starts = Counter(folded.split(" ")[0] for folded in words.values() if " " in folded)
    start, count = starts.most_common(1)[0] if starts else ("", 0)
    if count < 5 or count < 0.6 * len(words):
        return words
    return {column: folded.removeprefix(f"{start} ") for column, folded in words.items()}


def _folded(column: str) -> str:
    """“adresseCodePostal”, “code_postal” and “Code postal” alike."""
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))


def _take(free: dict[str, str], columns: Iterable[str]) -> None:
    for column in columns:
        free.pop(column, None)


def _best(free: dict[str, str], patterns: Iterable[str], table: Table, name: str = "") -> str | None:
    """The first column that fits the plainest pattern and whose values do not speak against it."""
    for pattern in patterns:
        for column, folded in free.items():
            if re.fullmatch(pattern, folded) and _plausible(name, column, table):
                return column
    return None


def _sample(table: Table, column: str) -> list[str]:
    return [text for row in table.rows[:_SAMPLE] if (text := row.cell(column))]


def _plausible(name: str, column: str, table: Table) -> bool:
    """Not empty everywhere; and no id that repeats, no mail without “@”, no name that is a number."""
    values = _sample(table, column)
    if table.rows and not values:
        return False
    if name == "source_id":
        every = [row.cell(column) for row in table.rows]
        return all(every) and len(set(every)) == len(every)
    if name == "email":
        return not values or any("@" in text for text in values)
    if name in ("name", "city", "street"):
        return not values or any(not _is_number(text) for text in values)
    return True


def _is_number(text: str) -> bool:
    return decimal_of(text) is not None


def _position(free: dict[str, str], table: Table) -> Guess | None:
    latitude, longitude = _best(free, _LATITUDES, table), _best(free, _LONGITUDES, table)
    if latitude and longitude:
        return _grid(latitude, longitude, table)
    point = _best(free, _POINTS, table)
    return Guess((point,), "point_text") if point else None


def _grid(latitude: str, longitude: str, table: Table) -> Guess:
    """Degrees, or metres of a national grid by their size."""
    y, x = _middle(table, latitude), _middle(table, longitude)
    if 100_000 <= x <= 1_300_000 and 6_000_000 <= y <= 7_200_000:
        return Guess((longitude, latitude), "lambert93")
    if 500_000 <= x <= 800_000 and 500_000 <= y <= 800_000:
        return Guess((longitude, latitude), "lambert2008")
    if 1_000 < x <= 300_000 and 1_000 < y <= 300_000:
        return Guess((longitude, latitude), "lambert72")
    if 40 <= x <= 60 and -10 <= y <= 15:  # Belgium and France with their axes exchanged
        return Guess((longitude, latitude), "swapped")
    return Guess((latitude, longitude))


def _middle(table: Table, column: str) -> float:
    values = sorted(
        float(value) for text in _sample(table, column) if (value := decimal_of(text)) is not None
    )
    return values[len(values) // 2] if values else 0.0


def _day_columns(free: dict[str, str]) -> Guess | None:
    """A column for at least five of the days; several for a day are parts of it, in the order of the file."""
    days = [[c for c, folded in free.items() if re.search(rf"\b(?:{day})\b", folded)] for day in _DAYS]
    if sum(1 for columns in days if columns) < 5 or max(map(len, days)) > 2:
        return None
    return Guess(tuple(column for columns in days for column in columns), "day_columns")


def _with_house_number(found: dict[str, Guess], free: dict[str, str], table: Table) -> dict[str, Guess]:
    """A house number in a column of its own stands before the street, in Dutch files behind it."""
    number = _best(free, _HOUSE_NUMBERS, table)
    if number and "street" in found:
        street = found["street"].columns
        is_behind = "huis" in free[number] or "house" in free[number]
        found["street"] = Guess((*street, number) if is_behind else (number, *street))
    return found

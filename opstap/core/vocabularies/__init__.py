"""The field's closed lists, as data: each list has a version and terms with labels in EN, FR and NL.

The lists are those of the sector (charter of 2016, national standards); they are changed by
publishing a new version of `data.json`, never in code. The lists that the public finder shows have labels in
six more languages, in `tongues.json`. No Django in here, so that importers and figures can
use it alone.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Term:
    """One entry of a closed list. `sensitive`: it reveals health, justice, migration or belief."""

    code: str
    labels: dict[str, str]
    sensitive: bool = False
    tongues: dict[str, str] = field(default_factory=dict)
    """The labels in the languages in which only the finder speaks."""

    def label(self, language: str) -> str:
        """The label in `language` ("fr", "nl-be"…); English where a translation is missing."""
        code = language[:2]
        return self.labels.get(code) or self.tongues.get(code) or self.labels["en"]


@dataclass(frozen=True)
class Vocabulary:
    """A closed list: its name, the date of its version, where it comes from, its terms in order."""

    name: str
    version: str
    source: str
    terms: tuple[Term, ...]

    def codes(self) -> list[str]:
        return [term.code for term in self.terms]

    def sensitive(self) -> frozenset[str]:
        """The codes that reveal health, justice, migration or belief: never kept with a pseudonym."""
        return frozenset(term.code for term in self.terms if term.sensitive)

    def __contains__(self, code: object) -> bool:
        return any(term.code == code for term in self.terms)

    def label(self, code: str, language: str) -> str:
        """The label of `code`; the code itself when a later version no longer has it."""
        return next((term.label(language) for term in self.terms if term.code == code), code)


@cache
def _all() -> dict[str, Vocabulary]:
    tongues = in_tongues()
    return {name: _read(name, body, tongues.get(name, {})) for name, body in _file("data.json").items()}


@cache
def in_tongues() -> dict[str, dict[str, dict[str, str]]]:
    """List → code → language → label, of the lists that the public finder shows."""
    return _file("tongues.json")


def _file(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return found


def _read(name: str, body: dict[str, Any], tongues: dict[str, dict[str, str]]) -> Vocabulary:
    terms = tuple(_term(row, tongues.get(row["code"], {})) for row in body["terms"])
    return Vocabulary(name, body["version"], body["source"], terms)


def _term(row: dict[str, Any], tongues: dict[str, str]) -> Term:
    labels = {name: value for name, value in row.items() if name not in {"code", "sensitive"}}
    return Term(row["code"], labels, row.get("sensitive", False), tongues)


def vocabulary(name: str) -> Vocabulary:
    """The list called `name`. Raises KeyError for a name that no list bears."""
    return _all()[name]


def names() -> list[str]:
    return list(_all())


def label(name: str, code: str, language: str) -> str:
    """Shorthand: the label of one code of one list."""
    return vocabulary(name).label(code, language)


# Capitals that Python would turn into another letter.
_SMALL = {"tr": {"İ": "i", "I": "ı"}}


def label_inside(name: str, code: str, language: str) -> str:
    """The label within a sentence: with a small letter, but in German, whose nouns keep their capitals."""
    said = label(name, code, language)
    first, tongue = said[:1], language[:2]
    return said if tongue == "de" else _SMALL.get(tongue, {}).get(first, first.lower()) + said[1:]

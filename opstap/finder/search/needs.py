"""What people type instead of what we call it: "imprimante", "papieren in orde brengen", "itsme".

The words that come along stand in `needs.json`, per language of the finder and service; networks add their
own. A need alone, or with a postcode, is clear; else it is looked for only in a text that names no place and
no space.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.core.cache import cache as shared
from django.utils.translation import get_language

from opstap.core import vocabularies
from opstap.core.folding import fold
from opstap.core.tongues import FINDER
from opstap.finder.models import NeedWord
from opstap.territory.lookup import find_postcode

# No need has more words: "papieren in orde brengen".
LONGEST = 5
REMEMBER_SECONDS = 120
SMALL = frozenset(
    {
        "a",
        "au",
        "in",
        "at",
        "near",
        "bij",
        "te",
        "pres",
        "de",
        "dans",
        "en",
        "cerca",
        "w",
        "we",
        "na",
        "bei",
        "nach",
    }
    | {"в", "у", "на", "біля", "في", "ب", "قرب"}
)
_OWN = "finder:need-words"
LANGUAGES = ("fr", "nl", "en", *FINDER)
SHORTEST_ABROAD = 4
"""Letters of a word of one of the six languages on a page in another one: "iş" is "is" there, and no need."""


@dataclass(frozen=True)
class Need:
    """What was read as a need: the words, the code of the service, and what else was typed."""

    words: str
    service: str
    rest: str


def clear_need(text: str) -> Need | None:
    """A need and nothing else, or a need and a postcode."""
    postcode = find_postcode(text)
    words = (text.replace(postcode, " ") if postcode else text).strip(" ,")
    if not words or len(words.split()) > LONGEST:
        return None
    service = _meaning(fold(words), _meanings())
    return Need(words, service, postcode) if service else None


def find_need(text: str) -> Need | None:
    """The longest words of a text that mean a need; in the language of the page first."""
    typed, known = text.replace(",", " ").split(), _meanings()
    for count in range(min(LONGEST, len(typed)), 0, -1):
        for start in range(len(typed) - count + 1):
            words = typed[start : start + count]
            service = _meaning(fold(" ".join(words)), known)
            if service:
                rest = [*typed[:start], *typed[start + count :]]
                return Need(" ".join(words), service, _without_small(rest))
    return None


def _without_small(words: list[str]) -> str:
    """ "Imprimer à Molenbeek", "printen in Jette": what leads to the place is no part of its name."""
    while words and fold(words[0]) in SMALL:
        words = words[1:]
    return " ".join(words)


def _meaning(folded: str, known: dict[str, dict[str, str]]) -> str:
    own = (get_language() or "fr")[:2]
    order = sorted(known, key=lambda language: language != own)
    if len(folded) < SHORTEST_ABROAD:
        order = [language for language in order if language == own or language not in FINDER]
    return next((known[language][folded] for language in order if folded in known[language]), "")


def _meanings() -> dict[str, dict[str, str]]:
    """Language → folded word → service: the words of the networks before those that come along."""
    return _merged(shared.get_or_set(_OWN, _own_words, REMEMBER_SECONDS) or ())


def _own_words() -> tuple[tuple[str, str, str], ...]:
    return tuple(NeedWord.objects.order_by("pk").values_list("language", "folded", "service"))


@lru_cache(maxsize=4)
def _merged(own: tuple[tuple[str, str, str], ...]) -> dict[str, dict[str, str]]:
    known = {language: dict(words) for language, words in shipped().items()}
    for language, folded, service in own:
        known.setdefault(language, {})[folded] = service
    return known


def forget() -> None:
    """The words of the networks have changed: this process reads them anew, others within two minutes."""
    shared.delete(_OWN)


@cache
def shipped() -> dict[str, dict[str, str]]:
    """Language → folded word → code of the service. Raises ValueError for a service that no list has."""
    return {language: dict(_read(written)) for language, written in _file().items()}


def shipped_words(language: str) -> dict[str, list[str]]:
    """Code of the service → words as they are written."""
    return _file()[language]


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    raw = json.loads((Path(__file__).parent / "needs.json").read_text(encoding="utf-8"))
    return {language: raw[language] for language in LANGUAGES}


def _read(written: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for service, words in written.items():
        if service not in vocabularies.vocabulary("service"):
            raise ValueError(f"needs.json: no service {service}")
        for word in words:
            yield fold(word), service

"""Names and addresses as they stand on paper: each in its languages, so that one can show them on the way."""

from collections.abc import Callable, Sequence

from opstap.core.texts import best_language, say
from opstap.core.tongues import FINDER
from opstap.spaces.models import Space, Stop

REGIONAL = ("fr", "nl")
Texts = list[tuple[str, str]]
"""(language, text), each text once."""


def spoken(languages: Sequence[str]) -> list[str]:
    """In which languages names and addresses stand on a paper in `languages`: no door bears a name in one of
    the six of the finder, so those of the region stand there."""
    found = [
        code
        for language in languages
        for code in ([language, *REGIONAL] if language in FINDER else [language])
    ]
    return list(dict.fromkeys(found))


def each(texts: dict[str, str], languages: Sequence[str]) -> Texts:
    return _said(texts, languages, lambda language: say(texts, language))


def addresses(space: Space, languages: Sequence[str]) -> Texts:
    """Each in one line."""
    texts = space.streets or cities_of(space)
    return _said(texts, languages, lambda language: ", ".join(address_lines(space, language)))


def address_block(space: Space, language: str) -> Texts:
    """Street and city below one another; in one of the six languages a line in each of the region's."""
    if language in FINDER:
        return addresses(space, spoken([language]))
    texts = space.streets or cities_of(space)
    return [(best_language(texts, language) or language, line) for line in address_lines(space, language)]


def stop_addresses(stop: Stop, languages: Sequence[str]) -> Texts:
    """Each in one line."""

    def line(language: str) -> str:
        city = f"{stop.postcode} {say(stop.cities, language)}".strip()
        return ", ".join(filter(None, (say(stop.names, language), say(stop.streets, language), city)))

    return _said(stop.streets, languages, line)


def address_lines(space: Space, language: str) -> list[str]:
    """Street, postcode and city in a language, as far as they are known."""
    city = f"{space.postcode} {say(cities_of(space), language)}".strip()
    return [line for line in (say(space.streets, language), city) if line]


def cities_of(space: Space) -> dict[str, str]:
    return space.cities or (space.municipality.names if space.municipality else {})


def _said(texts: dict[str, str], languages: Sequence[str], line: Callable[[str], str]) -> Texts:
    said: dict[str, str] = {}
    for language in languages:
        said.setdefault(line(language), best_language(texts, language) or language)
    return [(language, text) for text, language in said.items() if text]

"""The poster of a space for its door and for others' walls: large letters, one language or two."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from opstap.core import moments, vocabularies
from opstap.core.context import LANGUAGES
from opstap.core.texts import best_language, say
from opstap.finder.papers.hours import NONE, paper_hours
from opstap.finder.papers.squares import square_of
from opstap.label.models import Label, Standing
from opstap.spaces.models import Space

PAPERS = ("a4", "a3")
Texts = list[tuple[str, str]]


def read_kind(kind: str, language: str) -> tuple[str, list[str]] | None:
    """ "a3-nl" → the paper and the languages, that of the page first; None for what does not exist."""
    paper, _dash, second = kind.partition("-")
    known = {code for code, _name in LANGUAGES} - {language}
    if paper not in PAPERS or (second and second not in known) or kind.endswith("-"):
        return None
    return paper, [language, second] if second else [language]


def poster_facts(space: Space, languages: Sequence[str], paper: str, now: datetime) -> dict[str, Any]:
    """All that `documents/poster.typ` says."""
    first = languages[0]
    address = page_address(space, first)
    with translation.override(first):
        made = _("State of %(day)s.") % {"day": moments.date_words(now)}
        facts = {
            "title": _("Poster: %(name)s") % {"name": say(space.names)},
            "demo": _("Demonstration. Everything is invented.") if space.is_invented else None,
            "qr_alt": _("QR code: %(address)s") % {"address": address},
            "made": f"{made} {settings.SITE_URL.partition('://')[2]}",
        }
    return {
        **facts,
        "language": first,
        "paper": paper,
        "names": _each(space.names, languages),
        "address": _addresses(space, languages),
        "phone": space.phone,
        "qr": square_of(address),
        "label": _label(space, languages),
        "parts": [_part(space, language, timezone.localdate(now)) for language in languages],
    }


def page_address(space: Space, language: str) -> str:
    """The public page of the space, in the language."""
    with translation.override(language):
        return f"{settings.SITE_URL}{space.get_absolute_url()}"


def _each(texts: dict[str, str], languages: Sequence[str]) -> Texts:
    """(language, text): the text of each language, the same one once."""
    said: dict[str, str] = {}
    for language in languages:
        said.setdefault(say(texts, language), best_language(texts, language))
    return [(language, text) for text, language in said.items() if text]


def _addresses(space: Space, languages: Sequence[str]) -> Texts:
    said: dict[str, str] = {}
    for language in languages:
        spoken = best_language(space.streets or cities_of(space), language)
        said.setdefault(", ".join(address_lines(space, language)), spoken or language)
    return [(language, line) for line, language in said.items() if line]


def address_lines(space: Space, language: str) -> list[str]:
    """Street, postcode and city in a language, as far as they are known."""
    city = f"{space.postcode} {say(cities_of(space), language)}".strip()
    return [line for line in (say(space.streets, language), city) if line]


def cities_of(space: Space) -> dict[str, str]:
    return space.cities or (space.municipality.names if space.municipality else {})


def _label(space: Space, languages: Sequence[str]) -> Texts | None:
    """The name of the newest label in force; a suspended one is not shown on a wall."""
    held = Label.objects.filter(space=space, standing=Standing.IN_FORCE).select_related("version__scheme")
    label = held.order_by("-awarded_on", "-pk").first()
    return _each(label.version.scheme.names, languages) if label else None


def _part(space: Space, language: str, today: date) -> dict[str, Any]:
    with translation.override(language):
        hours = paper_hours(space, today)
        return {
            "lang": language,
            "rtl": get_language_bidi(),
            "what": _what(space),
            "hours": hours.as_facts(),
            "notes": [*hours.notes, *_conditions(space)],
            "price": _price(space, language),
            "call": _("Call us:"),
            "scan": _("Scan the square: hours of today, how to come, what to bring."),
        }


def _what(space: Space) -> str:
    """What one gets, in a breath."""
    if space.staffed_hours.strip() not in NONE or "direct_help" in space.codes("support"):
        return _("A computer and somebody who helps you")
    return _("A computer and internet")


def _conditions(space: Space) -> Iterator[str]:
    modes = set(space.codes("access_mode"))
    if modes and "walk_in" not in modes:
        yield _("Not without an appointment.")


def _price(space: Space, language: str) -> str:
    return f"{vocabularies.label('price', space.price, language)}." if space.price else ""

"""The poster of a space for its door and for others' walls: large letters, one language or two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from opstap.core import moments, vocabularies
from opstap.core.context import LANGUAGES
from opstap.core.texts import say
from opstap.finder.papers.addresses import Texts, addresses, each, spoken
from opstap.finder.papers.hours import NONE, paper_hours
from opstap.finder.papers.knowing import good_to_know
from opstap.finder.papers.publisher import networks_of_space, publisher_lines
from opstap.finder.papers.squares import square_of
from opstap.finder.papers.unchecked import unchecked_words
from opstap.label.models import Label, Standing
from opstap.spaces.models import Space

PAPERS = ("a4", "a3")


def read_kind(kind: str, language: str) -> tuple[str, list[str]] | None:
    """ "a3-nl" → the paper and the languages, that of the page first; None for what does not exist.

    Beside the language of the page stands one of the three in which everything is written.
    """
    paper, _dash, second = kind.partition("-")
    known = {code for code, _name in LANGUAGES} - {language}
    if paper not in PAPERS or (second and second not in known) or kind.endswith("-"):
        return None
    return paper, [language, second] if second else [language]


def poster_facts(space: Space, languages: Sequence[str], paper: str, now: datetime) -> dict[str, Any]:
    """All that `documents/poster.typ` says."""
    first, today = languages[0], timezone.localdate(now)
    address, shown = page_address(space, first), spoken(languages)
    parts = [_part(space, language, now) for language in languages]
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
        "rtl": first in settings.LANGUAGES_BIDI,
        "names": each(space.names, shown),
        "address": [] if parts[0]["stops"] else addresses(space, shown),
        "phone": space.phone,
        "qr": square_of(address),
        "label": _label(space, shown),
        "publisher": publisher_lines(networks_of_space(space, today), languages),
        "unchecked": unchecked_words(languages),
        "parts": parts,
    }


def page_address(space: Space, language: str) -> str:
    """The public page of the space, in the language."""
    with translation.override(language):
        return f"{settings.SITE_URL}{space.get_absolute_url()}"


def _label(space: Space, languages: Sequence[str]) -> Texts | None:
    """The name of the newest label in force; a suspended one is not shown on a wall."""
    held = Label.objects.filter(space=space, standing=Standing.IN_FORCE).select_related("version__scheme")
    label = held.order_by("-awarded_on", "-pk").first()
    return each(label.version.scheme.names, languages) if label else None


def _part(space: Space, language: str, now: datetime) -> dict[str, Any]:
    with translation.override(language):
        hours = paper_hours(space, now)
        return {
            "lang": language,
            "rtl": get_language_bidi(),
            "what": _what(space),
            **hours.as_facts(),
            "notes": [*hours.notes, *good_to_know(space)],
            "price": _price(space, language),
            "call": _("Call us:"),
            "scan": _("Scan the square: hours of today, how to come, what to bring."),
        }


def _what(space: Space) -> str:
    """What one gets, in a breath."""
    if space.staffed_hours.strip() not in NONE or "direct_help" in space.codes("support"):
        return _("A computer and somebody who helps you")
    return _("A computer and internet")


def _price(space: Space, language: str) -> str:
    return f"{vocabularies.label('price', space.price, language)}." if space.price else ""

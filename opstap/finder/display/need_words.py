"""What the page of words shows: those of the network, and those that come along."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from opstap.core import vocabularies
from opstap.core.tongues import direction
from opstap.finder.search import needs, unanswered
from opstap.territory.models import Network


@dataclass(frozen=True, slots=True)
class Shipped:
    """The words that come along in one language: (what we call it, what people type).

    `turned`: "rtl" where the language runs otherwise than the page.
    """

    code: str
    name: str
    turned: str
    rows: list[tuple[str, str]]


def context(network: Network) -> dict[str, Any]:
    shipped = [_shipped(code, str(name)) for code, name in settings.LANGUAGES]
    unknown, searches = unanswered.most_asked(timezone.localdate())
    return {
        "words": network.need_words.all(),
        "shipped": shipped,
        "unknown": unknown,
        "searches": searches,
        "least_shown": unanswered.LEAST_SHOWN,
    }


def _shipped(code: str, name: str) -> Shipped:
    written = needs.shipped_words(code).items()
    said = [(vocabularies.label("service", service, code), ", ".join(words)) for service, words in written]
    return Shipped(code, name, direction(code), said)

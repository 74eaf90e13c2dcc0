"""What the page of words shows: those of the network, and those that come along."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from opstap.core import vocabularies
from opstap.finder.search import needs
from opstap.territory.models import Network


@dataclass(frozen=True, slots=True)
class Shipped:
    """The words that come along in one language: (what we call it, what people type)."""

    code: str
    name: str
    rows: list[tuple[str, str]]


def context(network: Network) -> dict[str, Any]:
    shipped = [_shipped(code, str(name)) for code, name in settings.OFFICE_LANGUAGES]
    return {"words": network.need_words.all(), "shipped": shipped}


def _shipped(code: str, name: str) -> Shipped:
    written = needs.shipped_words(code).items()
    said = [(vocabularies.label("service", service, code), ", ".join(words)) for service, words in written]
    return Shipped(code, name, said)

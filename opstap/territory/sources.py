"""Where a fact comes from, said to the reader in her language.

A row keeps one text. Of the facts that Opstap ships it is the English one, which stands for all three; what
was imported is said as it was given.
"""

import json
from functools import cache
from pathlib import Path

from opstap.core.texts import say

FACTS = Path(__file__).parent / "facts"
STORED = "en"
Texts = dict[str, str]

_REGISTERED: dict[str, Texts] = {}


def register(texts: Texts) -> str:
    """Let a room say a source of its own in all languages; returns the text that rows keep."""
    _REGISTERED[stored(texts)] = texts
    return stored(texts)


def stored(texts: Texts) -> str:
    """What a row keeps of a source that is known in several languages."""
    return texts[STORED]


def source_words(source: str) -> str:
    """The source in the language of the page, where it is known in it."""
    return say(_REGISTERED.get(source) or _shipped().get(source)) or source


@cache
def _shipped() -> dict[str, Texts]:
    sources = json.loads((FACTS / "brussels.json").read_text(encoding="utf-8"))["sources"]
    return {stored(texts): texts for texts in sources.values()}

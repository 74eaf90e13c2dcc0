"""Texts that are easy to read: how long a text and its sentences may be.

After the European rules for easy-to-read information (Inclusion Europe, "Information for all"): short
sentences, one idea each. Length is what a machine can measure; the words a reader must check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_WORDS = 15
"""In one sentence."""
MOST_SENTENCES = 10

_END = re.compile(r"(?<=[.!?…:])\s+|\n+")
_WORD = re.compile(r"\w[\w’'-]*")


@dataclass(frozen=True, slots=True)
class LongSentence:
    sentence: str
    words: int


def sentences(text: str) -> list[str]:
    """Each line and each sentence for itself."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def long_sentences(text: str) -> Iterator[LongSentence]:
    for sentence in sentences(text):
        words = len(_WORD.findall(sentence))
        if words > MOST_WORDS:
            yield LongSentence(sentence, words)

"""A text for people who read with difficulty: how to write it, and what is said of one that is too long."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.spaces import easy

ADVICE = gettext_lazy(
    "For people who read with difficulty. One idea in each sentence, everyday words, no abbreviations: "
    "what happens when I come in, who helps me, what it costs. At most ten sentences of fifteen words."
)


def hard_to_read(text: str) -> Iterator[str]:
    for found in easy.long_sentences(text):
        yield _("This sentence has %(words)s words. Make two of it: “%(sentence)s”") % {
            "words": found.words,
            "sentence": found.sentence,
        }
    count = len(easy.sentences(text))
    if count > easy.MOST_SENTENCES:
        yield _("These are %(count)s sentences. Keep the ten that matter most.") % {"count": count}

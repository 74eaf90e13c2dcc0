"""On a paper in one of the six languages: that a machine translated it, until a speaker has checked it."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from opstap.finder.papers.addresses import REGIONAL, Texts
from opstap.finder.tongues import is_unchecked_tongue


def unchecked_words(languages: Sequence[str]) -> Texts:
    """In that language and in those of the region; none where nothing is to be checked."""
    unchecked = [language for language in languages if is_unchecked_tongue(language)]
    return [(code, _words(code)) for code in (*unchecked, *REGIONAL)] if unchecked else []


def _words(language: str) -> str:
    with translation.override(language):
        return _("A machine translated these words. A speaker of the language has not checked them yet.")

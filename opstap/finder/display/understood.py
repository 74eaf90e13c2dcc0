"""How the finder read what somebody typed, where that is not word for word: said above the list."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.finder.search import Answer


def notes(answer: Answer) -> tuple[str, ...]:
    """Plain sentences, in the language that is active; () where the list is what was asked for."""
    return tuple(filter(None, (_need(answer), _guess(answer), _near(answer))))


def _need(answer: Answer) -> str:
    if answer.need is None:
        return ""
    service = vocabularies.label("service", answer.need.service, get_language() or "fr")
    words = {"words": answer.need.words, "service": service}
    if answer.lacks_place:
        return _("“%(words)s”: we look for “%(service)s”. Now write where you are.") % words
    return _("“%(words)s”: we looked for “%(service)s”.") % words


def _near(answer: Answer) -> str:
    if answer.origin is None or answer.origin.is_exact:
        return ""
    return _("We do not know this house number. Distances start near it, in the same street.")


def _guess(answer: Answer) -> str:
    if not answer.is_guess or answer.origin is None:
        return ""
    return _("We do not know “%(typed)s”. You see places near %(place)s.") % {
        "typed": answer.question.where,
        "place": say(answer.origin.label),
    }

"""Whom a space receives, in easy words. A colon before the list, so that no word needs a form of its own."""

from collections.abc import Collection

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.core.tongues import isolated, listed
from opstap.spaces.models import ReservedTime
from opstap.spaces.welcome import Strength, strength_of


def publics_words(publics: Collection[str]) -> str:
    """“seniors, women”, in the language that is active."""
    language = get_language() or "fr"
    known = vocabularies.vocabulary("public").codes()
    return listed(vocabularies.label_inside("public", code, language) for code in known if code in publics)


def whom_words(row: ReservedTime) -> str:
    """For whom a time is reserved: the words of the place itself where it is no public of the list."""
    if not row.is_circle:
        return publics_words(row.publics)
    return isolated(say(row.names)) or vocabularies.label_inside(
        "reserved_for", row.reserved_for, get_language() or "fr"
    )


def only_words(row: ReservedTime) -> str:
    """“Only for: women”, without a full stop."""
    return _("Only for: %(whom)s") % {"whom": whom_words(row)}


def reserved_words(row: ReservedTime) -> str:
    """“Only for: women. By appointment. Bring your card.”"""
    said = [f"{only_words(row)}."]
    if row.by_appointment:
        said.append(_("By appointment."))
    if not row.is_circle and (more := say(row.names)):
        said.append(isolated(f"{more.rstrip('.')}."))
    return " ".join(said)


def welcome_words(admission: str, publics: Collection[str]) -> str:
    """“Everybody is welcome.”, “Only for: women.”; "" where nobody said anything."""
    strength, whom = strength_of(admission, publics), {"whom": publics_words(publics)}
    if strength == Strength.EXCLUSIVE:
        return f"{_('Only for: %(whom)s') % whom}." if publics else _("Only for some people. Ask the place.")
    if strength == Strength.PREFERRED:
        return _("Everybody is welcome. First of all: %(whom)s.") % whom
    if strength == Strength.UNCONDITIONAL:
        return _("Everybody is welcome.")
    return _("Especially for: %(whom)s.") % whom if publics else ""

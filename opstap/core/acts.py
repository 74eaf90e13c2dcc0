"""The words of the audit trail: what each act, kind of object and field is called.

A room registers its own in `AppConfig.ready()`; a test fails for an act that has no words.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Words = Mapping[str, StrOrPromise]

_ACTS: "dict[str, StrOrPromise]" = {}
_KINDS: "dict[str, StrOrPromise]" = {}
_FIELDS: "dict[str, StrOrPromise]" = {}
_SAID_AGAIN: "list[tuple[str, StrOrPromise, StrOrPromise]]" = []
_OF_THE_SPACE: set[str] = set()


def register(
    acts: "Words",
    *,
    kinds: "Words | None" = None,
    fields: "Words | None" = None,
    of_the_space: bool = False,
) -> None:
    """Words of acts ("visits.recorded": "counted people"), kinds of objects ("visit") and fields.

    `of_the_space`: acts on records that belong to the space alone: only its coordinator sees them in the log.
    """
    _ACTS.update(acts)
    _KINDS.update(kinds or {})
    for name, words in (fields or {}).items():
        if name in _FIELDS:
            _SAID_AGAIN.append((name, _FIELDS[name], words))
        _FIELDS.setdefault(name, words)
    if of_the_space:
        _OF_THE_SPACE.update(acts)


def all_acts() -> "dict[str, StrOrPromise]":
    """The words of every act, by its code."""
    return dict(_ACTS)


def said_twice() -> list[str]:
    """Fields that two rooms call by different words: one of them must give hers another name."""
    return sorted({name for name, first, then in _SAID_AGAIN if str(first) != str(then)})


def acts_of_the_space() -> set[str]:
    return set(_OF_THE_SPACE)


def act_in_words(code: str) -> str:
    """The code itself where nobody registered words: an act of a room that is gone."""
    return str(_ACTS.get(code, code))


def kind_in_words(code: str) -> str:
    return str(_KINDS.get(code, code))


def field_in_words(name: str) -> str:
    """The field's name itself where it has no words: a month, a code."""
    return str(_FIELDS.get(name, name))

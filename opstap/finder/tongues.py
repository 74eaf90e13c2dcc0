"""The words of the finder in six languages: a machine translated them until a speaker has checked them.

What was checked is known by a digest of the words: when a later version of Opstap says something else, they
count as unchecked again.
"""

import gettext
import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit, vocabularies
from opstap.core.tongues import FINDER
from opstap.finder.models import CheckedTongue
from opstap.finder.search import needs

# A message and its translations: one, or one for each form of the plural.
Row = tuple[str, tuple[str, ...]]


@cache
def words(language: str) -> tuple[Row, ...]:
    """English → translation, of the pages, of the vocabularies they show, and of the words people type.

    Raises OSError without catalogue.
    """
    return (*_catalogue(language), *_terms(language), *_needs(language))


def _catalogue(language: str) -> Iterator[Row]:
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, list[str]] = {}
    for key in sorted(filter(None, known), key=str):
        message = key[0] if isinstance(key, tuple) else key
        found.setdefault(message.rpartition("\x04")[2], []).append(known[key])
    yield from ((message, tuple(said)) for message, said in found.items())


def _terms(language: str) -> Iterator[Row]:
    for name in vocabularies.in_tongues():
        for term in vocabularies.vocabulary(name).terms:
            yield term.labels["en"], (term.label(language),)


def _needs(language: str) -> Iterator[Row]:
    """What we call a need, and what people type for it."""
    services = vocabularies.vocabulary("service")
    for service, typed in needs.shipped_words(language).items():
        yield services.label(service, "en"), tuple(typed)


@cache
def digest(language: str) -> str:
    return sha256(json.dumps(words(language)).encode()).hexdigest()


def is_unchecked_tongue(language: str) -> bool:
    """Whether the words still have to be checked; False for a language that is none of the six."""
    if language not in FINDER:
        return False
    return not CheckedTongue.objects.filter(language=language, digest=digest(language)).exists()


@transaction.atomic
def check_tongue(language: str, *, by: User) -> CheckedTongue:
    """A speaker has read these words and found them right. Said twice of the same words, the first counts."""
    known = CheckedTongue.objects.select_for_update().filter(language=language).first()
    if known is not None and known.digest == digest(language):
        return known
    said = {"digest": digest(language), "checked_by": by, "checked_at": timezone.now()}
    checked, _new = CheckedTongue.objects.update_or_create(language=language, defaults=said)
    audit.record("tongue.checked", by=by, kind="tongue", uid=checked.uid)
    return checked


@transaction.atomic
def reopen_tongue(language: str, *, by: User) -> None:
    """The words have to be checked again; nothing happens where they have to be anyway."""
    checked = CheckedTongue.objects.select_for_update().filter(language=language).first()
    if checked is not None:
        audit.record("tongue.reopened", by=by, kind="tongue", uid=checked.uid)
        checked.delete()

"""Which places a question leads to and which are open, for the map: bits at the positions of the atlas.

The answer does not depend on where somebody asks from, so it is the same for everybody who wishes the same in
the same minute: the page says where its list begins, and the browser puts the places into that order.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from opstap.core.texts import best_language
from opstap.finder.display import atlas as atlases
from opstap.finder.display.atlas import Atlas
from opstap.finder.search import Question, passing
from opstap.finder.search.names import named
from opstap.spaces.models import Space

# Places of one name that a map shows.
MOST_NAMED = 5_000
# Names that are given at a time: a screen holds fewer marks.
MOST_NAMES = 100
# Answers kept by each process, 25 kB at most for 60,000 places.
KEPT = 256


@dataclass(frozen=True, slots=True)
class Points:
    """The answer as it is sent, compressed. `digest`: the same where nothing changed."""

    body: bytes
    digest: str


def points(atlas: Atlas, question: Question, now: datetime) -> Points:
    """Of the minute of `now`. Only the wishes of the question count, or else the name in it."""
    minute = now.replace(second=0, microsecond=0)
    return _points(atlas, question.wishes, question.where, minute, question.unread)


@lru_cache(maxsize=KEPT)
def _points(atlas: Atlas, wishes: Question, name: str, minute: datetime, unread: tuple[str, ...]) -> Points:
    found = named_points(atlas, name, minute) if name else wished_points(atlas, wishes, minute)
    body = json.dumps({**found, "unread": unread}, separators=(",", ":")).encode()
    return Points(gzip.compress(body, 6, mtime=0), sha256(body).hexdigest()[:32])


def forget() -> None:
    _points.cache_clear()
    passing.forget()
    atlases.forget()


def wished_points(atlas: Atlas, wishes: Question, minute: datetime) -> dict[str, Any]:
    """`in`: the places that pass, null = all. `open`, `help`: those of them that are open, with help.

    Bits as base64: the place at position 8 n + k is bit k, from the right, of byte n.
    """
    inside = passing.passing(wishes, atlas, minute)
    is_all = inside == (1 << len(atlas.keys)) - 1
    return {"in": None if is_all else _written(inside, atlas), **_states(atlas, inside, minute)}


def named_points(atlas: Atlas, name: str, minute: datetime) -> dict[str, Any]:
    """The places of that name: `listed` are their positions in the order of the list; `is_whole`: all."""
    keys = list(named(name).values_list("pk", flat=True)[: MOST_NAMED + 1])
    listed = [atlas.index[key] for key in keys[:MOST_NAMED] if key in atlas.index]
    states = _states(atlas, passing.bits_of(listed, len(atlas.keys)), minute)
    return {"listed": listed, "is_whole": len(keys) <= MOST_NAMED, **states}


def _states(atlas: Atlas, inside: int, minute: datetime) -> dict[str, str]:
    kinds = {"open": passing.OPEN, "help": passing.HELP}
    return {
        kind: _written(inside & passing.passing(wish, atlas, minute), atlas) for kind, wish in kinds.items()
    }


def _written(bits: int, atlas: Atlas) -> str:
    return b64encode(bits.to_bytes(len(atlas.keys) // 8 + 1, "little")).decode()


def names(atlas: Atlas, positions: Sequence[int], wanted: str) -> list[tuple[str, str, str] | None]:
    """Slug, name and, where that is not the wanted one, its language; None for who is not public any more."""
    keys = [atlas.keys[position] for position in positions]
    found = {
        pk: (slug, *_named(texts, wanted))
        for pk, slug, texts in Space.objects.public()
        .filter(pk__in=keys)
        .order_by()
        .values_list("pk", "slug", "names")
    }
    return [found.get(key) for key in keys]


def _named(texts: dict[str, str], wanted: str) -> tuple[str, str]:
    language = best_language(texts, wanted)
    return texts.get(language, ""), "" if language == wanted else language


def cannot_be_read() -> str:
    """What is said of an address that asks for names and cannot be read."""
    asked = {"part": "at", "most": MOST_NAMES}
    return (
        _("“%(part)s” in the address cannot be read: up to %(most)s numbers of places, with commas.") % asked
    )

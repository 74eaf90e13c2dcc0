"""Names that look or sound like what somebody typed: of areas and of shipped places."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.cache import cache

from opstap.core.likeness import slips, slips_allowed, sound
from opstap.territory.models import AreaName
from opstap.territory.places import Place, known_places

SHORTEST = 3
MOST_NAMES = 20_000
# A word that stands in more names tells nothing ("gare", "centre").
COMMON = 8
# So many names are compared letter by letter.
_COMPARED = 60
_REMEMBER_SECONDS = 300
_MADE = "territory:alike"

# The primary key of an area, or a place.
Bearer = int | Place


@dataclass(frozen=True)
class Match:
    """Who bears a name like the text. `slips`: 0 sounds the same, else letters apart."""

    bearer: Bearer
    slips: int


@dataclass
class _Index:
    """Sounds of all names and of their telling words → who bears them, found by pairs of letters."""

    bearers: dict[str, list[Bearer]] = field(default_factory=dict)
    by_pair: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


# One index, by the mark under which the cache says that it still holds.
_kept: dict[str, _Index] = {}


def alike(folded: str) -> list[Match]:
    """Who bears a name like a folded text, nearest first; each once."""
    heard = sound(folded)
    if len(folded) < SHORTEST or not heard:
        return []
    index = _current()
    allowed = slips_allowed(len(heard))
    best: dict[Bearer, int] = {}
    for name in {heard, *_candidates(index, heard)}:
        apart = slips(heard, name, allowed)
        for bearer in index.bearers.get(name, []) if apart is not None else []:
            best[bearer] = min(best.get(bearer, allowed), apart or 0)
    return [Match(bearer, apart) for bearer, apart in sorted(best.items(), key=lambda pair: pair[1])]


def _candidates(index: _Index, heard: str) -> list[str]:
    shared = Counter(name for pair in _pairs(heard) for name in index.by_pair.get(pair, ()))
    return [name for name, _count in shared.most_common(_COMPARED)]


def _pairs(text: str) -> set[str]:
    whole = f" {text} "
    return {whole[place : place + 2] for place in range(len(whole) - 1)}


def _current() -> _Index:
    """Made anew after five minutes, or when the cache is emptied: a municipality seldom gets a name."""
    mark = cache.get(_MADE)
    if mark not in _kept:
        mark = mark or uuid4().hex
        _kept.clear()
        _kept[mark] = _build()
        cache.set(_MADE, mark, _REMEMBER_SECONDS)
    return _kept[mark]


def _build() -> _Index:
    index = _Index()
    whole: dict[str, list[Bearer]] = defaultdict(list)
    words: dict[str, list[Bearer]] = defaultdict(list)
    for name, bearer in _names():
        whole[sound(name)].append(bearer)
        for word in name.split() if " " in name else ():
            if len(word) > SHORTEST and bearer not in words[sound(word)]:
                words[sound(word)].append(bearer)
    index.bearers = {heard: bearers for heard, bearers in words.items() if len(bearers) <= COMMON}
    for heard, bearers in whole.items():
        index.bearers[heard] = [*bearers, *index.bearers.get(heard, [])]
    for heard in index.bearers:
        for pair in _pairs(heard):
            index.by_pair[pair].append(heard)
    return index


def _names() -> Iterable[tuple[str, Bearer]]:
    yield from AreaName.objects.filter(area__lat__isnull=False).values_list("folded", "area_id")[:MOST_NAMES]
    for place in known_places():
        for name in place.folded:
            yield name, place

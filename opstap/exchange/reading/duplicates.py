"""Places that are probably one and the same, among what was read and what is already there."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product
from urllib.parse import urlsplit

from opstap.exchange.reading.text import fold

# A cell is about 550 m north to south; neighbours are looked at too.
_CELL = 0.005
# Blocks larger than this are made of words or numbers too common to tell anything.
_LARGEST_BLOCK = 60
# A cell with more places than this is not looked at pair by pair.
_CROWD = 500
_NEAR, _SAME_SPOT, _FAR = 300.0, 60.0, 1500.0
_LIKELY = 0.6

# Words in so many names that sharing them says nothing.
_COMMON_WORDS = """
    a au aux d de des du en et l la le les of the and van den der het een en te
    espace public publique numerique digital digitale openbare computerruimte epn ocr centre centrum maison
    association asbl vzw service services site
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """What is compared of a place. `name` in any language; several may be joined by a line end."""

    key: str
    name: str
    lat: float | None = None
    lon: float | None = None
    postcode: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """`score` from 0 to 1.

    `reasons`: same_name, similar_name, same_spot, near, same_postcode, same_phone, same_website.
    """

    a: str
    b: str
    reasons: tuple[str, ...]
    score: float


def likely_duplicates(places: Iterable[PlacePoint]) -> list[Pair]:
    """Pairs of keys, the likeliest first. Each place is compared with those near it or alike in a number."""
    known = [_Known(place) for place in places]
    pairs = []
    for first, second in _candidates(known):
        pair = _compared(known[first], known[second])
        if pair is not None:
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))


class _Known:
    """A place with what comparing needs, worked out once."""

    __slots__ = ("all_words", "digits", "host", "names", "place", "words")

    def __init__(self, place: PlacePoint) -> None:
        self.place = place
        self.names = [folded for line in place.name.split("\n") if (folded := fold(line))]
        self.words = [frozenset(name.split()) - _COMMON or frozenset(name.split()) for name in self.names]
        self.all_words = frozenset(word for words in self.words for word in words)
        self.digits = re.sub(r"\D", "", place.phone)[-8:]
        self.host = _page(place.website)


def _page(website: str) -> str:
    """The address without scheme, “www.” and slash at the end; a bare host tells whose, not which place."""
    try:
        parts = urlsplit(website.lower())
    except ValueError:
        return ""
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")) if parts.netloc else ""


def _candidates(known: list[_Known]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes worth comparing, each once."""
    blocks = chain(_number_blocks(known), _postcode_blocks(known))
    seen: set[tuple[int, int]] = set()
    for pair in chain(_near_pairs(known), *(combinations(block, 2) for block in blocks)):
        if _have_something_alike(known[pair[0]], known[pair[1]]) and pair not in seen:
            seen.add(pair)
            yield pair


def _have_something_alike(first: _Known, second: _Known) -> bool:
    """A quick look before the slow one: without a word or a phone in common no score is reached."""
    return not first.all_words.isdisjoint(second.all_words) or (first.digits == second.digits != "")


def _near_pairs(known: list[_Known]) -> Iterator[tuple[int, int]]:
    """Places of a cell with one another and with those of the cells behind it: each edge is met once."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, one in enumerate(known):
        if one.place.lat is not None and one.place.lon is not None:
            cells[int(one.place.lat // _CELL), int(one.place.lon // _CELL)].append(index)
    for (row, column), own in cells.items():
        if len(own) > _CROWD:
            yield from chain(*(combinations(block, 2) for block in _word_blocks(known, own)))
            continue
        yield from combinations(own, 2)
        for step in ((0, 1), (1, -1), (1, 0), (1, 1)):
            other = cells.get((row + step[0], column + step[1]), ())
            for first, second in product(own, other if len(other) <= _CROWD else ()):
                yield (first, second) if first < second else (second, first)


def _word_blocks(known: list[_Known], indexes: list[int]) -> Iterator[list[int]]:
    """Where hundreds stand together (a wrong point for all), only those that share a rare word."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for index in indexes:
        for word in known[index].all_words:
            blocks[word].append(index)
    yield from (block for block in blocks.values() if 1 < len(block) <= _LARGEST_BLOCK)


def _number_blocks(known: list[_Known]) -> Iterator[list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(known):
        if len(one.digits) >= 6:
            blocks[f"tel {one.digits}"].append(index)
        if "/" in one.host:
            blocks[f"web {one.host}"].append(index)
    yield from (block for block in blocks.values() if 1 < len(block) <= _LARGEST_BLOCK)


def _postcode_blocks(known: list[_Known]) -> Iterator[list[int]]:
    """Places of a postcode that share one of their two rarest words; those without point have no others."""
    counts = Counter(word for one in known for word in one.all_words)
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, one in enumerate(known):
        if one.place.postcode:
            words = sorted(
                {word for words in one.words for word in words}, key=lambda word: (counts[word], word)
            )
            for word in words[:2]:
                blocks[fold(one.place.postcode), word].append(index)
    yield from (block for block in blocks.values() if 1 < len(block) <= _LARGEST_BLOCK)


def _compared(first: _Known, second: _Known) -> Pair | None:
    if first.place.key == second.place.key:
        return None
    distance = _metres(first.place, second.place)
    if distance is not None and distance > _FAR:
        return None
    likeness = max((_likeness(a, b) for a in first.words for b in second.words), default=0.0)
    reasons = [
        *_name_reasons(first, second, likeness),
        *_place_reasons(first, second, distance),
        *_number_reasons(first, second),
    ]
    score = _score(reasons, likeness)
    if score < _LIKELY:
        return None
    return Pair(first.place.key, second.place.key, tuple(reasons), round(score, 2))


def _metres(first: PlacePoint, second: PlacePoint) -> float | None:
    """Flat-earth distance, good to a part in a thousand at this size; None when one has no point."""
    if first.lat is None or first.lon is None or second.lat is None or second.lon is None:
        return None
    north = (first.lat - second.lat) * 111_195
    east = (first.lon - second.lon) * 111_195 * math.cos(math.radians((first.lat + second.lat) / 2))
    return math.hypot(north, east)


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Share of the words both names have (Dice)."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def _name_reasons(first: _Known, second: _Known, likeness: float) -> list[str]:
    """“EPN Élan” and “OCR Élan” are one name: the words that every space has do not count."""
    if set(first.names) & set(second.names) or likeness == 1.0:
        return ["same_name"]
    return ["similar_name"] if likeness >= 0.6 else []


def _place_reasons(first: _Known, second: _Known, distance: float | None) -> list[str]:
    if distance is not None:
        return ["same_spot"] if distance <= _SAME_SPOT else ["near"] if distance <= _NEAR else []
    same = first.place.postcode and fold(first.place.postcode) == fold(second.place.postcode)
    return ["same_postcode"] if same else []


def _number_reasons(first: _Known, second: _Known) -> list[str]:
    reasons = ["same_phone"] if len(first.digits) >= 6 and first.digits == second.digits else []
    return [*reasons, "same_website"] if first.host and first.host == second.host else reasons


_WEIGHTS = {
    "same_name": 0.45,
    "similar_name": 0.3,
    "same_spot": 0.35,
    "near": 0.2,
    "same_postcode": 0.15,
    "same_phone": 0.25,
    "same_website": 0.1,
}


def _score(reasons: list[str], likeness: float) -> float:
    """A name alike is needed, or one spot with one phone: many bodies share a house or a switchboard."""
    named = "same_name" in reasons or "similar_name" in reasons
    if not named and not ("same_phone" in reasons and "same_spot" in reasons):
        return 0.0
    return min(1.0, sum(_WEIGHTS[reason] for reason in reasons) + (0.0 if named else 0.2 * likeness))

"""How people write a street and a number, and the key under which a street is found. Pure: no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opstap.core.folding import fold
from opstap.core.likeness import sound

LONGEST = 12  # words of an address that are looked at
# Kinds of streets as people shorten them.
_SHORT = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "boul": "boulevard", "ch": "chaussee", "chee": "chaussee", "chaus": "chaussee", "imp": "impasse",
    "pl": "place", "r": "rue", "sq": "square",
}  # fmt: skip
# Dutch writes them at the end of the word: "Hoogstr.", "Bergensestwg".
_ENDINGS = (("stwg", "steenweg"), ("stw", "steenweg"), ("str", "straat"))
_SMALL = frozenset("de du des d la le les l a au aux en et van der den het ter ten t the of".split())
_KINDS_FRENCH = ("rue", "avenue", "boulevard", "chaussee", "place", "square", "impasse", "quai", "allee")
_KINDS_DUTCH = ("straat", "steenweg", "laan", "plein", "plaats", "kaai", "dreef", "lei", "weg")
_NUMBER = re.compile(r"(\d{1,4})([a-z]{0,2})")
_ORDINALS = frozenset({"er", "re", "e", "de", "ste"})
# What stands behind one of these is a letter box, not a house.
_BOX = re.compile(r"\b(?:bus|bte|boite|box)\b.*?\d+\w*")


@dataclass(frozen=True)
class Written:
    """One way to read what was typed. `rest`: folded words behind it, which name a municipality."""

    street: str
    number: int | None = None
    letter: str = ""
    rest: str = ""


def street_key(folded: str) -> str:
    """The same for "Av. de la Reine", "avenue la reine"; for "Hoogstr", "Hoog straat", "hoogstraat"."""
    return "".join(word for word in _long(folded) if word not in _SMALL) or "".join(folded.split())


def street_sound(folded: str) -> str:
    """What is left to the ear when the kind of street is taken away: slips are looked for here."""
    words = [word for word in _long(folded) if word not in _SMALL and word not in _KINDS_FRENCH]
    bare = "".join(sound(word) for word in words)
    return next((bare[: -len(kind)] for kind in map(sound, _KINDS_DUTCH) if bare.endswith(kind)), "") or bare


def _long(folded: str) -> list[str]:
    return [_ending(_SHORT.get(word, word)) for word in folded.split()]


def _ending(word: str) -> str:
    return next((word[: -len(short)] + full for short, full in _ENDINGS if word.endswith(short)), word)


def ways_to_read(text: str, postcode: str) -> Iterator[Written]:
    """The ways to read an address, the likeliest first. `postcode`: the one found in the text, taken out."""
    plain = _BOX.sub(" ", _without(fold(text), postcode))
    words = plain.split()[:LONGEST]
    numbers = [place for place, word in enumerate(words) if _number(word)]
    # "Rue du 11 novembre 5": the last number is the house. "12 rue Haute": one in front comes last.
    for place in sorted(numbers, key=lambda place: (place == 0, -place)):
        before, behind = words[:place], words[place + 1 :]
        number, letter = _number(words[place]) or (0, "")
        if before:
            yield Written(" ".join(before), number, letter, " ".join(behind))
        else:
            yield from _cut(behind, number, letter)
    yield from _cut(words, None, "")


def _cut(words: list[str], number: int | None, letter: str) -> Iterator[Written]:
    """The street may be followed by its municipality without any sign between them."""
    for end in range(len(words), 0, -1):
        yield Written(" ".join(words[:end]), number, letter, " ".join(words[end:]))


def _without(folded: str, postcode: str) -> str:
    """What stands behind the postcode is its municipality, which it tells already."""
    before, found, _behind = folded.rpartition(postcode) if postcode else (folded, "", "")
    return before if found and before.strip() else folded.replace(postcode, " ") if postcode else folded


def _number(word: str) -> tuple[int, str] | None:
    found = _NUMBER.fullmatch(word)
    if found is None or found[2] in _ORDINALS:
        return None
    return int(found[1]), found[2]

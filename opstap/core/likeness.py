"""How alike two names are, to an ear and to a hasty hand. Pure: no Django.

Texts are folded (`core.folding`).
"""

import re

# French and Dutch write the same sound in many ways; people who heard a name write any of them.
_SOUNDS = (
    ("eaux", "o"), ("eau", "o"), ("aux", "o"), ("au", "o"), ("sch", "sk"), ("ph", "f"), ("qu", "k"),
    ("ck", "k"), ("gh", "g"), ("ij", "i"), ("ei", "i"), ("ey", "i"), ("uy", "ui"), ("y", "i"), ("ae", "a"),
    ("oe", "u"), ("ou", "u"), ("x", "ks"), ("z", "s"),
)  # fmt: skip
_SOFT_C = re.compile(r"c(?=[ei])")
_SILENT = re.compile(r"(?<=\w{3})(?:es|e|s)\b")
_TWICE = re.compile(r"(.)\1+")
# Small words that people leave out or confuse.
_SMALL = frozenset("de du des d la le les l a au aux et en van der den het ter ten t the of s".split())
_SAINTS = {"sint": "saint", "sinte": "sainte"}


def sound(text: str) -> str:
    """A spelling that names which sound alike have in common: "skarbeek" and "schaerbeek" → "skarbek"."""
    heard = " ".join(_SAINTS.get(word, word) for word in text.split())
    for written, said in _SOUNDS:
        heard = heard.replace(written, said)
    heard = _SOFT_C.sub("s", heard).replace("c", "k")
    return _SILENT.sub("", _TWICE.sub(r"\1", heard))


def weighty(text: str) -> list[str]:
    """The words that tell one name from another; all of them where every word is small."""
    words = text.split()
    return [word for word in words if word not in _SMALL] or words


def slips_allowed(length: int) -> int:
    """How many slips of the hand a word of so many letters may hold: none in the shortest, where every
    letter tells."""
    return 0 if length < 4 else 1 if length < 7 else 2 if length < 12 else 3


def slips(one: str, other: str, most: int) -> int | None:
    """Letters added, left out, changed, or swapped with their neighbour; None when more than `most`.

    Optimal string alignment distance, bounded: a row that is all above `most` ends it.
    """
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, facing in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None

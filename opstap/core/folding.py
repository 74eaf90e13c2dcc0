"""Fold text so that people find what they mean: no accents, no case, no punctuation. Pure: no Django."""

import re
import unicodedata

# Written apart by some and together by others in names of places.
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "saint"}
_LATIN = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
# Letters that people type for one another, and the stroke that only lengthens a word.
_ARABIC = {"ة": "ه", "ى": "ي", "ـ": ""}
_LETTERS = str.maketrans(_LATIN | _ARABIC)


def fold(text: str) -> str:
    """Lower case letters and digits without accents and vowel signs, words parted by one blank.

    "Woluwé-St-Lambert" → "woluwe saint lambert".
    """
    # Lower case comes after: some fancy capitals only become letters in the normal form.
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.sub(r"[\W_]+", " ", plain).split()
    return " ".join(_SHORT.get(word, word) if len(words) > 1 else word for word in words)

"""Plain text: without mark-up and control characters, cut, folded for comparison, calm in its capitals."""

import html
import re
import unicodedata
from functools import lru_cache

_SCRIPTS = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[!/?]?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_NOT_WORD = re.compile(r"[\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W\d_]+")

# Small words that stay small inside a French, Dutch or English name.
_SMALL_WORDS = """
    a à au aux d de des du en et l la le les lès ou par pour s sous sur un une chez dans
    van den der het een te ter ten op bij voor of the and at in on
"""
_SMALL = frozenset(_SMALL_WORDS.split())
# Short forms that look like words and must stay capital.
_SIGLE_WORDS = """
    adie adil afpa afpar apf asept bij caf capl cas ccas cci cfa cias cidff cijnc cio clic cma cnam cpam cpas
    crij csc epide epn esat evs fjt gip giep greta iut mcc mde mdef mdph mds mfs mjc msa msap ocmw ocr ocw pij
    pimms plie pmi prij rsa sasu sdsei siao spip udaf ufcv unadev usa vgc vzw asbl
"""
_SIGLES = frozenset(_SIGLE_WORDS.split())
_ORDINALS = frozenset(["er", "ere", "ère", "e", "eme", "ème", "nd", "nde", "de", "ste"])
_SHORTENED = frozenset(["st", "ste", "dr", "bd", "pr", "mr", "mme"])


def plain(text: str) -> str:
    """`text` without tags, entities, control and direction characters; line ends are kept as '\\n'."""
    for _ in range(3):  # entities may hide tags, which may hide entities
        stripped = _without_markup(text)
        if stripped == text:
            break
        text = stripped
    else:
        text = _TAGS.sub("", text)
    text = _CONTROLS.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _BREAKS.sub("\n", _SCRIPTS.sub(" ", text))
        text = _TAGS.sub("", text)
    return html.unescape(text) if "&" in text else text


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def cut(text: str, limit: int) -> str:
    """The first `limit` characters at most, ending at a word, with “…” when something is missing."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip() + "…"


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """For comparison: lower case, no accents, only letters and digits with single spaces between."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return _NOT_WORD.sub(" ", _ACCENTS.sub("", unicodedata.normalize("NFKD", text))).strip()


def is_shouted(text: str) -> bool:
    """Written in capitals only, and long enough not to be a short form."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 4 and all(char.isupper() for char in letters)


def calm(text: str) -> str:
    """A name in capitals made readable: “MISSION LOCALE DE L'ISLE” → “Mission Locale de l'Isle”.

    Names that are not all capitals stay as they are; short forms (CCAS, EPN…) stay capital.
    """
    return _WORD.sub(_calm_word, text) if is_shouted(text) else text


def _calm_word(match: re.Match[str]) -> str:
    word, small = match.group(), match.group().lower()
    before = match.string[: match.start()]
    if before[-1:].isdigit():  # 1ER is a number, CL2V a short form
        return small if small in _ORDINALS else word
    if before and small in _SMALL:
        return small
    if fold(small) in _SIGLES or (small not in _SHORTENED and not re.search("[aeiouyœ]", fold(small))):
        return word
    return small[0].upper() + small[1:]

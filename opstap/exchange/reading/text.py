"""Plain text: without mark-up, without control characters, cut, folded for comparison, calm in its capitals."""

import html
import re
import unicodedata

_SCRIPTS = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[!/?]?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)

# Small words that stay small inside a French, Dutch or English name.
_SMALL = frozenset(
    "a à au aux d de des du en et l la le les lès ou par pour s sous sur un une chez dans "
    "van den der het een en te ter ten op bij voor of the and at in on".split()
)
# Short forms that look like words and must stay capital.
_SIGLES = frozenset(
    "acif adie adil adsea afpa afpar agame air arep arc asept asso bij bu caf capl cas ccas cci cdi cfa cias cidff "
    "cijnc cio clic cma cnam cpam cpas crij csc e2c epide epn esat evs fablab fjt fsu gip giep greta iut "
    "jrs mcc mda mde mdef mdph mds mfr mfs mjc msa msap ocmw ocr of opa pad pij pimms plie pmi ptce rsa sdsei "
    "siao spip tic udaf ufcv unc usb vzw asbl".split()
)


def plain(text: str) -> str:
    """`text` without tags, entities, control and direction characters; line ends are kept as '\\n'."""
    for _ in range(3):  # entities may hide tags, which may hide entities
        stripped = _without_markup(text)
        if stripped == text:
            break
        text = stripped
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


def fold(text: str) -> str:
    """For comparison: lower case, no accents, only letters and digits with single spaces between."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("ß", "ss")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare).strip()


def is_shouted(text: str) -> bool:
    """Written in capitals only, and long enough not to be a short form."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 4 and all(char.isupper() for char in letters)


def calm(text: str) -> str:
    """A name in capitals made readable: “MISSION LOCALE DE L'ISLE” → “Mission Locale de l'Isle”.

    Names that are not all capitals stay as they are; short forms (CCAS, EPN…) stay capital.
    """
    return _calm_words(text) if is_shouted(text) else text


def _calm_words(text: str) -> str:
    def calmed(match: re.Match[str]) -> str:
        return _calm_word(match.group(), first=match.start() == 0)

    return _WORD.sub(calmed, text)


def _calm_word(word: str, *, first: bool) -> str:
    small = word.lower()
    if fold(small) in _SIGLES or not re.search(r"[aeiouyàâäéèêëîïôöùûü]", small):
        return small if len(word) == 1 and small in _SMALL and not first else word
    if small in _SMALL and not first:
        return small
    return small[0].upper() + small[1:]

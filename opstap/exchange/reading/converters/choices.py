"""Words of a source to codes of the vocabularies: lists, flags, key words, prices, access for wheelchairs."""

import re
from collections.abc import Iterable

from opstap.exchange.reading.converters.base import (
    Cell,
    Cells,
    Codes,
    Converted,
    Flaw,
    Setting,
    converter,
    filled,
    first,
    flaw,
    texts_option,
)
from opstap.exchange.reading.converters.numbers import NO
from opstap.exchange.reading.text import fold, plain

_SEPARATORS = ("|", ";", "\n")
_NOT_SET = NO | {"", "pas du tout", "jamais", "nooit", "never"}


def look_up(said: str, setting: Setting) -> Codes | None:
    """The codes of one value: by the whole of it, else by what stands before “ : ” or “(”. None = unknown."""
    for part in (said, said.split(" : ", 1)[0], said.split("(", 1)[0]):
        found = setting.codes.get(fold(part))
        if found is not None:
            return found
    return None


def _parts(cells: Cells, setting: Setting) -> Iterable[Cell]:
    """The values of every cell: split by one separator after the other, where the whole is not yet known."""
    separators = texts_option(setting, "split", _SEPARATORS)
    for cell in filled(cells):
        for part in _split(plain(cell.text), separators, setting):
            yield Cell(cell.column, part.strip())


def _split(said: str, separators: tuple[str, ...], setting: Setting) -> Iterable[str]:
    """Separators between parentheses do not count. Pieces without a letter or digit are nothing."""
    if not fold(said):
        return
    if not separators or fold(said) in setting.codes:
        yield said
        return
    for part in re.split(rf"{re.escape(separators[0])}(?![^()]*\))", said):
        yield from _split(part, separators[1:], setting)


def _found(cells: Cells, setting: Setting) -> tuple[list[str], tuple[Flaw, ...]]:
    codes: list[str] = []
    flaws: list[Flaw] = []
    for part in _parts(cells, setting):
        known = look_up(part.text, setting)
        codes.extend(known or ())
        flaws.extend(() if known is not None else flaw(part, "unknown_value"))
    return codes, tuple(flaws)


@converter("codes", "codes", options={"split": "texts"})
def codes(cells: Cells, setting: Setting) -> Converted:
    """A list in one cell, split at `split` ("|", ";", line end); labels of the vocabulary are known."""
    found, flaws = _found(cells, setting)
    return Converted(tuple(found), flaws)


@converter("code", "code", options={"split": "texts"})
def code(cells: Cells, setting: Setting) -> Converted:
    """One code; of a list the first that is known."""
    found, flaws = _found(cells, setting)
    return Converted(found[0] if found else None, flaws)


@converter("key_words", "code", "codes")
def key_words(cells: Cells, setting: Setting) -> Converted:
    """Free text searched for the beginnings of words in the code table; what is not found is no fault."""
    said = "".join(f" {fold(plain(cell.text))}" for cell in filled(cells))
    found = [code for words, known in setting.codes.items() if f" {words}" in said for code in known]
    return Converted(tuple(found))


@converter("flags", "codes", "code", options={"flags": "flags", "set_when": "texts"})
def flags(cells: Cells, setting: Setting) -> Converted:
    """A column for each code: set when it says anything but no, or one of the words of `set_when`."""
    wanted = {fold(word) for word in texts_option(setting, "set_when")}
    found: list[str] = []
    for cell in filled(cells):
        said = fold(cell.text)
        if said in wanted if wanted else said not in _NOT_SET:
            found.extend(setting.codes.get(fold(cell.column), ()))
    return Converted(tuple(found))


# --- price -----------------------------------------------------------------------------------------

# Printing costs something nearly everywhere; it says nothing about coming in.
_PRINTING = re.compile(
    r"[^.\n;,]*\b(?:imp?ression|photocop|copie|print|afdruk|consommable)[^.\n;,]*(?:[.,]\d+[^.\n;,]*)?", re.I
)
_FREE = re.compile(
    r"\b(?:gratuit|gratis|free|kosteloos|sans frais|non payant|aucun|offert|100 finance|0 ?euro)"
)
_UNDER_CONDITION = re.compile(
    r"\b(?:sous (?:certaines )?condition|onder voorwaarde|under condition|conditions de ressources)"
)
_PAID = re.compile(
    r"\b(?:(?<!non )payant|betalend|paid|fee\b|cotisation|[1-9]\d* ?(?:euro|eur\b|e\b|xpf|francs?\b))"
)
_BARE = re.compile(
    r"(?:c est |acces |service public |entierement )?(?:gratuite?s?|gratis|free|payante?|0 ?euros?)"
)


@converter("price", "code", options={"split": "texts"})
def price(cells: Cells, setting: Setting) -> Converted:
    """free, conditional or paid, from labels or a sentence; a sentence is kept as a note on the price."""
    cell = first(cells)
    said = plain(cell.text)
    if not fold(said):
        return Converted()
    listed = [look_up(part.text, setting) for part in _parts(cells, setting)]
    if None not in listed:
        return Converted(_one_price({known for codes in listed for known in codes or ()}))
    found = _price_in(said)
    is_bare = bool(found) and bool(_BARE.fullmatch(fold(_spelled(said))))
    return Converted(found or None, (), () if is_bare else (("price_note", said),))


def _one_price(found: set[str]) -> str | None:
    if "conditional" in found or found >= {"free", "paid"}:
        return "conditional"
    return next(iter(found), None)


def _spelled(said: str) -> str:
    return said.replace("€", " euro ").replace("EUR", " euro ")


def _price_in(said: str) -> str:
    folded = fold(_spelled(_PRINTING.sub(" ", said)))
    free, paid = _FREE.search(folded), _PAID.search(folded)
    if _UNDER_CONDITION.search(folded) or (free and paid):
        return "conditional"
    return "free" if free else "paid" if paid else ""


# --- wheelchair ------------------------------------------------------------------------------------

_NO_WAY_IN = re.compile(
    r"\b(?:non accessible|pas accessible|inaccessible|not accessible|niet toegankelijk|escaliers?|marches)\b"
)
_WITH_HELP = re.compile(r"\b(?:partiel\w*|limite\w*|limited|avec aide|with help|beperkt)\b")
_WAY_IN = re.compile(
    r"\b(?:pmr|fauteuil|rampe|handicap\w*|hanticap\w*|mobilite reduite|plain pied|wheelchair|rolstoel\w*|"
    r"toegankelijk|accessible)\b"
)


@converter("wheelchair", "wheelchair", columns=1)
def wheelchair(cells: Cells, setting: Setting) -> Converted:
    """yes, limited or no, from a word or a sentence; a sentence is kept as a note on how to come."""
    cell = first(cells)
    said = fold(plain(cell.text))
    if not said:
        return Converted()
    plainly = {
        "yes": "yes",
        "oui": "yes",
        "ja": "yes",
        "limited": "limited",
        "no": "no",
        "non": "no",
        "nee": "no",
    }
    if said in plainly:
        return Converted(plainly[said])
    return Converted(_way_in(said), (), (("how_to_come", plain(cell.text)),))


def _way_in(said: str) -> str | None:
    for pattern, answer in ((_NO_WAY_IN, "no"), (_WITH_HELP, "limited"), (_WAY_IN, "yes")):
        if pattern.search(said):
            return answer
    return {"oui": "yes", "yes": "yes", "ja": "yes", "non": "no", "no": "no", "nee": "no"}.get(
        said.split(maxsplit=1)[0]
    )

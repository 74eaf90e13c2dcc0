"""Bytes to text in whatever encoding the file was saved."""

import codecs
import io
from typing import TextIO

from charset_normalizer import from_bytes

from opstap.exchange.reading.files.table import Note
from opstap.exchange.reading.problems import ReadingError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What office programs of the region write when they do not write UTF-8, in order of preference.
_WESTERN = ("cp1252", "latin-1", "mac_roman", "cp850")
# What texts in French, Dutch, German and English contain beyond ASCII: everyday letters, and rarer ones.
_USUAL = frozenset("àâäçéèêëîïôöûüù’œ")
_RARE = frozenset("ìíñóòúÿæßÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑŒÆ‘“”«»…–—•°²€·§©®ºª½\xa0")
_SAMPLE = 200_000
_CHUNK = 1 << 20
# Above this share of control characters, text is not text.
_MOST_CONTROLS = 0.01


def encoding_of(data: bytes) -> tuple[str, list[Note]]:
    """The encoding to read `data` with, and what had to be accepted for it."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, []
    wide = _utf16_without_bom(data[:_SAMPLE])
    if wide:
        return wide, []
    if _is_valid(data, "utf-8"):
        return "utf-8", []
    if _is_mostly_utf8(data[: 10 * _SAMPLE]):
        return "utf-8", [Note("bad_bytes", {"encoding": "utf-8"})]
    return _narrow_encoding(_telling(data)), []


def _utf16_without_bom(sample: bytes) -> str:
    """Every second byte zero: UTF-16 of western text."""
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    low, high = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if high > 0.7 * pairs and low < 0.1 * pairs:
        return "utf-16-le"
    if low > 0.7 * pairs and high < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _is_valid(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(sample: bytes) -> bool:
    """A few broken bytes in a file whose accents are otherwise UTF-8."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    accents = sum(1 for char in text if char > "\x7f") - broken
    return accents > 20 * broken


def _telling(data: bytes) -> bytes:
    """Lines with something beyond ASCII, up to the size of a sample."""
    lines, size = [], 0
    for line in io.BytesIO(data):
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > _SAMPLE:
            break
    return b"".join(lines)[: 2 * _SAMPLE]


def _narrow_encoding(sample: bytes) -> str:
    """By the letters it would give; only when none fits, by what charset-normalizer thinks."""
    scores = [(_fitness(sample, name), -index, name) for index, name in enumerate(_WESTERN)]
    fitness, _, best = max(scores)
    if fitness >= 0.4:
        return best
    guess = from_bytes(sample).best()
    return guess.encoding if guess is not None else best


def _fitness(sample: bytes, encoding: str) -> float:
    """How much of what is beyond ASCII one expects, rare signs by half; 0 when it has no such bytes."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    points = [_points(before, char, after) for before, char, after in around if char > "\x7f"]
    return sum(points) / len(points) if points else 1.0


def _points(before: str, char: str, after: str) -> float:
    if char.isupper() and before.isalpha() and after.islower():  # “MÇdiathäque”
        return 0.0
    return 1.0 if char in _USUAL else 0.5 if char in _RARE else 0.0


def open_text(data: bytes) -> tuple[TextIO, str, list[Note]]:
    """A stream of the text with its line ends untouched. Raises ReadingError for what is not text."""
    encoding, notes = encoding_of(data)
    _refuse_binary(data, encoding)
    return (
        io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline=""),
        encoding,
        notes,
    )


def _refuse_binary(data: bytes, encoding: str) -> None:
    sample = data[:_SAMPLE].decode(encoding, errors="replace")
    controls = sum(1 for char in sample if (char < " " and char not in "\t\n\r\f\v\0") or char == "\x7f")
    if controls > _MOST_CONTROLS * len(sample) or sample.count("\0") > 0.1 * len(sample):
        raise ReadingError("not_a_table", kind="binary")

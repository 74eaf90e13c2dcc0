"""A GeoJSON file feature by feature: it takes the memory of its largest feature, however long the file is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from opstap.exchange.reading.problems import ReadingError

FILE_BYTES = 100 * 1024 * 1024
FEATURE_LENGTH = 16 * 1024 * 1024
_PART = 1 << 20
# A text that breaks off so near to the end of what was read goes on in the next part; elsewhere it is broken.
_LONGEST_WORD = 100_000
_BEGIN = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def read_features(path: Path) -> Iterator[Any]:
    """The members of `features`, whatever they are.

    Raises ReadingError, also after some were given: missing, unreadable, too_large, broken_json, no_records,
    or feature_too_large with the number of the feature, counted from 1.
    """
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise ReadingError("too_large", size=size, limit=FILE_BYTES)
        with path.open(encoding="utf-8-sig") as file:
            yield from _each(file, *_begin(file))
    except FileNotFoundError as error:
        raise ReadingError("missing", path=str(path)) from error
    except OSError as error:
        raise ReadingError("unreadable", path=str(path), reason=type(error).__name__) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ReadingError("broken_json") from error


def _begin(file: IO[str]) -> tuple[str, int]:
    """What was read up to now, and where the first feature begins in it."""
    text = ""
    while len(text) <= FEATURE_LENGTH and (part := file.read(_PART)):
        text += part
        if found := _BEGIN.search(text):
            return text, found.end()
    raise ReadingError("no_records" if len(text) > FEATURE_LENGTH or _is_json(text) else "broken_json")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _each(file: IO[str], text: str, at: int) -> Iterator[Any]:
    number = 0
    while True:
        at = _end_of_gap(text, at)
        if text.startswith("]", at):
            break
        try:
            feature, at = _DECODER.raw_decode(text, at)
        except ValueError as error:
            text, at = _with_more(file, text[at:], getattr(error, "pos", 0) - at, number + 1), 0
            continue
        number += 1
        yield feature
    if "}" not in text[at:] + file.read(_PART):
        raise ReadingError("broken_json")
    if not number:
        raise ReadingError("no_records")


def _end_of_gap(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _with_more(file: IO[str], begun: str, broken_at: int, number: int) -> str:
    """The begun feature with twice as much of the file: so a long one is not tried too often."""
    if broken_at < len(begun) - _LONGEST_WORD:
        raise ReadingError("broken_json")
    if len(begun) > FEATURE_LENGTH:
        raise ReadingError("feature_too_large", number=number, limit=FEATURE_LENGTH)
    more = file.read(max(_PART, len(begun)))
    if not more:
        raise ReadingError("broken_json")
    return begun + more

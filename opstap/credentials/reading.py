"""From what somebody hands in (bytes) to one JSON object or one token. Strict: nothing is read two ways."""

import json
import math
import re
from typing import Any

from opstap.credentials import adapter
from opstap.credentials.adapter import LONGEST, Document
from opstap.credentials.reasons import Reason, RefusedError

# A picture with a credential in it; the credential itself may have LONGEST.
LARGEST = 1024 * 1024
DEEPEST = 32
# A badge with a hundred alignments and a hundred pieces of evidence has half as many. The work before a
# signature can be looked at grows with both, and it is done for anybody who asks.
MOST_OBJECTS, MOST_VALUES = 600, 6000
PNG = b"\x89PNG\r\n\x1a\n"
ENVELOPE = "data:application/vc+jwt,"
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")


def read(data: bytes) -> Document | str:
    """A JSON object, or the text of a JWT. Raises RefusedError."""
    if len(data) > LARGEST:
        raise RefusedError(Reason.TOO_LARGE, f"{len(data)} bytes")
    text = _text(data)
    if len(text) > LONGEST:
        raise RefusedError(Reason.TOO_LARGE, f"{len(text)} characters")
    if _TOKEN.fullmatch(text):
        return text
    document = read_object(text)
    if document.get("type") == "EnvelopedVerifiableCredential":
        return _opened(document)
    return document


def _text(data: bytes) -> str:
    if data.startswith(PNG):
        return adapter.baked_in_png(data).strip()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return adapter.baked_in_svg(data).strip()
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise RefusedError(Reason.NOT_JSON, "not UTF-8") from error


def _opened(envelope: Document) -> str:
    address = envelope.get("id")
    if isinstance(address, str) and address.startswith(ENVELOPE):
        return address.removeprefix(ENVELOPE)
    raise RefusedError(Reason.PROOF_UNSUPPORTED, "EnvelopedVerifiableCredential")


def read_object(text: str) -> Document:
    """One JSON object without doubled names, NaN, lone surrogates or deep nesting. Raises RefusedError."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise RefusedError(Reason.NOT_JSON, _said(error)) from error
    if not isinstance(value, dict):
        raise RefusedError(Reason.NOT_CREDENTIAL, type(value).__name__)
    _check_size(value)
    return value


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    return str(error) if type(error) is ValueError else type(error).__name__


def _unique(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the name {twice[:40]!a} stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _check_size(document: Document) -> None:
    """Level by level, so that no depth exhausts the stack."""
    level: list[Any] = [document]
    objects = values = 0
    for _depth in range(DEEPEST):
        objects += sum(isinstance(one, dict) for one in level)
        inner = [one for holder in level for one in (holder.values() if isinstance(holder, dict) else holder)]
        values += len(inner)
        if objects > MOST_OBJECTS or values > MOST_VALUES:
            raise RefusedError(
                Reason.TOO_COMPLEX, f"more than {MOST_OBJECTS} objects or {MOST_VALUES} values"
            )
        level = [one for one in inner if isinstance(one, dict | list)]
    if level:
        raise RefusedError(Reason.TOO_COMPLEX, f"more than {DEEPEST} levels")

"""A mapping out of a TOML or JSON file, with errors that name what is wrong."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from opstap.exchange.reading.fields import FIELDS, TEXT_LANGUAGES, split_target
from opstap.exchange.reading.mapping.bounds import Bounds
from opstap.exchange.reading.mapping.model import Mapping, RefuseRule, Repeated, Rule
from opstap.exchange.reading.mapping.rules import Tables, code_tables, rules_of
from opstap.exchange.reading.problems import MappingError
from opstap.exchange.reading.text import fold
from opstap.exchange.reading.zones import is_zone

T = TypeVar("T")

_LARGEST = 2 * 1024 * 1024
_KEYS = {
    "name": str,
    "label": str,
    "licence": str,
    "country": str,
    "timezone": str,
    "holiday_country": str,
    "language": str,
    "language_column": str,
    "bounds": list,
    "empty": list,
    "repeated": str,
    "recognise": dict,
    "fields": dict,
    "codes": dict,
    "refuse": list,
}


def load_mapping(path: str | Path) -> Mapping:
    """The mapping in the file (TOML, or JSON of the same form). Raises MappingError."""
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            raise MappingError("unreadable", path=str(file), reason="too large")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise MappingError("unreadable", path=str(file), reason=type(error).__name__) from error
    return read_mapping(text)


def read_mapping(text: str) -> Mapping:
    """The mapping in `text`. Raises MappingError."""
    return mapping_from(_parsed_json(text) if text.lstrip()[:1] == "{" else _parsed_toml(text))


def _parsed_toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError("broken_toml", reason=str(error)) from error


def _parsed_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MappingError("broken_json", reason=str(error)) from error


def mapping_from(raw: Any) -> Mapping:
    """The mapping that plain data describes. Raises MappingError."""
    if not isinstance(raw, dict):
        raise MappingError("not_a_table")
    _check_keys(raw)
    tables = code_tables(raw.get("codes", {}))
    rules = _rules(raw["fields"], tables)
    language = raw.get("language", "fr")
    if language not in TEXT_LANGUAGES:
        raise MappingError("wrong_type", key="language", expected=list(TEXT_LANGUAGES))
    return Mapping(
        name=_name(raw["name"]),
        label=str(raw.get("label") or raw["name"]),
        licence=raw.get("licence", ""),
        rules=rules,
        country=_country(raw, "country"),
        timezone=_timezone(raw.get("timezone", "")),
        holiday_country=_country(raw, "holiday_country"),
        language=language,
        language_column=raw.get("language_column", ""),
        recognise=_texts(raw.get("recognise", {}), "columns"),
        recognise_any=_texts(raw.get("recognise", {}), "any"),
        empty=frozenset(fold(word) or word.strip() for word in _texts(raw, "empty")),
        repeated=_repeated(raw, rules),
        refuse=tuple(_refuse(rule) for rule in raw.get("refuse", [])),
        bounds=_bounds(raw.get("bounds")),
    )


def _check_keys(raw: dict[str, Any]) -> None:
    for key in ("name", "country", "fields"):
        if key not in raw:
            raise MappingError("missing_key", key=key)
    for key, value in raw.items():
        if key not in _KEYS:
            raise MappingError("unknown_key", key=key, known=list(_KEYS))
        if not isinstance(value, _KEYS[key]):
            raise MappingError("wrong_type", key=key, expected=_KEYS[key].__name__)


def _name(name: str) -> str:
    if not name or len(name) > 50 or fold(name).replace(" ", "-") != name.strip().lower():
        raise MappingError("wrong_type", key="name", expected="letters, digits and hyphens")
    return name


def _country(raw: dict[str, Any], key: str) -> str:
    said = str(raw.get(key, "")).upper()
    if said and not re.fullmatch("[A-Z]{2}", said):
        raise MappingError("wrong_type", key=key, expected="two letters")
    return said


def _timezone(name: str) -> str:
    if name and not is_zone(name):
        raise MappingError("wrong_type", key="timezone", expected="a time zone such as Europe/Brussels")
    return name


def _rules(raw: dict[str, Any], tables: Tables) -> dict[str, tuple[Rule, ...]]:
    rules: dict[str, tuple[Rule, ...]] = {}
    for target, described in raw.items():
        name, _ = split_target(target)
        if name not in FIELDS:
            raise MappingError("unknown_field", field=target, known=list(FIELDS))
        rules[target] = rules_of(target, described, tables)
    if not any(split_target(target)[0] == "name" for target in rules):
        raise MappingError("no_name")
    return rules


def _repeated(raw: dict[str, Any], rules: dict[str, tuple[Rule, ...]]) -> Repeated:
    known: dict[str, Repeated] = {"refuse": "refuse", "merge": "merge", "number": "number"}
    said = raw.get("repeated", "refuse" if "source_id" in rules else "number")
    if said not in known:
        raise MappingError("wrong_type", key="repeated", expected=list(known))
    return known[said]


def _refuse(raw: Any) -> RefuseRule:
    if not isinstance(raw, dict) or not isinstance(raw.get("column"), str):
        raise MappingError("wrong_type", key="refuse", expected="column")
    unknown = set(raw) - {"column", "when", "unless"}
    if unknown:
        raise MappingError("unknown_key", key=f"refuse.{min(unknown)}", known=["column", "when", "unless"])
    when, unless = (frozenset(map(fold, _texts(raw, key))) for key in ("when", "unless"))
    if bool(when) == bool(unless):
        raise MappingError("wrong_type", key="refuse", expected="when or unless")
    return RefuseRule(raw["column"], when, unless)


def _bounds(raw: Any) -> Bounds | None:
    if raw is None:
        return None
    return _or_wrong_type(lambda: Bounds(*map(float, raw)), "bounds", "south, west, north, east")


def _or_wrong_type(make: Callable[[], T], key: str, expected: str) -> T:
    try:
        return make()
    except (TypeError, ValueError) as error:
        raise MappingError("wrong_type", key=key, expected=expected) from error


def _texts(raw: dict[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise MappingError("wrong_type", key=key, expected="texts")
    return tuple(value)

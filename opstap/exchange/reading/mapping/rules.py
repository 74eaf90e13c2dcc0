"""The `[fields]` part of a mapping: every way to write a rule, checked."""

from collections.abc import Mapping as ReadOnly
from functools import cache
from typing import Any

from opstap.core.vocabularies import vocabulary
from opstap.exchange.reading.converters import CONVERTERS
from opstap.exchange.reading.converters.base import OPTION_TYPES, Codes, Converter
from opstap.exchange.reading.converters.hours import names_days
from opstap.exchange.reading.fields import FIELDS, TEXT_LANGUAGES, Field, split_target
from opstap.exchange.reading.mapping.model import Rule
from opstap.exchange.reading.problems import MappingError
from opstap.exchange.reading.text import fold

#: Code tables by name: what the source writes → codes, as the mapping spells them.
Tables = dict[str, dict[str, Any]]

_RULE_KEYS = frozenset({"column", "columns", "convert", "constant", "codes", "language"})
# These compare the words of the source with the labels of the vocabulary too.
_KNOWS_LABELS = frozenset({"code", "codes", "price"})


def code_tables(raw: dict[str, Any]) -> Tables:
    for name, table in raw.items():
        if not isinstance(table, dict):
            raise MappingError("wrong_type", key=f"codes.{name}", expected="table")
    return raw


def rules_of(target: str, described: Any, tables: Tables) -> tuple[Rule, ...]:
    """The rules of one field: a column name, a table, or a list of these. Raises MappingError."""
    several = described if isinstance(described, list) else [described]
    return tuple(_rule(target, one, tables) for one in several)


def _rule(target: str, described: Any, tables: Tables) -> Rule:
    if isinstance(described, str):
        described = {"column": described}
    if not isinstance(described, dict):
        raise MappingError("wrong_type", field=target, expected="column or table")
    name, language = split_target(target)
    spec = FIELDS[name]
    if "constant" in described:
        return _constant(target, spec, described, language)
    converter = _converter(target, spec, described.get("convert", spec.converter))
    options = _options(target, converter, described)
    columns = _columns(target, converter, described, options)
    codes = _codes(target, spec, converter, described, tables)
    return Rule(columns, converter, options, codes, language=_language(target, described) or language)


def _constant(target: str, spec: Field, described: dict[str, Any], language: str) -> Rule:
    """A value for every row: a text, a truth value, a number, or for codes a list of codes."""
    value = described["constant"]
    extra = set(described) - {"constant", "language"}
    is_list = isinstance(value, list)
    if extra or spec.kind in ("point", "date", "number", "id") or (spec.kind == "code" and is_list):
        raise MappingError("wrong_type", field=target, expected="constant")
    if spec.kind == "codes":
        value = _checked_codes(target, spec, value)
    elif spec.kind == "code":
        value = _checked_codes(target, spec, value)[0]
    elif spec.kind == "yes_no" and not isinstance(value, bool):
        raise MappingError("wrong_type", field=target, expected="true or false")
    elif spec.kind not in ("yes_no", "integer") and not isinstance(value, str):
        raise MappingError("wrong_type", field=target, expected="text")
    return Rule(
        (), CONVERTERS[spec.converter], constant=value, language=_language(target, described) or language
    )


def _language(target: str, described: dict[str, Any]) -> str:
    said = described.get("language", "")
    if said and said not in TEXT_LANGUAGES:
        raise MappingError("wrong_type", field=target, key="language", expected=list(TEXT_LANGUAGES))
    return str(said)


def _converter(target: str, spec: Field, name: Any) -> Converter:
    found = CONVERTERS.get(name) if isinstance(name, str) else None
    if found is None:
        raise MappingError("unknown_converter", field=target, converter=name, known=sorted(CONVERTERS))
    if spec.kind not in found.gives:
        fitting = sorted(other.name for other in CONVERTERS.values() if spec.kind in other.gives)
        raise MappingError("wrong_converter", field=target, converter=name, known=fitting)
    return found


def _options(target: str, converter: Converter, described: dict[str, Any]) -> dict[str, Any]:
    options = {key: value for key, value in described.items() if key not in _RULE_KEYS}
    for key, value in options.items():
        if key not in converter.options:
            known = sorted({*converter.options, *_RULE_KEYS})
            raise MappingError(
                "unknown_option", field=target, converter=converter.name, option=key, known=known
            )
        expected = converter.options[key]
        if not isinstance(value, OPTION_TYPES[expected]) or (
            expected == "integer" and isinstance(value, bool)
        ):
            raise MappingError("wrong_type", field=target, option=key, expected=expected)
    return options


def _columns(
    target: str, converter: Converter, described: dict[str, Any], options: dict[str, Any]
) -> tuple[str, ...]:
    if "flags" in options:
        return tuple(options["flags"])
    said = described.get("columns", described.get("column"))
    columns = [said] if isinstance(said, str) else said
    if not isinstance(columns, list) or not columns or not all(isinstance(name, str) for name in columns):
        raise MappingError("no_column", field=target)
    if converter.columns and len(columns) != converter.columns:
        raise MappingError(
            "wrong_type", field=target, converter=converter.name, expected=f"{converter.columns} columns"
        )
    _check_days(target, converter, columns, options)
    return tuple(columns)


def _check_days(target: str, converter: Converter, columns: list[str], options: dict[str, Any]) -> None:
    """Columns of days must say which day they are for, by their names or by `days`."""
    step = {"day_columns": 1, "open_close_columns": 2}.get(converter.name, 0)
    if not step:
        return
    days = options.get("days", columns[::step])
    if len(columns) % step or len(days) * step != len(columns) or not names_days(tuple(days)):
        raise MappingError("wrong_type", field=target, converter=converter.name, expected="columns of days")


def _codes(
    target: str, spec: Field, converter: Converter, described: dict[str, Any], tables: Tables
) -> ReadOnly[str, Codes]:
    """Folded words → codes: the mapping's own table, behind it the labels of the vocabulary."""
    table = described.get("flags", described.get("codes", {}))
    if isinstance(table, str):
        if table not in tables:
            raise MappingError("unknown_code_table", field=target, value=table, known=sorted(tables))
        table = tables[table]
    if not isinstance(table, dict):
        raise MappingError("wrong_type", field=target, key="codes", expected="table")
    if table and not spec.vocabulary:
        raise MappingError("wrong_type", field=target, key="codes", expected="no codes for this field")
    own = {fold(words): _checked_codes(target, spec, codes) for words, codes in table.items()}
    return {**(_labels(spec.vocabulary) if converter.name in _KNOWS_LABELS else {}), **own}


def _checked_codes(target: str, spec: Field, said: Any) -> Codes:
    codes = [said] if isinstance(said, str) else said
    if not isinstance(codes, list):
        raise MappingError("wrong_type", field=target, key="codes", expected="code or list of codes")
    for code in codes:
        if code and code not in vocabulary(spec.vocabulary):
            known = vocabulary(spec.vocabulary).codes()
            raise MappingError("unknown_code", field=target, value=code, known=known)
    return tuple(code for code in codes if code)


@cache
def _labels(name: str) -> dict[str, Codes]:
    """Codes and labels of a vocabulary in every language → the code."""
    known: dict[str, Codes] = {}
    for term in vocabulary(name).terms:
        for words in (*term.labels.values(), term.code):
            known[fold(words)] = (term.code,)
    return known

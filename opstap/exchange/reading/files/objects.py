"""JSON: a list of objects, an object that holds one, GeoJSON, or one object a line."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from opstap.exchange.reading.files.encoding import open_text
from opstap.exchange.reading.files.table import Row, Table, clean_name, name_columns, number_text, storable
from opstap.exchange.reading.problems import ReadingError, refusal

# Values of a list of words in one cell, as the project's own CSV joins them.
LIST_SEPARATOR = "|"


def read_objects(data: bytes) -> Table:
    """Raises ReadingError "broken_json" (line, column) or "no_records" (keys)."""
    stream, encoding, notes = open_text(data)
    text = stream.read().lstrip("\ufeff").replace("\0", "")
    items, form = _items(text)
    rows = [_row(number, item) for number, item in enumerate(items, start=1)]
    columns, _ = name_columns(_keys(rows))
    return Table(columns, rows, tuple(notes), form, encoding)


def _items(text: str) -> tuple[Sequence[Any], str]:
    try:
        whole = _parse(text)
    except ValueError as error:
        lines = _lines(text)
        if lines is None:
            raise _broken(error) from error
        return lines, "ndjson"
    except RecursionError as error:
        raise ReadingError("broken_json", line=0, column=0) from error
    return _records_of(whole)


def _parse(text: str) -> Any:
    """Numbers stay as they are written; NaN and Infinity are nothing."""
    return json.loads(
        text, parse_float=number_text, parse_int=str, parse_constant=lambda _: None, object_pairs_hook=_tidy
    )


def _tidy(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {clean_name(key) or "column": value for key, value in pairs}


def _broken(error: ValueError) -> ReadingError:
    line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
    return ReadingError("broken_json", line=line, column=column)


def _lines(text: str) -> list[Any] | None:
    """One object a line, or None when the first two lines are not."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(_is_object(line) for line in lines[:2]):
        return None
    return [_parsed_or_text(line) for line in lines]


def _is_object(line: str) -> bool:
    return isinstance(_parsed_or_text(line), dict)


def _parsed_or_text(line: str) -> Any:
    try:
        return _parse(line)
    except (ValueError, RecursionError):
        return line


def _records_of(whole: Any) -> tuple[Sequence[Any], str]:
    if isinstance(whole, dict) and isinstance(whole.get("features"), list):
        return [_feature(item) for item in whole["features"]], "geojson"
    if isinstance(whole, list) and (not whole or any(isinstance(item, dict) for item in whole)):
        return [_unwrapped(item) for item in whole], "json"
    if isinstance(whole, dict):
        lists = {key: value for key, value in whole.items() if _is_list_of_objects(value)}
        if len(lists) == 1:
            return [_unwrapped(item) for item in next(iter(lists.values()))], "json"
        if not lists and whole and not any(isinstance(value, list | dict) for value in whole.values()):
            return [whole], "ndjson"
        raise ReadingError("no_records", keys=list(whole)[:50])
    raise ReadingError("no_records", keys=[])


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _unwrapped(item: Any) -> Any:
    """Open-data portals wrap each record: `{"recordid": …, "fields": {…}}`."""
    if isinstance(item, dict) and isinstance(item.get("fields"), dict) and "recordid" in item:
        return item["fields"]
    return _feature(item) if isinstance(item, dict) and item.get("type") == "Feature" else item


def _feature(item: Any) -> Any:
    """A GeoJSON feature: its properties, its point as `longitude`, `latitude` unless it has such columns."""
    if not isinstance(item, dict):
        return item
    properties = item.get("properties")
    record = dict(properties) if isinstance(properties, dict) else {}
    if "id" in item:
        record.setdefault("id", item["id"])
    point = _point(item.get("geometry"))
    if point is not None:
        record.setdefault("longitude", point[0])
        record.setdefault("latitude", point[1])
    return record


def _point(geometry: Any) -> tuple[Any, Any] | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    position = geometry.get("coordinates")
    return (position[0], position[1]) if isinstance(position, list) and len(position) >= 2 else None


def _row(number: int, item: Any) -> Row:
    if not isinstance(item, dict):
        return Row(number, {}, (refusal(number, "not_an_object", value=_text(item)),))
    values: dict[str, str] = {}
    for key, value in item.items():
        values[key] = _text(value)
        if isinstance(value, dict):
            values.update({f"{key}.{inner}": _text(deeper) for inner, deeper in value.items()})
    return Row(number, values)


def _keys(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row.values))


def _text(value: Any) -> str:
    """Scalars as text, lists of scalars joined with "|", everything deeper as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = storable(value).strip()
        return "" if text.lower() == "nan" else text
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return LIST_SEPARATOR.join(text for text in map(_text, value) if text)
    return storable(json.dumps(value, ensure_ascii=False))

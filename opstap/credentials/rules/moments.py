"""Moments as credentials write them: RFC 3339 with an offset (XML Schema's dateTimeStamp)."""

import re
from datetime import UTC, date, datetime
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def read_moment(text: Any) -> datetime:
    """Raises ValueError for anything else, a moment without offset included."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise ValueError("no moment with an offset")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:  # the first or last hours of the calendar
        raise ValueError(str(error)) from error


def is_moment(value: Any) -> bool:
    try:
        read_moment(value)
    except ValueError:
        return False
    return True


def is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def write_moment(moment: datetime) -> str:
    """To the second, in UTC: "2026-11-25T10:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Days of the week and times, typed in a form, as one rule of OpenStreetMap: `Tu,Th 14:00-16:00`."""

from collections.abc import Collection
from datetime import date, time
from typing import Any

from opstap.core.moments import weekday_name
from opstap.spaces.hours.codes import NotRepresentable
from opstap.spaces.hours.osm import DAYS, clock, parse


def weekday_choices() -> list[tuple[str, str]]:
    return [(code, weekday_name(number)) for number, code in enumerate(DAYS, start=1)]


def weekly_rule(days: Collection[str], start: time, end: time) -> str:
    """An end at midnight is that of the day."""
    until = "24:00" if end == time() else f"{end:%H:%M}"
    return f"{','.join(code for code in DAYS if code in days)} {start:%H:%M}-{until}"


def said_times(hours: str) -> dict[str, Any]:
    """`days`, `dates` (first days), `start` and `end` of a rule; {} for one that no form made."""
    try:
        [rule] = parse(hours)
        [(start, end)] = rule.spans
    except (NotRepresentable, ValueError):
        return {}
    dates: list[date] = [first for first, _last in rule.dates]
    return {
        "days": [DAYS[number - 1] for number in rule.days],
        "dates": dates,
        "start": time.fromisoformat(clock(start)),
        "end": time.fromisoformat(clock(end % (24 * 60))),
    }

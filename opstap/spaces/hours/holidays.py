"""Public holidays by country, from the calendars of the opening-hours library."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import opening_hours

FRENCH = frozenset(["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"])
"""Territories that keep France's public holidays; the one of their own that some have is not known here."""


@lru_cache(maxsize=512)
def holiday_calendar(country: str) -> str | None:
    """The country whose calendar counts (ISO 3166); None when there is none, also for ""."""
    code = country.strip().upper()
    code = "FR" if code in FRENCH else code
    try:
        opening_hours.OpeningHours("PH off", country=code)
    except Exception:  # the library's own exceptions are missing from its type stubs
        return None
    return code


@lru_cache(maxsize=1024)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a year; empty without a calendar (they reach from 2000 to 2076)."""
    calendar = holiday_calendar(country)
    if calendar is None:
        return frozenset()
    first = datetime.combine(date(year, 1, 1), time())
    days = opening_hours.OpeningHours("PH", country=calendar)
    return frozenset(
        start.date() + timedelta(days=step)
        for start, end, state, _comment in days.intervals(first, first.replace(year=year + 1))
        if state == opening_hours.State.OPEN
        for step in range((end - start).days)
    )


def is_public_holiday(day: date, country: str) -> bool:
    return day in public_holidays(country, day.year)

"""Times and days as people say them: fr "9 h 02", nl "9.02 uur", en "9:02"; "tomorrow", "Monday 20 April".

Moments with a zone of their own are taken as they are; those in UTC (as the database gives them) are shown
in the current zone. A number and its unit are joined by a no-break space.
"""

import re
from datetime import date, datetime, time, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext

from opstap.core import moments_abroad
from opstap.core.tongues import finder_tongue

GLUE = "\u00a0"


def as_local(moment: datetime) -> datetime:
    """UTC and naive moments in the current zone; others keep their own."""
    if timezone.is_naive(moment):
        return moment
    return timezone.localtime(moment) if moment.tzname() == "UTC" else moment


def clock(moment: datetime | time, language: str | None = None, *, unit: bool = True) -> str:
    """The time of day. `unit=False` leaves out the Dutch "uur", for the first of two times."""
    if isinstance(moment, datetime):
        moment = as_local(moment)
    match spoken := (language or get_language() or "fr")[:2]:
        case "fr":
            return f"{moment.hour}{GLUE}h" + (f"{GLUE}{moment.minute:02}" if moment.minute else "")
        case "nl":
            return f"{moment.hour}.{moment.minute:02}" + (f"{GLUE}uur" if unit else "")
        case "en":
            return f"{moment.hour}:{moment.minute:02}"
        case _:
            return moments_abroad.clock(moment, spoken, unit=unit)


def clock_patterns() -> list[str]:
    """`clock` for scripts, in the language of the page: of a whole hour, of another ("%(h)s h %(m)s")."""
    whole, other = clock(time(7)), clock(time(7, 58))
    return [whole.replace("7", "%(h)s"), other.replace("7", "%(h)s").replace("58", "%(m)s")]


def _end_clock(moment: datetime | time) -> str:
    local = as_local(moment) if isinstance(moment, datetime) else moment
    return gettext("midnight") if (local.hour, local.minute) == (0, 0) else clock(local)


def from_to(start: datetime | time, end: datetime | time) -> str:
    """“9:00 to 12:30”, for lists and tables."""
    return gettext("%(start)s to %(end)s") % {"start": clock(start, unit=False), "end": _end_clock(end)}


def between(start: datetime | time, end: datetime | time) -> str:
    """“from 9:00 to 12:30”, inside a sentence."""
    return gettext("from %(start)s to %(end)s") % {"start": clock(start, unit=False), "end": _end_clock(end)}


def until(end: datetime | time) -> str:
    """“until 12:30”."""
    return gettext("until %(end)s") % {"end": _end_clock(end)}


def day_name(day: date) -> str:
    """“Monday”, as it stands inside a sentence."""
    if spoken := finder_tongue():
        return moments_abroad.day_name(_as_day(day), spoken)
    return dateformat.format(day, "l")


def weekday_name(weekday: int) -> str:
    """The name of an ISO weekday, 1 = Monday."""
    return day_name(date(2024, 1, weekday))  # 1 January 2024 was a Monday


def day_words(day: date, today: date | None = None) -> str:
    """“Monday 20 April”; with the year when it is not the year of `today`."""
    day = _as_day(day)
    if spoken := finder_tongue():
        return moments_abroad.day_words(
            day, spoken, with_year=day.year != (today or timezone.localdate()).year
        )
    year = "" if day.year == (today or timezone.localdate()).year else f" {day.year}"
    return f"{day_name(day)} {_day_of_month(day)} {dateformat.format(day, 'F')}{year}"


def date_words(day: date) -> str:
    """“20 April 2026”."""
    day = _as_day(day)
    if spoken := finder_tongue():
        return moments_abroad.date_words(day, spoken)
    return f"{_day_of_month(day)} {dateformat.format(day, 'F Y')}"


def _as_day(day: date) -> date:
    """A moment counts for the day it falls on where it is read, not in UTC."""
    return as_local(day).date() if isinstance(day, datetime) else day


def _day_of_month(day: date) -> str:
    ordinal = "er" if day.day == 1 and (get_language() or "fr")[:2] == "fr" else ""
    return f"{day.day}{ordinal}"


def on_day(day: date, today: date | None = None) -> str:
    """“today”, “tomorrow”, “on Monday 20 April”."""
    today = today or timezone.localdate()
    if day == today:
        return gettext("today")
    if day == today + timedelta(days=1):
        return gettext("tomorrow")
    return gettext("on %(day)s") % {"day": day_words(day, today)}


def on_day_at(moment: datetime, today: date | None = None) -> str:
    """“tomorrow at 9:00”, “on Monday 20 April at 9:00”."""
    local = as_local(moment)
    return gettext("%(day)s at %(time)s") % {"day": on_day(local.date(), today), "time": clock(local)}


def read_time(text: str) -> time | None:
    """ "9", "9:30", "9h30", "9.30", "24:00"; None for an empty text. Raises ValueError."""
    if not text.strip():
        return None
    found = re.fullmatch(r"\s*(\d{1,2})(?:\s*[:.hHu]\s*(\d{2})?)?\s*(?:uur)?\s*", text)
    if found is None:
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    return time() if (hour, minute) == (24, 0) else time(hour, minute)

"""Distances, minutes on foot and phone numbers, as people say and use them."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.moments import between, on_day
from opstap.core.tongues import listed
from opstap.spaces.stops import StopTime

GLUE = "\u00a0"
# Streets are not straight: one walks 1.3 times the way of the crow, at an easy pace.
DETOUR = 1.3
METRES_PER_MINUTE = 4500 / 60
LONGEST_WALK = 60  # minutes; farther away people take a bus

# Signs of the units where they are not those of the Latin alphabet.
UNITS = {"ar": ("م", "كم"), "uk": ("м", "км")}

_NUMBER = re.compile(r"\+?\d[\d\s./()-]{4,}\d")
# Countries whose numbers drop their first 0 behind the country code.
_CALLING_CODES = {"BE": "32", "FR": "33", "NL": "31", "LU": "352", "DE": "49", "NC": "687"}


def minutes_on_foot(metres: float) -> int:
    """Whole minutes, at least one."""
    return max(1, round(metres * DETOUR / METRES_PER_MINUTE))


def distance_words(metres: float | None, *, is_approximate: bool = False, language: str | None = None) -> str:
    """“350 m, 6 minutes on foot”; “about …” where the place is known by its municipality only.

    No more exact than the point somebody asks from: steps of 50 metres, then of 100, then of 1000.
    `language`: the one that is active, where it is known.
    """
    if metres is None:
        return ""
    step = 50 if metres < 975 else 100 if metres < 9950 else 1000
    rounded = max(50, round(metres / step) * step)
    return _distance_words(rounded, is_approximate, language or get_language() or "fr")


@lru_cache(maxsize=4096)
def _distance_words(metres: int, is_approximate: bool, language: str) -> str:
    minutes = minutes_on_foot(metres)
    said = _distance(metres, *UNITS.get(language, ("m", "km")))
    if minutes <= LONGEST_WALK:
        walk = ngettext("%(n)s minute on foot", "%(n)s minutes on foot", minutes) % {"n": minutes}
        said = f"{said}، {walk}" if language == "ar" else f"{said}, {walk}"
    return _("about %(distance)s") % {"distance": said} if is_approximate else said


def _distance(metres: int, metre: str, kilometre: str) -> str:
    if metres < 1000:
        return f"{metres}{GLUE}{metre}"
    said = number_format(metres / 1000, decimal_pos=1 if metres < 10_000 else 0, use_l10n=True)
    return f"{said}{GLUE}{kilometre}"


def languages_said(codes: Iterable[str]) -> str:
    """“French, Dutch”."""
    language = get_language() or "fr"
    return capfirst(listed(vocabularies.label("language", code, language) for code in codes))


def stop_words(coming: StopTime | None, now: datetime) -> str:
    """When a space that moves is at a stop; `now` in its zone."""
    if coming is None:
        return _("Not there within two months.")
    if coming.start <= now:
        return _("There now.")
    said = {"day": on_day(coming.start.date(), now.date()), "hours": between(coming.start, coming.end)}
    return _("Next there: %(day)s, %(hours)s.") % said


def later_words(coming: StopTime, now: datetime) -> str:
    """“On Tuesday 1 December, from 14:00 to 17:00.”"""
    day = capfirst(on_day(coming.start.date(), now.date()))
    return _("%(day)s, %(time)s.") % {"day": day, "time": between(coming.start, coming.end)}


def tel(phone: str, country: str = "BE") -> str:
    """The address behind a phone number one taps; "" when no number can be read in it."""
    found = _NUMBER.search(phone)
    if not found:
        return ""
    written = found[0].replace("(0)", "")
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        return f"tel:+{digits}"
    if digits.startswith("00"):
        return f"tel:+{digits[2:]}"
    code = _CALLING_CODES.get(country)
    if code and digits.startswith("0"):
        return f"tel:+{code}{digits[1:]}"
    return f"tel:{digits}"

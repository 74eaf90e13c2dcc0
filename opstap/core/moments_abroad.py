"""Times and days in the six languages in which only the finder speaks: words of Babel, in our order."""

from datetime import date, datetime, time

from babel.dates import format_date, format_time

from opstap.core.tongues import ltr

# Hours as they are written there; Arabic as in Belgium, not with "before noon".
_CLOCK = {"de": "H:mm", "es": "H:mm", "ar": "H:mm", "tr": "HH:mm", "uk": "H:mm", "pl": "H:mm"}
_DAY = {
    "de": "EEEE, d. MMMM", "es": "EEEE d 'de' MMMM", "ar": "EEEE d MMMM",
    "tr": "d MMMM EEEE", "uk": "EEEE, d MMMM", "pl": "EEEE, d MMMM",
}  # fmt: skip
_DATE = {
    "de": "d. MMMM y", "es": "d 'de' MMMM 'de' y", "ar": "d MMMM y",
    "tr": "d MMMM y", "uk": "d MMMM y", "pl": "d MMMM y",
}  # fmt: skip
_DAY_AND_YEAR = {
    "de": "EEEE, d. MMMM y", "es": "EEEE d 'de' MMMM 'de' y", "ar": "EEEE d MMMM y",
    "tr": "d MMMM y EEEE", "uk": "EEEE, d MMMM y", "pl": "EEEE, d MMMM y",
}  # fmt: skip


def clock(moment: datetime | time, language: str, *, unit: bool = True) -> str:
    """“9:02”, “9:02 Uhr”. `unit=False` leaves the German "Uhr" out."""
    local = moment.time() if isinstance(moment, datetime) else moment.replace(tzinfo=None)
    said = format_time(local, _CLOCK[language], locale=language)
    return f"{said}\u00a0Uhr" if language == "de" and unit else ltr(said)


def day_name(day: date, language: str) -> str:
    """“Mittwoch”, “середа”."""
    return format_date(day, "EEEE", locale=language)


def day_words(day: date, language: str, *, with_year: bool) -> str:
    """“Mittwoch, 25. November”, “25 Kasım Çarşamba”: the month in the form that a day asks for."""
    patterns = _DAY_AND_YEAR if with_year else _DAY
    return format_date(day, patterns[language], locale=language)


def date_words(day: date, language: str) -> str:
    """“25. November 2026”."""
    return format_date(day, _DATE[language], locale=language)

"""Distances, minutes on foot and phone numbers, as people say and use them."""

import re

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GLUE = "\u00a0"
# Streets are not straight: one walks 1.3 times the way of the crow, at an easy pace.
DETOUR = 1.3
METRES_PER_MINUTE = 4500 / 60
LONGEST_WALK = 60  # minutes; farther away people take a bus

_NUMBER = re.compile(r"\+?\d[\d\s./()-]{4,}\d")
# Countries whose numbers drop their first 0 behind the country code.
_CALLING_CODES = {"BE": "32", "FR": "33", "NL": "31", "LU": "352", "DE": "49", "NC": "687"}


def minutes_on_foot(metres: float) -> int:
    """Whole minutes, at least one."""
    return max(1, round(metres * DETOUR / METRES_PER_MINUTE))


def distance(metres: float) -> str:
    """“350 m”, “1.2 km”, “14 km”: no more exact than the point somebody asks from."""
    if metres < 975:
        return f"{max(50, round(metres / 50) * 50)}{GLUE}m"
    kilometres = metres / 1000
    said = number_format(kilometres, decimal_pos=1 if kilometres < 9.95 else 0, use_l10n=True)
    return f"{said}{GLUE}km"


def distance_words(metres: float | None, *, is_approximate: bool = False) -> str:
    """“350 m, 6 minutes on foot”; “about …” where the place is known by its municipality only."""
    if metres is None:
        return ""
    minutes = minutes_on_foot(metres)
    said = distance(metres)
    if minutes <= LONGEST_WALK:
        walk = ngettext("%(n)s minute on foot", "%(n)s minutes on foot", minutes) % {"n": minutes}
        said = f"{said}, {walk}"
    return _("about %(distance)s") % {"distance": said} if is_approximate else said


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

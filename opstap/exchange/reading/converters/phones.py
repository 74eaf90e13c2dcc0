"""Phone numbers as one dials them from abroad, grouped as people of the country read them."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"[+(]*\d[\d\s.()\u00a0\u202f\u2010-\u2013-]*")
# Belgian area codes are often followed by a slash: 081/00.00.12
_AREA_SLASH = re.compile(r"(^|[^\d\s./-]\s*)(\(?0\d{1,3}\)?)\s*/\s*(?=\d)")
_TWO_DIGIT_CODES = frozenset(
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 "
    "81 82 84 86 90 91 92 93 94 95 98".split()
)
# French numbers of overseas: first three digits after the 0 → country code.
_OVERSEAS = {
    **dict.fromkeys(("262", "263", "639", "692", "693"), "262"),
    **dict.fromkeys(("590", "690", "691"), "590"),
    **dict.fromkeys(("594", "694"), "594"),
    **dict.fromkeys(("596", "696", "697"), "596"),
}
_FRENCH = frozenset({"FR", "RE", "GP", "MQ", "GF", "YT", "MF", "BL"})
_SHORT = {"FR": re.compile(r"3\d{3}|10\d{2}|11[68]\d{3}"), "BE": re.compile(r"1\d{3}")}


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a country numbers: its code, the lengths without trunk zero, whether that zero is written."""

    code: str
    lengths: tuple[int, ...]
    trunk: bool = True


_PLANS = {
    "BE": _Plan("32", (8, 9)),
    "NL": _Plan("31", (9,)),
    "LU": _Plan("352", (5, 6, 7, 8, 9), trunk=False),
    "DE": _Plan("49", (6, 7, 8, 9, 10, 11)),
    "CH": _Plan("41", (9,)),
    "GB": _Plan("44", (9, 10)),
    "NC": _Plan("687", (6,), trunk=False),
    "PF": _Plan("689", (6, 8), trunk=False),
    "WF": _Plan("681", (6,), trunk=False),
    "PM": _Plan("508", (6, 9), trunk=False),
}
_LENGTHS = {plan.code: plan.lengths for plan in _PLANS.values()} | {
    "33": (9,),
    "262": (9,),
    "590": (9,),
    "594": (9,),
    "596": (9,),
}


def without_area_slash(said: str) -> str:
    """“081/00.00.12” → “081 00.00.12”, so that a slash between two numbers can still part them."""
    return _AREA_SLASH.sub(r"\1\2 ", said)


def international(said: str, country: str) -> str:
    """`said` as "+32 2 000 00 01", a short number of the country as it is, '' when it is no number."""
    match = _NUMBER.search(without_area_slash(said.replace("(0)", "")))
    if match is None:
        return ""
    digits = re.sub(r"\D", "", match.group())
    if match.group().lstrip("(").startswith("+"):
        return _from_abroad(digits)
    if digits.startswith("00"):
        return _from_abroad(digits[2:])
    return _national(digits, country)


def _from_abroad(digits: str) -> str:
    code = _country_code(digits)
    rest = digits[len(code) :]
    if code != "39":
        rest = rest.removeprefix("0")
    if code in ("262", "590", "594", "596") and rest[:1] in ("8", "9") and rest[:3] != "976":
        code = "33"  # numbers of the whole of France, written with the code of an overseas part
    if code == "33":
        code = _OVERSEAS.get(rest[:3], "33")
    lengths = _LENGTHS.get(code, tuple(range(6, 13)))
    return _grouped(code, rest) if code and len(rest) in lengths else ""


def _country_code(digits: str) -> str:
    if digits[:1] in ("1", "7"):
        return digits[:1]
    return digits[:2] if digits[:2] in _TWO_DIGIT_CODES else digits[:3]


def _national(digits: str, country: str) -> str:
    is_french = country in _FRENCH
    short = _SHORT.get("FR" if is_french else country)
    if short and short.fullmatch(digits):
        return digits
    if is_french:
        return _french(digits) or _without_plus(digits, ("33", "262", "590", "594", "596"))
    plan = _PLANS.get(country)
    if plan is None:
        return ""
    rest = digits.removeprefix("0") if plan.trunk else digits
    return _grouped(plan.code, rest) if len(rest) in plan.lengths else _without_plus(digits, (plan.code,))


def _without_plus(digits: str, codes: tuple[str, ...]) -> str:
    """A number from abroad whose plus sign a spreadsheet has eaten."""
    fits = any(digits.startswith(code) and len(digits) - len(code) in _LENGTHS[code] for code in codes)
    return _from_abroad(digits) if fits else ""


def _french(digits: str) -> str:
    """Ten digits with the trunk zero, or nine when a spreadsheet has eaten it."""
    rest = digits[1:] if len(digits) == 10 and digits.startswith("0") else digits
    if len(rest) != 9 or rest.startswith("0"):
        return ""
    return _grouped(_OVERSEAS.get(rest[:3], "33"), rest)


def _grouped(code: str, rest: str) -> str:
    """The first groups as the country writes them, the rest by twos, three at the end of an odd number."""
    groups: list[str] = []
    for size in _first_groups(code, rest):
        groups.append(rest[:size])
        rest = rest[size:]
    while rest:
        size = 3 if len(rest) == 3 else 2
        groups.append(rest[:size])
        rest = rest[size:]
    return " ".join([f"+{code}", *filter(None, groups)])


def _first_groups(code: str, rest: str) -> list[int]:
    if code == "33":
        return [1]
    if code == "32" and len(rest) == 8 and rest[0] in "2349" and not rest.startswith("90"):
        return [1, 3]
    if code == "32" and len(rest) == 8 and not rest.startswith("800"):
        return [2]
    if code in ("687", "681", "689", "508"):
        return [2]
    return [3]

"""Phones, e-mail addresses, web addresses, countries, time zones."""

import re
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from opstap.exchange.reading.converters.base import Cell, Cells, Converted, Setting, converter, first, flaw
from opstap.exchange.reading.converters.phones import international, without_area_slash
from opstap.exchange.reading.text import fold
from opstap.exchange.reading.zones import is_zone

_PHONE_PARTS = re.compile(r"[|;,\n]|\s[/–-]\s|(?<=\d)/(?=\d{2,})|\bou\b|\bet\b|\bof\b|\ben\b", re.IGNORECASE)
_EMAIL = re.compile(
    r"[A-Za-z0-9_+'&-]+(?:\.[A-Za-z0-9_+'&-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_EMAIL_PARTS = re.compile(r"[\s|;,]+|\bou\b|\bet\b|/")
_URL_PARTS = re.compile(r"[\s|;]+|,(?=\s*(?:https?:|www\.))", re.IGNORECASE)
_BETWEEN_URLS = frozenset({"", "et", "ou", "en", "of", "and", "/", "-", ","})
_REMARK = re.compile(r"\([^()]*\)\s*$")
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]+)")
_FORBIDDEN_IN_URL = re.compile(r"[\s<>\"'`{}|\\^\x00-\x20\x7f]")


@converter("phone", "phone", columns=1)
def phone(cells: Cells, setting: Setting) -> Converted:
    """A phone number of the row's country as one dials it from abroad; short numbers (3949) as they are."""
    cell = first(cells)
    return _first_of(
        cell,
        "bad_phone",
        [international(part, setting.country) for part in _PHONE_PARTS.split(without_area_slash(cell.text))],
    )


@converter("email", "email", columns=1)
def email(cells: Cells, setting: Setting) -> Converted:
    """An e-mail address; the first of several."""
    cell = first(cells)
    parts = [part.removeprefix("mailto:").strip("<>.()[]\"'") for part in _EMAIL_PARTS.split(cell.text)]
    return _first_of(cell, "bad_email", [_email(part) for part in parts if part])


def _email(said: str) -> str:
    local, _, host = said.rpartition("@")
    return f"{local}@{host.lower()}" if _EMAIL.fullmatch(said) and len(local) <= 64 else ""


@converter("website", "website", columns=1)
def website(cells: Cells, setting: Setting) -> Converted:
    """An http or https address; `www.…` without a scheme gets http; the first of several."""
    cell = first(cells)
    parts = [part for part in _URL_PARTS.split(_REMARK.sub(" ", cell.text)) if part not in _BETWEEN_URLS]
    found = [web_address(part) for part in parts]
    return _first_of(cell, "bad_website", found if all(found) else [])


def _first_of(cell: Cell, code: str, candidates: list[str]) -> Converted:
    """The first candidate that is not '', and a warning about the others."""
    good = list(dict.fromkeys(candidate for candidate in candidates if candidate))
    if not cell.text:
        return Converted()
    if not good:
        return Converted(None, flaw(cell, code))
    return Converted(good[0], flaw(cell, "only_first_kept") if len(good) > 1 else ())


def web_address(said: str) -> str:
    """A safe address of the web, or ''. No other scheme, no user name, no host of a private network."""
    said = said.strip(",.")
    if not re.match(r"https?://", said, re.IGNORECASE):
        said = f"http://{said}" if _BARE_HOST.fullmatch(said) else ""
    if not said or _FORBIDDEN_IN_URL.search(said):
        return ""
    try:
        parts = urlsplit(said)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if "@" in parts.netloc or not (_is_address(host) or (_HOST.fullmatch(host) and _is_idna(host))):
        return ""
    return f"{parts.scheme.lower()}://{said.split('://', 1)[1]}"


def _is_address(host: str) -> bool:
    """A number of the public internet; not one of a machine's own network."""
    try:
        return IPv4Address(host).is_global
    except ValueError:
        return False


def _is_idna(host: str) -> bool:
    try:
        return len(host.encode("idna")) <= 253
    except UnicodeError:
        return False


_COUNTRIES = {
    "france": "FR",
    "belgique": "BE",
    "belgie": "BE",
    "belgium": "BE",
    "luxembourg": "LU",
    "luxemburg": "LU",
    "pays bas": "NL",
    "nederland": "NL",
    "allemagne": "DE",
    "duitsland": "DE",
    "germany": "DE",
    "suisse": "CH",
    "la reunion": "RE",
    "nouvelle caledonie": "NC",
}


@converter("country", "country", columns=1)
def country(cells: Cells, setting: Setting) -> Converted:
    """A country by its two letters (ISO 3166) or its name in FR, NL or EN."""
    cell = first(cells)
    said = cell.text.strip().upper()
    if not said:
        return Converted()
    if re.fullmatch(r"[A-Z]{2}", said):
        return Converted(said)
    known = _COUNTRIES.get(fold(cell.text))
    return Converted(known, () if known else flaw(cell, "bad_country"))


@converter("timezone", "zone", columns=1)
def zone(cells: Cells, setting: Setting) -> Converted:
    """A time zone by its name: Europe/Brussels."""
    cell = first(cells)
    said = cell.text.strip()
    if not said:
        return Converted()
    return Converted(said) if is_zone(said) else Converted(None, flaw(cell, "bad_timezone"))

"""Which directory the operator set, and what is wrong in what she wrote. Without an issuer there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from opstap.core.texts import say

PREFIX = "OPSTAP_SIGNIN_"
NAMES = ("fr", "nl", "en")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Directory:
    """`issuer`: as the directory writes it in its tokens. `names`: of the directory, by language."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    names: dict[str, str]
    signs_out: bool
    """Whether who signs out here is sent to sign out there, too."""

    @property
    def name(self) -> str:
        """In the page's language, else in another one that there is."""
        return say(self.names)

    def is_at_home(self, address: object) -> bool:
        """Whether an address lies on the issuer's own host, the only one that is ever asked."""
        return isinstance(address, str) and _origin(_split(address)) == _origin(_split(self.issuer))


def directory() -> Directory | None:
    """The directory of this installation; None where none is set, or wrongly (`opstap check` says what)."""
    return _read(tuple(settings.SIGN_IN_DIRECTORY.items()))


@lru_cache(maxsize=8)
def _read(items: tuple[tuple[str, str], ...]) -> Directory | None:
    said = dict(items)
    if not said["ISSUER"] or problems(said):
        return None
    return Directory(
        issuer=said["ISSUER"],
        client_id=said["CLIENT_ID"],
        client_secret=said["CLIENT_SECRET"],
        names={language: name for language in NAMES if (name := said[f"NAME_{language.upper()}"])},
        signs_out=said["SIGN_OUT"] == "1",
    )


def problems(said: Mapping[str, str]) -> list[str]:
    """What is wrong in `settings.SIGN_IN_DIRECTORY`, a sentence each; nothing when nothing is set."""
    if not any(said.values()):
        return []
    found = [*_wrong_issuer(said["ISSUER"])]
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        if not said[name]:
            found.append(f"{PREFIX}{name} is missing: the directory gives it to Opstap.")
        elif not re.fullmatch(r"[ -~]{1,500}", said[name]):
            found.append(f"{PREFIX}{name} has characters that none has: at most 500 of plain ASCII.")
    if not any(said[f"NAME_{language.upper()}"] for language in NAMES):
        found.append(f"{PREFIX}NAME_FR, _NL and _EN are missing: the button needs a name. One is enough.")
    found += [
        f"{PREFIX}NAME_{language.upper()} is too long: at most 60 characters."
        for language in NAMES
        if len(said[f"NAME_{language.upper()}"]) > 60
    ]
    if said["SIGN_OUT"] not in {"", "0", "1"}:
        found.append(f"{PREFIX}SIGN_OUT={said['SIGN_OUT']}: write 1 or 0.")
    return found + [
        f"{PREFIX}VIA: {host} is no host. Write hosts, comma-separated: idp.example.org,eid.example.org"
        for host in via_hosts(said["VIA"])
        if not is_host(host)
    ]


def _wrong_issuer(issuer: str) -> list[str]:
    if not issuer:
        return [f"{PREFIX}ISSUER is missing, so all else that begins with {PREFIX} does nothing."]
    parts = _split(issuer)
    if parts is None or not is_host(parts.netloc) or parts.query or parts.fragment or len(issuer) > 255:
        return [f"{PREFIX}ISSUER={issuer}: write the address that the directory calls its issuer, https://…"]
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return [f"{PREFIX}ISSUER={issuer}: it must begin with https:// (http:// only on this very machine)."]
    return []


def is_host(text: str) -> bool:
    return bool(re.fullmatch(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?", text))


def via_hosts(text: str) -> list[str]:
    return [host for part in text.split(",") if (host := part.strip())]


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts if re.fullmatch(r"[!-~]+", address) else None


def _origin(parts: SplitResult | None) -> tuple[str, str, int] | None:
    if (
        parts is None
        or not parts.hostname
        or parts.username is not None
        or parts.scheme not in {"https", "http"}
    ):
        return None
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}[parts.scheme]

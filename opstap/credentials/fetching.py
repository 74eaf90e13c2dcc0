"""Fetching a document of a trusted issuer: https, from a host the operator named, and from nowhere inside.

Every address the name resolves to must be public; the connection then goes to the address that was checked,
so that a second answer of the name server changes nothing. No redirects, few bytes, little time, no proxy.
"""

import http.client
import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from opstap.core.asking import MOST_BYTES, SECONDS, AskError, ask, connect
from opstap.credentials.identifiers import is_did_web

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int, str, float], socket.socket]


class NotAllowedError(Exception):
    """The operator did not name this host."""


class FetchError(Exception):
    """It was not reached, or answered something that is not taken."""


@dataclass(frozen=True)
class TrustedIssuers:
    """The operator's list: hosts ("example.org", "example.org:8443") and single issuers ("did:web:…")."""

    hosts: frozenset[str]
    dids: frozenset[str]

    def trust(self, did: str) -> bool:
        return did in self.dids or _host_of(did) in self.hosts

    def may_ask(self, address: str) -> bool:
        """Whether a status list may be fetched there."""
        host = urlsplit(address).netloc.lower()
        return host in self.hosts | {_host_of(did) for did in self.dids}


def _host_of(did: str) -> str:
    return did.removeprefix("did:web:").split(":")[0].replace("%3A", ":").replace("%3a", ":").lower()


def read_list(words: Iterable[str]) -> TrustedIssuers:
    """Raises ValueError for an entry that is neither a host nor a did:web."""
    entries = [word.strip() for word in words if word.strip()]
    for entry in entries:
        if not is_did_web(entry if entry.startswith("did:") else f"did:web:{entry.replace(':', '%3A')}"):
            raise ValueError(entry)
    dids = frozenset(entry for entry in entries if entry.startswith("did:"))
    return TrustedIssuers(frozenset(entry.lower() for entry in entries) - dids, dids)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def fetch(url: str, *, resolve: Resolve = resolve, connect: Connect = connect) -> bytes:
    """The body of the answer 200. Raises FetchError. Who calls has asked whether the host is allowed."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise FetchError("no address") from error
    if parts.scheme != "https" or not host or parts.username is not None:
        raise FetchError("only https addresses are asked")
    try:
        address = _public_address(resolve(host, port))
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        return _get(connect(address, port, host, SECONDS), parts.netloc, target)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise FetchError(f"{host}: {type(error).__name__}") from error


def _public_address(addresses: list[str]) -> str:
    for address in addresses:
        if not is_public(address):
            raise FetchError("the name leads to an address that is not public")
    if not addresses:
        raise FetchError("the name has no address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Not private, loopback, link-local, shared, multicast or reserved; also not wrapped into IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None or ip in _NAT64:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _get(connected: socket.socket, host: str, target: str) -> bytes:
    try:
        answer = ask(connected, host=host, target=target, most=MOST_BYTES, seconds=SECONDS)
    except AskError as error:
        raise FetchError(str(error)) from error
    if answer.status != HTTPStatus.OK:
        raise FetchError(f"{host} answers {answer.status}")
    return answer.body

"""Whom a check believes: this installation, the keys given by hand, the issuers the operator named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opstap.credentials import fetching, identifiers
from opstap.credentials.adapter import Document, PublicKey
from opstap.credentials.fetching import FetchError, TrustedIssuers
from opstap.credentials.identifiers import Method
from opstap.credentials.keyring import KeyringError
from opstap.credentials.reading import read_object
from opstap.credentials.reasons import Reason, RefusedError

NOBODY = TrustedIssuers(frozenset(), frozenset())


@dataclass(frozen=True)
class GivenKey:
    """A key given by hand (`--key`). `methods`: those of a DID document; else the bare key alone."""

    key: PublicKey | None = None
    did: str = ""
    methods: tuple[Method, ...] = ()


@dataclass(frozen=True)
class Trust:
    """What a check may lean on. `lists`: status lists at hand, by address; `own_state`: our register.

    With `given` keys no other key counts: who gives a key says which one she believes.
    """

    issuers: TrustedIssuers = NOBODY
    given: tuple[GivenKey, ...] = ()
    lists: Mapping[str, bytes] = field(default_factory=dict)
    own_state: Callable[[str, int], Reason | None] | None = None
    fetch: Callable[[str], bytes] = fetching.fetch


def key_for(method: str, issuer: str, trust: Trust, now: datetime) -> PublicKey:
    """The key that `method` names, if it is one of `issuer` that may sign facts now. Raises RefusedError."""
    controller = method.partition("#")[0]
    if issuer.startswith("did:") and controller != issuer:
        raise RefusedError(Reason.KEY_NOT_ISSUERS, method)
    if trust.given:
        return _given_key(method, issuer, trust.given, now)
    if issuer == identifiers.own_did():
        return _usable(method, _own_methods(issuer), now)
    if issuer.startswith("did:key:"):
        return _did_key(method)
    if issuer.startswith("did:web:"):
        return _usable(method, _fetched_methods(issuer, trust), now)
    raise RefusedError(Reason.KEY_UNKNOWN, issuer)


def _own_methods(issuer: str) -> list[Method]:
    try:
        return identifiers.methods_of(identifiers.own_document(), issuer)
    except KeyringError as error:
        raise RefusedError(Reason.UNAVAILABLE) from error


def _did_key(method: str) -> PublicKey:
    try:
        return identifiers.did_key_method(method).key
    except ValueError as error:
        raise RefusedError(Reason.KEY_UNKNOWN, str(error)) from error


def _usable(method: str, methods: list[Method], now: datetime) -> PublicKey:
    found = next((one for one in methods if one.id == method), None)
    if found is None:
        raise RefusedError(Reason.KEY_UNKNOWN, method)
    if (found.revoked and found.revoked <= now) or (found.expires and found.expires <= now):
        raise RefusedError(Reason.KEY_REVOKED, method)
    if not found.asserts:
        raise RefusedError(Reason.PURPOSE_WRONG, method)
    return found.key


def _fetched_methods(did: str, trust: Trust) -> list[Method]:
    if not trust.issuers.trust(did):
        raise RefusedError(Reason.ISSUER_NOT_ALLOWED, did)
    try:
        document = _document(trust.fetch(identifiers.address_of(did)))
        return identifiers.methods_of(document, did)
    except (FetchError, ValueError, RefusedError) as error:
        raise RefusedError(Reason.ISSUER_UNREACHABLE, str(error)) from error


def _document(body: bytes) -> Document:
    return read_object(body.decode("utf-8-sig"))


def _given_key(method: str, issuer: str, given: tuple[GivenKey, ...], now: datetime) -> PublicKey:
    """From a DID document: its method. A bare key: any name, but a did:key must name the same key."""
    for one in given:
        if one.did and one.did == issuer:
            return _usable(method, list(one.methods), now)
    bare = [one.key for one in given if one.key]
    if issuer.startswith("did:key:") or method.startswith("did:key:"):
        bare = [key for key in bare if key == _did_key(method)]
    if len(bare) != 1:
        raise RefusedError(Reason.KEY_UNKNOWN, method)
    return bare[0]

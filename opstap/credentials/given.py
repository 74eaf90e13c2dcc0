"""Reading a key given by hand: a DID document, a Multikey or JWK as JSON, a multibase, a did:key or a PEM."""

import re
from typing import Any

from opstap.credentials import adapter, identifiers
from opstap.credentials.adapter import Document
from opstap.credentials.reading import read_object
from opstap.credentials.reasons import RefusedError
from opstap.credentials.trust import GivenKey

_MULTIBASE = re.compile(r"(?:did:key:)?(z[1-9A-HJ-NP-Za-km-z]+)(?:#z\w+)?")


def read_keys(data: bytes) -> tuple[GivenKey, ...]:
    """Raises ValueError when nothing in it is a public key that is used for credentials."""
    text = data.decode("utf-8-sig").strip()
    if text.startswith("-----BEGIN"):
        return (GivenKey(adapter.read_pem(text.encode())),)
    match = _MULTIBASE.fullmatch(text)
    if match:
        return (GivenKey(adapter.read_multikey(match[1])),)
    try:
        return _from_object(read_object(text))
    except RefusedError as error:
        raise ValueError(f"neither a key nor JSON ({error.detail})") from error


def _from_object(document: Document) -> tuple[GivenKey, ...]:
    if "verificationMethod" in document or "assertionMethod" in document:
        return (_from_did_document(document),)
    if isinstance(document.get("keys"), list):
        keys = [_key(one) for one in document["keys"] if isinstance(one, dict)]
        if not keys:
            raise ValueError("no key in it")
        return tuple(keys)
    return (_key(document),)


def _from_did_document(document: Document) -> GivenKey:
    did: Any = document.get("id")
    if not isinstance(did, str):
        raise ValueError("a DID document needs an id")
    methods = identifiers.methods_of(document, did)
    if not methods:
        raise ValueError("no key of its own in it")
    return GivenKey(did=did, methods=tuple(methods))


def _key(described: Document) -> GivenKey:
    if "kty" in described:
        return GivenKey(identifiers.read_jwk(described))
    return GivenKey(identifiers.public_key(described))

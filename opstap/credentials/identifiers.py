"""Who an issuer is and which keys are its own: did:web of this installation, did:key, did:web of others.

Written from W3C Decentralized Identifiers 1.0 and Controlled Identifiers 1.0.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from opstap.credentials import adapter, keyring
from opstap.credentials.adapter import Document, PublicKey
from opstap.credentials.rules.model import as_list
from opstap.credentials.rules.moments import read_moment, write_moment

DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
_DID_WEB = re.compile(r"did:web:[A-Za-z0-9.-]+(%3[Aa]\d{1,5})?(:[A-Za-z0-9._~%-]+)*")


@dataclass(frozen=True)
class Method:
    """A verification method: one key of a controller. `asserts`: it may sign facts."""

    id: str
    controller: str
    key: PublicKey
    asserts: bool = True
    revoked: datetime | None = None
    expires: datetime | None = None


def own_did() -> str:
    """ "did:web:opstap.example.org", from the public address."""
    site = urlsplit(settings.SITE_URL)
    host = site.hostname or "localhost"
    return f"did:web:{quote(f'{host}:{site.port}' if site.port else host, safe='')}"


def own_method(name: str) -> str:
    return f"{own_did()}#{name}"


def own_document() -> Document:
    """The DID document: every key that ever signed; those revoked say so and may assert nothing."""
    keys = keyring.all_keys()
    return {
        "@context": DID_CONTEXTS,
        "id": own_did(),
        "verificationMethod": [_described(key) for key in keys],
        "assertionMethod": [own_method(key.name) for key in keys if not key.revoked],
    }


def _described(key: keyring.Key) -> Document:
    described = {
        "id": own_method(key.name),
        "type": "Multikey",
        "controller": own_did(),
        "publicKeyMultibase": key.name,
    }
    return {**described, "revoked": write_moment(key.revoked)} if key.revoked else described


def did_key_method(method: str) -> Method:
    """ "did:key:z6Mk…#z6Mk…": the key stands in the name. Raises ValueError."""
    controller, _, fragment = method.partition("#")
    name = controller.removeprefix("did:key:")
    if fragment and fragment != name:
        raise ValueError("the fragment of a did:key names the key itself")
    return Method(method, controller, adapter.read_multikey(name))


def is_did_web(did: str) -> bool:
    return _DID_WEB.fullmatch(did) is not None


def address_of(did: str) -> str:
    """Where the document of a did:web lies: https, always. Raises ValueError."""
    if not is_did_web(did):
        raise ValueError("no did:web")
    host, *path = did.removeprefix("did:web:").split(":")
    if {".", ".."} & set(path):
        raise ValueError("no did:web")
    host = unquote(host)
    return f"https://{host}/{'/'.join(path)}/did.json" if path else f"https://{host}/.well-known/did.json"


def methods_of(document: Document, did: str) -> list[Method]:
    """The methods of a DID document; those that cannot be read or are another's are left out.

    Raises ValueError when it is not the document of `did`.
    """
    if document.get("id") != did:
        raise ValueError("the document is of another")
    asserting = as_list(document.get("assertionMethod"))
    named = {full_id(one, did) for one in asserting if isinstance(one, str)}
    embedded = [(one, True) for one in asserting if isinstance(one, dict)]
    listed = [(one, full_id(one.get("id"), did) in named) for one in _objects(document)]
    found = (_method(one, did, asserts) for one, asserts in [*listed, *embedded])
    return [method for method in found if method]


def full_id(value: Any, did: str) -> str:
    """ "#key" means the key of this document."""
    text = value if isinstance(value, str) else ""
    return f"{did}{text}" if text.startswith("#") else text


def _objects(document: Document) -> Iterable[Document]:
    return [one for one in as_list(document.get("verificationMethod")) if isinstance(one, dict)]


def _method(described: Document, did: str, asserts: bool) -> Method | None:
    name = full_id(described.get("id"), did)
    if described.get("controller") != did or not name.startswith(f"{did}#"):
        return None
    try:
        return Method(
            name,
            did,
            public_key(described),
            asserts,
            _moment(described, "revoked"),
            _moment(described, "expires"),
        )
    except ValueError:
        return None


def _moment(described: Document, name: str) -> datetime | None:
    return read_moment(described[name]) if name in described else None


def public_key(described: Document) -> PublicKey:
    """The key of a Multikey, an Ed25519VerificationKey2020 or a JsonWebKey. Raises ValueError."""
    multibase, jwk = described.get("publicKeyMultibase"), described.get("publicKeyJwk")
    if isinstance(multibase, str):
        return adapter.read_multikey(multibase)
    if isinstance(jwk, dict):
        return read_jwk(jwk)
    raise ValueError("no public key")


def read_jwk(jwk: Document) -> PublicKey:
    """Ed25519, P-256 and RSA of at least 2,048 bits. Raises ValueError."""
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return Ed25519PublicKey.from_public_bytes(_bytes(jwk, "x"))
        case "EC", "P-256":
            return ec.EllipticCurvePublicNumbers(
                _number(jwk, "x"), _number(jwk, "y"), ec.SECP256R1()
            ).public_key()
        case "RSA", _:
            key = rsa.RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n")).public_key()
            if key.key_size < 2048:
                raise ValueError("the RSA key is too short")
            return key
    raise ValueError("this kind of key is not used for credentials")


def _bytes(jwk: Document, name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str) or not re.fullmatch(r"[\w-]{1,1400}", text):
        raise ValueError(name)
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(jwk: Document, name: str) -> int:
    return int.from_bytes(_bytes(jwk, name), "big")

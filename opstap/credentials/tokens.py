"""Credentials as JSON Web Tokens (Open Badges 3.0, section 8.2): EdDSA, ES256 and RS256.

The algorithm follows the key, never the header. A key inside the header proves nothing by itself: it counts
only when it is the one given by hand.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from opstap.credentials import identifiers
from opstap.credentials.adapter import Document, PublicKey
from opstap.credentials.reading import read_object
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.rules.model import issuer_of

ALGORITHMS = frozenset({"EdDSA", "Ed25519", "ES256", "RS256"})
_PART = re.compile(r"[A-Za-z0-9_-]+")

# From a method's name to its key: `trust.key_for` with the issuer of the token.
KeyFor = Callable[[str, str], PublicKey]


@dataclass(frozen=True)
class Token:
    """A compact JWS taken apart; nothing of it is checked yet."""

    header: Document
    payload: Document
    signed: bytes
    signature: bytes


def read_token(text: str) -> Token:
    """Raises RefusedError where it is of a form that is not checked here."""
    header, payload = (_object(part) for part in text.split(".")[:2])
    if not _is_known(header.get("alg")) or "crit" in header:
        raise RefusedError(Reason.PROOF_UNSUPPORTED, f"alg {str(header.get('alg'))[:20]}")
    if "vc" in payload and "@context" not in payload:
        raise RefusedError(Reason.PROOF_UNSUPPORTED, "vc")
    signed, _, signature = text.rpartition(".")
    return Token(header, payload, signed.encode(), _bytes(signature))


def _is_known(algorithm: Any) -> bool:
    return isinstance(algorithm, str) and algorithm in ALGORITHMS


def check_signature(token: Token, key_for: KeyFor, given: tuple[PublicKey, ...]) -> None:
    """Raises RefusedError."""
    key = _key(token.header, token.payload, key_for, given)
    if not _holds(key, token.header["alg"], token.signature, token.signed):
        raise RefusedError(Reason.SIGNATURE_WRONG)


def _key(header: Document, payload: Document, key_for: KeyFor, given: tuple[PublicKey, ...]) -> PublicKey:
    method, jwk = header.get("kid"), header.get("jwk")
    issuer = issuer_of(payload)
    if isinstance(method, str) and method.startswith("did:"):
        return key_for(method, issuer)
    if issuer.startswith("did:key:"):
        return _same(key_for(issuer, issuer), jwk)
    if isinstance(jwk, dict):
        return _among(_read(jwk), given)
    if len(given) == 1:
        return given[0]
    raise RefusedError(Reason.KEY_UNKNOWN, "kid")


def _same(key: PublicKey, jwk: Any) -> PublicKey:
    """An issuer that is its key needs no other name; a key in the header must be that one."""
    if isinstance(jwk, dict) and _read(jwk) != key:
        raise RefusedError(Reason.KEY_NOT_ISSUERS, "jwk")
    return key


def _read(jwk: Document) -> PublicKey:
    try:
        return identifiers.read_jwk(jwk)
    except ValueError as error:
        raise RefusedError(Reason.PROOF_WRONG, "jwk") from error


def _among(key: PublicKey, given: tuple[PublicKey, ...]) -> PublicKey:
    if key not in given:
        raise RefusedError(Reason.KEY_UNKNOWN, "jwk")
    return key


def _holds(key: PublicKey, algorithm: str, signature: bytes, signed: bytes) -> bool:
    """Raises RefusedError where the algorithm is not that of the key."""
    try:
        if isinstance(key, Ed25519PublicKey) and algorithm in {"EdDSA", "Ed25519"}:
            key.verify(signature, signed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm == "ES256":
            key.verify(_der(signature), signed, ec.ECDSA(hashes.SHA256()))
        elif algorithm == "RS256" and not isinstance(key, Ed25519PublicKey | ec.EllipticCurvePublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise RefusedError(Reason.PROOF_WRONG, "alg")
    except InvalidSignature:
        return False
    return True


def _der(signature: bytes) -> bytes:
    if len(signature) != 64:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))


def _object(part: str) -> Document:
    try:
        return read_object(_bytes(part).decode())
    except UnicodeDecodeError as error:
        raise RefusedError(Reason.NOT_JSON, "JWT") from error


def _bytes(part: str) -> bytes:
    if not _PART.fullmatch(part) or len(part) % 4 == 1:
        raise RefusedError(Reason.PROOF_MISSING if not part else Reason.NOT_JSON, "JWT")
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def check_claims(payload: Document) -> None:
    """The registered claims say what the credential says: iss, nbf, jti, sub, exp. Raises RefusedError."""
    subject = payload.get("credentialSubject")
    expected: dict[str, Any] = {"iss": issuer_of(payload), "jti": payload.get("id")}
    if isinstance(subject, dict) and "id" in subject:
        expected["sub"] = subject["id"]
    for name, value in expected.items():
        if name not in payload:
            raise RefusedError(Reason.PART_MISSING, name)
        if payload[name] != value:
            raise RefusedError(Reason.PART_WRONG, name)
    if "nbf" not in payload:
        raise RefusedError(Reason.PART_MISSING, "nbf")
    for name in ("nbf", "exp", "iat"):
        if not isinstance(payload.get(name, 0), int | float) or isinstance(payload.get(name), bool):
            raise RefusedError(Reason.PART_WRONG, name)

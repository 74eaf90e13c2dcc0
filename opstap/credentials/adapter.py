"""The one door to openbadgeslib: proofs of the suite eddsa-rdfc-2022, multikeys, status bits, baked pictures.

Nothing else in Opstap imports it. Contexts come from the library's own files; nothing is fetched. Its import
takes half a second and few pages need it, so it is imported when first asked.
see docs/decisions/0021-credentials.md.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from opstap.credentials.reasons import Reason, RefusedError

PublicKey: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey
Document: TypeAlias = dict[str, Any]

SUITE = "eddsa-rdfc-2022"
VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGE_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
# Bits of one list: the least that Bitstring Status List 1.0 allows, so that nobody is found by the length.
LIST_SIZE = 131_072
# What the library takes; longer is refused before anything looks at it.
LONGEST = 256 * 1024


def known_contexts() -> frozenset[str]:
    from openbadgeslib.ob3.contexts import bundled_contexts

    return frozenset(bundled_contexts())


def sign(document: Document, key: Ed25519PrivateKey, *, method: str, created: datetime) -> Document:
    """`document` with its proof. Raises ValueError when the proof would not cover every word of it."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import add_data_integrity_proof

    try:
        signed = add_data_integrity_proof(document, key, method, created=created)
        _require_covered(signed, signed["proof"])
    except LibOpenBadgesException as error:
        raise ValueError(str(error)) from error
    return signed


def check_proof(document: Document, proof: Document, key: PublicKey) -> None:
    """Whether `proof`, alone, holds for `document` under `key`. Raises RefusedError.

    The signature covers the RDF that the JSON means; so first the JSON must say exactly that and no more
    (VC Data Integrity 1.0, section 2.4.1).
    """
    from openbadgeslib.ob3 import OB3GuardUnavailable, OB3VerificationError, verify_data_integrity_proof

    alone = {**document, "proof": proof}
    try:
        _require_covered(alone, proof)
        verify_data_integrity_proof(alone, key)
    except OB3GuardUnavailable as error:
        raise RefusedError(Reason.UNAVAILABLE, str(error)) from error
    except OB3VerificationError as error:
        reason = _reason_of(str(error))
        detail = "" if reason is Reason.SIGNATURE_WRONG else str(error)
        raise RefusedError(reason, detail) from error


def _require_covered(document: Document, proof: Document) -> None:
    # The library offers both only as parts of its own verifier, which knows no other clock than the wall's.
    from openbadgeslib.ob3.contexts import document_loader
    from openbadgeslib.ob3.ldp import _check_json_ld_form, _screen_structure

    _screen_structure(document, contexts=False)
    _check_json_ld_form(document, proof, document_loader())


_REASONS = {
    "signature mismatch": Reason.SIGNATURE_WRONG,
    "proofValue": Reason.PROOF_WRONG,
    "base58": Reason.PROOF_WRONG,
    "refusing": Reason.TOO_COMPLEX,
    "too deeply": Reason.TOO_COMPLEX,
    "more than": Reason.TOO_COMPLEX,
    "allowlist": Reason.CONTEXT_UNKNOWN,
    "verification key": Reason.KEY_UNKNOWN,
}


def _reason_of(message: str) -> Reason:
    """The library says why in a sentence only. What it says of the JSON's form is the rest."""
    return next((reason for words, reason in _REASONS.items() if words in message), Reason.NOT_COVERED)


def multikey(key: Ed25519PublicKey) -> str:
    """ "z6Mk…": the public key as did:key and `publicKeyMultibase` write it."""
    from openbadgeslib.ob3 import multikey_from_pem

    return multikey_from_pem(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def read_multikey(text: str) -> PublicKey:
    """Ed25519 and P-256. Raises ValueError."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import resolve_did

    try:
        return read_pem(resolve_did(f"did:key:{text}"))
    except (LibOpenBadgesException, IndexError) as error:
        raise ValueError(str(error)) from error


def read_pem(pem: bytes) -> PublicKey:
    """Raises ValueError, also for kinds of keys that no proof here uses."""
    try:
        key = load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey):
        raise ValueError("this kind of key is not used for credentials")
    return key


def encode_bits(places: Iterable[int]) -> str:
    """`encodedList` of a status list of LIST_SIZE bits with those at `places` set."""
    from openbadgeslib.ob3 import encode_bitstring

    return encode_bitstring(places, LIST_SIZE)


def decode_bits(text: str) -> bytes:
    """The bytes of an `encodedList`, at most 5 MB. Raises ValueError."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import decode_encoded_list

    if not text.startswith("u"):
        raise ValueError("an encodedList begins with u")
    try:
        return decode_encoded_list(text)
    except (LibOpenBadgesException, ValueError, EOFError, OSError) as error:
        raise ValueError(str(error)) from error


def baked_in_png(picture: bytes) -> str:
    """The credential that an Open Badges 3.0 PNG carries. Raises RefusedError."""
    from openbadgeslib.ob3 import OB3Verifier

    return _taken_out(OB3Verifier.extract_token_from_png, picture)


def baked_in_svg(picture: bytes) -> str:
    from openbadgeslib.ob3 import OB3Verifier

    return _taken_out(OB3Verifier.extract_token_from_svg, picture)


def _taken_out(take: Any, picture: bytes) -> str:
    from openbadgeslib.errors import LibOpenBadgesException

    try:
        return str(take(picture))
    except (LibOpenBadgesException, ValueError, RecursionError) as error:
        raise RefusedError(Reason.NOTHING_INSIDE, str(error)) from error

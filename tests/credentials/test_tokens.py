"""Credentials as JSON Web Tokens."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from opstap.credentials.given import read_keys
from tests.credentials.badges import Issuer, badge, refused

ISSUER = Issuer()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8))


def jwk(issuer: Issuer) -> dict[str, str]:
    raw = issuer.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}


def claims(issuer: str = ISSUER.did, **more: Any) -> dict[str, Any]:
    document = badge(issuer)
    subject = document["credentialSubject"]["id"]
    registered = {"iss": issuer, "jti": document["id"], "sub": subject, "nbf": 1793527200, "exp": 1825063200}
    return {name: value for name, value in {**document, **registered, **more}.items() if value is not None}


def token(payload: dict[str, Any], header: dict[str, Any] | None = None, issuer: Issuer = ISSUER) -> str:
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": issuer.method, **(header or {})}
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(payload).encode())}"
    return f"{signed}.{b64(issuer.private.sign(signed.encode()))}"


def test_a_good_one_holds() -> None:
    assert refused(token(claims())) is None


@pytest.mark.parametrize("header", [{"kid": None}, {"kid": None, "jwk": jwk(ISSUER)}, {"kid": "key-1"}])
def test_an_issuer_that_is_its_key_needs_no_other_name(header: dict[str, Any]) -> None:
    assert refused(token(claims(), header)) is None
    assert refused(token(claims(), header, Issuer())) == "signature-wrong"


def test_one_in_an_envelope_holds() -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{token(claims())}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert refused(envelope) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"iss": None}, "part-missing"),
        ({"iss": "did:key:z6Mk"}, "part-wrong"),
        ({"nbf": None}, "part-missing"),
        ({"nbf": "now"}, "part-wrong"),
        ({"nbf": True}, "part-wrong"),
        ({"jti": "urn:x:y"}, "part-wrong"),
        ({"sub": None}, "part-missing"),
        ({"nbf": 1900000000}, "not-yet-valid"),
        ({"exp": 1763000000}, "expired"),
        ({"validUntil": "2026-11-02T00:00:00Z"}, "expired"),
        ({"type": ["VerifiableCredential"]}, "not-a-badge"),
        ({"type": None}, "not-a-credential"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "context-order"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "part-missing"),
    ],
)
def test_its_claims_say_what_it_says(change: dict[str, Any], reason: str) -> None:
    assert refused(token(claims(**change))) == reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none"}, "proof-unsupported"),
        ({"alg": "HS256"}, "proof-unsupported"),
        ({"alg": "ES256"}, "proof-wrong"),
        ({"alg": ["EdDSA"]}, "proof-unsupported"),
        ({"crit": ["exp"]}, "proof-unsupported"),
        ({"kid": Issuer().method}, "key-not-the-issuers"),
        ({"kid": "1", "jwk": jwk(Issuer())}, "key-not-the-issuers"),
        ({"kid": None, "jwk": {"kty": "oct"}}, "proof-wrong"),
    ],
)
def test_the_header_decides_nothing(header: dict[str, Any], reason: str) -> None:
    assert refused(token(claims(), header)) == reason


def test_a_changed_token_is_refused() -> None:
    head, _payload, tail = token(claims()).split(".")
    other = b64(json.dumps(claims(name="Other")).encode())
    assert refused(f"{head}.{other}.{tail}") == "signature-wrong"
    assert refused(f"{head}.{_payload}.{tail[:-4]}AAAA") == "signature-wrong"
    assert refused(f"{head}.{_payload}.") == "proof-missing"


def test_an_old_wrapper_is_named() -> None:
    assert refused(token({"iss": ISSUER.did, "vc": badge(ISSUER.did)})) == "proof-unsupported"


def test_es256_by_its_did() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    name = _base58(b"\x80\x24" + point)
    did = f"did:key:{name}"
    header = b64(json.dumps({"alg": "ES256", "kid": f"{did}#{name}"}).encode())
    signed = f"{header}.{b64(json.dumps(claims(did)).encode())}"
    r, s = decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    good = f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"
    assert (refused(good), refused(f"{signed}.{b64(b'x' * 70)}")) == (None, "signature-wrong")


def _base58(data: bytes) -> str:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    value, text = int.from_bytes(data), ""
    while value:
        value, rest = divmod(value, 58)
        text = alphabet[rest] + text
    return f"z{text}"


def test_rs256_with_the_key_given_by_hand() -> None:
    """The key in the header proves nothing: whoever signs can write it there."""
    private = rsa.generate_private_key(65537, 2048)
    numbers = private.public_key().public_numbers()
    jwk = {"kty": "RSA", "e": number(numbers.e), "n": number(numbers.n)}
    issuer = "https://example.org/issuer"
    signed = ".".join(
        b64(json.dumps(part).encode()) for part in ({"alg": "RS256", "jwk": jwk}, claims(issuer))
    )
    good = f"{signed}.{b64(private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    assert refused(good) == "key-unknown"
    assert refused(good, given=read_keys(json.dumps(jwk).encode())) is None
    assert refused(good, given=read_keys(Issuer().name.encode())) == "key-unknown"

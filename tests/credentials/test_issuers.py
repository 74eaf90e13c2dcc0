"""Issuers and their keys: did:web from the operator's list, keys given by hand, addresses inside refused."""

import json
import socket
import threading
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from opstap.credentials import fetching
from opstap.credentials.fetching import FetchError, fetch, is_public, read_list
from opstap.credentials.given import read_keys
from opstap.credentials.identifiers import address_of
from tests.credentials.badges import Issuer, badge, refused

DID = "did:web:issuer.example.org"
TRUSTED = read_list(["issuer.example.org"])


def answering(document: Any) -> dict[str, Any]:
    """Trust in the host, and what it answers, without a network."""
    return {"issuers": TRUSTED, "fetch": lambda _address: json.dumps(document).encode()}


@pytest.fixture
def web() -> Issuer:
    return Issuer(DID, "key-1")


def test_an_issuer_of_the_list_holds(web: Issuer) -> None:
    asked: list[str] = []

    def ask(address: str) -> bytes:
        asked.append(address)
        return json.dumps(web.did_document()).encode()

    assert refused(web.badge(), issuers=TRUSTED, fetch=ask) is None
    assert asked == ["https://issuer.example.org/.well-known/did.json"]


def test_an_issuer_that_is_not_on_the_list_is_not_asked(web: Issuer) -> None:
    def ask(_address: str) -> bytes:
        raise AssertionError("asked")

    assert refused(web.badge(), fetch=ask) == "issuer-not-allowed"
    assert refused(web.badge(), fetch=ask, issuers=read_list(["example.org"])) == "issuer-not-allowed"


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"),
        ("did:web:example.org:issuers:1", "https://example.org/issuers/1/did.json"),
    ],
)
def test_where_the_document_of_a_did_lies(did: str, address: str) -> None:
    assert address_of(did) == address


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:web:a/b",
        "did:web:a:..:b",
        "did:web:a@b",
        "did:web:a%2Fb",
        "did:web:a?b",
        "did:key:z6Mk",
    ],
)
def test_what_is_no_did_web_has_no_address(did: str) -> None:
    with pytest.raises(ValueError, match="no did:web"):
        address_of(did)


def _documents(web: Issuer) -> dict[str, tuple[Any, str | None]]:
    good = web.did_document()
    method = good["verificationMethod"][0]
    old = {**method, "type": "JsonWebKey2020", "publicKeyJwk": jwk(web)}
    return {
        "embedded": ({"id": DID, "assertionMethod": [method]}, None),
        "relative": ({**good, "assertionMethod": ["#key-1"]}, None),
        "as JWK": ({**good, "verificationMethod": [{**old, "publicKeyMultibase": None}]}, None),
        "of another": ({**good, "id": "did:web:other.example.org"}, "issuer-unreachable"),
        "no object": ([], "issuer-unreachable"),
        "another's method": (web.did_document(controller="did:web:other.example.org"), "key-unknown"),
        "another key": (Issuer(DID, "key-2").did_document(), "key-unknown"),
        "same name, other key": (Issuer(DID, "key-1").did_document(), "signature-wrong"),
        "may not assert": ({**good, "assertionMethod": []}, "purpose-wrong"),
        "revoked": (web.did_document(revoked="2026-11-20T00:00:00Z"), "key-revoked"),
        "revoked later": (web.did_document(revoked="2026-12-20T00:00:00Z"), None),
        "expired": (web.did_document(expires="2026-11-20T00:00:00Z"), "key-revoked"),
        "unreadable key": (web.did_document(publicKeyMultibase="z6Mk"), "key-unknown"),
        "unreadable date": (web.did_document(revoked="then"), "key-unknown"),
    }


def jwk(issuer: Issuer) -> dict[str, str]:
    import base64

    raw = issuer.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).decode().rstrip("=")}


@pytest.mark.parametrize("which", list(_documents(Issuer(DID, "key-1"))))
def test_the_document_decides_on_the_key(web: Issuer, which: str) -> None:
    document, reason = _documents(web)[which]
    assert refused(web.badge(), **answering(document)) == reason


def test_a_server_that_fails_is_told(web: Issuer) -> None:
    def ask(_address: str) -> bytes:
        raise FetchError("it takes too long")

    assert refused(web.badge(), issuers=TRUSTED, fetch=ask) == "issuer-unreachable"
    assert refused(web.badge(), issuers=TRUSTED, fetch=lambda _address: b"\xff") == "issuer-unreachable"


@pytest.mark.parametrize("entry", ["https://example.org", "example.org/x", "did:key:z6Mk", "a b", "did:web:"])
def test_an_entry_of_the_list_that_is_no_issuer_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match=entry.partition("?")[0]):
        read_list([entry])


# --- keys given by hand ------------------------------------------------------------------------------


def written(issuer: Issuer) -> list[bytes]:
    pem = issuer.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    multikey = {"type": "Multikey", "publicKeyMultibase": issuer.name}
    return [
        issuer.name.encode(),
        f"did:key:{issuer.name}\n".encode(),
        f"did:key:{issuer.name}#{issuer.name}".encode(),
        pem,
        json.dumps(jwk(issuer)).encode(),
        json.dumps({"keys": [jwk(issuer)]}).encode(),
        json.dumps(multikey).encode(),
    ]


@pytest.mark.parametrize("form", range(7))
def test_a_key_in_any_usual_form(issuer: Issuer, form: int) -> None:
    given = read_keys(written(issuer)[form])
    other = read_keys(written(Issuer())[form])
    for document in (issuer.badge(), issuer.sign(badge("https://example.org/issuer"))):
        assert refused(document, given=given) is None
    assert refused(issuer.badge(), given=other) == "key-unknown"
    plain = issuer.sign(badge("https://example.org/i"), method="https://example.org/i#1")
    assert (refused(plain, given=given), refused(plain, given=other)) == (None, "signature-wrong")


def test_with_a_did_document_its_issuer_alone_counts(web: Issuer) -> None:
    given = read_keys(json.dumps(web.did_document()).encode())
    assert refused(web.badge(), given=given) is None
    assert refused(Issuer().badge(), given=given) == "key-unknown"
    assert refused(Issuer(DID, "key-1").badge(), given=given) == "signature-wrong"
    assert refused(Issuer(DID, "key-2").badge(), given=given) == "key-unknown"
    revoked = read_keys(json.dumps(web.did_document(revoked="2026-11-20T00:00:00Z")).encode())
    assert refused(web.badge(), given=revoked) == "key-revoked"


def test_a_key_by_hand_replaces_all_trust(web: Issuer) -> None:
    given = read_keys(Issuer().name.encode())
    assert refused(web.badge(), given=given, **answering(web.did_document())) == "signature-wrong"


@pytest.mark.parametrize(
    "text", [b"", b"z", b"z6Mk", b"{}", b"[]", b'{"kty": "oct"}', b'{"keys": []}', b"\xff", b"-----BEGIN X"]
)
def test_what_is_no_key_is_said(text: bytes) -> None:
    with pytest.raises(ValueError):
        read_keys(text)


def test_a_proof_is_never_checked_with_a_key_of_another_kind() -> None:
    issuer = Issuer()
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    plain = issuer.sign(badge("https://example.org/i"), method="https://example.org/i#1")
    assert refused(plain, given=read_keys(pem)) == "key-unknown"


# --- fetching ----------------------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "2002:a00:1::",
    "64:ff9b::a00:1", "2001:db8::1", "localhost", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_asked(address: str) -> None:
    def connect(*_words: Any) -> socket.socket:
        raise AssertionError("connected")

    assert is_public(address) is False
    with pytest.raises(FetchError, match="not public"):
        fetch("https://a.example/", resolve=lambda *_: [address], connect=connect)
    with pytest.raises(FetchError, match="not public"):
        fetch("https://a.example/", resolve=lambda *_: ["93.184.216.34", address], connect=connect)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address) is True


@pytest.mark.parametrize(
    "url",
    ["http://a.example/", "file:///etc/passwd", "https://", "https://u:p@a.example/", "https://a.example:x/"],
)
def test_only_https_addresses_are_asked(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url, resolve=lambda *_: ["93.184.216.34"])


def answer(content: bytes) -> bytes:
    """What `fetch` makes of a server that sends this."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with theirs, suppress(BrokenPipeError):  # who does not wait has closed
            theirs.recv(4096)
            theirs.sendall(content)

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    try:
        return fetch("https://a.example/x?y", resolve=lambda *_: ["93.184.216.34"], connect=lambda *_: ours)
    finally:
        ours.close()
        server.join(timeout=5)


def test_an_answer_is_read() -> None:
    assert answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") == b"{}"
    assert answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") == b"{}"


@pytest.mark.parametrize(
    "content",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oh\r\n\r\n",
        b"nothing",
        b"",
    ],
)
def test_redirects_and_faults_are_refused(content: bytes) -> None:
    with pytest.raises(FetchError):
        answer(content)


def test_a_long_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    with pytest.raises(FetchError, match="too long"):
        answer(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 1001)


def test_a_slow_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.0)
    with pytest.raises(FetchError, match="takes too long"):
        answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

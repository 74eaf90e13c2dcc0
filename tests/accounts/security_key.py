"""A device with passkeys, written anew from WebAuthn: ES256, without attestation."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(said: str) -> bytes:
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


class SecurityKey:
    """One passkey. `knows_her`: it asks for a finger or a PIN, so that it opens alone."""

    def __init__(self, origin: str = "http://localhost", *, knows_her: bool = True) -> None:
        self.origin, self.knows_her = origin, knows_her
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id, self.holder = secrets.token_bytes(16), ""

    def make(self, options: dict[str, Any]) -> str:
        """What the browser answers to the options of a new passkey."""
        asked = options["publicKey"]
        self.holder = asked["user"]["id"]
        numbers = self.secret.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        key = cbor.encode({1: 2, 3: -7, -1: 1, **point})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        held = self._state(asked["rp"]["id"], ATTESTED) + attested
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": held})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(made)})

    def show(self, options: dict[str, Any]) -> str:
        """What the browser answers when the passkey is asked for."""
        asked = options["publicKey"]
        held = self._state(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signed = self.secret.sign(held + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": held, "signature": signed}
        return self._answer({name: text(part) for name, part in said.items()} | {"userHandle": self.holder})

    def _state(self, site: str, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.knows_her else 0)
        return sha256(site.encode()).digest() + bytes([flags]) + bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        extensions = {"credProps": {"rk": self.knows_her}}
        named = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps(named | {"response": response, "clientExtensionResults": extensions})

"""Badges of invented issuers, to be signed, spoilt and checked."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from opstap.credentials import adapter
from opstap.credentials.trust import Trust
from opstap.credentials.verifying import Verdict, verify

Document = dict[str, Any]

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SIGNED_AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


class Issuer:
    """Somebody with an Ed25519 key. `did`: a did:key of it, unless another is given."""

    def __init__(self, did: str = "", fragment: str = "") -> None:
        self.private = Ed25519PrivateKey.generate()
        self.public = self.private.public_key()
        self.name = adapter.multikey(self.public)
        self.did = did or f"did:key:{self.name}"
        self.method = f"{self.did}#{fragment or self.name}"

    def sign(self, document: Document, **more: Any) -> Document:
        return adapter.sign(document, self.private, **{"method": self.method, "created": SIGNED_AT, **more})

    def badge(self, **changes: Any) -> Document:
        return self.sign(badge(self.did, **changes))

    def did_document(self, **of_method: Any) -> Document:
        method = {
            "id": self.method,
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": self.name,
            **of_method,
        }
        return {"id": self.did, "verificationMethod": [method], "assertionMethod": [self.method]}

    def status_list(self, address: str, places: list[int], purpose: str, **changes: Any) -> Document:
        document = {
            "@context": [adapter.VC_CONTEXT],
            "id": address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did,
            "validFrom": "2026-11-01T00:00:00Z",
            "credentialSubject": {
                "id": f"{address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": adapter.encode_bits(places),
            },
        }
        return self.sign(without_none({**document, **changes}))


def badge(issuer: str, /, **changes: Any) -> Document:
    """An unsigned one with a little of everything; a change to None leaves the part out."""
    document = {
        "@context": [adapter.VC_CONTEXT, adapter.BADGE_CONTEXT],
        "id": "urn:uuid:0193f0a0-0000-7000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Label",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "An issuer"},
        "validFrom": "2026-11-01T10:00:00Z",
        "validUntil": "2027-11-01T10:00:00Z",
        "awardedDate": "2026-11-01T10:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:0193f0a0-0000-7000-8000-000000000002",
            "type": ["AchievementSubject"],
            "creditsEarned": 1.5,
            "achievement": {
                "id": "https://example.org/label",
                "type": ["Achievement"],
                "name": "A labelled space",
                "description": "It is open 15 hours a week.",
                "criteria": {"id": "https://example.org/criteria", "narrative": "Open 15 hours."},
                "tag": ["space", "label"],
            },
        },
        "evidence": [{"id": "https://example.org/visit", "type": ["Evidence"], "name": "The visit"}],
    }
    return without_none({**document, **changes})


def without_none(document: Document) -> Document:
    return {name: value for name, value in document.items() if value is not None}


def changed(document: Document, path: str, value: Any) -> Document:
    """A copy with another value at "a.b.0.c"; None takes the part away."""
    copied = copy.deepcopy(document)
    *before, last = path.split(".")
    holder: Any = copied
    for step in before:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    if value is None:
        del holder[last]
    else:
        holder[int(last) if isinstance(holder, list) else last] = value
    return copied


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every single value of a document, with its path."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from leaves(inner, (*path, str(name)))
    if not isinstance(value, dict | list):
        yield ".".join(path), value


def check(document: Document | bytes | str, *, now: datetime = NOW, **trust: Any) -> Verdict:
    if isinstance(document, dict):
        document = json.dumps(document)
    data = document.encode() if isinstance(document, str) else document
    return verify(data, trust=Trust(**trust), now=now)


def refused(document: Document | bytes | str, **more: Any) -> str | None:
    """The reason alone."""
    reason = check(document, **more).reason
    return None if reason is None else str(reason)

"""The test vector of eddsa-rdfc-2022 in W3C's "Data Integrity EdDSA Cryptosuites 1.0", appendix B.1."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import add_data_integrity_proof, verify_data_integrity_proof

from opstap.credentials import adapter
from tests.credentials.badges import changed, refused

PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SEED = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CONTEXTS = {EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"
CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
VALUE = "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)


def test_the_same_key_makes_the_same_proof() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED))
    signed = add_data_integrity_proof(CREDENTIAL, private, METHOD, created=CREATED, extra_contexts=CONTEXTS)
    assert (adapter.multikey(private.public_key()), signed["proof"]["proofValue"]) == (PUBLIC, VALUE)


def test_the_proof_holds_and_that_of_a_changed_one_does_not() -> None:
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "proofValue": VALUE,
    }
    signed = {**CREDENTIAL, "proof": proof}
    verify_data_integrity_proof(signed, adapter.read_multikey(PUBLIC), extra_contexts=CONTEXTS)
    with pytest.raises(LibOpenBadgesException, match="signature mismatch"):
        verify_data_integrity_proof(
            changed(signed, "name", "Other"), adapter.read_multikey(PUBLIC), extra_contexts=CONTEXTS
        )


def test_it_is_no_badge_here() -> None:
    assert refused({**CREDENTIAL, "proof": {}}) == "not-a-badge"

"""The rules of Verifiable Credentials 2.0 and of its proofs that hold whatever is said in the credential."""

from datetime import datetime
from typing import Any

from opstap.credentials import adapter
from opstap.credentials.adapter import Document
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.rules.moments import read_moment
from opstap.credentials.rules.shapes import is_address, is_badge_contexts, is_type_list

# Words of version 1 of the data model, which version 2 leaves undefined: no signature covers them.
_OLD_WORDS = ("issuanceDate", "expirationDate")
BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def types_of(document: Document) -> frozenset[str]:
    """Raises RefusedError where `type` is neither a word nor a list of words."""
    value = document.get("type")
    if isinstance(value, str):
        return frozenset({value})
    if not is_type_list(value):
        raise RefusedError(Reason.NOT_CREDENTIAL, "type")
    assert isinstance(value, list)
    return frozenset(value)


def check_is_credential(document: Document) -> None:
    if "VerifiableCredential" not in types_of(document):
        raise RefusedError(Reason.NOT_CREDENTIAL, ", ".join(sorted(types_of(document))))
    if "@context" not in document:
        raise RefusedError(Reason.NOT_CREDENTIAL, "@context")


def check_is_badge(document: Document) -> None:
    if not types_of(document) & BADGE_TYPES:
        raise RefusedError(Reason.NOT_BADGE, ", ".join(sorted(types_of(document))))


def check_contexts(document: Document, *, badge: bool) -> None:
    """All known; version 2 of the data model first, the vocabulary of badges second."""
    value = document.get("@context")
    contexts = value if isinstance(value, list) else [value]
    known = adapter.known_contexts()
    for context in contexts:
        if not isinstance(context, str) or context not in known:
            raise RefusedError(Reason.CONTEXT_UNKNOWN, _named(context))
    if contexts[:1] != [adapter.VC_CONTEXT] or (badge and not is_badge_contexts(value)):
        raise RefusedError(Reason.CONTEXT_ORDER, "@context")


def _named(context: Any) -> str:
    return context if isinstance(context, str) else type(context).__name__


def check_parts(document: Document) -> None:
    """What every credential of version 2 has, whoever defined its subject."""
    for word in _OLD_WORDS:
        if word in document:
            raise RefusedError(Reason.PART_WRONG, word)
    if "id" in document and not is_address(document["id"]):
        raise RefusedError(Reason.PART_WRONG, "id")
    issuer_of(document)
    starts, ends = _moment(document, "validFrom"), _moment(document, "validUntil")
    if starts and ends and ends < starts:
        raise RefusedError(Reason.PART_WRONG, "validUntil")
    _check_subject(document)
    for name in ("credentialStatus", "credentialSchema", "evidence", "termsOfUse", "refreshService"):
        _check_typed(document, name)


def _check_subject(document: Document) -> None:
    subjects = as_list(document.get("credentialSubject"))
    if not subjects:
        raise RefusedError(Reason.PART_MISSING, "credentialSubject")
    if not all(isinstance(one, dict) and one for one in subjects):
        raise RefusedError(Reason.PART_WRONG, "credentialSubject")


def _check_typed(document: Document, name: str) -> None:
    for one in as_list(document.get(name)):
        if not isinstance(one, dict):
            raise RefusedError(Reason.PART_WRONG, name)
        if not one.get("type"):
            raise RefusedError(Reason.PART_MISSING, f"{name}.type")


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def issuer_of(document: Document) -> str:
    """The issuer's identifier. Raises RefusedError."""
    value = document.get("issuer")
    if value is None:
        raise RefusedError(Reason.PART_MISSING, "issuer")
    issuer = value.get("id") if isinstance(value, dict) else value
    if not is_address(issuer):
        raise RefusedError(Reason.PART_WRONG, "issuer")
    assert isinstance(issuer, str)
    return issuer


def check_window(document: Document, now: datetime) -> None:
    """`validFrom` ≤ now ≤ `validUntil`: both ends belong to it."""
    starts, ends = _moment(document, "validFrom"), _moment(document, "validUntil")
    if starts and now < starts:
        raise RefusedError(Reason.NOT_YET_VALID, str(document["validFrom"]))
    if ends and now > ends:
        raise RefusedError(Reason.EXPIRED, str(document["validUntil"]))


def _moment(holder: Document, name: str) -> datetime | None:
    if name not in holder:
        return None
    try:
        return read_moment(holder[name])
    except ValueError as error:
        raise RefusedError(Reason.PART_WRONG, name) from error


def proofs_of(document: Document) -> list[Document]:
    """Every proof; each must be of the one suite that is checked here. Raises RefusedError."""
    proofs = as_list(document.get("proof"))
    if not proofs:
        raise RefusedError(Reason.PROOF_MISSING)
    for proof in proofs:
        _check_suite(proof)
    if len({proof["proofValue"] for proof in proofs}) < len(proofs):
        raise RefusedError(Reason.PROOF_WRONG, "proofValue")
    return proofs


def _check_suite(proof: Any) -> None:
    if not isinstance(proof, dict) or not isinstance(proof.get("type"), str):
        raise RefusedError(Reason.PROOF_WRONG, "type")
    suite = proof.get("cryptosuite")
    if proof["type"] != "DataIntegrityProof":
        raise RefusedError(Reason.PROOF_UNSUPPORTED, proof["type"])
    if not isinstance(suite, str):
        raise RefusedError(Reason.PROOF_WRONG, "cryptosuite")
    if suite != adapter.SUITE:
        raise RefusedError(Reason.PROOF_UNSUPPORTED, suite)
    if "previousProof" in proof:
        raise RefusedError(Reason.PROOF_UNSUPPORTED, "previousProof")
    for name in ("proofPurpose", "verificationMethod", "proofValue"):
        if not isinstance(proof.get(name), str) or not proof[name]:
            raise RefusedError(Reason.PROOF_WRONG, name)


def check_proof_terms(proof: Document, now: datetime) -> None:
    """Purpose and moments of one proof."""
    if proof["proofPurpose"] != "assertionMethod":
        raise RefusedError(Reason.PURPOSE_WRONG, proof["proofPurpose"])
    if not is_address(proof["verificationMethod"]):
        raise RefusedError(Reason.PROOF_WRONG, "verificationMethod")
    try:
        created, expires = _moment(proof, "created"), _moment(proof, "expires")
    except RefusedError as error:
        raise RefusedError(Reason.PROOF_WRONG, error.detail) from error
    if created and created > now:
        raise RefusedError(Reason.NOT_YET_VALID, str(proof["created"]))
    if expires and expires < now:
        raise RefusedError(Reason.EXPIRED, str(proof["expires"]))

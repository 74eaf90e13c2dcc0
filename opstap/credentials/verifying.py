"""Does a credential hold? From bytes to a verdict, in the order in which a reader would ask.

What is it; is it whole; whose key; does the signature fit; is it its time; was it withdrawn. The first "no"
is the answer. Nothing is fetched but keys and status lists of issuers the operator named.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from opstap.credentials import adapter, status, tokens
from opstap.credentials.adapter import Document, PublicKey
from opstap.credentials.reading import read
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.rules import model
from opstap.credentials.rules.shapes import check_badge
from opstap.credentials.trust import Trust, key_for


@dataclass(frozen=True)
class Verdict:
    """`reason` is None when it holds. `said`: what it says, once its signature was found right."""

    reason: Reason | None
    detail: str = ""
    said: Document | None = None

    @property
    def holds(self) -> bool:
        return self.reason is None


def verify(data: bytes, *, trust: Trust, now: datetime) -> Verdict:
    """`data`: a file's content or pasted text. Never raises for what is wrong with it."""
    said: Document | None = None
    try:
        said = _secured(read(data), trust, now, badge=True)
        model.check_window(said, now)
        for entry in status.check_entries(said):
            status.check_status(
                entry, model.issuer_of(said), trust, lambda body: _checked_list(body, trust, now)
            )
    except RefusedError as error:
        return Verdict(error.reason, error.detail, said)
    return Verdict(None, said=said)


def _secured(found: Document | str, trust: Trust, now: datetime, *, badge: bool) -> Document:
    """The credential, whole and rightly signed; its time and its status are not looked at."""
    if isinstance(found, str):
        return _token(found, trust, now, badge=badge)
    model.check_is_credential(found)
    _check_form(found, badge=badge)
    proofs = model.proofs_of(found)
    issuer = model.issuer_of(found)
    for proof in proofs:
        model.check_proof_terms(proof, now)
        key = key_for(proof["verificationMethod"], issuer, trust, now)
        adapter.check_proof(found, proof, key)
    return found


def _check_form(document: Document, *, badge: bool) -> None:
    if badge:
        model.check_is_badge(document)
    model.check_contexts(document, badge=badge)
    model.check_parts(document)
    if badge:
        check_badge(document)


def _token(text: str, trust: Trust, now: datetime, *, badge: bool) -> Document:
    def key_of(method: str, issuer: str) -> PublicKey:
        return key_for(method, issuer, trust, now)

    token = tokens.read_token(text)
    model.check_is_credential(token.payload)
    _check_form(token.payload, badge=badge)
    tokens.check_claims(token.payload)
    tokens.check_signature(token, key_of, tuple(one.key for one in trust.given if one.key))
    _check_claimed_window(token.payload, now)
    return token.payload


def _check_claimed_window(payload: Document, now: datetime) -> None:
    """A token says its time twice; it must be right both times."""
    if payload["nbf"] > now.timestamp():
        raise RefusedError(Reason.NOT_YET_VALID, "nbf")
    if "exp" in payload and payload["exp"] < now.timestamp():
        raise RefusedError(Reason.EXPIRED, "exp")


def _checked_list(body: bytes, trust: Trust, now: datetime) -> Document:
    """A status list, itself a credential. What is wrong with it is wrong with the list, whatever it is."""
    try:
        document = _secured(read(body), trust, now, badge=False)
        model.check_window(document, now)
    except RefusedError as error:
        raise RefusedError(Reason.STATUS_WRONG, f"{error.reason} {error.detail}") from error
    return document


@dataclass(frozen=True)
class Summary:
    """What a badge says, for people. Empty where it says nothing."""

    id: str
    name: str
    description: str
    issuer: str
    issuer_id: str
    subject: str
    valid_from: datetime
    valid_until: datetime | None


def summary(credential: Document) -> Summary:
    """Of a badge that `verify` returned as said."""
    subject, issuer = credential["credentialSubject"], credential["issuer"]
    achievement = subject["achievement"]
    issuer = issuer if isinstance(issuer, dict) else {"id": issuer}
    until = credential.get("validUntil")
    return Summary(
        id=credential["id"],
        name=_text(achievement["name"]),
        description=_text(achievement["description"]),
        issuer=_text(issuer.get("name", "")),
        issuer_id=issuer["id"],
        subject=_subject_name(subject),
        valid_from=_utc(credential["validFrom"]),
        valid_until=_utc(until) if until else None,
    )


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(value.values())
    return str(value)


def _subject_name(subject: Document) -> str:
    names = [
        one["identityHash"]
        for one in model.as_list(subject.get("identifier"))
        if one["identityType"] == "name" and not one["hashed"]
    ]
    return _text(names[0]) if names else str(subject.get("id", ""))

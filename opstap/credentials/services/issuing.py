"""Issuing a credential, and ending it: for now, or for good. Nothing here knows what it attests."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from opstap.core import audit
from opstap.core.ids import uuid7
from opstap.core.texts import FALLBACK
from opstap.credentials import adapter, identifiers, keyring
from opstap.credentials.adapter import Document
from opstap.credentials.models import Credential, State
from opstap.credentials.reasons import RefusedError
from opstap.credentials.rules import model
from opstap.credentials.rules.moments import write_moment
from opstap.credentials.rules.shapes import check_badge
from opstap.credentials.services.publishing import credential_address, list_address

if TYPE_CHECKING:
    from opstap.accounts.models import User

Texts = dict[str, str]

# A list is left when so many of its places are taken: a free one is then still found in a few tries.
MOST_IN_LIST = 100_000
TRIES = 20
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


class NotPossibleError(Exception):
    """It is not in a state in which this can be done: `state` says in which it is."""

    def __init__(self, state: State) -> None:
        super().__init__(str(state))
        self.state = state


@dataclass(frozen=True)
class Subject:
    """Whom it is about. `id`: an absolute address, as "urn:uuid:…" or a page; `names`: in its languages."""

    id: str
    names: Texts


@dataclass(frozen=True)
class Achievement:
    """What it attests. `id` and `criteria_url` are absolute addresses; texts are {language: text}.

    `criteria`: what had to be fulfilled. `image_url`: a picture, https or data:.
    """

    id: str
    names: Texts
    descriptions: Texts
    criteria: Texts = field(default_factory=dict)
    criteria_url: str = ""
    image_url: str = ""


@transaction.atomic
def issue_credential(
    *,
    kind: str,
    subject: Subject,
    achievement: Achievement,
    issuer_name: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
    evidence_url: str = "",
    by: "User | None",
) -> Credential:
    """A credential, signed with the key that signs now, and stored.

    Raises `keyring.KeyringError` without a key (its text is for the operator), ValueError for parts of which
    no valid credential can be made.
    """
    key = keyring.signing_key()
    for _try in range(TRIES):
        credential = Credential(
            uid=uuid7(),
            kind=kind,
            subject_id=subject.id,
            subject_names=subject.names,
            names=achievement.names,
            list_number=Credential.objects.count() // MOST_IN_LIST,
            list_index=secrets.randbelow(adapter.LIST_SIZE),
            issued_at=timezone.now(),
        )
        unsigned = _document(
            credential, subject, achievement, issuer_name, valid_from, valid_until, evidence_url
        )
        credential.document = _signed(unsigned, key, credential.issued_at)
        if _stored(credential):
            audit.record("credential.issued", by=by, kind="credential", uid=credential.uid)
            return credential
    raise RuntimeError("no free place was found in the status list")


def _stored(credential: Credential) -> bool:
    """False when somebody else took the place in the list meanwhile."""
    try:
        with transaction.atomic():
            credential.save(force_insert=True)
    except IntegrityError:
        place = {"list_number": credential.list_number, "list_index": credential.list_index}
        if Credential.objects.filter(**place).exists():
            return False
        raise
    return True


def _document(
    credential: Credential,
    subject: Subject,
    achievement: Achievement,
    issuer_name: str,
    valid_from: datetime,
    valid_until: datetime | None,
    evidence_url: str,
) -> Document:
    """Open Badges 3.0. Texts in several languages stand in one after the other: it has no place for more.

    One status entry, since its schema allows one; see docs/decisions/0021-credentials.md.
    """
    document: Document = {
        "@context": [adapter.VC_CONTEXT, adapter.BADGE_CONTEXT, adapter.EXTENSIONS_CONTEXT],
        "id": credential_address(credential.uid),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _together(achievement.names, " / "),
        "issuer": {
            "id": identifiers.own_did(),
            "type": ["Profile"],
            "name": issuer_name,
            "url": settings.SITE_URL,
        },
        "validFrom": write_moment(valid_from),
        "credentialSubject": _subject(subject, achievement),
        "credentialStatus": _status(credential),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if valid_until:
        document["validUntil"] = write_moment(valid_until)
    if evidence_url:
        document["evidence"] = [{"id": evidence_url, "type": ["Evidence"]}]
    return document


def _subject(subject: Subject, achievement: Achievement) -> Document:
    named = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": _together(subject.names, " / "),
        "identityType": "name",
    }
    return {
        "id": subject.id,
        "type": ["AchievementSubject"],
        "identifier": [named],
        "achievement": _achievement(achievement),
    }


def _achievement(achievement: Achievement) -> Document:
    criteria = {"narrative": _together(achievement.criteria, "\n\n"), "id": achievement.criteria_url}
    document: Document = {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": "QualityAssuranceCredential",
        "name": _together(achievement.names, " / "),
        "description": _together(achievement.descriptions, "\n\n"),
        "criteria": {name: value for name, value in criteria.items() if value},
    }
    if achievement.image_url:
        document["image"] = {"id": achievement.image_url, "type": "Image"}
    return document


def _status(credential: Credential) -> Document:
    address = list_address(credential.list_number)
    return {
        "id": f"{address}#{credential.list_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": str(credential.list_index),
        "statusListCredential": address,
    }


def _together(texts: Texts, between: str) -> str:
    order = [*FALLBACK, *(language for language in texts if language not in FALLBACK)]
    return between.join(dict.fromkeys(texts[language] for language in order if texts.get(language)))


def _signed(document: Document, key: keyring.SigningKey, now: datetime) -> Document:
    """What leaves here passes our own checks first. Raises ValueError."""
    try:
        model.check_contexts(document, badge=True)
        model.check_parts(document)
        check_badge(document)
    except RefusedError as error:
        raise ValueError(str(error)) from error
    return adapter.sign(document, key.private, method=identifiers.own_method(key.name), created=now)


@transaction.atomic
def suspend_credential(*, credential: Credential, reason: str, by: "User | None") -> Credential:
    """It does not count for now. Raises NotPossibleError unless it is valid."""
    found = _locked(credential, State.VALID)
    found.suspended_at, found.reason = timezone.now(), _given(reason)
    found.save(update_fields=["suspended_at", "reason"])
    audit.record("credential.suspended", by=by, kind="credential", uid=found.uid)
    return found


@transaction.atomic
def restore_credential(*, credential: Credential, by: "User | None") -> Credential:
    """It counts again. Raises NotPossibleError unless it is suspended."""
    found = _locked(credential, State.SUSPENDED)
    found.suspended_at, found.reason = None, ""
    found.save(update_fields=["suspended_at", "reason"])
    audit.record("credential.restored", by=by, kind="credential", uid=found.uid)
    return found


@transaction.atomic
def revoke_credential(*, credential: Credential, reason: str, by: "User | None") -> Credential:
    """It never counts again. Raises NotPossibleError when that was done already."""
    found = _locked(credential, State.VALID, State.SUSPENDED)
    found.revoked_at, found.reason = timezone.now(), _given(reason)
    found.save(update_fields=["revoked_at", "reason"])
    audit.record("credential.revoked", by=by, kind="credential", uid=found.uid)
    return found


def _locked(credential: Credential, *states: State) -> Credential:
    found = Credential.objects.select_for_update().get(pk=credential.pk)
    if found.state not in states:
        raise NotPossibleError(found.state)
    return found


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValueError("a reason is needed")
    return reason.strip()

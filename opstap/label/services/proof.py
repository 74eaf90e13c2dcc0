"""The verifiable proof of a label: issued when it is given, and it stands where the label stands."""

import logging
import re
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from opstap.accounts.models import User
from opstap.core.texts import say
from opstap.credentials.keyring import KeyringError
from opstap.credentials.models import Credential, State
from opstap.credentials.services.issuing import (
    Achievement,
    Subject,
    issue_credential,
    restore_credential,
    revoke_credential,
    suspend_credential,
)
from opstap.label.models import Label, Standing

KIND = "label"
LANGUAGES = ("fr", "nl", "en")

logger = logging.getLogger(__name__)


@transaction.atomic
def issue_proof(*, label: Label, by: User) -> Credential | None:
    """The credential of a label in force, to its organisation; None where it could not be signed.

    A label holds without its proof: a missing key is written in the log, and the proof is made later.
    """
    if not label.is_in_force:
        return None
    try:
        credential = issue_credential(by=by, **_parts(label))
    except (KeyringError, ValueError):
        logger.exception("No proof was made of label %s", label.uid)
        return None
    label.credential_uid = credential.uid
    label.save(update_fields=["credential_uid"])
    return credential


def proof_of(label: Label) -> Credential | None:
    return Credential.objects.filter(uid=label.credential_uid).first() if label.credential_uid else None


def follow(label: Label, *, reason: str, by: User) -> None:
    """Suspend, restore or end the proof with its label. A proof that ended for good is made anew."""
    credential = proof_of(label)
    if credential is None:
        return
    if label.is_in_force:
        if credential.state == State.SUSPENDED:
            restore_credential(credential=credential, by=by)
        elif credential.state == State.REVOKED:
            issue_proof(label=label, by=by)
    elif label.standing == Standing.SUSPENDED and credential.state == State.VALID:
        suspend_credential(credential=credential, reason=reason[:500], by=by)
    elif not label.is_held and credential.state != State.REVOKED:
        revoke_credential(credential=credential, reason=reason[:500], by=by)


def _parts(label: Label) -> dict[str, Any]:
    version, space = label.version, label.space
    page = page_of(label)
    criteria = list(version.criteria.all())
    return {
        "kind": KIND,
        "subject": Subject(f"urn:uuid:{(label.organisation or space).uid}", _subject_names(label)),
        "achievement": Achievement(
            id=f"urn:uuid:{version.uid}",
            names=version.scheme.names,
            descriptions=version.summaries or version.titles,
            criteria={
                language: "\n".join(f"- {say(one.texts, language)}" for one in criteria)
                for language in ("fr", "nl")
            }
            if criteria
            else {},
            criteria_url=page,
        ),
        "issuer_name": _together(version.scheme.authority_names) or say(version.scheme.network.names),
        "valid_from": datetime.combine(label.awarded_on, time(), tzinfo=space.zone),
        "evidence_url": page,
    }


def _subject_names(label: Label) -> dict[str, str]:
    """The space, and the organisation to which its label was given."""
    names = {}
    for language in LANGUAGES:
        if language in label.space.names or (label.organisation and language in label.organisation.names):
            parts = [say(label.space.names, language)]
            parts += [say(label.organisation.names, language)] if label.organisation else []
            names[language] = ", ".join(parts)
    return names


def _together(texts: dict[str, str]) -> str:
    return " / ".join(dict.fromkeys(texts[code] for code in LANGUAGES if texts.get(code)))


def credential_at(address: str) -> UUID | None:
    """The proof of the label whose public page, in any language, is at this address: that of its poster."""
    site = re.escape(settings.SITE_URL)
    match = re.fullmatch(rf"{site}/[a-z]{{2}}/label/([0-9a-f-]{{36}})/", address)
    try:
        uid = UUID(match[1]) if match else None
    except ValueError:
        return None
    return Label.objects.filter(uid=uid).values_list("credential_uid", flat=True).first() if uid else None


def page_of(label: Label) -> str:
    with translation.override("fr"):
        return str(settings.SITE_URL) + reverse("label:label-page", args=[label.uid])

"""Issuing and ending: what is signed, what is stored, what everybody sees of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from opstap.core.models import AuditEntry
from opstap.credentials import adapter, identifiers, keyring
from opstap.credentials import services as credentials
from opstap.credentials.keyring import KeyringError
from opstap.credentials.models import Credential, State
from opstap.credentials.services import issuing
from opstap.credentials.trust import Trust
from opstap.credentials.verifying import verify
from tests.credentials.badges import changed
from tests.factories import make_credential, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]


def reason(credential: Credential, **more: Any) -> str | None:
    """As this installation sees it."""
    verdict = credentials.check(
        json.dumps(credential.document).encode(), now=more.get("now") or timezone.now()
    )
    return verdict.reason and str(verdict.reason)


def elsewhere(credential: Credential) -> str | None:
    """As another verifier sees it: from our DID document and our published list alone."""
    lists = credentials.status_list(credential.list_number, timezone.now())
    did = json.dumps(identifiers.own_document()).encode()
    from opstap.credentials.given import read_keys

    trust = Trust(given=read_keys(did), lists={lists["id"]: json.dumps(lists).encode()})
    found = verify(json.dumps(credential.document).encode(), trust=trust, now=timezone.now())
    return found.reason and str(found.reason)


def test_what_is_issued_holds_here_and_elsewhere() -> None:
    credential = make_credential()
    assert (reason(credential), elsewhere(credential), credential.state) == (None, None, State.VALID)


def test_what_it_says() -> None:
    subject = credentials.Subject(
        "urn:uuid:0193f0a0-0000-7000-8000-000000000009", {"fr": "ASBL", "nl": "VZW"}
    )
    credential = make_credential(subject=subject, evidence_url="https://example.org/evidence")
    address = f"http://localhost:8000/credentials/{credential.uid}"
    status = f"http://localhost:8000/credentials/status/{credential.list_number}"
    document = changed(credential.document, "proof", None)
    achievement = document["credentialSubject"].pop("achievement")
    assert document == {
        "@context": [adapter.VC_CONTEXT, adapter.BADGE_CONTEXT, adapter.EXTENSIONS_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Espace labellisé / Gelabelde ruimte / Labelled space",
        "issuer": {
            "id": "did:web:localhost%3A8000",
            "type": ["Profile"],
            "name": "Réseau inventé",
            "url": "http://localhost:8000",
        },
        "validFrom": document["validFrom"],
        "credentialSubject": {
            "id": subject.id,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "ASBL / VZW",
                    "identityType": "name",
                }
            ],
        },
        "credentialStatus": {
            "id": f"{status}#{credential.list_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "suspension",
            "statusListIndex": str(credential.list_index),
            "statusListCredential": status,
        },
        "credentialSchema": [{"id": issuing.SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "evidence": [{"id": "https://example.org/evidence", "type": ["Evidence"]}],
    }
    assert achievement == {
        "id": "https://example.org/label",
        "type": ["Achievement"],
        "achievementType": "QualityAssuranceCredential",
        "name": "Espace labellisé / Gelabelde ruimte / Labelled space",
        "description": "Un espace public numérique reconnu.\n\nEen erkende ruimte.",
        "criteria": {"narrative": "Ouvert 15 heures par semaine."},
    }


def test_suspended_restored_withdrawn() -> None:
    by = make_user()
    credential = make_credential(by=by)

    credentials.suspend_credential(credential=credential, reason="hours", by=by)
    assert (reason(credential), elsewhere(credential)) == ("suspended", "suspended")
    credentials.restore_credential(credential=credential, by=by)
    assert (reason(credential), elsewhere(credential)) == (None, None)
    credentials.suspend_credential(credential=credential, reason="hours", by=by)
    credentials.revoke_credential(credential=credential, reason="closed", by=by)
    # The list has one bit for both: others read "suspended", and do not count it.
    assert (reason(credential), elsewhere(credential)) == ("revoked", "suspended")

    acts = AuditEntry.objects.filter(object_uid=credential.uid).order_by("id")
    assert [(one.action, one.actor, one.object_kind) for one in acts] == [
        (f"credential.{act}", by, "credential")
        for act in ("issued", "suspended", "restored", "suspended", "revoked")
    ]


def test_one_ended_touches_no_other() -> None:
    ended, *others = [make_credential() for _ in range(3)]
    credentials.revoke_credential(credential=ended, reason="closed", by=None)
    assert [(reason(one), elsewhere(one)) for one in others] == [(None, None), (None, None)]
    listed = adapter.decode_bits(
        credentials.status_list(0, timezone.now())["credentialSubject"]["encodedList"]
    )
    assert sum(byte.bit_count() for byte in listed) == 1


def test_what_cannot_be_done_changes_nothing() -> None:
    credential = make_credential()
    with pytest.raises(credentials.NotPossibleError):
        credentials.restore_credential(credential=credential, by=None)
    with pytest.raises(ValueError, match="reason"):
        credentials.suspend_credential(credential=credential, reason=" ", by=None)
    credentials.revoke_credential(credential=credential, reason="closed", by=None)
    for act in (credentials.revoke_credential, credentials.suspend_credential):
        with pytest.raises(credentials.NotPossibleError) as caught:
            act(credential=credential, reason="again", by=None)
        assert caught.value.state == State.REVOKED
    with pytest.raises(credentials.NotPossibleError):
        credentials.restore_credential(credential=credential, by=None)
    credential.refresh_from_db()
    assert credential.reason == "closed"


def test_the_database_wants_a_reason_for_an_end() -> None:
    credential = make_credential()
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(revoked_at=timezone.now())


def test_a_place_in_the_list_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    places = iter([7, 7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda _size: next(places))
    assert [make_credential().list_index, make_credential().list_index] == [7, 8]
    assert Credential.objects.count() == 2


def test_a_full_list_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "MOST_IN_LIST", 2)
    assert [make_credential().list_number for _ in range(3)] == [0, 0, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": credentials.Subject("no address", {"fr": "A"})},
        {"evidence_url": "no address"},
        {"valid_until": timezone.now() - timedelta(days=9)},
    ],
)
def test_what_would_not_be_valid_is_not_issued(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="part-wrong"):
        make_credential(**wrong)
    assert Credential.objects.count() == 0


def test_without_a_key_nothing_is_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "create", lambda _now: None)
    with pytest.raises(KeyringError, match="opstap keys create"):
        make_credential()
    assert Credential.objects.count() == 0


def test_a_rotation_breaks_nothing() -> None:
    old = make_credential()
    keyring.rotate(timezone.now())
    new = make_credential()
    credentials.revoke_credential(credential=old, reason="closed", by=None)
    assert (elsewhere(old), elsewhere(new), reason(old), reason(new)) == ("suspended", None, "revoked", None)
    assert new.document["proof"]["verificationMethod"] != old.document["proof"]["verificationMethod"]


def test_a_list_says_until_when_it_may_be_believed() -> None:
    credential = make_credential()
    now = timezone.now()
    said = credentials.status_list(0, now)
    assert credentials.status_list(0, now) == said
    later = Trust(lists={said["id"]: json.dumps(said).encode()}, own_state=None)
    found = verify(json.dumps(credential.document).encode(), trust=later, now=now + timedelta(days=3))
    assert (found.reason, found.detail[:7]) == ("status-wrong", "expired")


def test_nobody_points_at_our_list_in_our_place() -> None:
    """A badge of another issuer with an entry in our list: our register says nothing about it."""
    from tests.credentials.badges import Issuer

    ours = make_credential().document["credentialStatus"]
    document = json.dumps(Issuer().badge(credentialStatus=ours)).encode()
    assert credentials.check(document, now=timezone.now()).reason == "status-not-allowed"


def test_the_square_holds_the_address() -> None:
    credential = make_credential()
    drawn = credentials.qr_svg(credential)
    assert (drawn[:4], "style" in drawn) == ("<svg", False)
    assert credentials.credential_address(credential.uid) == credential.document["id"]


@pytest.mark.parametrize("form", ["{0}", "{0}/", "{0}.json", " {0}\n"])
def test_an_address_of_ours_is_enough(form: str) -> None:
    credential = make_credential()
    text = form.format(credential.document["id"]).encode()
    assert credentials.check(text, now=timezone.now()).holds is True
    other = text.replace(str(credential.uid)[:4].encode(), b"ffff")
    assert credentials.check(other, now=timezone.now()).reason == "address-unknown"

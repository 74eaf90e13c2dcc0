"""The verifiable proof stands where the label stands."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from opstap.credentials.models import Credential, State
from opstap.label.models import DecisionKind, Label
from opstap.label.services.proof import issue_proof, proof_of
from opstap.label.services.standing import decide, restore
from tests.factories import make_administrator, make_criterion, make_label, make_region_officer, make_version

pytestmark = pytest.mark.django_db


def proved() -> Label:
    version = make_version(summaries={"fr": "Quelqu’un vous aide.", "nl": "Iemand helpt je."})
    make_criterion(version, texts={"fr": "Ouvert", "nl": "Open"})
    label = make_label(version=version)
    issue_proof(label=label, by=make_administrator())
    return label


def state(label: Label) -> State:
    credential = proof_of(label)
    assert credential is not None
    return credential.state


@pytest.mark.usefixtures("signing")
def test_the_proof_names_the_space_its_organisation_and_the_rules() -> None:
    label = proved()
    credential = proof_of(label)
    assert credential is not None
    document = credential.document
    subject = document["credentialSubject"]
    assert label.organisation is not None
    assert subject["id"] == f"urn:uuid:{label.organisation.uid}"
    assert subject["achievement"]["criteria"]["narrative"] == "- Ouvert\n\n- Open"
    assert document["evidence"][0]["id"].endswith(f"/fr/label/{label.uid}/")


@pytest.mark.usefixtures("signing")
def test_it_is_suspended_restored_and_ended_with_the_label() -> None:
    label, by = proved(), make_administrator()
    seen = []
    for kind in (DecisionKind.SUSPEND, DecisionKind.REINSTATE, DecisionKind.WITHDRAW):
        decide(kind, label, reasons="So it is.", by=by)
        seen.append(state(label))
    assert seen == [State.SUSPENDED, State.VALID, State.REVOKED]
    ended = label.credential_uid
    restore(label=label, by=by)
    assert (state(label), label.credential_uid != ended) == (State.VALID, True)


def test_without_a_key_the_label_holds_and_has_no_proof(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    label = proved()
    assert (label.is_in_force, label.credential_uid, Credential.objects.count()) == (True, None, 0)


@pytest.mark.usefixtures("signing")
def test_the_secretariat_makes_a_proof_that_is_missing_once(client: Client) -> None:
    label = make_label(version=make_version(summaries={"fr": "Quelqu’un vous aide."}), is_from_before=True)
    client.force_login(make_region_officer(label.version.scheme.network))
    for _time in range(2):
        assert client.post(reverse("label:proof-issue", args=[label.uid])).status_code == 302
    credential = Credential.objects.get()
    page = client.get(reverse("label:label-page", args=[label.uid])).content.decode()
    assert reverse("credentials:credential", args=[credential.uid]) in page

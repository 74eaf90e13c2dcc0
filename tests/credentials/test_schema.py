"""Our rules beside 1EdTech's JSON Schema: what it refuses we refuse, and the good samples pass both."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opstap.credentials.reasons import RefusedError
from opstap.credentials.rules.model import check_contexts, check_is_badge, check_is_credential
from opstap.credentials.rules.shapes import SHAPES, check_badge, faults
from tests.credentials.badges import badge, changed, leaves

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("OPSTAP_EXTRA_DATA") or ROOT.parent / "shared" / "data")
FOLDER = DATA / "standards" / "openbadges-3.0"
DID = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
# Our names of the classes of the schema.
CLASSES = {
    "AchievementSubject": "Subject", "IdentityObject": "Identity", "IdentifierEntry": "Identifier",
    "RubricCriterionLevel": "Level", "GeoCoordinates": "Geo", "EndorsementCredential": "Endorsement",
    "EndorsementSubject": "Endorsed", "CredentialSchema": "Schema", "CredentialStatus": "Status",
    "RefreshService": "Refresh", "TermsOfUse": "Terms",
}  # fmt: skip
# Not classes of their own here: read by rules/model.py.
ELSEWHERE = {"Context", "Proof", "ProfileRef"}


def full() -> dict[str, Any]:
    """A badge with every class of the specification in it."""
    address = {
        "type": ["Address"],
        "addressLocality": "Bruxelles",
        "geo": {"type": "GeoCoordinates", "latitude": 50.8, "longitude": 4.3},
    }
    identifier = {"type": "IdentifierEntry", "identifier": "0123.456.789", "identifierType": "ext:kbo"}
    profile = {
        "id": "https://example.org/p",
        "type": ["Profile"],
        "url": "https://example.org",
        "address": address,
        "otherIdentifier": [identifier],
        "image": {"id": "data:image/png;base64,AA", "type": "Image", "caption": "A logo"},
        "dateOfBirth": "1990-01-01",
        "parentOrg": {"id": "https://example.org/q", "type": ["Profile"]},
    }
    alignment = {
        "type": ["Alignment"],
        "targetName": "t",
        "targetUrl": "https://example.org/t",
        "targetType": "CTDL",
    }
    level = {"id": "urn:x:l", "type": ["RubricCriterionLevel"], "name": "l", "alignment": [alignment]}
    described = {
        "id": "urn:x:r", "type": ["ResultDescription"], "name": "r", "resultType": "Status",
        "allowedValue": ["a", "b"], "rubricCriterionLevel": [level],
    }  # fmt: skip
    document = badge(DID)
    achievement = document["credentialSubject"]["achievement"] | {
        "achievementType": "QualityAssuranceCredential", "alignment": [alignment], "creator": profile,
        "creditsAvailable": 2, "image": {"id": "https://example.org/i.png", "type": "Image"},
        "inLanguage": "fr-BE",
        "otherIdentifier": [identifier], "resultDescription": [described],
        "related": [{"id": "urn:x:a", "type": ["Related"], "inLanguage": "nl"}],
    }  # fmt: skip
    identity = {"type": "IdentityObject", "hashed": False, "identityHash": "O", "identityType": "name"}
    result = {"type": ["Result"], "status": "Completed", "resultDescription": "urn:x:r", "value": "1"}
    subject = document["credentialSubject"] | {
        "achievement": achievement, "identifier": [identity], "result": [result], "source": profile,
        "activityStartDate": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    endorsement = {
        "@context": document["@context"], "id": "urn:x:e",
        "type": ["VerifiableCredential", "EndorsementCredential"], "name": "e", "issuer": profile,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "urn:x:b", "type": ["EndorsementSubject"], "endorsementComment": "c"},
    }  # fmt: skip
    return document | {
        "credentialSubject": subject,
        "endorsement": [endorsement],
        "endorsementJwt": ["a.b.c"],
        "credentialSchema": [{"id": "https://example.org/s", "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {"id": "urn:x:s", "type": "1EdTechRevocationList"},
        "refreshService": {"id": "urn:x:f", "type": "1EdTechCredentialRefresh"},
        "termsOfUse": [{"type": "Policy"}],
    }


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    path = FOLDER / "ob_v3p0_achievementcredential_schema.json"
    if not path.is_file():
        pytest.skip(f"the schema of Open Badges 3.0 is not in {FOLDER}")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def passes(schema: dict[str, Any]) -> Callable[[Any], bool]:
    validator = jsonschema.Draft201909Validator(schema)
    return lambda document: bool(validator.is_valid(document))


def ours(document: Any) -> bool:
    try:
        check_is_credential(document)
        check_is_badge(document)
        check_contexts(document, badge=True)
        check_badge(document)
    except RefusedError:
        return False
    return True


@pytest.mark.data
def test_good_ones_pass_both(passes: Callable[[Any], bool]) -> None:
    for document in (
        badge(DID),
        full(),
        badge("https://example.org/i") | {"issuer": "https://example.org/i"},
    ):
        assert (passes(document), ours(document)) == (True, True)


def test_the_full_one_has_no_fault() -> None:
    assert list(faults(full(), "Badge")) == []


@pytest.mark.data
def test_every_class_has_the_parts_of_the_schema(schema: dict[str, Any]) -> None:
    for name, described in schema["$defs"].items():
        if name in ELSEWHERE:
            continue
        shape = SHAPES[CLASSES.get(name, name)]
        given = set(described["properties"]) - {"proof"}
        required = {part.name for part in shape.parts.values() if part.required}
        assert (name, set(shape.parts)) == (name, given)
        assert (name, required) == (name, set(described["required"]))
        assert (name, shape.closed) == (name, described["additionalProperties"] is False)


def _mutants() -> list[tuple[str, Any]]:
    """Every part of the full badge: away, of another kind, or among others."""
    document = full()
    paths = {path for path, _value in leaves(document)}
    paths |= {path.rpartition(".")[0] for path in paths} | {
        path.rpartition(".")[0].rpartition(".")[0] for path in paths
    }
    wrong: tuple[Any, ...] = (None, 1, True, "x", {}, [], ["x"], [1], {"type": "x"}, {"fr": "x"})
    return [
        (path, value) for path in sorted(paths - {""}) for value in wrong if not path.startswith("@context")
    ]


@pytest.mark.data
def test_what_the_schema_refuses_we_refuse(passes: Callable[[Any], bool]) -> None:
    let_through = [
        (path, value)
        for path, value in _mutants()
        if not (value is None and path[-1].isdigit())
        and ours(changed(full(), path, value))
        and not passes(changed(full(), path, value))
    ]
    # Version 2 of the data model has several entries; none is none.
    assert let_through == [("credentialStatus", [])]


# Where we are stricter than the schema: addresses, moments, types that name their class, an issuer's address.
STRICTER = set(
    "type id url targetUrl resultDescription validFrom validUntil dateOfBirth activityStartDate awardedDate "
    "issuer @context".split()
)


def _is_stricter(path: str, value: Any) -> bool:
    words = [word for word in path.split(".") if not word.isdigit()]
    return words[-1] in STRICTER or value in ({"type": "x"}, {})


@pytest.mark.data
def test_what_the_schema_takes_we_take(passes: Callable[[Any], bool]) -> None:
    refused = [
        (path, value)
        for path, value in _mutants()
        if not (value is None and path[-1].isdigit())
        and not _is_stricter(path, value)
        and passes(changed(full(), path, value))
        and not ours(changed(full(), path, value))
    ]
    assert refused == []

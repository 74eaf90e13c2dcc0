"""What holds and what does not: every rule, every change, every edge of time."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opstap.credentials import adapter
from opstap.credentials.reasons import Reason, advice, sentence
from opstap.credentials.verifying import summary
from tests.credentials.badges import NOW, SIGNED_AT, Issuer, badge, changed, check, leaves, refused

OTHER_CONTEXT = "https://example.org/context.json"
EXAMPLE = Issuer()
GOOD = EXAMPLE.badge()


def test_a_good_one_holds() -> None:
    verdict = check(GOOD)
    assert (verdict.holds, verdict.reason, verdict.detail) == (True, None, "")


def test_what_it_says_is_told() -> None:
    said = check(GOOD).said
    assert said is not None
    told = summary(said)
    assert (told.name, told.issuer, told.issuer_id) == ("A labelled space", "An issuer", EXAMPLE.did)
    assert told.subject == "urn:uuid:0193f0a0-0000-7000-8000-000000000002"
    assert (told.valid_from, told.valid_until) == (
        datetime(2026, 11, 1, 10, tzinfo=UTC),
        datetime(2027, 11, 1, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "contexts", [[adapter.VC_CONTEXT, adapter.BADGE_CONTEXT, adapter.EXTENSIONS_CONTEXT]]
)
def test_known_vocabularies_may_follow(issuer: Issuer, contexts: list[str]) -> None:
    assert refused(issuer.badge(**{"@context": contexts})) is None


UNSIGNED: list[tuple[str, Any, Reason]] = [
    ("@context", None, Reason.NOT_CREDENTIAL),
    ("@context", OTHER_CONTEXT, Reason.CONTEXT_UNKNOWN),
    ("@context.1", OTHER_CONTEXT, Reason.CONTEXT_UNKNOWN),
    ("@context.0", "https://www.w3.org/2018/credentials/v1", Reason.CONTEXT_UNKNOWN),
    ("@context.1", {"word": "https://example.org/word"}, Reason.CONTEXT_UNKNOWN),
    ("@context", [adapter.BADGE_CONTEXT, adapter.VC_CONTEXT], Reason.CONTEXT_ORDER),
    ("@context", [adapter.VC_CONTEXT], Reason.CONTEXT_ORDER),
    (
        "@context",
        [adapter.VC_CONTEXT, adapter.EXTENSIONS_CONTEXT, adapter.BADGE_CONTEXT],
        Reason.CONTEXT_ORDER,
    ),
    ("@context", [], Reason.CONTEXT_ORDER),
    ("type", None, Reason.NOT_CREDENTIAL),
    ("type", "OpenBadgeCredential", Reason.NOT_CREDENTIAL),
    ("type", ["OpenBadgeCredential"], Reason.NOT_CREDENTIAL),
    ("type", ["VerifiableCredential"], Reason.NOT_BADGE),
    ("type", ["VerifiableCredential", "EndorsementCredential"], Reason.NOT_BADGE),
    ("type", [["VerifiableCredential"]], Reason.NOT_CREDENTIAL),
    ("id", None, Reason.PART_MISSING),
    ("id", "no address", Reason.PART_WRONG),
    ("issuer", None, Reason.PART_MISSING),
    ("issuer", [], Reason.PART_WRONG),
    ("issuer.id", "somebody", Reason.PART_WRONG),
    ("issuer.type", None, Reason.PART_MISSING),
    ("issuer.type", "Person", Reason.PART_WRONG),
    ("validFrom", None, Reason.PART_MISSING),
    ("validFrom", "2026-11-01", Reason.PART_WRONG),
    ("validFrom", "2026-11-01T10:00:00", Reason.PART_WRONG),
    ("validFrom", "2026-13-01T10:00:00Z", Reason.PART_WRONG),
    ("validFrom", 1, Reason.PART_WRONG),
    ("validUntil", "2026-10-01T10:00:00Z", Reason.PART_WRONG),
    ("validUntil", "soon", Reason.PART_WRONG),
    ("awardedDate", "yesterday", Reason.PART_WRONG),
    ("credentialSubject", None, Reason.PART_MISSING),
    ("credentialSubject", {}, Reason.PART_WRONG),
    ("credentialSubject", [], Reason.PART_MISSING),
    ("credentialSubject.id", None, Reason.PART_MISSING),
    ("credentialSubject.type", None, Reason.PART_MISSING),
    ("credentialSubject.achievement", None, Reason.PART_MISSING),
    ("credentialSubject.achievement.id", None, Reason.PART_MISSING),
    ("credentialSubject.achievement.name", None, Reason.PART_MISSING),
    ("credentialSubject.achievement.description", None, Reason.PART_MISSING),
    ("credentialSubject.achievement.criteria", None, Reason.PART_MISSING),
    ("credentialSubject.achievement.criteria", "open", Reason.PART_WRONG),
    ("credentialSubject.achievement.type", ["Label"], Reason.PART_WRONG),
    ("credentialSubject.achievement.achievementType", "Label", Reason.PART_WRONG),
    ("credentialSubject.achievement.image", "https://example.org/a.png", Reason.PART_WRONG),
    ("credentialSubject.creditsEarned", "many", Reason.PART_WRONG),
    ("evidence.0.type", None, Reason.PART_MISSING),
    ("evidence.0", "https://example.org/visit", Reason.PART_WRONG),
    ("credentialSchema", {"id": "https://example.org/schema"}, Reason.PART_MISSING),
    ("credentialSchema", [{"type": "JsonSchema"}], Reason.PART_MISSING),
    ("termsOfUse", {"id": "https://example.org/terms"}, Reason.PART_MISSING),
    ("refreshService", {"type": "1EdTechCredentialRefresh"}, Reason.PART_MISSING),
    ("issuanceDate", "2026-11-01T10:00:00Z", Reason.PART_WRONG),
    ("expirationDate", "2027-11-01T10:00:00Z", Reason.PART_WRONG),
    ("credentialStatus", {"id": "https://example.org/1"}, Reason.PART_MISSING),
    ("credentialStatus", "https://example.org/1", Reason.PART_WRONG),
    ("proof", None, Reason.PROOF_MISSING),
    ("proof", [], Reason.PROOF_MISSING),
    ("proof", "a seal", Reason.PROOF_WRONG),
    ("proof.type", None, Reason.PROOF_WRONG),
    ("proof.type", "Ed25519Signature2020", Reason.PROOF_UNSUPPORTED),
    ("proof.cryptosuite", None, Reason.PROOF_WRONG),
    ("proof.cryptosuite", "ecdsa-sd-2023", Reason.PROOF_UNSUPPORTED),
    ("proof.previousProof", "urn:uuid:1", Reason.PROOF_UNSUPPORTED),
    ("proof.proofPurpose", "authentication", Reason.PURPOSE_WRONG),
    ("proof.proofPurpose", None, Reason.PROOF_WRONG),
    ("proof.verificationMethod", None, Reason.PROOF_WRONG),
    ("proof.verificationMethod", {"id": EXAMPLE.method}, Reason.PROOF_WRONG),
    ("proof.verificationMethod", f"{EXAMPLE.did}#key-1", Reason.KEY_UNKNOWN),
    ("proof.proofValue", None, Reason.PROOF_WRONG),
    ("proof.proofValue", "u1234", Reason.PROOF_WRONG),
    ("proof.proofValue", "z0OIl", Reason.PROOF_WRONG),
    ("proof.created", "today", Reason.PROOF_WRONG),
    ("proof.created", "2027-01-01T00:00:00Z", Reason.NOT_YET_VALID),
    ("proof.expires", "2026-11-20T00:00:00Z", Reason.EXPIRED),
    ("unheard", "of", Reason.NOT_COVERED),
    ("credentialSubject.achievement.unheard", "of", Reason.NOT_COVERED),
    ("credentialSubject.achievement.criteria.https://schema.org/name", "of", Reason.NOT_COVERED),
]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    UNSIGNED,
    # Keys are new in each process: a value must not name a test.
    ids=[f"{number}-{path}-{reason}" for number, (path, _value, reason) in enumerate(UNSIGNED)],
)
def test_every_rule_has_its_reason(path: str, value: Any, reason: Reason) -> None:
    head, found, tail = path.partition(".https:")
    spoilt = changed(GOOD, path, value) if not found else _with_address(head, f"https:{tail}", value)
    assert refused(spoilt) == reason


def _with_address(path: str, name: str, value: Any) -> dict[str, Any]:
    holder = dict(GOOD["credentialSubject"]["achievement"]["criteria"])
    return changed(GOOD, path, {**holder, name: value})


def test_every_single_value_is_under_the_signature() -> None:
    """Whatever is changed, were it one letter, it does not hold any more."""
    held = [path for path, value in leaves(GOOD) if refused(changed(GOOD, path, _other(value))) is None]
    assert held == []


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return value[:-1] + ("b" if value.endswith("a") else "a")
    return value + 1


def test_every_part_taken_away_is_noticed() -> None:
    paths = {path.rpartition(".")[0] for path, _value in leaves(GOOD)} | {
        path for path, _value in leaves(GOOD)
    }
    held = [path for path in sorted(paths - {""}) if not path[-1].isdigit() and _without(path) is None]
    assert held == []


def _without(path: str) -> str | None:
    return refused(changed(GOOD, path, None))


words = st.text(min_size=1, max_size=12)
values = st.one_of(
    words, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)
)
anything = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from([path for path, _value in leaves(GOOD)]), value=anything)
def test_no_other_value_passes(path: str, value: Any) -> None:
    before = dict(leaves(GOOD))[path]
    spoilt = _set(path, value)
    if [value] == [before] or value == [before]:  # JSON-LD: a single value and a list of it are one thing
        return
    assert refused(spoilt) is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=words, value=anything, place=st.sampled_from(["", "issuer", "credentialSubject", "proof"]))
def test_nothing_can_be_added(name: str, value: Any, place: str) -> None:
    if name in (GOOD[place] if place else GOOD) or (name == "nonce" and place == "proof"):
        return
    path = f"{place}." if place else ""
    copied = json.loads(json.dumps(GOOD))
    (copied[place] if place else copied)[name] = value
    # An empty value says nothing: JSON-LD drops it on both sides.
    if value in (None, [], [[]]) or path + name == "":
        return
    assert refused(copied) is not None


def _set(path: str, value: Any) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(GOOD))
    *before, last = path.split(".")
    holder: Any = copied
    for step in before:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    holder[int(last) if isinstance(holder, list) else last] = value
    return copied


def test_signed_by_somebody_else(issuer: Issuer) -> None:
    forged = Issuer().sign(badge(issuer.did), method=issuer.method)
    assert refused(forged) == "signature-wrong"


def test_the_key_must_be_the_issuers_own(issuer: Issuer) -> None:
    assert refused(Issuer().sign(badge(issuer.did))) == "key-not-the-issuers"


def test_an_issuer_that_is_no_did_needs_a_key(issuer: Issuer) -> None:
    assert refused(issuer.sign(badge("https://example.org/issuer"))) == "key-unknown"


def test_other_methods_of_dids_are_not_known(issuer: Issuer) -> None:
    other = Issuer("did:example:1")
    assert refused(other.badge()) == "key-unknown"


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2026-11-01T09:59:59Z", "not-yet-valid"),
        ("2026-11-01T10:00:00Z", None),
        ("2027-11-01T10:00:00Z", None),
        ("2027-11-01T10:00:01Z", "expired"),
        ("2027-11-01T11:00:00+01:00", None),
    ],
)
def test_both_ends_of_its_time_belong_to_it(at: str, reason: str | None) -> None:
    assert refused(GOOD, now=datetime.fromisoformat(at)) == reason


def test_over_is_told_with_what_it_said() -> None:
    verdict = check(GOOD, now=NOW + timedelta(days=800))
    assert (verdict.reason, verdict.said) == (Reason.EXPIRED, GOOD)


def test_forged_and_over_is_forged() -> None:
    verdict = check(changed(GOOD, "name", "Other"), now=NOW + timedelta(days=800))
    assert (verdict.reason, verdict.said) == (Reason.SIGNATURE_WRONG, None)


def test_two_good_proofs_hold(issuer: Issuer) -> None:
    plain = badge(issuer.did)
    proofs = [issuer.sign(plain, created=SIGNED_AT + timedelta(days=day))["proof"] for day in (0, 1)]
    assert refused({**plain, "proof": proofs}) is None


def test_of_two_proofs_both_must_hold(issuer: Issuer) -> None:
    plain = badge(issuer.did)
    good, other = issuer.sign(plain)["proof"], Issuer().sign(plain)["proof"]
    unknown = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019"}
    for bad, reason in (
        (other, "key-not-the-issuers"),
        ({**other, "verificationMethod": issuer.method}, "signature-wrong"),
        (unknown, "proof-unsupported"),
        (good, "proof-wrong"),
    ):
        assert refused({**plain, "proof": [good, bad]}) == reason
        assert refused({**plain, "proof": [bad, good]}) == reason


def test_a_crowd_of_blank_nodes_ends_in_time() -> None:
    """Canonicalising such a graph takes factorial time where nobody bounds it."""
    alignment = {"type": ["Alignment"], "targetName": "t", "targetUrl": "urn:x:y"}
    crowd = [{"type": ["Result"], "alignment": [alignment] * 20} for _ in range(20)]
    verdict = check({**GOOD, "credentialSubject": {**GOOD["credentialSubject"], "result": crowd}})
    assert (verdict.reason, verdict.detail[:8]) == ("too-complex", "refusing")


def test_a_large_badge_still_holds(issuer: Issuer) -> None:
    evidence = [{"id": f"urn:x:{number}", "type": ["Evidence"]} for number in range(200)]
    assert refused(issuer.badge(evidence=evidence)) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("evidence", [{"type": ["Evidence"]}] * 600),
        ("credentialSubject.achievement.tag", [str(number) for number in range(6000)]),
    ],
)
def test_a_huge_one_is_refused_before_any_work(path: str, value: Any) -> None:
    verdict = check(changed(GOOD, path, value))
    assert (verdict.reason, verdict.detail[:9]) == ("too-complex", "more than")


def test_many_types_are_refused_before_any_work() -> None:
    many = [{"type": ["Evidence"] * 300} for _ in range(50)]
    assert refused({**GOOD, "evidence": many}) == "too-complex"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_and_something_to_do(reason: Reason) -> None:
    assert (str(sentence(reason))[-1], str(advice(reason))[-1]) == (".", ".")

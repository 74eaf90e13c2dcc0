"""Withdrawn, suspended, or not to be known."""

import json
from typing import Any

import pytest

from opstap.credentials.fetching import FetchError, read_list
from opstap.credentials.reasons import RefusedError
from opstap.credentials.status import check_entries
from tests.credentials.badges import Issuer, changed, refused

ADDRESS = "https://lists.example.org/1"
TRUSTED = read_list(["lists.example.org"])


def entry(index: int, purpose: str = "revocation", **more: Any) -> dict[str, Any]:
    return {
        "id": f"{ADDRESS}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": ADDRESS,
        **more,
    }


def given(document: dict[str, Any]) -> dict[str, bytes]:
    return {ADDRESS: json.dumps(document).encode()}


@pytest.mark.parametrize(("purpose", "reason"), [("revocation", "revoked"), ("suspension", "suspended")])
@pytest.mark.parametrize("index", [0, 1, 7, 8, 9, 131_071])
def test_its_bit_alone_decides(issuer: Issuer, index: int, purpose: str, reason: str) -> None:
    badge = issuer.badge(credentialStatus=entry(index, purpose))
    others = [place for place in (0, 1, 6, 7, 8, 9, 10, 131_070, 131_071) if place != index]

    assert refused(badge, lists=given(issuer.status_list(ADDRESS, [index], purpose))) == reason
    assert refused(badge, lists=given(issuer.status_list(ADDRESS, others, purpose))) is None


def test_of_two_entries_either_ends_it(issuer: Issuer) -> None:
    two = [entry(5), {**entry(5, "suspension"), "id": f"{ADDRESS}#s", "statusListCredential": f"{ADDRESS}s"}]
    badge = issuer.badge(credentialStatus=two)
    first = issuer.status_list(ADDRESS, [], "revocation")
    for places, reason in (([], None), ([5], "suspended")):
        second = issuer.status_list(f"{ADDRESS}s", places, "suspension")
        lists = {**given(first), f"{ADDRESS}s": json.dumps(second).encode()}
        assert refused(badge, lists=lists) == reason


def test_another_purpose_ends_nothing_and_is_not_asked(issuer: Issuer) -> None:
    assert refused(issuer.badge(credentialStatus=entry(5, "refresh"))) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "1EdTechRevocationList"}, "status-unsupported"),
        ({"statusSize": 2}, "status-unsupported"),
        ({"statusListIndex": 5}, "part-wrong"),
        ({"statusListIndex": "-1"}, "part-wrong"),
        ({"statusListIndex": "05"}, "part-wrong"),
        ({"statusListIndex": "²"}, "part-wrong"),
        ({"statusPurpose": ["revocation"]}, "part-wrong"),
        ({"statusListCredential": "list"}, "part-wrong"),
    ],
)
def test_an_entry_that_is_not_understood_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_entries({"credentialStatus": [entry(4), {**entry(5), **change}]})
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"statusSize": 2}, "status-unsupported"),
        ({"statusListIndex": "05"}, "part-wrong"),
        ({"statusPurpose": "refresh"}, None),
    ],
)
def test_a_signed_entry_that_is_not_understood_is_refused(
    issuer: Issuer, change: dict[str, Any], reason: str | None
) -> None:
    badge = issuer.badge(credentialStatus={**entry(5), **change})
    assert refused(badge, lists=given(issuer.status_list(ADDRESS, [], "revocation"))) == reason


def _lists(issuer: Issuer) -> dict[str, Any]:
    good = issuer.status_list(ADDRESS, [], "revocation")
    subject = {**good["credentialSubject"]}
    short = {**subject, "encodedList": "uH4sIAAAAAAAC_2NgAAAAAf__AQAAAA"}
    return {
        "another issuer's": Issuer().status_list(ADDRESS, [], "revocation"),
        "of another purpose": issuer.status_list(ADDRESS, [], "suspension"),
        "of another address": issuer.status_list(f"{ADDRESS}0", [], "revocation"),
        "over": issuer.status_list(ADDRESS, [], "revocation", validUntil="2026-11-02T00:00:00Z"),
        "not yet": issuer.status_list(ADDRESS, [], "revocation", validFrom="2026-12-02T00:00:00Z"),
        "changed": changed(good, "credentialSubject.encodedList", subject["encodedList"] + "A"),
        "unsigned": changed(good, "proof", None),
        "a badge": issuer.badge(),
        "no bits": issuer.status_list(ADDRESS, [], "revocation", credentialSubject=short),
        "no list": issuer.status_list(
            ADDRESS, [], "revocation", type=["VerifiableCredential"], credentialSubject={"id": "urn:x:y"}
        ),
        "not even JSON": "?",
    }


@pytest.mark.parametrize("which", list(_lists(Issuer())))
def test_a_list_that_is_not_right_is_refused(issuer: Issuer, which: str) -> None:
    badge = issuer.badge(credentialStatus=entry(5))
    assert refused(badge, lists=given(_lists(issuer)[which])) == "status-wrong"


def test_a_place_beyond_the_list_is_refused(issuer: Issuer) -> None:
    badge = issuer.badge(credentialStatus=entry(131_072))
    assert refused(badge, lists=given(issuer.status_list(ADDRESS, [], "revocation"))) == "status-wrong"


def test_a_list_is_asked_only_where_the_operator_allows(issuer: Issuer) -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return given(issuer.status_list(ADDRESS, [5], "revocation"))[ADDRESS]

    badge = issuer.badge(credentialStatus=entry(5))
    assert (refused(badge, fetch=fetch), asked) == ("status-not-allowed", [])
    assert (refused(badge, fetch=fetch, issuers=TRUSTED), asked) == ("revoked", [ADDRESS])


def test_a_list_that_is_not_reached(issuer: Issuer) -> None:
    def fetch(_address: str) -> bytes:
        raise FetchError("down")

    badge = issuer.badge(credentialStatus=entry(5))
    assert refused(badge, fetch=fetch, issuers=TRUSTED) == "status-unreachable"


def test_what_is_forged_asks_nobody(issuer: Issuer) -> None:
    def fetch(_address: str) -> bytes:
        raise AssertionError("asked")

    badge = changed(issuer.badge(credentialStatus=entry(5)), "name", "Other")
    assert refused(badge, fetch=fetch, issuers=TRUSTED) == "signature-wrong"
